/** What became of a client's operation, from its first attempt to its end: everything of its number. */

import { type AnsweredEvent, eventOf, type SimulationEvent } from '../library/event';
import type { EventView } from '../simulation/events';
import type { Lookout } from './circumstances';
import type { Awaited } from './explained';
import { inWords } from './words';

const KINDS = ['asked', 'invoked', 'served', 'completed'];
/** Events that are told; more are counted. */
const TOLD_MAX = 30;

export class Attempts implements Lookout {
  private readonly told: SimulationEvent[] = [];
  private leftOut = 0;

  constructor(private readonly event: AnsweredEvent) {}

  on(event: EventView): void {
    if (!KINDS.includes(event.kind)) return;
    const { client, request } = event.data as Pick<AnsweredEvent, 'client' | 'request'>;
    if (client !== this.event.client || request !== this.event.request) return;
    if (this.told.length < TOLD_MAX) this.told.push(eventOf(event));
    else this.leftOut++;
  }

  awaited(): Awaited {
    const lines = this.told.map((event) => `${inWords(event)} (event ${event.id}).`);
    const more = this.leftOut > 0 ? [`${this.leftOut} more events of this operation.`] : [];
    const nodes = this.told.flatMap(({ node }) => node ?? []);
    return {
      because: this.event.outcome === 'unknown' ? 'nobody told it in time' : '',
      lines: [...lines, ...more],
      marks: this.told.flatMap(({ kind, node, time }) => {
        const text = kind === 'invoked' ? 'asked' : kind;
        return node === undefined || kind === 'asked' ? [] : [{ time, node, text, weight: 2 }];
      }),
      nodes,
    };
  }
}
