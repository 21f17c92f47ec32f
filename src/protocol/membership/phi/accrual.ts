/**
 * How long a silence takes until its suspicion level phi reaches a threshold (Hayashibara, Defago,
 * Yared and Katayama, 2004): phi = -log10 of the probability that a heartbeat comes later still.
 * Phi only grows with the silence, so that a node need not compute it, but only when it will be
 * reached.
 */

import { ln } from '../fan-out';
import type { Intervals } from './intervals';

/** What heartbeat intervals are taken to be like, and what silence is too long. */
export interface AccrualOptions {
  /**
   * Cassandra's `exponential`, of which only the mean counts, or Akka's `normal`, in its logistic
   * approximation.
   */
  readonly distribution: 'exponential' | 'normal';
  /** The phi at which a member is suspected, above 0. */
  readonly threshold: number;
  /** Of `normal`: the deviation counts as this at least, in ticks. */
  readonly minDeviationTicks: number;
  /** Of `normal`: a pause that is nothing to suspect, added to the mean, in ticks. */
  readonly pauseTicks: number;
}

const LN10 = 2.302585092994046;

/** Gives the silence after which a member is suspected, in ticks, whole and rounded up. */
export function silenceLimit(options: AccrualOptions): (intervals: Intervals) => number {
  const { distribution, threshold, minDeviationTicks, pauseTicks } = options;
  if (distribution === 'exponential') return ({ mean }) => Math.ceil(threshold * LN10 * mean);
  const deviations = deviationsAt(threshold);
  return (intervals) => {
    const deviation = Math.max(minDeviationTicks, intervals.deviation);
    return Math.ceil(intervals.mean + pauseTicks + deviations * deviation);
  };
}

/**
 * How many deviations above the mean phi reaches a threshold: the y where Akka's approximation of
 * the normal distribution, 1 / (1 + e^(y (1.5976 + 0.070566 y^2))), is 10^-threshold.
 */
export function deviationsAt(threshold: number): number {
  const tail = rootOf((x) => ln(x) + threshold * LN10, 1e-300, 1);
  const odds = threshold * LN10 + ln(1 - tail);
  return rootOf((y) => y * (1.5976 + 0.070566 * y * y) - odds, -40, 40);
}

/** Where a rising function is 0, by bisection: it takes + and * only, which all engines agree on. */
function rootOf(rising: (x: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
}
