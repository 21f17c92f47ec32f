/** Who is up and who is in whose view: a fold over a run's events. */

import type { EventSink, EventView } from '../simulation/events';

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

/** False removals that are kept; the rest are counted. */
const KEPT_MAX = 1000;

export class Views implements EventSink {
  readonly kinds = [
    ...['started', 'crashed', 'stopped', 'paused', 'resumed', 'changed'],
    ...['joined', 'returned', 'removed', 'left'],
  ];
  /** Every node that ever started. */
  readonly lives = new Map<number, Life>();
  readonly falseRemovals: FalseRemoval[] = [];
  falseRemovalCount = 0;
  /** The last tick in which a node started, failed, stood still, went on, or was removed by mistake,
   * or in which the plan changed something else. */
  lastChange = 0;

  on(event: EventView): void {
    const { kind, node, time, id } = event;
    if (kind === 'paused' || kind === 'resumed' || kind === 'changed') {
      this.lastChange = time;
      return;
    }
    if (kind === 'started') {
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
    const { member } = event.data as { readonly member: number };
    if (kind === 'removed' || kind === 'left') {
      if (kind === 'removed' && this.isAliveTo(life, member)) this.addFalseRemoval(event, member);
      life.view.delete(member);
    } else life.view.set(member, time);
  }

  /** The nodes that are up, in rising order. */
  up(): number[] {
    const all = [...this.lives].filter(([, { failedAt }]) => failedAt === undefined);
    return all.map(([node]) => node).sort((a, b) => a - b);
  }

  /** True where the life of a member that an observer knows is the one that it is living. */
  private isAliveTo({ view }: Life, member: number): boolean {
    const life = this.lives.get(member);
    if (life === undefined || life.failedAt !== undefined) return false;
    return (view.get(member) ?? -1) >= life.startedAt;
  }

  private addFalseRemoval({ id, time, node }: EventView, member: number): void {
    this.falseRemovalCount++;
    this.lastChange = time;
    if (this.falseRemovals.length >= KEPT_MAX) return;
    this.falseRemovals.push({ event: id, time, observer: node, member });
  }
}
