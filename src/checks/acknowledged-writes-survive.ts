/** Durability: no read that begins after a write was acknowledged gives an older value, or none. */

import type { Ledger } from './ledger';
import { noStaleReads } from './stale-reads';
import type { Verdict } from './verdict';

export function acknowledgedWritesSurvive(ledger: Ledger): Verdict {
  return noStaleReads('acknowledgedWritesSurvive', ledger, false);
}
