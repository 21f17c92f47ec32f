/** Where keys are kept in a cluster whose nodes are all up. */

import { idAndPort } from '../protocol/address';
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

/** @param nodes how many there are, n1 and on */
export function placements(keys: readonly string[], nodes: number): Placement[] {
  const owners = Array.from({ length: nodes }, (_, i) => {
    return { address: i + 1, incarnation: 0, position: positionOfNode(i + 1) };
  });
  const ring = new RingVersion(1, owners.sort(compareOwners));
  return keys.map((key) => {
    const [primary = null, secondary = null, tertiary = null] = ring
      .preferenceList(key, 3)
      .map(({ address }) => idAndPort(address));
    return { key, position: positionOfKey(key), primary, secondary, tertiary };
  });
}
