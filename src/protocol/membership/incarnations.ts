/**
 * Incarnations by the count of boots: they start anew, and higher, at each, so that what an earlier
 * life said is always older.
 */

const INCARNATIONS_PER_BOOT = 0x1_0000;
export const INCARNATION_MAX = 0x7fffffff;

/**
 * The first incarnation of a boot.
 * @param boot 1 or more
 * @throws RangeError for a boot that has none left
 */
export function firstOfBoot(boot: number): number {
  if (boot * INCARNATIONS_PER_BOOT > INCARNATION_MAX) {
    throw new RangeError(`boot ${boot}: no incarnations are left`);
  }
  return (boot - 1) * INCARNATIONS_PER_BOOT;
}
