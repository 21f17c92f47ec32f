/**
 * How often properties are tried. `make test` takes an eighth of what a property names; the `*.slow.ts`
 * beside its file take all of it, by the same code.
 */

export const trials = { share: 0.125 };

/** The share of this many trials that is taken. */
export function tries(count: number): number {
  return Math.ceil(count * trials.share);
}
