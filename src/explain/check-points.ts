/** Where, between two check points, two runs part. */

import type { CheckPoint } from '../simulation/fingerprint';

/** Two runs are the same up to `same` events, and differ at the check point `differs`, if any. */
export interface Parting {
  readonly same: CheckPoint | undefined;
  readonly differs: CheckPoint | undefined;
}

/** Compares the check points that two runs have in common: after as many events. */
export function partingOf(before: readonly CheckPoint[], now: readonly CheckPoint[]): Parting {
  const known = new Map(now.map((point) => [point.events, point.fingerprint]));
  let same: CheckPoint | undefined;
  for (const point of before) {
    const fingerprint = known.get(point.events);
    if (fingerprint === undefined) continue;
    if (fingerprint !== point.fingerprint) return { same, differs: point };
    same = point;
  }
  return { same, differs: undefined };
}
