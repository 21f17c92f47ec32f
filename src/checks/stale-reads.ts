/** Reads that gave what acknowledged writes, or deletes, rule out: as a verdict. */

import { type Ledger, type StaleRead, UNKNOWN_MAX } from './ledger';
import { against, pass, type Verdict } from './verdict';

/** @param byDelete of those that deletes rule out, or of the others */
export function noStaleReads(check: string, ledger: Ledger, byDelete: boolean): Verdict {
  const { staleReads, openCounts, openByClocks } = ledger;
  const stale = staleReads.filter((read) => read.byDelete === byDelete);
  const open = openCounts[byDelete ? 'byDelete' : 'byWrite'];
  if (stale.length === 0 && open > 0) return against(check, 'unknown', [inDoubt(open)], []);
  if (stale.length === 0 && !byDelete && openByClocks > 0) {
    return against(check, 'unknown', [inDoubtByClocks(openByClocks)], []);
  }
  if (stale.length === 0) return pass(check, 'no read gave what it must not');
  const evidence = stale.flatMap(({ event, ruledOutBy }) => [event, ruledOutBy]);
  return against(
    check,
    'fail',
    stale.map(inWords),
    evidence.filter((event) => event > 0),
  );
}

function inDoubt(reads: number): string {
  const why = `more writes ended nobody knows how than are remembered (${UNKNOWN_MAX})`;
  return `it cannot be told whether ${reads} reads gave what they must not: ${why}`;
}

function inDoubtByClocks(reads: number): string {
  const why = 'a value expires by clocks, and they were changed';
  return `it cannot be told whether ${reads} reads gave nothing too early: ${why}`;
}

function inWords({ time, key, value, byDelete, ruledOutBy }: StaleRead): string {
  const what = value === undefined ? 'nothing' : JSON.stringify(value);
  if (ruledOutBy === 0 && value !== undefined) {
    return `a read of ${JSON.stringify(key)} gave ${what} at tick ${time}, which was never written`;
  }
  const why = byDelete ? 'a delete' : 'a newer write';
  return `a read of ${JSON.stringify(key)} gave ${what} at tick ${time}, though ${why} had been acknowledged`;
}
