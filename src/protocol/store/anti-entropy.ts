/**
 * Anti-entropy: every so often a node compares with one of those who keep some of the same keys what
 * both have (Demers and others, 1987; Dynamo, 2007, section 4.7), so that what every other repair
 * missed is found in the end. `full` lists all keys with their versions. `merkle` says digests of
 * whole arcs, then of the parts of those that differ, and lists the keys of the smallest; so what is
 * sent goes with the differences, not with the keys. Whoever gets a list asks for what is newer
 * there and offers what is newer here, or not there at all; the rest is as in stabilization.
 *
 * Each message says all that its answer needs, so that nothing is remembered of an exchange. What is
 * lost of one the next finds again.
 */

import type { Address } from '../address';
import type { Host, TimerKind } from '../host';
import { type Arc, commonArcs } from '../ring/arcs';
import type { Owner, RingVersion } from '../ring/ring-version';
import { bytesOfEntries, entriesIn, listedArcs, type ListedState } from './key-lists';
import type { RangeDigest, RangeDigests } from './range-digests';
import { compareVersions } from './record';
import type { StoreEvent } from './store-events';
import {
  type AntiEntropyMessage,
  ARC_HEADER_BYTES,
  DIGEST_BYTES,
  type KeyList,
  type KeyVersion,
  LIST_HEADER_BYTES,
  PARTS_MAX,
  type RangeParts,
} from './store-messages';

/** How replicas are compared, and how often. */
export interface AntiEntropyOptions {
  /** By lists of all keys, or by digests of arcs and lists of the keys of those that differ. */
  readonly kind: 'full' | 'merkle';
  /** Ticks from one comparison that a node begins to the next, 1 or more. */
  readonly everyTicks: number;
}

/** What a comparison works on. */
export interface ComparedState extends ListedState {
  /** Of the replica's keys; needed for `merkle`. */
  readonly digests: RangeDigests | undefined;
  readonly ring: () => RingVersion;
}

export interface ComparisonOptions extends AntiEntropyOptions {
  /** Replicas of a key: N. */
  readonly replicas: number;
  /** Ticks without a word after which an exchange is over; more than it takes to be answered. */
  readonly offerRetryTicks: number;
}

const SYNC: TimerKind = { name: 'antiEntropy', layer: 'store' };
/** An arc with so few keys is listed. */
const FEW_KEYS = 16;

export class AntiEntropy {
  private partners: readonly Owner[] = [];
  /** The ring in which they are. */
  private partnersIn: RingVersion | undefined;
  private turn = 0;
  /** When something was last sent to a partner. */
  private readonly sentAt = new Map<Address, number>();

  constructor(
    private readonly host: Host,
    private readonly options: ComparisonOptions,
    private readonly state: ComparedState,
  ) {}

  /** Nodes that start together do not begin together, nor with the same partners. */
  start(): void {
    const { random } = this.host;
    this.turn = random.below(0x1_0000);
    this.host.setTimer(1 + random.below(this.options.everyTicks), SYNC);
  }

  /** Returns false for a timer that is not of anti-entropy. */
  onTimer(kind: TimerKind): boolean {
    if (kind !== SYNC) return false;
    this.host.setTimer(this.options.everyTicks, SYNC);
    this.state.exchange.forgetOverdue();
    const partner = this.nextPartner();
    if (partner !== undefined && !this.isBusy(partner.address)) this.begin(partner.address);
    return true;
  }

  /** Compares digests with a partner's, and goes on with what differs. */
  onDigests(from: Address, ranges: readonly RangeParts[]): void {
    const { replica, digests } = this.state;
    if (replica.recovering || digests === undefined) return;
    const large: Arc[] = [];
    const small: Arc[] = [];
    for (const range of ranges) {
      for (const [i, part] of partsOf(range, range.parts.length).entries()) {
        const here = digests.of(part);
        if (isSame(here, range.parts[i]!)) continue;
        const isSmall = here.count <= FEW_KEYS || part.first === part.last;
        (isSmall ? small : large).push(part);
      }
    }
    this.sendKeys(from, small);
    this.sendDigests(from, large, this.fanOut);
  }

  /** Compares what a partner has with what is here: either may have something for the other. */
  onKeys(from: Address, lists: readonly KeyList[]): void {
    const { replica, exchange } = this.state;
    if (replica.recovering) return;
    const wanted: string[] = [];
    const offered: KeyVersion[] = [];
    for (const list of lists) {
      for (const { key, version } of list.entries) {
        const stored = replica.get(key);
        const order = stored === undefined ? -1 : compareVersions(stored.version, version);
        if (order < 0 && this.isOwnedHere(key)) wanted.push(key);
        else if (order > 0) offered.push({ key, version: stored!.version });
      }
      for (const entry of this.entriesBeyond(list)) offered.push(entry);
    }
    exchange.sendWant(from, wanted);
    exchange.sendOffer(from, offered);
    const differing = wanted.length + offered.length;
    if (differing > 0) this.record({ kind: 'synced', with: from, differing });
  }

  /** One after the other, those who keep some of the same keys. */
  private nextPartner(): Owner | undefined {
    const { replica, ring } = this.state;
    if (replica.recovering) return undefined;
    const now = ring();
    if (now !== this.partnersIn) {
      this.partnersIn = now;
      this.partners = now.current.partnersOf(this.host.self, this.options.replicas);
      this.sentAt.clear();
    }
    return this.partners[this.turn++ % this.partners.length];
  }

  /** Whether an exchange with a partner, whoever began it, may be under way still. */
  private isBusy(partner: Address): boolean {
    const sent = this.sentAt.get(partner);
    return sent !== undefined && this.host.monotonicNow() - sent < this.options.offerRetryTicks;
  }

  private begin(partner: Address): void {
    const { index, ring } = this.state;
    const { current } = ring();
    const { replicas } = this.options;
    const mine = current.arcsOf(this.host.self, replicas);
    const shared = commonArcs(mine, current.arcsOf(partner, replicas));
    const arcs = shared.map((arc) => index.pointsOf(arc));
    if (this.options.kind === 'full') this.sendKeys(partner, arcs);
    else this.sendDigests(partner, arcs, 1);
  }

  /** Says what is in arcs, each cut into so many parts. */
  private sendDigests(to: Address, arcs: readonly Arc[], parts: number): void {
    const { digests, exchange } = this.state;
    const ranges = arcs.map((arc) => {
      return { ...arc, parts: partsOf(arc, parts).map((part) => digests!.of(part)) };
    });
    const bytes = ARC_HEADER_BYTES + parts * DIGEST_BYTES;
    for (const some of exchange.parts(ranges, () => bytes)) {
      this.send(to, { kind: 'syncDigests', ranges: some });
    }
  }

  /** Lists what is in arcs. */
  private sendKeys(to: Address, arcs: readonly Arc[]): void {
    const lists = arcs.flatMap((arc) => this.listsOf(arc));
    const bytesOf = ({ entries }: KeyList) => ARC_HEADER_BYTES + bytesOfEntries(entries);
    for (const some of this.state.exchange.parts(lists, bytesOf)) {
      this.send(to, { kind: 'syncKeys', lists: some });
    }
  }

  /**
   * What is in an arc, as lists that each fit a message. Of keys at one point that do not, a list lacks
   * some; they are offered here, and found to be here.
   */
  private listsOf(arc: Arc): KeyList[] {
    const listed = listedArcs(this.state, arc, LIST_HEADER_BYTES + ARC_HEADER_BYTES);
    return listed.flatMap(({ first, last, lists }) => {
      return lists.map((entries) => ({ first, last, entries }));
    });
  }

  /** What is here in the arc of a list and not in the list. */
  private entriesBeyond({ first, last, entries }: KeyList): KeyVersion[] {
    const listed = new Set(entries.map(({ key }) => key));
    const here = entriesIn(this.state, { first, last }).map(({ entry }) => entry);
    return here.filter(({ key }) => !listed.has(key));
  }

  /** Into how many parts an arc is cut: as many as there may be, and as fit a message. */
  private get fanOut(): number {
    const room = this.host.maxMessageBytes - LIST_HEADER_BYTES - ARC_HEADER_BYTES;
    return Math.min(PARTS_MAX, Math.max(2, Math.floor(room / DIGEST_BYTES)));
  }

  private isOwnedHere(key: string): boolean {
    const owners = this.state.ring().preferenceList(key, this.options.replicas);
    return owners.some(({ address }) => address === this.host.self);
  }

  private send(to: Address, message: AntiEntropyMessage): void {
    this.sentAt.set(to, this.host.monotonicNow());
    this.host.send(to, message);
  }

  private record(event: StoreEvent): void {
    this.host.record(event);
  }
}

/** An arc cut into so many parts, or into its points where it has fewer. */
function partsOf({ first, last }: Arc, count: number): Arc[] {
  const width = Math.ceil((last - first + 1) / count);
  const parts: Arc[] = [];
  for (let start = first; start <= last; start += width) {
    parts.push({ first: start, last: Math.min(last, start + width - 1) });
  }
  return parts;
}

function isSame(a: RangeDigest, b: RangeDigest): boolean {
  return a.count === b.count && a.low === b.low && a.high === b.high;
}
