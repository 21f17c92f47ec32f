/** Nodes, network and disks of a scenario file into those of a scenario. */

import type { GivenOptions, Protocols } from '../../protocol/membership/protocols';
import type { Delay } from '../../simulation/delay';
import type { ClusterOptions } from '../cluster';
import { buildMembership } from './build-membership';
import { buildStorage } from './build-storage';
import { buildStore } from './build-store';
import { DISTRIBUTIONS } from './cluster-schema';
import { DEFAULTS } from './defaults';
import type { Path } from './document';
import type { Ranged } from './fields';
import { given, made } from './given';
import type { Time } from './quantities';
import type { ScenarioDocument } from './schema';
import type { Values } from './values';

type ClusterDocument = ScenarioDocument['cluster'];
type NetworkDocument = NonNullable<ScenarioDocument['network']>;
export type LatencyDocument = NonNullable<NetworkDocument['latency']>;

export function buildCluster(
  document: ClusterDocument,
  values: Values,
  nodes: number,
  protocols: Protocols,
) {
  const { start, starts, later, order, ring, coordinator, replication, storage } = document;
  return {
    nodes,
    membership: buildMembership(document.membership, values, nodes, protocols) as GivenOptions,
    ...given({
      start,
      starts: made(starts, (found) => ({
        nodes: values.count(found.nodes),
        ticks: values.ticks(found.in),
      })),
      later: later?.map((each) => values.node(each, nodes)),
      nodeOrder: order,
      coordinator,
      ring: buildRing(ring, values),
      storage: made(storage, (found) => buildStorage(found, values, replication !== undefined)),
      store: made(replication, (found) =>
        buildStore(found, values, typeof ring === 'object' ? ring.preset : undefined),
      ),
    }),
  } satisfies Partial<ClusterOptions>;
}

/** Where a tick has a length the operator decides, unless the file says otherwise. */
function buildRing(ring: ClusterDocument['ring'], values: Values): ClusterOptions['ring'] {
  const policy = values.tickMicros === undefined ? ('auto' as const) : ('operator' as const);
  if (ring === undefined || typeof ring === 'string') return ring ?? policy;
  const tokens = made(ring.tokens, (found) => values.count(found));
  // That of dstore is the operator's anyway.
  return { ...(ring.preset === 'dstore' ? {} : { policy }), ...given({ ...ring, tokens }) };
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
  return values.defaultTicks(['network', 'latency'], DEFAULTS.latency);
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
    const problem = `not for ${distribution}, which has ${wanted.join(', ')}`;
    values.report([...path, key], problem, [...path, 'distribution']);
  }
  const missing = wanted.filter((name) => !keys.includes(name));
  if (missing.length > 0) {
    const problem = `${distribution} needs ${missing.join(' and ')}`;
    values.report(path, problem, [...path, 'distribution']);
  }
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
