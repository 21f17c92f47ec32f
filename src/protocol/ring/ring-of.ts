/** The ring of given nodes, as it is before any of them has restarted. */

import type { Address } from '../address';
import type { RingSpace } from './ring-space';
import { TokenRing } from './token-ring';

/** @param nodes none twice; where ties go by arrival, in the order of their arrival */
export function ringOf(space: RingSpace, nodes: Iterable<Address>): TokenRing {
  return TokenRing.of(
    space,
    Array.from(nodes, (address) => ({ address, incarnation: 0 })),
  );
}
