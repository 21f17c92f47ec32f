/**
 * Rebuilding: a replica that has lost what it stored does not know what it acknowledged, and would answer
 * reads with nothing, in quorums that count on it. So it answers none until it has what so many other
 * replicas of its arcs have that every write that it may have acknowledged is among it: each was
 * acknowledged by W replicas, so any N - W + 1 of the others have it. Where fewer than that are left who
 * have lost nothing themselves, all that the others have is the best there is. What a node that starts
 * knows of the ring may be old: by each other version that it hears of it rebuilds what it is to have by
 * that and has not. While a range moves so many are heard of either ring: whoever has forgotten that a version
 * is over is not to make a quorum of it, of both rings, complete.
 */

import type { Address } from '../address';
import { type Arc, arcsWithout, commonArcs, mergeArcs } from '../ring/arcs';
import type { RingVersion } from '../ring/ring-version';
import { cutArcs, type TokenRing } from '../ring/token-ring';
import { groupedBySource, type StreamGroup, streamGroup } from './stream-group';
import type { Stream, Streams } from './streams';

export interface RebuildOptions {
  /** Replicas of a key: N. */
  readonly replicas: number;
  /** Acknowledgements that end a write: W. */
  readonly writeQuorum: number;
}

/** Told of what a node lacks that has lost what it stored. */
export interface RebuildListener {
  /** Requests for what is in these arcs are to be met with silence. */
  lacking(arcs: readonly Arc[]): void;
  /** All that it is to have by a version, of which this is the name, is there. */
  whole(version: string): void;
}

export class Rebuild {
  /** Names the version that this node goes by. */
  private version: string | undefined;
  private begun: Stream[] = [];
  /** The arcs of which it has all; undefined where it never lost anything. */
  private has: readonly Arc[] | undefined;

  constructor(
    private readonly self: Address,
    private readonly options: RebuildOptions,
    private readonly streams: Streams,
    private readonly listener: RebuildListener,
  ) {}

  /** What was stored is lost. */
  begin(version: RingVersion): void {
    this.has = [];
    this.onRing(version);
  }

  /**
   * What was lost before this boot is there again.
   * @param whole the version by which it was all that this node was to have
   */
  resume(whole: RingVersion, version: RingVersion): void {
    this.version = whole.name;
    this.has = this.owned(whole);
    this.onRing(version);
  }

  onRing(version: RingVersion): void {
    const { name } = version;
    if (this.has === undefined || name === this.version) return;
    this.version = name;
    this.streams.end(this.begun);
    this.begun = [];
    if (this.has.length === 0 && ringsOf(version).every((ring) => !this.isOwner(ring))) {
      // It does not know yet what it owns, or owns nothing.
      this.listener.lacking([{ first: 0, last: version.current.space.size - 1 }]);
      return;
    }
    const owned = this.owned(version);
    const lacking = this.has.reduce<readonly Arc[]>(arcsWithout, owned);
    this.has = lacking.reduce<readonly Arc[]>(arcsWithout, owned);
    if (lacking.length === 0) this.listener.whole(name);
    else this.rebuild(version, owned, lacking);
  }

  private rebuild(version: RingVersion, owned: readonly Arc[], lacking: readonly Arc[]): void {
    this.listener.lacking(lacking);
    const groups = ringsOf(version).flatMap((ring) => this.groups(ring, lacking));
    let left = groups.length + 1;
    const onDone = () => {
      if (--left > 0) return;
      this.streams.end(this.begun);
      this.begun = [];
      this.has = owned;
      this.listener.whole(version.name);
    };
    for (const group of groups) {
      this.begun.push(...streamGroup(this.streams, group, version.epoch, onDone));
    }
    // The one that there is anyway, where nobody is to be asked.
    onDone();
  }

  /** What it lacks on a ring by who else has it: all of those are asked, and enough have to answer. */
  private groups(ring: TokenRing, lacking: readonly Arc[]): StreamGroup[] {
    const { replicas, writeQuorum } = this.options;
    const arcs = commonArcs(ring.arcsOf(this.self, replicas), lacking);
    const groups = groupedBySource(cutArcs(arcs, [ring]), (position) => {
      const list = ring.listAt(position, replicas).map(({ address }) => address);
      const sources = list.filter((node) => node !== this.self).sort((a, b) => a - b);
      return { sources, needed: Math.min(sources.length, replicas - writeQuorum + 1) };
    });
    const asked = groups.filter(({ sources }) => sources.length > 0);
    return asked.map((group) => ({ ...group, partial: true }));
  }

  /** What this node is to have by a version. */
  private owned(version: RingVersion): Arc[] {
    const { replicas } = this.options;
    return mergeArcs(ringsOf(version).flatMap((ring) => ring.arcsOf(this.self, replicas)));
  }

  private isOwner(ring: TokenRing): boolean {
    return ring.ownerOf(this.self) !== undefined;
  }
}

/** The present ring and, while a range moves, the one that comes. */
function ringsOf({ current, next }: RingVersion): TokenRing[] {
  return next === undefined ? [current] : [current, next];
}
