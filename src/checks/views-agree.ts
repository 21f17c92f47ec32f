/** Convergence: in the end every node that is up has exactly those that are up in its view. */

import { nodeName } from '../protocol/address';
import { against, pass, type Verdict } from './verdict';
import type { Views } from './views';

const CHECK = 'viewsAgree';

/**
 * @param now the first tick that was not run
 * @param settleTicks within so many ticks after a start or a failure it is still open
 */
export function viewsAgree(views: Views, now: number, settleTicks: number): Verdict {
  const up = views.up();
  const problems: string[] = [];
  const evidence: number[] = [];
  for (const observer of up) {
    const { view, changedBy } = views.lives.get(observer)!;
    const missing = up.filter((node) => !view.has(node));
    const extra = [...view.keys()].filter((node) => !up.includes(node));
    if (missing.length === 0 && extra.length === 0) continue;
    const lacks = missing.length === 0 ? [] : [`lacks ${named(missing)}`];
    const has = extra.length === 0 ? [] : [`still has ${named(extra)}`];
    problems.push(`${nodeName(observer)} ${[...lacks, ...has].join(' and ')}`);
    evidence.push(changedBy);
  }
  if (problems.length === 0) return pass(CHECK, `the views of all ${up.length} nodes up agree`);
  const isDecided = now - views.lastChange > settleTicks;
  return against(CHECK, isDecided ? 'fail' : 'unknown', problems, evidence);
}

function named(nodes: readonly number[]): string {
  const first = nodes.slice(0, 3).map(nodeName).join(', ');
  return nodes.length > 3 ? `${first} and ${nodes.length - 3} more` : first;
}
