/**
 * Replication: in the end every acknowledged value is on the nodes that are to hold it: the first so
 * many on the ring, those of them that are up.
 */

import type { Copies } from './copies';
import { named } from './named';
import { against, pass, type Verdict } from './verdict';

const CHECK = 'replicated';

/**
 * @param now the first tick that was not run
 * @param settleTicks so long may it take until a lost copy is made again
 * @param mergeTicks and so much longer, where nodes that are up were removed
 */
export function replicated(
  copies: Copies,
  now: number,
  settleTicks: number,
  mergeTicks = 0,
): Verdict {
  const problems: string[] = [];
  const evidence: number[] = [];
  let keys = 0;
  let isDecided = false;
  const openTicks = settleTicks + (copies.wasApart ? mergeTicks : 0);
  for (const [key, { isWritten, writtenBy, expiresAt, shortSince }] of copies.keys) {
    if (!isWritten || expiresAt <= now) continue;
    keys++;
    if (shortSince === undefined) continue;
    problems.push(lacks(copies, key));
    evidence.push(writtenBy);
    // By a clock that is not right it may have expired there.
    if (copies.areClocksOff && expiresAt < Infinity) continue;
    // What has only just come back cannot hold, or give, anything yet.
    if (now - Math.max(shortSince, copies.lastReturn) > openTicks) isDecided = true;
  }
  if (problems.length === 0) return pass(CHECK, `every key (${keys}) is on its nodes`);
  return against(CHECK, isDecided ? 'fail' : 'unknown', problems, evidence);
}

/** `n3 lacks "k", which n1, n2 have`. */
function lacks(copies: Copies, key: string): string {
  const lacking = copies.lacking(key);
  const holders = copies.holders(key);
  const who = holders.length === 0 ? 'nobody' : named(holders);
  const have = holders.length > 1 ? 'have' : 'has';
  const lack = lacking.length > 1 ? 'lack' : 'lacks';
  return `${named(lacking)} ${lack} ${JSON.stringify(key)}, which ${who} ${have}`;
}
