/** What was acknowledged stays: no read gives what an acknowledged write or delete rules out. */

import type { Ledger, StaleRead } from './ledger';
import { against, pass, type Verdict } from './verdict';

/** No read that begins after a write was acknowledged gives an older value, or none. */
export function acknowledgedWritesSurvive(ledger: Ledger): Verdict {
  return verdictOf('acknowledgedWritesSurvive', ledger, false);
}

/** No read that begins after a delete was acknowledged gives a value from before it. */
export function deletesStayDeleted(ledger: Ledger): Verdict {
  return verdictOf('deletesStayDeleted', ledger, true);
}

function verdictOf(check: string, { staleReads }: Ledger, byDelete: boolean): Verdict {
  const stale = staleReads.filter((read) => read.byDelete === byDelete);
  if (stale.length === 0) return pass(check, 'no read gave what it must not');
  const evidence = stale.flatMap(({ event, ruledOutBy }) => [ruledOutBy, event]);
  return against(
    check,
    'fail',
    stale.map(inWords),
    evidence.filter((event) => event > 0),
  );
}

function inWords({ time, key, value, byDelete, ruledOutBy }: StaleRead): string {
  const what = value === undefined ? 'nothing' : JSON.stringify(value);
  if (ruledOutBy === 0 && value !== undefined) {
    return `a read of ${JSON.stringify(key)} gave ${what} at tick ${time}, which was never written`;
  }
  const why = byDelete ? 'a delete' : 'a newer write';
  return `a read of ${JSON.stringify(key)} gave ${what} at tick ${time}, though ${why} had been acknowledged`;
}
