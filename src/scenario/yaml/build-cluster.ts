/** Nodes, network and disks of a scenario file into those of a scenario. */

import type { HeartbeatOptions } from '../../protocol/membership/heartbeat';
import type { StoreOptions } from '../../protocol/store/store';
import type { Delay } from '../../simulation/delay';
import type { ClusterOptions } from '../cluster';
import { DISTRIBUTIONS } from './cluster-schema';
import { DEFAULTS } from './defaults';
import type { Path } from './document';
import type { Ranged } from './fields';
import { given, made } from './given';
import { type Time, timeOf } from './quantities';
import type { ScenarioDocument } from './schema';
import type { Values } from './values';

type ClusterDocument = ScenarioDocument['cluster'];
type NetworkDocument = NonNullable<ScenarioDocument['network']>;
export type LatencyDocument = NonNullable<NetworkDocument['latency']>;

export function buildCluster(document: ClusterDocument, values: Values, nodes: number) {
  const { starts, later, order, replication } = document;
  return {
    nodes,
    membership: buildMembership(document.membership, values, nodes),
    ...given({
      starts: made(starts, (found) => ({
        nodes: values.count(found.nodes),
        ticks: values.ticks(found.in),
      })),
      later: later?.map((each) => values.node(each, nodes)),
      nodeOrder: order,
      store: made(replication, (found) => buildStore(found, values)),
    }),
  } satisfies Partial<ClusterOptions>;
}

function buildMembership(
  document: ClusterDocument['membership'],
  values: Values,
  nodes: number,
): Partial<HeartbeatOptions> {
  const { period, fail, remove, joinRetry, introducers } =
    typeof document === 'object' ? document : {};
  const times = given({
    periodTicks: ticksOr(values, period, 'membership', 'period'),
    failTicks: ticksOr(values, fail, 'membership', 'fail'),
    removeTicks: ticksOr(values, remove, 'membership', 'remove'),
    joinRetryTicks: ticksOr(values, joinRetry, 'membership', 'joinRetry'),
    introducers: introducers?.map((each) => values.node(each, nodes)),
  });
  const { failTicks = 0, removeTicks = failTicks } = times;
  if (removeTicks < failTicks) {
    const path = remove?.path ?? fail!.path;
    values.report(path, `a member cannot be removed before it is suspected: remove < fail`);
  }
  return times;
}

/**
 * Ticks that are given or, where a tick has a length, the default of that name. In a scenario in the
 * course's ticks the course's numbers hold, which are those of `cluster`.
 */
function ticksOr(
  values: Values,
  range: Ranged<Time> | undefined,
  part: 'membership' | 'replication',
  name: 'period' | 'fail' | 'remove' | 'joinRetry' | 'timeout' | 'offerRetry',
): number | undefined {
  if (range !== undefined) return values.ticks(range);
  return values.tickMicros === undefined
    ? undefined
    : values.ticks(defaultTime(['cluster', part, name], DEFAULTS[name]));
}

/** A default as if it had been written there. */
export function defaultTime(path: Path, text: string): Ranged<Time> {
  const time = timeOf(text)!;
  return { path, text, low: time, high: time, min: 0, max: Number.MAX_SAFE_INTEGER };
}

type ReplicationDocument = NonNullable<ClusterDocument['replication']>;

function buildStore(document: ReplicationDocument, values: Values): Partial<StoreOptions> {
  const { n, r, w } = document;
  const replicas = made(n, (found) => values.count(found)) ?? 3;
  const quorum = (found: typeof r) => values.count(found!, replicas);
  return {
    replicas,
    readQuorum: made(r, quorum) ?? Math.min(2, replicas),
    writeQuorum: made(w, quorum) ?? Math.min(2, replicas),
    ...given({
      operationTimeoutTicks: ticksOr(values, document.timeout, 'replication', 'timeout'),
      offerRetryTicks: ticksOr(values, document.offerRetry, 'replication', 'offerRetry'),
    }),
  };
}

export function buildNetwork(
  document: NetworkDocument,
  values: Values,
  durationTicks: number,
): NonNullable<ClusterOptions['network']> {
  const { loss, linkCapacity, maxMessageSize, maxInFlight } = document;
  return given({
    delay:
      made(document.latency, (found) => buildLatency(found, values, ['network', 'latency'])) ??
      ({ distribution: 'constant', ticks: latencyTicks(values) } as const),
    loss: made(loss, (found) => buildLoss(found, values, durationTicks)),
    duplicate: made(document.duplicate, (found) => values.share(found)),
    reorder: made(document.reorder, (found) => values.share(found)),
    linkCapacity: made(linkCapacity, (found) => values.count(found)),
    maxMessageBytes: made(maxMessageSize, (found) => values.count(found)),
    maxInFlight: made(maxInFlight, (found) => values.count(found)),
  });
}

function latencyTicks(values: Values): number {
  if (values.tickMicros === undefined) return 1;
  return Math.max(1, values.ticks(defaultTime(['network', 'latency'], DEFAULTS.latency)));
}

function buildLoss(
  document: NonNullable<NetworkDocument['loss']>,
  values: Values,
  durationTicks: number,
) {
  const last = durationTicks - 1;
  if (!('probability' in document)) {
    return { probability: values.share(document), firstTick: 0, lastTick: last };
  }
  const { probability, from, to } = document;
  return {
    probability: values.share(probability),
    firstTick: made(from, (found) => values.ticks(found)) ?? 0,
    lastTick: made(to, (found) => values.ticks(found)) ?? last,
  };
}

/** @param path where the document says it, for messages */
export function buildLatency(document: LatencyDocument, values: Values, path: Path): Delay {
  if (!('distribution' in document)) {
    return { distribution: 'constant', ticks: values.ticks(document) };
  }
  const { distribution, ...all } = document;
  const { delay, min, max, floor, mean, slowShare, slow } = all;
  const wanted: readonly string[] = DISTRIBUTIONS[distribution];
  const keys = Object.keys(given(all));
  for (const key of keys.filter((name) => !wanted.includes(name))) {
    values.report([...path, key], `not for ${distribution}, which has ${wanted.join(', ')}`);
  }
  const missing = wanted.filter((name) => !keys.includes(name));
  if (missing.length > 0) values.report(path, `${distribution} needs ${missing.join(' and ')}`);
  const ticks = (range: Ranged<Time> | undefined, least = 1) => {
    const found = made(range, (each) => values.ticks(each)) ?? least;
    if (found < least) values.report(range!.path, `less than what comes before it`);
    return found;
  };
  switch (distribution) {
    case 'constant':
      return { distribution, ticks: ticks(delay) };
    case 'uniform': {
      const minTicks = ticks(min);
      return { distribution, minTicks, maxTicks: ticks(max, minTicks) };
    }
    case 'exponential': {
      const floorTicks = ticks(floor);
      const meanTicks = made(mean, (found) => values.mean(found)) ?? floorTicks;
      if (meanTicks < floorTicks) values.report(mean!.path, 'the mean is less than the floor');
      return { distribution, floorTicks, meanTicks };
    }
    case 'tail': {
      const minTicks = ticks(min);
      const maxTicks = ticks(max, minTicks);
      const share = made(slowShare, (found) => values.share(found)) ?? 0;
      const slowTicks = ticks(slow, maxTicks);
      return { distribution, minTicks, maxTicks, slowShare: share, slowTicks };
    }
  }
}
