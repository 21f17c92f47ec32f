/** No read that begins after a delete was acknowledged gives a value from before it. */

import type { Ledger } from './ledger';
import { noStaleReads } from './stale-reads';
import type { Verdict } from './verdict';

export function deletesStayDeleted(ledger: Ledger): Verdict {
  return noStaleReads('deletesStayDeleted', ledger, true);
}
