/** Whether the steps that add and remove owners of the operator's ring find anything to add or remove. */

import type { FaultStep } from '../faults/plan';
import { type Address, nodeName } from '../protocol/address';
import { InputError } from './input-error';
import { type Scenario, startingNodes } from './scenario';

/** A step whose command would be refused. */
export interface IdleMove {
  /** Its place in the plan. */
  readonly index: number;
  readonly action: Move['action'];
  readonly problem: string;
  /** True where it is refused whenever it comes, false where what it needs is only planned for later. */
  readonly isAlways: boolean;
}

interface Move {
  readonly action: 'addOwner' | 'removeOwner';
  readonly member: Address;
}

/** @throws InputError for a step that adds who is an owner all along, or removes who never is one */
export function requireMoves(scenario: Scenario): void {
  const idle = idleMoves(scenario).find(({ isAlways }) => isAlways);
  if (idle === undefined) return;
  throw new InputError(`faults, ${scenario.faults[idle.index]!.id}`, idle.problem);
}

/** The steps before which none of the plan does the opposite, though it would have to. */
export function idleMoves({ faults, cluster }: Scenario): IdleMove[] {
  const owners = new Set(startingNodes(cluster));
  const idle: IdleMove[] = [];
  for (const [index, step] of faults.entries()) {
    const move = moveOf(step);
    if (move === undefined) continue;
    if (owners.has(move.member) !== (move.action === 'addOwner')) {
      const problem = tooFewProblem(step, move, owners, faults, cluster.store?.replicas ?? 0);
      if (problem !== undefined) {
        idle.push({ index, action: move.action, problem, isAlways: true });
      }
      continue;
    }
    const opposites = faults.filter((other) => isOpposite(moveOf(other), move));
    if (opposites.some((other) => earliestOf(other) <= latestOf(step))) continue;
    const isAlways = opposites.length === 0;
    idle.push({ index, action: move.action, problem: problemOf(move, isAlways), isAlways });
  }
  return idle;
}

/** Why a removal is refused whatever comes before it: even with all who may have come too few would be left. */
function tooFewProblem(
  step: FaultStep,
  { action, member }: Move,
  owners: ReadonlySet<Address>,
  faults: readonly FaultStep[],
  replicas: number,
): string | undefined {
  if (action === 'addOwner') return undefined;
  const most = new Set(owners);
  for (const other of faults) {
    if ('addOwner' in other && earliestOf(other) <= latestOf(step)) most.add(other.addOwner);
  }
  if (most.size > replicas) return undefined;
  return `the ring would have ${most.size - 1} owners without ${nodeName(member)}, and a key has ${replicas} replicas`;
}

function moveOf(step: FaultStep): Move | undefined {
  if ('addOwner' in step) return { action: 'addOwner', member: step.addOwner };
  return 'removeOwner' in step ? { action: 'removeOwner', member: step.removeOwner } : undefined;
}

function isOpposite(move: Move | undefined, { action, member }: Move): boolean {
  return move?.member === member && move.action !== action;
}

function earliestOf(step: FaultStep): number {
  if ('at' in step) return step.at;
  return 'every' in step ? step.first : 0;
}

function latestOf(step: FaultStep): number {
  if ('at' in step) return step.at;
  return 'every' in step ? step.last : Infinity;
}

function problemOf({ action, member }: Move, isAlways: boolean): string {
  const [is, undoes] =
    action === 'addOwner' ? ['is an owner from the start', 'removes'] : ['is no owner', 'adds'];
  const why = isAlways ? `no step ${undoes} it` : `what ${undoes} it comes later`;
  return `${nodeName(member)} ${is}, and ${why}`;
}
