/** One version of the ring: who owns what. Immutable; what the store builds on. */

import type { Address } from '../address';
import { positionOfKey } from './course-hash';

/** A node on the ring. A restarted node is another owner: it may have lost what it stored. */
export interface Owner {
  readonly address: Address;
  readonly incarnation: number;
  /** Its slot. */
  readonly position: number;
}

/** First by position, ties by address, so that all nodes with the same view agree. */
export function compareOwners(a: Owner, b: Owner): number {
  return a.position - b.position || a.address - b.address;
}

export class RingVersion {
  /**
   * @param epoch 0 for the empty ring, one more with every change
   * @param owners in ring order (`compareOwners`), no address twice
   */
  constructor(
    readonly epoch: number,
    readonly owners: readonly Owner[],
  ) {}

  /**
   * The replicas of a key, primary first: the first `count` owners at or clockwise after the key's
   * position; fewer where the ring has fewer.
   */
  preferenceList(key: string, count: number): readonly Owner[] {
    const { owners } = this;
    const first = this.firstAtOrAfter(positionOfKey(key));
    const length = Math.min(count, owners.length);
    return Array.from({ length }, (_, i) => owners[(first + i) % owners.length]!);
  }

  private firstAtOrAfter(position: number): number {
    let low = 0;
    let high = this.owners.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.owners[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
