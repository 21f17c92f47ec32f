/**
 * After what silence accrual detection suspects a node whose heartbeats came regularly (Hayashibara,
 * Defago, Yared and Katayama, 2004). Times are in the unit of the mean interval.
 */

import { ln } from '../protocol/membership/fan-out';

/** Where intervals are taken to be exponential, as in Cassandra: phi ln 10 times the mean. */
export function exponentialSilence(threshold: number, mean: number): number {
  return threshold * ln(10) * mean;
}

/**
 * Where they are taken to be normal, as in Akka: mean + pause + y deviations, with the y at which
 * Akka's approximation of the tail, 1 / (1 + e^(y (1.5976 + 0.070566 y^2))), is 10^-threshold.
 * @param threshold 3 or more
 */
export function normalSilence(
  threshold: number,
  mean: number,
  deviation: number,
  pause: number,
): number {
  // 10^threshold is so large that the 1 beside it does not count.
  const odds = threshold * ln(10);
  // Newton's method: the cubic rises everywhere, and is convex from 0 on.
  let y = odds / SLOPE;
  for (let i = 0; i < STEPS; i++) {
    y -= (y * (SLOPE + CURVATURE * y * y) - odds) / (SLOPE + 3 * CURVATURE * y * y);
  }
  return mean + pause + y * deviation;
}

const SLOPE = 1.5976;
const CURVATURE = 0.070566;
const STEPS = 60;
