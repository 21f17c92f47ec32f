/** Accuracy of suspicions: how often a node suspected one that was up. */

import type { Detection } from '../measures/detection';
import { against, pass, type Verdict } from './verdict';

const CHECK = 'falseSuspicions';

export function falseSuspicions({ falseSuspicions: found }: Detection, atMost: number): Verdict {
  const reason = `a node that was up was suspected ${found} time${found === 1 ? '' : 's'}`;
  if (found <= atMost) return pass(CHECK, reason);
  return against(CHECK, 'fail', [`${reason}, more than ${atMost}`], []);
}
