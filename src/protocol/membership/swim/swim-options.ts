/** The parameters of SWIM and of what Lifeguard adds to it. */

import type { Address } from '../../address';

/** All but whom to join through. Times are in ticks. */
export interface SwimParameters {
  /** Between two tries to reach an introducer, and to an answer that a state exchange awaits. */
  readonly joinRetryTicks: number;
  /** The protocol period T': each node probes one member in it. */
  readonly probeIntervalTicks: number;
  /** From a ping to asking helpers: a round trip or more, and less than the probe interval. */
  readonly probeTimeoutTicks: number;
  /** How many helpers are asked to ping for us: k. */
  readonly indirectChecks: number;
  /** Each update is sent retransmitMult * ceil(log10(N + 1)) times by each member. */
  readonly retransmitMult: number;
  /** A suspect has suspicionMult * max(1, log10 N) probe intervals to refute. */
  readonly suspicionMult: number;
  /** Lifeguard: so many times longer while nobody else suspects it; 1 without. */
  readonly suspicionMaxTimeoutMult: number;
  /** Lifeguard: the probe interval is stretched up to so many times; 1 without. */
  readonly awarenessMax: number;
  /** Lifeguard: helpers say when they had no answer either. */
  readonly nacks: boolean;
  /** Lifeguard: a ping to a suspect tells it that it is suspected. */
  readonly buddy: boolean;
  /** While there is news, it is also sent to a few members so often; 0 for pings and acks alone. */
  readonly gossipIntervalTicks: number;
  readonly gossipNodes: number;
  /** So long after its removal a member is still gossiped to. */
  readonly gossipToTheDeadTicks: number;
  /** Between two exchanges of the whole state with a random member; 0 for none. */
  readonly pushPullIntervalTicks: number;
  /**
   * Whether removed members, and introducers that were removed, are asked now and then whether they
   * live, so that a partition that healed merges.
   */
  readonly heal: boolean;
  /**
   * Between two such questions. Of f removed members and n in the view, one is asked with
   * probability f/n: each removed member gets about one small message in this time from all.
   */
  readonly healIntervalTicks: number;
}

export interface SwimOptions extends SwimParameters {
  /** Contact addresses; a node that is one of them starts a group by itself. */
  readonly introducers: readonly Address[];
}

/** SWIM at memberlist's LAN pace, nothing but what the paper has. Ticks of 1 ms. */
export const SWIM: SwimParameters = {
  joinRetryTicks: 1000,
  probeIntervalTicks: 1000,
  probeTimeoutTicks: 500,
  indirectChecks: 3,
  retransmitMult: 4,
  suspicionMult: 4,
  suspicionMaxTimeoutMult: 1,
  awarenessMax: 1,
  nacks: false,
  buddy: false,
  gossipIntervalTicks: 0,
  gossipNodes: 0,
  gossipToTheDeadTicks: 0,
  pushPullIntervalTicks: 0,
  heal: true,
  healIntervalTicks: 30_000,
};

/** memberlist's DefaultLANConfig. Ticks of 1 ms. */
export const LIFEGUARD_LAN: SwimParameters = {
  ...SWIM,
  suspicionMaxTimeoutMult: 6,
  awarenessMax: 8,
  nacks: true,
  buddy: true,
  gossipIntervalTicks: 200,
  gossipNodes: 3,
  gossipToTheDeadTicks: 30_000,
  pushPullIntervalTicks: 30_000,
};

/** memberlist's DefaultWANConfig. */
export const LIFEGUARD_WAN: SwimParameters = {
  ...LIFEGUARD_LAN,
  probeIntervalTicks: 5000,
  probeTimeoutTicks: 3000,
  joinRetryTicks: 3000,
  suspicionMult: 6,
  gossipIntervalTicks: 500,
  gossipNodes: 4,
  gossipToTheDeadTicks: 60_000,
  pushPullIntervalTicks: 60_000,
};

/** memberlist's DefaultLocalConfig. */
export const LIFEGUARD_LOCAL: SwimParameters = {
  ...LIFEGUARD_LAN,
  probeTimeoutTicks: 200,
  joinRetryTicks: 200,
  indirectChecks: 1,
  retransmitMult: 2,
  suspicionMult: 3,
  gossipIntervalTicks: 100,
  gossipToTheDeadTicks: 15_000,
  pushPullIntervalTicks: 15_000,
};
