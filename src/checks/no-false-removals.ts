/** Accuracy: nobody takes a node that is up out of its view (Chandra and Toueg, 1996). */

import { type Address, nodeName } from '../protocol/address';
import { named } from './named';
import { against, pass, type Verdict } from './verdict';
import type { Views } from './views';

const CHECK = 'noFalseRemovals';

interface Allowed {
  /** Nodes that may be removed. */
  readonly except?: readonly Address[];
  /** How often others may be. */
  readonly atMost?: number;
}

export function noFalseRemovals(
  { falseRemovals }: Views,
  { except = [], atMost = 0 }: Allowed = {},
): Verdict {
  const found = falseRemovals.filter(({ member }) => !except.includes(member));
  if (found.length <= atMost) {
    const count = found.length === 0 ? 'no' : `${found.length} times a`;
    const but = except.length === 0 ? '' : `, but for ${named(except)}`;
    return pass(CHECK, `${count} node that was up was removed${but}`);
  }
  const problems = found.map(
    ({ time, observer, member }) =>
      `${nodeName(observer)} removed ${nodeName(member)}, which was up, at tick ${time}`,
  );
  const events = found.map(({ event }) => event);
  return against(CHECK, 'fail', problems, events);
}
