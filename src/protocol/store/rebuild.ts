/**
 * Rebuilding: a replica that has lost what it stored does not know what it acknowledged, and would answer
 * reads with nothing, in quorums that count on it. So it answers none until it has what so many other
 * replicas of its arcs have that every write that it may have acknowledged is among it: each was
 * acknowledged by W replicas, so any N - W + 1 of the others have it. Where fewer than that are left who
 * have lost nothing themselves, all that the others have is the best there is.
 */

import type { Address } from '../address';
import type { Arc } from '../ring/arcs';
import type { RingVersion } from '../ring/ring-version';
import type { Stream, Streams } from './streams';

export interface RebuildOptions {
  /** Replicas of a key: N. */
  readonly replicas: number;
  /** Acknowledgements that end a write: W. */
  readonly writeQuorum: number;
}

export class Rebuild {
  private epoch: number | undefined;
  private begun: Stream[] = [];
  private isUnderWay = false;

  /** @param done is called when reads can be answered again */
  constructor(
    private readonly self: Address,
    private readonly options: RebuildOptions,
    private readonly streams: Streams,
    private readonly done: () => void,
  ) {}

  /** What was stored is lost. */
  begin(version: RingVersion): void {
    this.isUnderWay = true;
    this.epoch = undefined;
    this.onRing(version);
  }

  /** On another ring other nodes are to be asked. */
  onRing(version: RingVersion): void {
    if (!this.isUnderWay || version.epoch === this.epoch) return;
    this.epoch = version.epoch;
    this.streams.end(this.begun);
    this.begun = [];
    const left = new Set<object>();
    for (const group of this.groups(version)) this.beginGroup(group, version.epoch, left);
    this.endIfDone(left);
  }

  /** Asks all other replicas of arcs; enough of them have to answer. */
  private beginGroup({ arcs, others }: Group, epoch: number, left: Set<object>): void {
    const { replicas, writeQuorum } = this.options;
    const needed = Math.min(others.length, replicas - writeQuorum + 1);
    let answered = 0;
    let whole = 0;
    if (needed === 0) return;
    const group = {};
    left.add(group);
    for (const source of others) {
      let open = 0;
      const onDone = (isWhole: boolean) => {
        if (--open > 0) return;
        answered++;
        if (isWhole) whole++;
        if (whole >= needed || answered === others.length) left.delete(group);
        this.endIfDone(left);
      };
      const begun = this.streams.begin({ source, epoch, partial: true, onDone }, arcs);
      open = begun.length;
      this.begun.push(...begun);
    }
  }

  private endIfDone(left: ReadonlySet<object>): void {
    if (left.size > 0 || !this.isUnderWay) return;
    this.isUnderWay = false;
    this.streams.end(this.begun);
    this.begun = [];
    this.done();
  }

  /** This node's arcs, by who else has them. */
  private groups({ current }: RingVersion): Group[] {
    const { replicas } = this.options;
    const groups = new Map<string, Group>();
    for (const arc of current.arcsOf(this.self, replicas)) {
      let { first } = arc;
      for (const last of [...current.tokensIn(arc), arc.last]) {
        if (last < first) continue;
        const list = current.listAt(last, replicas).map(({ address }) => address);
        const others = list.filter((node) => node !== this.self).sort((a, b) => a - b);
        const group = groups.get(others.join()) ?? { others, arcs: [] };
        groups.set(others.join(), group);
        group.arcs.push({ first, last });
        first = last + 1;
      }
    }
    return [...groups.values()];
  }
}

interface Group {
  readonly others: readonly Address[];
  readonly arcs: Arc[];
}
