/** Which operations ended without an answer: a fold over a run's events, for what failed availability. */

import { type AnsweredEvent, eventOf, type OutcomeEvent } from '../library/event';
import type { EventSink, EventView } from '../simulation/events';
import { listed } from './listed';
import { operationOf } from './words';

/** The first that are named. */
const NAMED_MAX = 4;

export class Unanswered implements EventSink {
  readonly kinds = ['answered', 'completed'];
  /** The first of them. */
  readonly first: (AnsweredEvent | OutcomeEvent)[] = [];
  private count = 0;
  private readonly byNode = new Map<string, number>();

  on(view: EventView): void {
    const { client, outcome } = view.data as AnsweredEvent | OutcomeEvent;
    // A client's operation ends when it is told; the coordinators' ends are but attempts.
    if (outcome !== 'unknown' || (view.kind === 'answered') !== client > 0) return;
    const event = eventOf(view) as AnsweredEvent | OutcomeEvent;
    this.count++;
    this.byNode.set(event.node, (this.byNode.get(event.node) ?? 0) + 1);
    if (this.first.length < NAMED_MAX) this.first.push(event);
  }

  /** How many there were and where, and the next of them. */
  lines(): string[] {
    const where = [...this.byNode].sort(([, a], [, b]) => b - a);
    const nodes = where.slice(0, NAMED_MAX).map(([node, count]) => `${count} at ${node}`);
    const more = where.length > NAMED_MAX ? ['the rest at others'] : [];
    const next = this.first.slice(1).map((event) => {
      return `  ${operationOf(event)} of client ${event.client} at tick ${event.time}: --event ${event.id}`;
    });
    return [
      `${this.count} operation${this.count === 1 ? '' : 's'} had no answer: ${listed([...nodes, ...more])}.`,
      ...(next.length === 0 ? [] : ['The next of them:', ...next]),
    ];
  }
}
