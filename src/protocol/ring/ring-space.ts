/** Where a ring places keys and nodes: by hashes that need nothing but their names. */

import { type Address, nodeName } from '../address';
import { positionOfKey, positionOfNode, RING_SIZE } from './course-hash';
import { murmur3 } from './murmur3';
import type { RingSettings, RingTies } from './ring-settings';

export interface RingSpace {
  /** Positions are 0 .. size - 1. */
  readonly size: number;
  /** Who comes first of owners on one token. */
  readonly ties: RingTies;
  positionOf(key: string): number;
  /** The tokens of a node, one or more, in rising order. */
  tokensOf(address: Address): Uint32Array;
}

/**
 * The space of a ring. With `course` a node has one token, its slot among 512; with `murmur3` token
 * i of n3 is the MurmurHash3 (x86, 32 bit, seed 0) of the text `n3#i`, i from 0, and a key's
 * position that of the key.
 */
export function ringSpace({
  hash,
  tokens,
  ties,
}: Pick<RingSettings, 'hash' | 'tokens' | 'ties'>): RingSpace {
  if (hash === 'course') {
    const tokensOf = (address: Address) => Uint32Array.of(positionOfNode(address));
    return { size: RING_SIZE, ties, positionOf: positionOfKey, tokensOf };
  }
  return {
    size: 0x1_0000_0000,
    ties,
    positionOf: murmur3,
    tokensOf: hashedTokens(tokens),
  };
}

/** Hashed once for each node. */
function hashedTokens(count: number): RingSpace['tokensOf'] {
  const known = new Map<Address, Uint32Array>();
  return (address) => {
    const found = known.get(address);
    if (found !== undefined) return found;
    const tokens = Uint32Array.from({ length: count }, (_, i) =>
      murmur3(`${nodeName(address)}#${i}`),
    ).sort();
    known.set(address, tokens);
    return tokens;
  };
}
