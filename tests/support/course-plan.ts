/** The course's ring. */

import type { Address } from '../../src/protocol/address';
import type { RingPlan } from '../../src/protocol/ring/newest-ring';
import { COURSE_RING } from '../../src/protocol/ring/ring-settings';
import { ringOf } from '../../src/protocol/ring/ring-of';
import { ringSpace } from '../../src/protocol/ring/ring-space';
import type { TokenRing } from '../../src/protocol/ring/token-ring';

/** That of whoever is up. */
export const COURSE_PLAN: RingPlan = { space: ringSpace(COURSE_RING), owners: undefined };

export function courseRing(nodes: readonly Address[]): TokenRing {
  return ringOf(COURSE_PLAN.space, nodes);
}
