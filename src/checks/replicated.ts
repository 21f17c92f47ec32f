/** Replication: in the end every acknowledged value is held by as many nodes as it is to be. */

import type { Copies } from './copies';
import { against, pass, type Verdict } from './verdict';

const CHECK = 'replicated';

/**
 * @param wanted copies that a key is to have; where fewer nodes are up, one on each
 * @param now the first tick that was not run
 * @param settleTicks so long may it take until a lost copy is made again
 */
export function replicated(
  copies: Copies,
  wanted: number,
  now: number,
  settleTicks: number,
): Verdict {
  const needed = Math.min(wanted, copies.nodesUp);
  const problems: string[] = [];
  const evidence: number[] = [];
  let keys = 0;
  let isDecided = false;
  for (const [key, { isWritten, writtenBy, shortSince }] of copies.keys) {
    if (!isWritten) continue;
    keys++;
    const count = copies.count(key);
    if (count >= needed) continue;
    problems.push(`${count} of ${needed} copies of ${JSON.stringify(key)}`);
    evidence.push(writtenBy);
    // A node that has only just started cannot hold anything yet.
    const since = Math.max(shortSince ?? now, copies.lastStart);
    if (now - since > settleTicks) isDecided = true;
  }
  if (problems.length === 0) return pass(CHECK, `every key (${keys}) is on ${needed} nodes`);
  return against(CHECK, isDecided ? 'fail' : 'unknown', problems, evidence);
}
