/**
 * What probing one member a period comes to (Das, Gupta and Motivala, SWIM, 2002). Members are all
 * nodes, the one that probes included; times are in periods.
 */

import { power } from './powers';

/**
 * The mean number of rounds until a node that crashed is first pinged, where all nodes draw whom they
 * ping and do so at the same instants: 1 / (1 - (1 - 1/(N-1))^(N-1)), towards e / (e - 1). SWIM, 3.1.
 */
export function firstPingRounds(members: number): number {
  const others = members - 1;
  return 1 / (1 - power(1 - 1 / others, others));
}

/**
 * The mean time until a node that crashed is first pinged, where each node goes through the others in
 * an order that it shuffles anew for each pass (SWIM, 4.3), all at phases of their own.
 */
export function firstPing(members: number): number {
  const others = members - 1;
  // Nobody waits for more than two passes; in large clusters next to nobody for so many periods.
  return integral((t) => unpinged(t, others), Math.min(2 * others, PERIODS_MAX));
}

/** The time by which a crashed node has been pinged with this probability, 0..1: 0.5 for the median. */
export function firstPingBy(probability: number, members: number): number {
  const others = members - 1;
  let low = 0;
  let high = 2 * others;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (1 - unpinged(middle, others) < probability) low = middle;
    else high = middle;
  }
  return high;
}

const PERIODS_MAX = 40;
const STEPS = 4000;

/** From 0, by Simpson's rule. */
function integral(f: (t: number) => number, to: number): number {
  const step = to / STEPS;
  let sum = f(0) + f(to);
  for (let i = 1; i < STEPS; i++) sum += f(i * step) * (i % 2 === 1 ? 4 : 2);
  return (sum * step) / 3;
}

/** The probability that none of so many others has pinged a node for t periods. */
function unpinged(t: number, others: number): number {
  return power(unpingedByOne(t / others), others);
}

/**
 * The same for one of them, t being in its passes through the members. It stands anywhere in a pass,
 * evenly; it meets the node at a place in that pass and at one in the next, evenly and independently.
 */
function unpingedByOne(t: number): number {
  if (t >= 1) return power(2 - t, 3) / 6;
  const left = 1 - t;
  return left * left + ((2 - t) * (1 - left * left)) / 2 - (1 - power(left, 3)) / 3;
}

/**
 * The probability that a probe of a live member ends in a suspicion, where each message is lost with
 * probability `loss`: neither ping and ack, nor any of k times four messages by way of others, gets
 * through. (1 - q^2)(1 - q^4)^k with q = 1 - loss. SWIM, 3.2.
 */
export function falseSuspicion(loss: number, indirect: number): number {
  const q = 1 - loss;
  return (1 - power(q, 2)) * power(1 - power(q, 4), indirect);
}

/**
 * Messages that a probe of a live member takes, on average: ping and, where it arrives, ack; and where
 * that fails, by way of k others, each message sent where the one before it arrived.
 * 1 + q + (1 - q^2) k (1 + q + q^2 + q^3). SWIM, 3.1.
 */
export function messagesPerProbe(loss: number, indirect: number): number {
  const q = 1 - loss;
  const byOthers = 1 + q + power(q, 2) + power(q, 3);
  return 1 + q + (1 - power(q, 2)) * indirect * byOthers;
}
