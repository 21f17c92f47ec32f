/** Medians of samples, with intervals that hold whatever the distribution is. */

/** A sample's median and where that of the distribution lies, by 95 %. */
export interface MedianInterval {
  readonly median: number;
  /** Undefined for fewer than six values, which tell nothing by 95 %. */
  readonly interval: readonly [low: number, high: number] | undefined;
}

/**
 * The interval is that of order statistics: the distribution's median lies below the k-th smallest of n
 * values with the probability that of n fair coins fewer than k show heads. Infinity stands for
 * "never" and has its rank like any other value.
 * @param sample at least one value, none of them NaN
 */
export function medianInterval(sample: readonly number[]): MedianInterval {
  const rising = [...sample].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const rank = rankOfLow(rising.length);
  const interval =
    rank === 0 ? undefined : ([rising[rank - 1]!, rising[rising.length - rank]!] as const);
  return { median: medianOf(rising), interval };
}

/** @param rising at least one value, the smallest first */
export function medianOf(rising: readonly number[]): number {
  const low = rising[Math.floor((rising.length - 1) / 2)]!;
  const high = rising[Math.floor(rising.length / 2)]!;
  return low === high ? low : (low + high) / 2;
}

/** The share of intervals that may miss, on each side. */
const TAIL = 0.025;
/** The normal distribution has this share beyond so many deviations. */
const DEVIATIONS = 1.959963984540054;
/** Above this 2^-n is no number any more, and the normal approximation is as good. */
const EXACT_MAX = 1000;

/** The largest k with P(fewer than k heads of n) within the tail; 0 where there is none. */
export function rankOfLow(n: number): number {
  if (n > EXACT_MAX) return Math.floor((n - DEVIATIONS * Math.sqrt(n)) / 2);
  let heads = 1;
  for (let i = 0; i < n; i++) heads /= 2;
  let fewer = 0;
  for (let k = 0; ; k++) {
    fewer += heads;
    if (fewer > TAIL) return k;
    heads *= (n - k) / (k + 1);
  }
}

/** Where a probability lies, by 95 %, of which a sample has this share (Wilson, 1927). */
export function shareInterval(some: number, all: number): readonly [low: number, high: number] {
  const square = DEVIATIONS * DEVIATIONS;
  const share = some / all;
  const middle = share + square / (2 * all);
  const half = DEVIATIONS * Math.sqrt((share * (1 - share)) / all + square / (4 * all * all));
  const scale = 1 + square / all;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}
