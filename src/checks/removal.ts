/** Who took one node out of its view, and when: a fold over a run's events. */

import type { Address } from '../protocol/address';
import type { EventSink, EventView } from '../simulation/events';
import { FirstViews } from './first-views';

/** What begins and ends the life of a node. */
const LIFE = ['started', 'crashed', 'stopped'];

export class Removal implements EventSink {
  readonly kinds = [...LIFE, 'knewAll', 'joined', 'returned', 'removed', 'left'];
  /** The tick in which the node failed last; undefined where it never did, or is up again. */
  failedAt: number | undefined;
  /** Nodes that are up and have had it in their view in its present or last life. */
  readonly observers = new Set<Address>();
  /** When each of them removed it for good, its failure or a mistake being the reason. */
  readonly removedAt = new Map<Address, number>();

  private readonly first = new FirstViews();

  constructor(private readonly subject: Address) {}

  on({ kind, node, time, data }: EventView): void {
    if (LIFE.includes(kind)) this.onLife(kind, node, time);
    else if (kind === 'knewAll') {
      for (const observer of this.first.addTo(this.subject, node)) this.onKnown(observer);
    } else if ((data as { member: Address }).member === this.subject && node !== this.subject) {
      this.observers.add(node);
      if (kind === 'removed' || kind === 'left') this.removedAt.set(node, time);
      else this.removedAt.delete(node);
    }
  }

  private onKnown(observer: Address): void {
    if (observer !== this.subject) this.observers.add(observer);
  }

  private onLife(kind: string, node: Address, time: number): void {
    if (node !== this.subject) {
      this.observers.delete(node);
      this.removedAt.delete(node);
      return;
    }
    this.failedAt = kind === 'started' ? undefined : time;
    // Whoever had removed it by mistake has nothing to notice when it fails.
    if (kind === 'started') return;
    for (const observer of this.removedAt.keys()) this.observers.delete(observer);
    this.removedAt.clear();
  }
}
