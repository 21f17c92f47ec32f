/**
 * Which nodes are to hold a key: the first so many on the ring, which is the operator's where there
 * is one, and else of the nodes that are up, whoever is in whose view.
 */

import type { Address } from '../protocol/address';
import { NewestRing, type RingPlan } from '../protocol/ring/newest-ring';
import type { RingChangedEvent } from '../protocol/ring/ring-events';

export class RightNodes {
  private readonly ring: NewestRing;
  private readonly known = new Map<string, readonly Address[]>();

  /** @param count nodes that are to hold a key; where the ring has fewer, all */
  constructor(
    private readonly count: number,
    plan: RingPlan,
  ) {
    this.ring = new NewestRing(plan);
  }

  /** Other nodes are up than before. */
  onUp(up: Iterable<Address>): void {
    if (this.ring.onUp(up)) this.known.clear();
  }

  /** A node has learnt of a version of the operator's ring. */
  onRingChanged(event: RingChangedEvent): void {
    if (this.ring.onRingChanged(event)) this.known.clear();
  }

  /** The nodes that are to hold a key, the primary first: on the operator's ring some may be down. */
  of(key: string): readonly Address[] {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const nodes = this.ring.current.preferenceList(key, this.count).map(({ address }) => address);
    this.known.set(key, nodes);
    return nodes;
  }
}
