/**
 * Rebuilding: a replica that has lost what it stored does not know what it acknowledged, and would answer
 * reads with nothing, in quorums that count on it. So it answers none until it has what so many other
 * replicas of its arcs have that every write that it may have acknowledged is among it: each was
 * acknowledged by W replicas, so any N - W + 1 of the others have it. Where fewer than that are left who
 * have lost nothing themselves, all that the others have is the best there is. What a node that starts
 * knows of the ring may be old: with each other version that it hears of it begins anew, for its arcs may
 * be others. While a range moves so many are heard of either ring: whoever has forgotten that a version is over
 * is not to make a quorum of it, of both rings, complete.
 */

import type { Address } from '../address';
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

/** Told when requests are to be met with silence, and when they can be answered again. */
export interface RebuildListener {
  begun(): void;
  done(): void;
}

export class Rebuild {
  private epoch: number | undefined;
  private begun: Stream[] = [];
  /** Whether this boot began without what was stored. */
  private isLost = false;
  private isUnderWay = false;

  constructor(
    private readonly self: Address,
    private readonly options: RebuildOptions,
    private readonly streams: Streams,
    private readonly listener: RebuildListener,
  ) {}

  /** What was stored is lost. */
  begin(version: RingVersion): void {
    this.isLost = true;
    this.onRing(version);
  }

  /** On another ring other nodes are to be asked, of other arcs. */
  onRing({ epoch, current, next }: RingVersion): void {
    if (!this.isLost || epoch === this.epoch) return;
    this.epoch = epoch;
    this.listener.begun();
    this.isUnderWay = true;
    this.streams.end(this.begun);
    this.begun = [];
    const rings = next === undefined ? [current] : [current, next];
    // Whoever owns nothing is asked nothing; or it does not know yet what it owns.
    if (rings.every((ring) => ring.ownerOf(this.self) === undefined)) return;
    const left = new Set<object>();
    for (const group of rings.flatMap((ring) => this.groups(ring))) {
      this.beginGroup(group, epoch, left);
    }
    this.endIfDone(left);
  }

  private beginGroup(group: StreamGroup, epoch: number, left: Set<object>): void {
    left.add(group);
    const onDone = () => {
      left.delete(group);
      this.endIfDone(left);
    };
    this.begun.push(...streamGroup(this.streams, group, epoch, onDone));
  }

  private endIfDone(left: ReadonlySet<object>): void {
    if (left.size > 0 || !this.isUnderWay) return;
    this.isUnderWay = false;
    this.streams.end(this.begun);
    this.begun = [];
    this.listener.done();
  }

  /** This node's arcs on a ring by who else has them: all of those are asked, and enough have to answer. */
  private groups(ring: TokenRing): StreamGroup[] {
    const { replicas, writeQuorum } = this.options;
    const arcs = ring.arcsOf(this.self, replicas);
    const groups = groupedBySource(cutArcs(arcs, [ring]), (position) => {
      const list = ring.listAt(position, replicas).map(({ address }) => address);
      const sources = list.filter((node) => node !== this.self).sort((a, b) => a - b);
      return { sources, needed: Math.min(sources.length, replicas - writeQuorum + 1) };
    });
    const asked = groups.filter(({ sources }) => sources.length > 0);
    return asked.map((group) => ({ ...group, partial: true }));
  }
}
