/** What a node did all the while: up, down, standing still, and by which step of the plan. */

import type { Run } from '../application/run';
import type { SimulationEvent } from '../library/event';
import { parseAddress } from '../protocol/address';
import type { Target } from '../faults/plan';
import type { Circumstances } from './circumstances';
import { whatHappened } from './words';

/** A sentence about a node from a tick on. */
export function stateInWords(
  node: string,
  circumstances: Circumstances,
  plan: Run['plan'],
  since: number,
): string {
  const lives = circumstances.livesOf(parseAddress(node)!);
  const recent = lives.filter(({ time }) => time >= since);
  const before = lives.filter(({ time }) => time < since).at(-1);
  const told = [...(before === undefined || isUp(before) ? [] : [before]), ...recent];
  if (told.length === 0) return `${node} was up all the time since tick ${since}.`;
  const parts = told.map((event) => {
    const step = stepOf(event, plan);
    const by = step === undefined ? '' : `, step ${JSON.stringify(step)}`;
    return `${whatHappened(event)} at tick ${event.time} (event ${event.id}${by})`;
  });
  return `${parts.join('; ')}.`;
}

function isUp({ kind }: SimulationEvent): boolean {
  return kind === 'started' || kind === 'resumed';
}

const ACTION_OF: Readonly<Record<string, string>> = {
  ...{ crashed: 'crash', stopped: 'leave', started: 'start', paused: 'pause', resumed: 'resume' },
};

/** The id of the step that brought an event of a node's life about, if any did. */
function stepOf({ kind, time, node }: SimulationEvent, plan: Run['plan']): string | undefined {
  const address = parseAddress(node ?? '')!;
  const action = ACTION_OF[kind] ?? '';
  return plan.faults.find((fault) => {
    const target = (fault as unknown as Readonly<Record<string, Target | undefined>>)[action];
    return fault.at === time && target !== undefined && has(target, address);
  })?.id;
}

function has(target: Target, node: number): boolean {
  return 'nodes' in target && target.nodes.includes(node);
}
