/** Where keys are kept in a ring of given nodes. */

import { type Address, idAndPort } from '../protocol/address';
import { positionOfKey, positionOfNode } from '../protocol/ring/course-hash';
import { compareOwners, RingVersion } from '../protocol/ring/ring-version';

/** A key, its slot, and the nodes that keep it: `3:0`, or null where there are too few. */
export interface Placement {
  readonly key: string;
  readonly position: number;
  readonly primary: string | null;
  readonly secondary: string | null;
  readonly tertiary: string | null;
}

export function placements(keys: readonly string[], nodes: readonly Address[]): Placement[] {
  const owners = nodes.map((address) => {
    return { address, incarnation: 0, position: positionOfNode(address) };
  });
  const ring = new RingVersion(1, owners.sort(compareOwners));
  return keys.map((key) => {
    const [primary = null, secondary = null, tertiary = null] = ring
      .preferenceList(key, 3)
      .map(({ address }) => idAndPort(address));
    return { key, position: positionOfKey(key), primary, secondary, tertiary };
  });
}
