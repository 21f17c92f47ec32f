/**
 * Streaming: while a range moves, whoever is to be a replica of it has what is there from a present one;
 * when it has all, the ring is told. From the replica whose place it takes a newcomer has whatever that
 * one acknowledged, so that it counts in every quorum as that one did ("consistent range movement",
 * Cassandra); from any other it may lack it (S13). Where that one is down, so many of the others are
 * heard that every write it acknowledged is among what they have. A source answers only once it goes by the same version
 * of the ring: what it acknowledges after that comes to the newcomer, too.
 */

import type { Address } from '../address';
import { arcsHold } from '../ring/arcs';
import type { StreamSource } from '../ring/ring-settings';
import type { RingVersion } from '../ring/ring-version';
import { cutArcs } from '../ring/token-ring';
import { type From, groupedBySource, type StreamGroup, streamGroup } from './stream-group';
import type { Stream, Streams } from './streams';

export interface StreamingOptions {
  /** Replicas of a key: N. */
  readonly replicas: number;
  /** Replies that end a read: R. */
  readonly readQuorum: number;
  /** Acknowledgements that end a write: W. */
  readonly writeQuorum: number;
  readonly streamFrom: StreamSource;
}

/** What streaming sees of its node. */
export interface StreamingView {
  readonly self: Address;
  /** Whether this node believes that another is there. */
  isUp(node: Address): boolean;
  /** Is told the epoch whose movement has brought this node all that it brings. */
  streamed(epoch: number): void;
}

export class Streaming {
  private version: RingVersion | undefined;
  private begun: Stream[] = [];

  constructor(
    private readonly options: StreamingOptions,
    private readonly streams: Streams,
    private readonly view: StreamingView,
  ) {}

  onRing(version: RingVersion): void {
    if (version.name !== this.version?.name) this.restart(version);
    this.version = version;
  }

  /** A node is believed to be down: what it was to bring has to come from others. */
  onDown(node: Address): void {
    const isSource = this.begun.some(({ source }) => source === node);
    if (isSource && this.version !== undefined) this.restart(this.version);
  }

  private restart(version: RingVersion): void {
    this.streams.end(this.begun);
    this.begun = [];
    if (version.next !== undefined) this.begin(version);
  }

  /** Asks for all that this node gains by a movement. */
  private begin(version: RingVersion): void {
    const { epoch } = version;
    const groups = this.groupsGained(version);
    let left = groups.length + 1;
    const onDone = () => {
      if (--left === 0) this.view.streamed(epoch);
    };
    for (const group of groups) {
      this.begun.push(...streamGroup(this.streams, group, epoch, onDone));
    }
    // The one that there is anyway, so that who gains nothing says so at once.
    onDone();
  }

  /** What this node gains, by whom it has it from. */
  private groupsGained(version: RingVersion): StreamGroup[] {
    const { current, next } = version;
    const { replicas } = this.options;
    const had = current.arcsOf(this.view.self, replicas);
    const pieces = cutArcs(next!.arcsOf(this.view.self, replicas), [current, next!]);
    const gained = pieces.filter(({ last }) => !arcsHold(had, last));
    const groups = groupedBySource(gained, (position) => this.sourcesOf(version, position));
    const asked = groups.filter(({ sources }) => sources.length > 0);
    return asked.map((group) => ({ ...group, partial: false }));
  }

  /** Whom this node has the keys at a position from. */
  private sourcesOf(version: RingVersion, position: number): From {
    const { replicas, streamFrom } = this.options;
    const list = version.current.listAt(position, replicas).map(({ address }) => address);
    const present = list.filter((node) => node !== this.view.self);
    const up = present.filter((node) => this.view.isUp(node));
    const own = version.replacedAt(position, replicas).find(({ pending }) => {
      return pending.address === this.view.self;
    });
    const replaced = own?.replaced?.address;
    if (streamFrom === 'any' || replaced === undefined) {
      return { sources: (up.length > 0 ? up : present).slice(0, 1), needed: 1 };
    }
    const others = present.filter((node) => node !== replaced);
    const needed = this.othersNeeded();
    const isNeeded = needed > others.length;
    if (this.view.isUp(replaced) || isNeeded) return { sources: [replaced], needed: 1 };
    return { sources: others, needed };
  }

  /**
   * How many others have to be heard in the place of a dead replica: so many that every write which it
   * acknowledged is among what they have, and so many that those who do not go by the present version are too
   * few, with the dead one, for a read by an older one, should it not be dead, and too few for whoever of those
   * that were heard loses its disk, and with it what it knew of the ring, to be rebuilt from. Where nothing is
   * promised, one.
   */
  private othersNeeded(): number {
    const { replicas, readQuorum, writeQuorum } = this.options;
    if (readQuorum + writeQuorum <= replicas) return 1;
    return Math.max(replicas - Math.min(readQuorum, writeQuorum) + 1, writeQuorum);
  }
}
