/** Which step of the plan brought an event of a node's life about. */

import type { Run } from '../application/run';
import type { ResolvedFault, Target } from '../faults/plan';
import type { EventKind, SimulationEvent } from '../library/event';
import { parseAddress } from '../protocol/address';

const ACTION_OF: Readonly<Partial<Record<EventKind, string>>> = {
  ...{ crashed: 'crash', stopped: 'leave', started: 'start', paused: 'pause', resumed: 'resume' },
};

/** Undefined for what no step did: a node that starts because the run begins. */
export function stepOf(
  { kind, time, node }: SimulationEvent,
  { faults }: Pick<Run['plan'], 'faults'>,
): ResolvedFault | undefined {
  const action = ACTION_OF[kind];
  if (action === undefined) return undefined;
  const address = parseAddress(node ?? '')!;
  return faults.find((fault) => {
    const target = (fault as unknown as Readonly<Record<string, Target | undefined>>)[action];
    return fault.at === time && target !== undefined && nodesIn(target).includes(address);
  });
}

/** The nodes of a target of a resolved step; all of these are named. */
export function nodesIn(target: Target): readonly number[] {
  return 'nodes' in target ? target.nodes : [];
}

/** `step "crash at 12s"`. */
export function named({ id }: { readonly id: string }): string {
  return `step ${JSON.stringify(id)}`;
}
