/** Who is up and who is in whose view: a fold over a run's events. */

import type { EventSink, EventView } from '../simulation/events';
import { FirstViews } from './first-views';

/** A node's present life, or its last. */
export interface Life {
  readonly startedAt: number;
  /** Undefined while it is up. */
  failedAt: number | undefined;
  /** The id of its last event of starting or failing. */
  changedBy: number;
  /** Who is in its view, and since when. */
  readonly view: Map<number, number>;
}

/** A node took one that was up out of its view. */
export interface FalseRemoval {
  readonly event: number;
  readonly time: number;
  readonly observer: number;
  readonly member: number;
}

/** The removal of a node that had failed that took the longest. */
export interface SlowestRemoval {
  /** The event of the removal or, where the node came back before, of its start. */
  readonly event: number;
  readonly observer: number;
  readonly failedAt: number;
  readonly ticks: number;
}

/** False removals that are kept; the rest are counted. */
const KEPT_MAX = 1000;

export class Views implements EventSink {
  readonly kinds = [
    ...['started', 'crashed', 'stopped', 'paused', 'resumed', 'changed'],
    ...['knewAll', 'joined', 'returned', 'removed', 'left'],
  ];
  /** Every node that ever started. */
  readonly lives = new Map<number, Life>();
  readonly falseRemovals: FalseRemoval[] = [];
  falseRemovalCount = 0;
  /** Per node that failed, the longest that anybody up kept it in view since then. */
  readonly slowestRemovals = new Map<number, SlowestRemoval>();
  /** The last tick in which a node started, failed, stood still, went on, or was removed by mistake,
   * or in which the plan changed something else. */
  lastChange = 0;
  private readonly first = new FirstViews();

  on(event: EventView): void {
    const { kind, node, time, id } = event;
    if (kind === 'paused' || kind === 'resumed' || kind === 'changed') {
      this.lastChange = time;
      return;
    }
    if (kind === 'started') {
      for (const observer of this.up()) this.noteRemoval(event, observer, node);
      const life = { startedAt: time, failedAt: undefined, changedBy: id, view: new Map() };
      this.lives.set(node, life);
      this.lastChange = time;
      return;
    }
    const life = this.lives.get(node)!;
    if (kind === 'crashed' || kind === 'stopped') {
      life.failedAt = time;
      life.changedBy = id;
      this.lastChange = time;
      return;
    }
    if (kind === 'knewAll') {
      this.onKnewAll(node, life, time);
      return;
    }
    const { member } = event.data as { readonly member: number };
    if (kind === 'removed' || kind === 'left') {
      if (kind === 'removed' && this.isAliveTo(life, member)) this.addFalseRemoval(event, member);
      this.noteRemoval(event, node, member);
      life.view.delete(member);
    } else life.view.set(member, time);
  }

  /** The nodes that are up, in rising order. */
  up(): number[] {
    const all = [...this.lives].filter(([, { failedAt }]) => failedAt === undefined);
    return all.map(([node]) => node).sort((a, b) => a - b);
  }

  private onKnewAll(node: number, { view }: Life, time: number): void {
    for (const other of this.first.add(node)) {
      view.set(other, time);
      this.lives.get(other)!.view.set(node, time);
    }
    view.set(node, time);
  }

  /** True where the life of a member that an observer knows is the one that it is living. */
  private isAliveTo({ view }: Life, member: number): boolean {
    const life = this.lives.get(member);
    if (life === undefined || life.failedAt !== undefined) return false;
    return (view.get(member) ?? -1) >= life.startedAt;
  }

  /** Until now the observer had the member in view, if it had. */
  private noteRemoval({ id, time }: EventView, observer: number, member: number): void {
    const failedAt = this.lives.get(member)?.failedAt;
    if (failedAt === undefined || !this.lives.get(observer)!.view.has(member)) return;
    const ticks = time - failedAt;
    const slowest = this.slowestRemovals.get(member);
    if (slowest !== undefined && slowest.ticks >= ticks) return;
    this.slowestRemovals.set(member, { event: id, observer, failedAt, ticks });
  }

  private addFalseRemoval({ id, time, node }: EventView, member: number): void {
    this.falseRemovalCount++;
    this.lastChange = time;
    if (this.falseRemovals.length >= KEPT_MAX) return;
    this.falseRemovals.push({ event: id, time, observer: node, member });
  }
}
