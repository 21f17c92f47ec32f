/** What theory says of a scenario's figures, where it says anything. */

import { exponentialSilence, normalSilence } from '../predictions/accrual';
import { allToAllLoad, gossipLoad, heartbeatDetection } from '../predictions/gossip';
import { firstPingBy, messagesPerProbe } from '../predictions/probing';
import { firstDeadBy } from '../predictions/suspicion';
import { fanOutFor } from '../protocol/membership/fan-out';
import type { HeartbeatOptions } from '../protocol/membership/heartbeat';
import { rowsThatFit } from '../protocol/membership/heartbeat-messages';
import type { PhiOptions } from '../protocol/membership/phi/phi';
import type { KnownMembership } from '../protocol/membership/protocols';
import type { SwimOptions } from '../protocol/membership/swim/swim-options';
import type { Scenario } from '../scenario/scenario';
import type { FigureName } from './figures';

/** Where the median of a figure is to be, in its unit: ticks, or messages a second. */
export interface Prediction {
  readonly low: number;
  readonly high: number;
}

export type Predictions = Readonly<Partial<Record<FigureName, Prediction>>>;

/** For a node that crashes at any instant, in a cluster that nothing else ails but some loss. */
export function predicted(scenario: Scenario): Predictions {
  if (scenario.cluster.nodes === 1) return {};
  const { messages, ...others } = ofMembership(scenario);
  // Theory says nothing of what a store sends beside that.
  const isAll = messages !== undefined && scenario.cluster.store === undefined;
  return isAll ? { ...others, messages } : others;
}

function ofMembership(scenario: Scenario): Predictions {
  const membership = scenario.cluster.membership as KnownMembership;
  switch (membership.protocol) {
    case 'heartbeat':
      return ofHeartbeat(membership, scenario);
    case 'swim':
    case 'lifeguard':
      return ofSwim(membership, scenario);
    case 'phi':
      return ofPhi(membership, scenario);
    default:
      // A protocol of somebody's own.
      return {};
  }
}

function ofHeartbeat(options: HeartbeatOptions, scenario: Scenario): Predictions {
  const { nodes } = scenario.cluster;
  const { periodTicks, failTicks, removeTicks } = options;
  const removePeriods = removeTicks / periodTicks;
  const derived = fanOutFor(nodes, failTicks / periodTicks, removePeriods);
  const fanOut = options.fanOut === 'all' ? nodes - 1 : derived;
  const arriving = fanOut * (1 - lossOf(scenario));
  if (arriving === 0) return {};
  const { first, all } = heartbeatDetection(nodes, arriving, removePeriods);
  const rows = rowsThatFit(scenario.network.maxMessageBytes) - 1;
  const parts = Math.ceil((nodes - 1) / rows);
  return {
    'first removal': range(first[0] * periodTicks, first[1] * periodTicks),
    'all removed': range(all[0] * periodTicks, all[1] * periodTicks),
    messages: aNodeAndSecond(gossipLoad(nodes, fanOut, parts), periodTicks, scenario),
  };
}

function ofSwim(options: SwimOptions, scenario: Scenario): Predictions {
  const { nodes } = scenario.cluster;
  const { probeIntervalTicks: probeInterval, suspicionMult: mult } = options;
  const settings = {
    members: nodes,
    probeInterval,
    mult,
    maxMult: options.suspicionMaxTimeoutMult,
  };
  const suspected = (firstPingBy(MEDIAN, nodes) + 1) * probeInterval;
  const dead = firstDeadBy(MEDIAN, settings);
  const isProbingAll = options.gossipIntervalTicks === 0 && options.pushPullIntervalTicks === 0;
  const sent = nodes * messagesPerProbe(lossOf(scenario), options.indirectChecks);
  return {
    'first suspicion': range(suspected, suspected),
    'first removal': range(dead, dead),
    ...(isProbingAll ? { messages: aNodeAndSecond(sent, probeInterval, scenario) } : {}),
  };
}

/** The last heartbeat was up to a period before the crash, and the one before where it was lost. */
function ofPhi(options: PhiOptions, scenario: Scenario): Predictions {
  const { nodes } = scenario.cluster;
  const { periodTicks, removeTicks } = options;
  const silence = silenceOf(options, lossOf(scenario));
  const suspected = range(silence - 2 * periodTicks, silence);
  const removed = range(suspected.low + removeTicks, suspected.high + removeTicks);
  return {
    ...{ 'first suspicion': suspected, 'first removal': removed },
    messages: aNodeAndSecond(allToAllLoad(nodes), periodTicks, scenario),
  };
}

/** Each heartbeat that is lost makes the interval a period longer. */
function silenceOf(options: PhiOptions, loss: number): number {
  const { distribution, threshold, periodTicks, minDeviationTicks, pauseTicks } = options;
  const mean = periodTicks / (1 - loss);
  if (distribution === 'exponential') return exponentialSilence(threshold, mean);
  const deviation = Math.max(minDeviationTicks, mean * Math.sqrt(loss));
  return normalSilence(threshold, mean, deviation, pauseTicks);
}

const MEDIAN = 0.5;

function lossOf({ network }: Scenario): number {
  return network.loss?.probability ?? 0;
}

function range(low: number, high: number): Prediction {
  return { low, high };
}

/** @param sent by all nodes in so many ticks */
function aNodeAndSecond(sent: number, ticks: number, scenario: Scenario): Prediction {
  const { cluster, tickMicros = 1_000_000 } = scenario;
  const seconds = (ticks * tickMicros) / 1_000_000;
  const each = sent / cluster.nodes / seconds;
  return range(each, each);
}
