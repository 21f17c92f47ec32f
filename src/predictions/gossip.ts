/** What gossip comes to: rounds, misses, loads. */

import { ln } from '../protocol/membership/fan-out';
import { exp } from './powers';

/**
 * Rounds until news is everywhere that each node, once it has it, pushes to b others a round:
 * log_{b+1} N + ln N / b, and up to about one more (Pittel, On spreading a rumor, 1987).
 */
export function gossipRounds(nodes: number, fanOut: number): number {
  return ln(nodes) / ln(fanOut + 1) + ln(nodes) / fanOut;
}

/**
 * The probability that some node never hears of news that each node sends `copies` times, a share
 * `loss` of them being lost: about N e^(-copies (1 - loss)), and 1 at most (SWIM, 4.1).
 */
export function missed(nodes: number, copies: number, loss: number): number {
  return Math.min(1, nodes * exp(-copies * (1 - loss)));
}

/** Heartbeats that a cluster sends a period where every node sends its own to all others. */
export function allToAllLoad(nodes: number): number {
  return nodes * (nodes - 1);
}

/** The same where every node sends its table, in so many parts, each to b others. */
export function gossipLoad(nodes: number, fanOut: number, parts = 1): number {
  return nodes * fanOut * parts;
}

/** When gossiped heartbeats tell that a node has failed, in periods after its crash. */
export interface HeartbeatDetection {
  readonly first: readonly [low: number, high: number];
  readonly all: readonly [low: number, high: number];
}

/**
 * Its last heartbeat was up to a period before the crash, and a silence is noticed up to a period late:
 * so the first notice it after the removal time, give or take a period, and the last when that
 * heartbeat's spread, all but the first round of it, is over, too, which may take a round more than
 * `gossipRounds`.
 */
export function heartbeatDetection(
  nodes: number,
  fanOut: number,
  removePeriods: number,
): HeartbeatDetection {
  const spread = Math.max(0, gossipRounds(nodes, fanOut) - 1);
  return {
    first: [removePeriods - 1, removePeriods + 1],
    all: [removePeriods - 1 + spread, removePeriods + 2 + spread],
  };
}
