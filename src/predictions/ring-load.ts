/**
 * What share of a ring a node's tokens give it. The shares of N nodes with V uniform tokens each are those
 * of N V spacings, V at a time: each is Beta(V, V (N - 1)).
 */

import { power } from './powers';

/** Of the shares of all nodes: their deviation over their mean. */
export function shareDeviation(nodes: number, tokens: number): number {
  return Math.sqrt((nodes - 1) / (nodes * tokens + 1));
}

/** How much of the mean the largest of the shares is, on average, where nodes have one token: H_N. */
export function meanPeakOfOneToken(nodes: number): number {
  let sum = 0;
  for (let n = 1; n <= nodes; n++) sum += 1 / n;
  return sum;
}

/** Of keys that change their primary when one node more comes: 1 / (N + 1), all to it. */
export function movedByJoin(nodes: number): number {
  return 1 / (nodes + 1);
}

/** Copies to be made when one node more comes, over all keys: N' / (N + 1), all on it. */
export function copiedByJoin(nodes: number, replicas: number): number {
  return Math.min(replicas, nodes + 1) / (nodes + 1);
}

/** The share below which a node's lies with this probability, between 0 and 1. */
export function shareQuantile(nodes: number, tokens: number, probability: number): number {
  // Halving comes close to the whole ring, and never there.
  if (nodes === 1) return 1;
  return solve((share) => shareBelow(nodes, tokens, share) - probability);
}

/**
 * Between what, times the mean, the largest share lies with a probability of nine in ten or more. Shares
 * are negatively associated: by the product of their distributions it is below the low end once in
 * twenty times at most, which is a bound that few come near; by their sum above the high end as often,
 * which is close: hardly ever are two shares above it.
 */
export function peakBand(nodes: number, tokens: number): readonly [low: number, high: number] {
  const low = solve((share) => power(shareBelow(nodes, tokens, share), nodes) - 0.05);
  const high = solve((share) => 0.05 - nodes * (1 - shareBelow(nodes, tokens, share)));
  return [Math.max(1, nodes * low), nodes * high];
}

/** Where a rising function of a share is 0. */
function solve(rising: (share: number) => number): number {
  let low = 0;
  let high = 1;
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The probability that a node's share is below one: that of V or more of N V - 1 uniform tokens below it
 * (the order statistic's), by the ratios of binomial terms from the largest on, without a power.
 */
function shareBelow(nodes: number, tokens: number, share: number): number {
  if (nodes === 1 || share <= 0 || share >= 1) return share >= 1 ? 1 : 0;
  const count = nodes * tokens - 1;
  const odds = share / (1 - share);
  const mode = Math.min(count, Math.floor((count + 1) * share));
  let above = mode >= tokens ? 1 : 0;
  let all = 1;
  for (let k = mode, term = 1; k < count && term > 1e-18; k++) {
    term *= (odds * (count - k)) / (k + 1);
    all += term;
    if (k + 1 >= tokens) above += term;
  }
  for (let k = mode, term = 1; k > 0 && term > 1e-18; k--) {
    term *= k / (odds * (count - k + 1));
    all += term;
    if (k - 1 >= tokens) above += term;
  }
  return above / all;
}
