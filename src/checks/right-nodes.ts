/**
 * Which nodes are to hold a key: the first so many on the ring, which is the operator's where there
 * is one, and else of the nodes that are up, whoever is in whose view.
 */

import type { Address } from '../protocol/address';
import { positionOfNode } from '../protocol/ring/course-hash';
import { compareOwners, RingVersion } from '../protocol/ring/ring-version';

export class RightNodes {
  private ring: RingVersion;
  private readonly known = new Map<string, readonly Address[]>();

  /**
   * @param count nodes that are to hold a key; where the ring has fewer, all
   * @param operators the nodes of the operator's ring; undefined where those that are up own it
   */
  constructor(
    private readonly count: number,
    private readonly operators: readonly Address[] | undefined,
  ) {
    this.ring = ringOf(operators ?? []);
  }

  /** Other nodes are up than before. */
  onUp(up: Iterable<Address>): void {
    if (this.operators !== undefined) return;
    this.ring = ringOf([...up]);
    this.known.clear();
  }

  /** The nodes that are to hold a key, the primary first: on the operator's ring some may be down. */
  of(key: string): readonly Address[] {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const nodes = this.ring.preferenceList(key, this.count).map(({ address }) => address);
    this.known.set(key, nodes);
    return nodes;
  }
}

function ringOf(nodes: readonly Address[]): RingVersion {
  const owners = nodes.map((address) => {
    return { address, incarnation: 0, position: positionOfNode(address) };
  });
  return new RingVersion(1, owners.sort(compareOwners));
}
