/**
 * Stabilization: after every change of the ring, each holder of a key offers it to the replicas
 * that it has no word of having it, sends copies to exactly those that lack it, and goes on until
 * all have acknowledged. A holder that no longer owns the key gives it up only then. Offers, not
 * copies, are repeated, and merging keeps the newest, so that nothing is harmed by duplicates.
 */

import type { Address } from '../address';
import type { Host, TimerId, TimerKind } from '../host';
import { NO_RING, type Owner, type RingVersion } from '../ring/ring-version';
import type { Exchange, ExchangeOptions } from './exchange';
import type { KeyIndex } from './key-index';
import { compareVersions } from './record';
import type { Replica } from './replica';
import type { Asked, KeyVersion } from './store-messages';

/** How lost copies are made again. */
export interface StabilizerOptions extends ExchangeOptions {
  /** Replicas of a key: N. */
  readonly replicas: number;
  /** Ticks until an offer that was not acknowledged is repeated; more than an exchange takes. */
  readonly offerRetryTicks: number;
  /** False to move nothing when the ring changes (for showing why not). */
  readonly rebalance?: boolean;
}

const OFFER: TimerKind = { name: 'offer', layer: 'store' };

export class Stabilizer {
  private ring = NO_RING;
  /** Per key, the owners that have not acknowledged what is stored here. */
  private readonly unacknowledged = new Map<string, Set<Address>>();
  /** The keys among them that all owners have acknowledged, until they are dropped. */
  private readonly acknowledged = new Set<string>();
  private retry: TimerId | undefined;

  /** @param index the replica's keys */
  constructor(
    private readonly host: Host,
    private readonly options: StabilizerOptions,
    private readonly replica: Replica,
    private readonly index: KeyIndex,
    private readonly exchange: Exchange,
  ) {}

  /** Looks at the keys whose owners changed, and offers what is under way already anew. */
  onRing(ring: RingVersion): void {
    const before = this.ring;
    this.ring = ring;
    this.exchange.forgetOverdue();
    const { replicas, rebalance } = this.options;
    if (rebalance === false) return;
    const moved = this.index.keysAt(ring.changedArcs(before, replicas));
    for (const key of moved) this.review(key, before.preferenceList(key, replicas));
    this.dropAcknowledged();
    this.offer(this.unacknowledged.keys());
  }

  /** What storage held before this boot may be news to every owner. */
  onRecovered(): void {
    for (const key of this.replica.keys()) this.review(key, []);
    this.offer(this.unacknowledged.keys());
  }

  /**
   * A key was written here. If it is not owned here, it must go to its owners; if it is, to those
   * whom the coordinator, whose view may lag behind, did not ask.
   */
  onWritten(key: string, asked: readonly Asked[]): void {
    const owners = this.owners(key);
    const isOwned = this.isOwnedHere(key, owners);
    const isAsked = (owner: Owner) => asked.some((one) => sameOwner(one, owner));
    const known = isOwned ? owners.filter(isAsked) : [];
    if (known.length === owners.length) return;
    this.review(key, known);
    this.offer([key]);
  }

  onOffer(from: Address, entries: readonly KeyVersion[]): void {
    if (this.replica.recovering) return;
    const held: KeyVersion[] = [];
    const wanted: string[] = [];
    for (const { key, version } of entries) {
      const stored = this.replica.get(key);
      if (stored === undefined || compareVersions(stored.version, version) < 0) wanted.push(key);
      else held.push({ key, version: stored.version });
    }
    this.exchange.sendHeld(from, held);
    this.exchange.sendWant(from, wanted);
  }

  onWant(from: Address, keys: readonly string[]): void {
    for (const key of keys) this.exchange.sendCopy(from, key);
  }

  /** A copy from another replica is stored here. */
  onCopyStored(key: string, from: Address): void {
    this.exchange.onCopy(key);
    const stored = this.replica.get(key);
    if (stored !== undefined) this.exchange.sendHeld(from, [{ key, version: stored.version }]);
    // A copy that came to the wrong place must go on to the right one.
    if (!this.isOwnedHere(key)) this.onWritten(key, []);
  }

  onHeld(from: Address, entries: readonly KeyVersion[]): void {
    const wanted: string[] = [];
    for (const { key, version } of entries) {
      const stored = this.replica.get(key);
      if (stored === undefined) continue;
      const order = compareVersions(version, stored.version);
      // Merging goes both ways: what is newer there is news here, and not settled until it came.
      if (order > 0 && this.isOwnedHere(key)) wanted.push(key);
      else if (order >= 0) this.onAcknowledged(key, from);
    }
    this.exchange.sendWant(from, wanted);
    this.dropAcknowledged();
  }

  /** Nothing more is to be done for a key, or it is here no more. */
  forget(key: string): void {
    this.unacknowledged.delete(key);
    this.acknowledged.delete(key);
  }

  /** Returns false for a timer that is not the stabilizer's. */
  onTimer(kind: TimerKind): boolean {
    if (kind !== OFFER) return false;
    this.retry = undefined;
    this.offer(this.unacknowledged.keys());
    return true;
  }

  inspect(): unknown {
    return [...this.unacknowledged].map(([key, owners]) => ({ key, owners: [...owners] }));
  }

  /** Lists the owners of a key that may lack it: new ones, and those never heard from. */
  private review(key: string, before: readonly Owner[]): void {
    const owners = this.owners(key);
    const owned = this.isOwnedHere(key, owners);
    const waiting = this.unacknowledged.get(key);
    const lacking = new Set<Address>();
    for (const owner of owners) {
      if (owner.address === this.host.self) continue;
      const known = owned && before.some((old) => sameOwner(old, owner));
      if (!known || waiting?.has(owner.address) === true) lacking.add(owner.address);
    }
    this.acknowledged.delete(key);
    if (lacking.size > 0) this.unacknowledged.set(key, lacking);
    else if (owned) this.unacknowledged.delete(key);
    else {
      this.unacknowledged.set(key, lacking);
      this.acknowledged.add(key);
    }
  }

  private onAcknowledged(key: string, owner: Address): void {
    const lacking = this.unacknowledged.get(key);
    if (lacking?.delete(owner) === true && lacking.size === 0) this.acknowledged.add(key);
  }

  /** Forgets keys that all owners have acknowledged, and gives up those not owned here. */
  private dropAcknowledged(): void {
    for (const key of this.acknowledged) {
      if (this.isOwnedHere(key) || this.replica.drop(key)) this.forget(key);
    }
  }

  /** Offers the keys to every owner that has not acknowledged them, and again later. */
  private offer(keys: Iterable<string>): void {
    const offers = new Map<Address, KeyVersion[]>();
    for (const key of keys) {
      const stored = this.replica.get(key);
      if (stored === undefined) continue;
      for (const owner of this.unacknowledged.get(key) ?? []) {
        const entries = offers.get(owner) ?? [];
        entries.push({ key, version: stored.version });
        offers.set(owner, entries);
      }
    }
    for (const [owner, entries] of offers) this.exchange.sendOffer(owner, entries);
    if (offers.size > 0) this.retry ??= this.host.setTimer(this.options.offerRetryTicks, OFFER);
  }

  /** Whether this node is a replica of the key, or is to be when a movement has ended. */
  private isOwnedHere(key: string, owners = this.owners(key)): boolean {
    const isSelf = ({ address }: Owner) => address === this.host.self;
    const { replicas } = this.options;
    return owners.some(isSelf) || this.ring.pendingList(key, replicas).some(isSelf);
  }

  private owners(key: string): readonly Owner[] {
    return this.ring.preferenceList(key, this.options.replicas);
  }
}

function sameOwner(a: Asked, b: Asked): boolean {
  return a.address === b.address && a.incarnation === b.incarnation;
}
