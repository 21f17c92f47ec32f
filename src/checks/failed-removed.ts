/**
 * Completeness: whoever failed is soon in nobody's view, and in none in the end (Chandra and Toueg,
 * 1996).
 */

import { nodeName } from '../protocol/address';
import { against, pass, type Verdict } from './verdict';
import type { Views } from './views';

const CHECK = 'failedRemoved';

/**
 * @param now the first tick that was not run
 * @param settleTicks within so many ticks after a failure it is to be noticed
 */
export function failedRemoved(views: Views, now: number, settleTicks: number): Verdict {
  const up = views.up();
  const problems: string[] = [];
  const open: number[] = [];
  const decided: number[] = [];
  for (const [node, { failedAt, changedBy }] of views.lives) {
    if (failedAt === undefined) continue;
    const observers = up.filter((observer) => views.lives.get(observer)!.view.has(node));
    if (observers.length === 0) continue;
    const who = `${observers.length} of ${up.length}, ${nodeName(observers[0]!)} the first,`;
    problems.push(`${who} have not removed ${nodeName(node)}, which failed at tick ${failedAt}`);
    (now - failedAt > settleTicks ? decided : open).push(changedBy);
  }
  for (const [node, { event, observer, failedAt, ticks }] of views.slowestRemovals) {
    if (ticks <= settleTicks) continue;
    const what = `${nodeName(node)}, which failed at tick ${failedAt}, for ${ticks} ticks`;
    problems.push(`${nodeName(observer)} kept ${what}`);
    decided.push(event);
  }
  if (problems.length === 0)
    return pass(CHECK, 'every node that failed is removed from every view');
  const verdict = decided.length > 0 ? 'fail' : 'unknown';
  return against(CHECK, verdict, problems, [...decided, ...open]);
}
