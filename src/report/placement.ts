/** Where keys are kept in a ring of given nodes. */

import { idAndPort } from '../protocol/address';
import type { TokenRing } from '../protocol/ring/token-ring';

/**
 * A key, its slot, and the first three of the nodes that keep it: `3:0`, or null where there are fewer,
 * or fewer replicas.
 */
export interface Placement {
  readonly key: string;
  readonly position: number;
  readonly primary: string | null;
  readonly secondary: string | null;
  readonly tertiary: string | null;
}

/** @param replicas of a key, N */
export function placements(
  keys: readonly string[],
  ring: TokenRing,
  replicas: number,
): Placement[] {
  return keys.map((key) => {
    const [primary = null, secondary = null, tertiary = null] = ring
      .preferenceList(key, replicas)
      .map(({ address }) => idAndPort(address));
    return { key, position: ring.positionOf(key), primary, secondary, tertiary };
  });
}
