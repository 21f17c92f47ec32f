/** Who sent how much of what: a fold over a run's events, for what failed messageLoad. */

import { typeOf } from '../library/event';
import { nodeName } from '../protocol/address';
import type { EventSink, EventView } from '../simulation/events';
import { percent } from './change-words';
import { listed } from './listed';

/** Of kinds and of nodes. */
const NAMED_MAX = 5;

export class Senders implements EventSink {
  readonly kinds = ['sent'];
  private count = 0;
  private readonly byType = new Map<string, number>();
  private readonly byNode = new Map<string, number>();

  on(event: EventView): void {
    this.count++;
    addOne(this.byType, typeOf(event));
    addOne(this.byNode, nodeName(event.node));
  }

  lines(): string[] {
    if (this.count === 0) return ['No message was sent.'];
    return [
      `Of ${this.count} messages, ${this.most(this.byType)}.`,
      `${this.most(this.byNode)}, by their senders.`,
    ];
  }

  private most(counts: ReadonlyMap<string, number>): string {
    const sorted = [...counts].sort(([, a], [, b]) => b - a);
    const first = sorted.slice(0, NAMED_MAX).map(([what, count]) => {
      return `${what} ${count} (${percent(Math.round((1000 * count) / this.count) / 1000)})`;
    });
    return listed([...first, ...(sorted.length > NAMED_MAX ? ['others the rest'] : [])]);
  }
}

function addOne(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
