/** Stretches of a ring's positions. */

/**
 * The positions from `first` to `last`, both included. None goes past the end of the ring: what
 * does is two arcs.
 */
export interface Arc {
  readonly first: number;
  readonly last: number;
}

/** In rising order, with those that overlap or touch made one. */
export function mergeArcs(arcs: readonly Arc[]): Arc[] {
  const merged: Arc[] = [];
  for (const arc of [...arcs].sort((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    if (before === undefined || arc.first > before.last + 1) merged.push(arc);
    else if (arc.last > before.last) merged[merged.length - 1] = { ...before, last: arc.last };
  }
  return merged;
}

/** The positions after `after`, clockwise, up to `upTo`; all of them where the two are the same. */
export function arcsBetween(after: number, upTo: number, size: number): Arc[] {
  if (after < upTo) return [{ first: after + 1, last: upTo }];
  const ends: Arc[] = [{ first: 0, last: upTo }];
  if (after < size - 1) ends.push({ first: after + 1, last: size - 1 });
  return ends;
}

/** True if a position is in one of the arcs, which are in rising order and apart (`mergeArcs`). */
export function arcsHold(arcs: readonly Arc[], position: number): boolean {
  let low = 0;
  let high = arcs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (arcs[middle]!.last < position) low = middle + 1;
    else high = middle;
  }
  return low < arcs.length && arcs[low]!.first <= position;
}

/** How many positions the arcs have, which are apart. */
export function positionsIn(arcs: readonly Arc[]): number {
  return arcs.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** The positions of arcs that are not in one more, in the order of the arcs. */
export function arcsWithout(arcs: readonly Arc[], { first, last }: Arc): Arc[] {
  return arcs
    .flatMap((arc) => [
      { first: arc.first, last: Math.min(arc.last, first - 1) },
      { first: Math.max(arc.first, last + 1), last: arc.last },
    ])
    .filter((rest) => rest.first <= rest.last);
}

/** The positions that are in arcs of both lists, each in rising order and apart; so is the result. */
export function commonArcs(a: readonly Arc[], b: readonly Arc[]): Arc[] {
  const common: Arc[] = [];
  for (let i = 0, k = 0; i < a.length && k < b.length;) {
    const first = Math.max(a[i]!.first, b[k]!.first);
    const last = Math.min(a[i]!.last, b[k]!.last);
    if (first <= last) common.push({ first, last });
    if (a[i]!.last === last) i++;
    else k++;
  }
  return common;
}
