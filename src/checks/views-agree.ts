/** Convergence: in the end every node that is up has exactly those that are up in its view. */

import { nodeName } from '../protocol/address';
import { named } from './named';
import { against, pass, type Verdict } from './verdict';
import type { Views } from './views';

const CHECK = 'viewsAgree';

/**
 * @param now the first tick that was not run
 * @param settleTicks within so many ticks after a start or a failure it is still open
 * @param mergeTicks within so many more it is, where nodes that are up lack each other
 */
export function viewsAgree(
  views: Views,
  now: number,
  settleTicks: number,
  mergeTicks = 0,
): Verdict {
  const up = views.up();
  const problems: string[] = [];
  const evidence: number[] = [];
  let isApart = false;
  for (const observer of up) {
    const { view, changedBy } = views.lives.get(observer)!;
    const missing = up.filter((node) => !view.has(node));
    const extra = [...view.keys()].filter((node) => !up.includes(node));
    if (missing.length === 0 && extra.length === 0) continue;
    isApart ||= missing.length > 0;
    const lacks = missing.length === 0 ? [] : [`lacks ${named(missing)}`];
    const has = extra.length === 0 ? [] : [`still has ${named(extra)}`];
    problems.push(`${nodeName(observer)} ${[...lacks, ...has].join(' and ')}`);
    evidence.push(blameOf(views, observer, missing, extra) ?? changedBy);
  }
  if (problems.length === 0) return pass(CHECK, `the views of all ${up.length} nodes up agree`);
  const isDecided = now - views.lastChange > settleTicks + (isApart ? mergeTicks : 0);
  return against(CHECK, isDecided ? 'fail' : 'unknown', problems, evidence);
}

/** The event that made a view wrong: a removal of who is missing, or the failure of who is still there. */
function blameOf(
  { falseRemovals, lives }: Views,
  observer: number,
  missing: readonly number[],
  extra: readonly number[],
): number | undefined {
  const removal = falseRemovals.findLast((one) => {
    return one.observer === observer && missing.includes(one.member);
  });
  return removal?.event ?? lives.get(extra[0] ?? 0)?.changedBy;
}
