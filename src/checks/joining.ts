/** Who took one node into its view, and when: a fold over a run's events. */

import type { Address } from '../protocol/address';
import type { EventSink, EventView } from '../simulation/events';
import { FirstViews } from './first-views';

export class Joining implements EventSink {
  readonly kinds = ['started', 'crashed', 'stopped', 'knewAll', 'joined', 'returned'];
  /** When the node started last; undefined where it never did. */
  startedAt: number | undefined;
  /** When it failed; undefined where it is up. */
  failedAt: number | undefined;
  /** When each of the other nodes that are up started. */
  readonly others = new Map<Address, number>();
  /** When each node first took it into its view, in its present or last life: itself included. */
  readonly joinedAt = new Map<Address, number>();

  private readonly first = new FirstViews();

  constructor(private readonly subject: Address) {}

  on({ kind, node, time, data }: EventView): void {
    if (kind === 'knewAll') {
      for (const observer of this.first.addTo(this.subject, node))
        this.joinedAt.set(observer, time);
    } else if (kind === 'joined' || kind === 'returned') {
      const { member } = data as { readonly member: Address };
      if (member === this.subject && !this.joinedAt.has(node)) this.joinedAt.set(node, time);
    } else if (node === this.subject) {
      this.failedAt = kind === 'started' ? undefined : time;
      if (kind !== 'started') return;
      this.startedAt = time;
      this.joinedAt.clear();
    } else {
      this.joinedAt.delete(node);
      if (kind === 'started') this.others.set(node, time);
      else this.others.delete(node);
    }
  }
}
