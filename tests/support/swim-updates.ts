/** Updates in few words. */

import type { Update } from '../../src/protocol/membership/swim/swim-messages';

/** Each [state, member, incarnation, accuser]. */
export function updatesOf(...each: readonly (readonly number[])[]): Update[] {
  return each.map(([state, member, incarnation, accuser]) => ({
    ...{ state: state!, member: member!, incarnation: incarnation!, accuser: accuser! },
  }));
}
