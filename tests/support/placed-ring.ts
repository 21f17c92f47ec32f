/** Rings whose nodes stand where a test puts them. */

import type { Address } from '../../src/protocol/address';
import { positionOfKey, RING_SIZE } from '../../src/protocol/ring/course-hash';
import type { RingTies } from '../../src/protocol/ring/ring-settings';
import type { RingSpace } from '../../src/protocol/ring/ring-space';
import { RingVersion } from '../../src/protocol/ring/ring-version';
import { TokenRing } from '../../src/protocol/ring/token-ring';

/** A node on the course's 512 slots. */
export interface PlacedOwner {
  readonly address: Address;
  readonly incarnation: number;
  /** Its slot. */
  readonly position: number;
}

/** The course's slots, with each node's tokens as given. */
export function placedSpace(
  tokens: ReadonlyMap<Address, readonly number[]>,
  ties: RingTies = 'address',
): RingSpace {
  const tokensOf = (address: Address) => Uint32Array.from(tokens.get(address)!).sort();
  return { size: RING_SIZE, ties, positionOf: positionOfKey, tokensOf };
}

export function placedRing(owners: readonly PlacedOwner[]): TokenRing {
  const tokens = new Map(owners.map(({ address, position }) => [address, [position]]));
  const placed = owners.map(({ address, incarnation }) => ({ address, incarnation }));
  return TokenRing.of(placedSpace(tokens), placed);
}

/** A version of a ring on the course's slots, a token a node. */
export function placedVersion(epoch: number, owners: readonly PlacedOwner[]): RingVersion {
  return new RingVersion(epoch, placedRing(owners));
}
