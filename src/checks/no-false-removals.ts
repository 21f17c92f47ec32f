/** Accuracy: nobody takes a node that is up out of its view (Chandra and Toueg, 1996). */

import { nodeName } from '../protocol/address';
import { against, pass, type Verdict } from './verdict';
import type { Views } from './views';

const CHECK = 'noFalseRemovals';

export function noFalseRemovals({ falseRemovals, falseRemovalCount }: Views): Verdict {
  if (falseRemovalCount === 0) return pass(CHECK, 'no node that was up was removed');
  const problems = falseRemovals.map(
    ({ time, observer, member }) =>
      `${nodeName(observer)} removed ${nodeName(member)}, which was up, at tick ${time}`,
  );
  const events = falseRemovals.map(({ event }) => event);
  return against(CHECK, 'fail', problems, events);
}
