/** Completeness: whoever failed is in nobody's view in the end (Chandra and Toueg, 1996). */

import { nodeName } from '../protocol/address';
import { against, pass, type Verdict } from './verdict';
import type { Views } from './views';

const CHECK = 'failedRemoved';

/**
 * @param now the first tick that was not run
 * @param settleTicks within so many ticks after a failure it is still open whether it was noticed
 */
export function failedRemoved(views: Views, now: number, settleTicks: number): Verdict {
  const up = views.up();
  const problems: string[] = [];
  const evidence: number[] = [];
  let isDecided = false;
  for (const [node, { failedAt, changedBy }] of views.lives) {
    if (failedAt === undefined) continue;
    const observers = up.filter((observer) => views.lives.get(observer)!.view.has(node));
    if (observers.length === 0) continue;
    const who = `${observers.length} of ${up.length}, ${nodeName(observers[0]!)} the first,`;
    problems.push(`${who} have not removed ${nodeName(node)}, which failed at tick ${failedAt}`);
    evidence.push(changedBy);
    if (now - failedAt > settleTicks) isDecided = true;
  }
  if (problems.length === 0)
    return pass(CHECK, 'every node that failed is removed from every view');
  return against(CHECK, isDecided ? 'fail' : 'unknown', problems, evidence);
}
