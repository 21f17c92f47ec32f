/** Why a step of the plan did nothing. */

import type { Action, Target } from './plan';

/** Why a step did nothing in a run, in words. */
export type IdleReason =
  'it never came to it' | 'no node to act on' | 'no such message' | 'nothing to heal';

/** A step of the plan that did nothing in a run. */
export interface IdleStep {
  readonly id: string;
  readonly why: IdleReason;
}

/**
 * Why an action did nothing; undefined where it did something.
 * @param action with the nodes that it came to; undefined where there was nothing to heal
 */
export function whyIdle(action: Action | undefined): IdleReason | undefined {
  if (action === undefined) return 'nothing to heal';
  const isMove = 'addOwner' in action || 'removeOwner' in action;
  if (isMove && action.by === undefined) return 'no node to act on';
  return isOfNodes(action) ? undefined : 'no node to act on';
}

function isOfNodes(action: Action): boolean {
  if ('partition' in action) {
    const [first, ...others] = action.partition.map((group) => !isNobody(group));
    const sides = others.filter((isSide) => isSide).length;
    return action.oneWay === true ? first === true && sides > 0 : sides > (first === true ? 0 : 1);
  }
  return !Object.values(action).some(isNobody);
}

/** True for a target that came to no node. */
function isNobody(field: unknown): boolean {
  const { nodes } = Object(field) as Partial<Extract<Target, { readonly nodes: unknown }>>;
  return nodes?.length === 0;
}
