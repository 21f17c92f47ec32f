/** A chain of causes in words: what says the same again and again is said once. */

import type { Run } from '../application/run';
import type { SimulationEvent } from '../library/event';
import { byStep, whatHappened } from './words';

/** Lines that are shown nearest to the event, and of the beginning. */
const NEAREST = 10;
const FIRST = 2;

/** A line for one event, or for several that belong together. */
interface Step {
  readonly text: string;
  /** How many causes it stands for. */
  readonly count: number;
}

type Plan = Pick<Run['plan'], 'faults'>;

/**
 * @param chain ids, the event first
 * @param causes the events by id, where they were kept
 */
export function chainInWords(
  chain: readonly number[],
  causes: ReadonlyMap<number, SimulationEvent>,
  plan: Plan,
): string[] {
  const events = chain.map((id) => causes.get(id)).filter((event) => event !== undefined);
  const steps: Step[] = [];
  for (let i = 0; i < events.length;) {
    const step =
      messageStep(events, i, plan) ?? timerStep(events, i, plan) ?? plainStep(events[i]!, plan);
    steps.push(step);
    i += step.count;
  }
  const unknown = chain.length - events.length;
  const shown = steps.length <= NEAREST + FIRST + 1 && unknown === 0;
  if (shown) return steps.map(({ text }) => text);
  const nearest = steps.slice(0, Math.min(NEAREST, steps.length - 1));
  const first = steps.slice(Math.max(nearest.length, steps.length - FIRST));
  const ends = [...nearest, ...first];
  const told = ends.reduce((sum, { count }) => sum + count, 0);
  const texts = ends.map(({ text }) => text);
  texts.splice(nearest.length, 0, `... and ${chain.length - told} causes between`);
  return texts;
}

/** A message that arrived, with its sending. */
function messageStep(events: readonly SimulationEvent[], i: number, plan: Plan): Step | undefined {
  const event = events[i]!;
  const sent = events[i + 1];
  if (sent?.kind !== 'sent' || event.kind === 'sent') return undefined;
  return {
    text: `${place(event)}${whatHappened(event, plan)}, sent at tick ${sent.time}`,
    count: 2,
  };
}

/** A timer that each time set itself anew. */
function timerStep(events: readonly SimulationEvent[], i: number, plan: Plan): Step | undefined {
  const event = events[i]!;
  if (event.kind !== 'timer') return undefined;
  let end = i + 1;
  for (; end < events.length; end++) {
    const cause = events[end]!;
    if (cause.kind !== 'timer' || cause.node !== event.node || cause.timer !== event.timer) break;
  }
  const count = end - i;
  const since =
    count === 1
      ? ''
      : `, as ${count === 2 ? 'once' : `${count - 1} times`} before, from tick ${events[end - 1]!.time} on`;
  return { text: `${place(event)}${whatHappened(event, plan)}${since}`, count };
}

function plainStep(event: SimulationEvent, plan: Plan): Step {
  return { text: `${place(event)}${whatHappened(event, plan)}${byStep(event, plan)}`, count: 1 };
}

const TICK_WIDTH = 7;
const ID_WIDTH = 9;

function place({ time, id }: SimulationEvent): string {
  return `tick ${String(time).padEnd(TICK_WIDTH)} event ${String(id).padEnd(ID_WIDTH)} `;
}
