/** Scenarios built in code: what is not given is as in the course's runs. */

import type { FaultStep } from '../faults/plan';
import type { Address } from '../protocol/address';
import {
  type GivenOptions,
  protocolOf,
  PROTOCOLS,
  type Protocols,
} from '../protocol/membership/protocols';
import type { StoreOptions } from '../protocol/store/store';
import type { DiskOptions } from '../simulation/disk';
import { leastTicks } from '../simulation/delay';
import type { NetworkOptions } from '../simulation/emulnet';
import { type Expectation, needsAllPairs, PAIRS_NODES_MAX } from './expectation';
import { InputError } from './input-error';
import { membershipOptions, requireMembership } from './membership';
import { requireMoves } from './moves';
import { oneOf, requireNodes, whole } from './require';
import { requireClients } from './require-clients';
import { requireFaults, requireHealed } from './require-faults';
import { requireNetwork } from './require-network';
import { requireOperations } from './require-operations';
import { defaultReplicas, type GivenRing, presetOf, requireRing, ringSettings } from './ring';
import type { Scenario } from './scenario';
import { requireStore } from './require-store';
import { expectations } from './scenario-shape';
import { type GivenStorage, requireStorage, storageOptions } from './storage';

/** What `cluster` takes. Every time is a whole number of ticks. */
export interface ClusterOptions {
  /** Shown in messages; `cluster` unless given. */
  readonly name?: string;
  /** Nodes n1, n2, ...: 1 to 1,000,000. */
  readonly nodes: number;
  /** How long the run is: ticks 0 .. durationTicks - 1, at most 2,147,483,647; 700 unless given. */
  readonly durationTicks?: number;
  /**
   * `joining` unless given. With `converged` all nodes but those of `later` are up at tick 0 and in
   * each other's views; for swim and lifeguard.
   */
  readonly start?: 'joining' | 'converged';
  /**
   * So many nodes start in so many ticks, in rising order from tick 0. Unless given, four a tick
   * or, where that would leave nodes unstarted after tick 40, all in 40 ticks.
   */
  readonly starts?: { readonly nodes: number; readonly ticks: number };
  /** Who comes first within a tick: whoever was ready first (unless given), or the highest node. */
  readonly nodeOrder?: 'arrival' | 'falling';
  /**
   * A protocol and some of its parameters. Gossiped heartbeats: introducer n1, period 1, TFAIL 5,
   * TREMOVE 20, join retry 5 unless given; what others have by default is in docs/scenarios.md.
   */
  readonly membership?: GivenOptions;
  /** `true` for three replicas with quorums of two; without it nodes keep membership only. */
  readonly store?: boolean | Partial<StoreOptions>;
  /** A delay of 1 and no other trouble, 3983 bytes a message, 30,000 or four a node in flight unless given. */
  readonly network?: Partial<NetworkOptions>;
  /** What nodes keep their records in: memory, unless given, or a log on a disk of files. */
  readonly storage?: GivenStorage;
  /** Latency 0 and a million records unless given. */
  readonly disk?: Partial<DiskOptions>;
  /** What clients do, or one of the course's tests; nothing unless given. */
  readonly workload?: Scenario['workload'];
  readonly faults?: readonly FaultStep[];
  /** How many microseconds a tick stands for, in what is printed; 1000 is a millisecond. */
  readonly tickMicros?: number;
  /**
   * Who owns what: whoever is in a node's view, at once (`auto`, unless given), or the nodes that
   * start by themselves, whatever becomes of them (`operator`); or more of the ring.
   */
  readonly ring?: GivenRing;
  /**
   * Who coordinates operations: the node that a client asks (unless given), each client itself, or one
   * server for all; the latter two on machines beside the nodes, by the operator's ring.
   */
  readonly coordinator?: 'node' | 'client' | 'server';
  /** Nodes that do not start by themselves but by a step of the plan. */
  readonly later?: readonly Address[];
  /** Checks that are to hold; none unless given. */
  readonly expect?: readonly Expectation[];
  /** Checks that are to fail; none unless given. */
  readonly expectFailure?: readonly Expectation[];
}

export const NODES_MAX = 1_000_000;
const TICKS_MAX = 0x7fff_ffff;
const DURATION_TICKS = 700;
const IN_FLIGHT = 30_000;
const IN_FLIGHT_PER_NODE = 4;
const STARTS_PER_TICK = 4;
const LAST_START_TICK = 40;

/**
 * A scenario of one cluster.
 * @param protocols those that it may name
 * @throws InputError for a value that is not allowed: which, and what is
 */
export function cluster(options: ClusterOptions, protocols: Protocols = PROTOCOLS): Scenario {
  const { name = 'cluster', nodes, durationTicks = DURATION_TICKS } = options;
  whole('nodes', nodes, 1, NODES_MAX);
  whole('durationTicks', durationTicks, 1, TICKS_MAX);
  const scenario: Scenario = {
    ...{ name, tickMicros: options.tickMicros, durationTicks },
    cluster: {
      nodes,
      start: options.start ?? 'joining',
      starts:
        options.starts ??
        (options.start === 'converged' ? { nodes, ticks: 1 } : startsInTime(nodes)),
      later: options.later ?? [],
      nodeOrder: options.nodeOrder ?? 'arrival',
      membership: membershipOptions(options.membership, protocols),
      store: storeOptions(options.store, defaultReplicas(presetOf(options.ring))),
      storage: storageOptions(options.storage),
      ring: ringSettings(options.ring),
      ...(options.coordinator === undefined ? {} : { coordinator: options.coordinator }),
    },
    network: {
      delay: { distribution: 'constant', ticks: 1 },
      ...{ maxMessageBytes: 3983, maxInFlight: Math.max(IN_FLIGHT, IN_FLIGHT_PER_NODE * nodes) },
      ...options.network,
    },
    disk: { latencyTicks: 0, maxRecords: 1_000_000, ...options.disk },
    workload: options.workload ?? { announcements: [], operations: [] },
    faults: options.faults ?? [],
    expect: options.expect ?? [],
    expectFailure: options.expectFailure ?? [],
    rubric: undefined,
  };
  expectations(scenario.expect, 'expect');
  expectations(scenario.expectFailure, 'expectFailure');
  requireSense(scenario);
  requireHealed(scenario.faults);
  requireMoves(scenario);
  return scenario;
}

function startsInTime(nodes: number): Scenario['cluster']['starts'] {
  const inTime = Math.floor((nodes - 1) / STARTS_PER_TICK) <= LAST_START_TICK;
  return inTime ? { nodes: STARTS_PER_TICK, ticks: 1 } : { nodes, ticks: LAST_START_TICK };
}

function storeOptions(given: ClusterOptions['store'], replicas: number): StoreOptions | undefined {
  if (given === undefined || given === false) return undefined;
  return {
    ...{ replicas, readQuorum: Math.min(2, replicas), writeQuorum: Math.min(2, replicas) },
    ...{ operationTimeoutTicks: 10, offerRetryTicks: 5 },
    ...(given === true ? {} : given),
  };
}

/**
 * Whether the values of a scenario make sense together.
 * @throws InputError for one that does not: which, and what is allowed
 */
export function requireSense(scenario: Scenario): void {
  const { cluster: built, network, disk, workload, faults, durationTicks } = scenario;
  whole('nodes', built.nodes, 1, NODES_MAX);
  whole('durationTicks', durationTicks, 1, TICKS_MAX);
  whole('starts.nodes', built.starts.nodes, 1, NODES_MAX);
  whole('starts.ticks', built.starts.ticks, 1, TICKS_MAX);
  requireMembership(built.membership, built.nodes, 2 * leastTicks(network.delay));
  requireStart(built);
  if (built.store !== undefined) requireStore(built.store);
  requireStorage(built);
  requireRing(built);
  requireCoordinator(scenario);
  requireNetwork(network, built.membership);
  whole('disk.latencyTicks', disk.latencyTicks, 0, TICKS_MAX);
  whole('disk.fsyncTicks', disk.fsyncTicks ?? 0, 0, TICKS_MAX);
  whole('disk.maxRecords', disk.maxRecords, 0, 10_000_000);
  if ('operations' in workload) {
    requireOperations(workload.operations, scenario);
    if (workload.clients !== undefined) requireClients(workload.clients, scenario);
  }
  requireNodes('later', built.later, built.nodes);
  requireFaults(faults, {
    nodes: built.nodes,
    durationTicks,
    ring: built.ring,
    storage: built.storage,
  });
  requireTellable('expect', scenario.expect, built.nodes);
  requireTellable('expectFailure', scenario.expectFailure, built.nodes);
}

/** Whether checks can be told in a cluster of so many nodes. */
function requireTellable(place: string, expected: readonly Expectation[], nodes: number): void {
  const untold = expected.find(({ check }) => needsAllPairs(check));
  if (untold === undefined || nodes <= PAIRS_NODES_MAX) return;
  const instead = 'detectionTime, disseminationTime, falseSuspicions and messageLoad do not';
  const why = `needs to know who knows whom, for ${PAIRS_NODES_MAX} nodes at most; ${instead}`;
  throw new InputError(place, `${untold.check} ${why}`);
}

function requireStart({ start, starts, nodes, membership }: Scenario['cluster']): void {
  if (start === 'joining') return;
  // JavaScript lets other words through.
  if ((start as string) !== 'converged') throw new InputError('start', 'is joining or converged');
  if (protocolOf(membership).views === undefined) {
    const which = `${membership.protocol} nodes join: swim and lifeguard start converged`;
    throw new InputError('start', which);
  }
  if (starts.ticks > 1 || starts.nodes < nodes) {
    throw new InputError('starts', 'where all nodes start converged, they do so at once');
  }
}

function requireCoordinator({ cluster: built, workload }: Scenario): void {
  const { coordinator = 'node', store, ring, nodes } = built;
  oneOf('coordinator', coordinator, ['node', 'client', 'server']);
  if (coordinator === 'node') return;
  if (store === undefined)
    throw new InputError('coordinator', 'needs a store: what it coordinates are its operations');
  if ('course' in workload) {
    throw new InputError('coordinator', "the course's tests go through nodes");
  }
  if (ring.policy === 'auto') {
    const why = 'whoever is no member hears of no views: needs the ring of the operator';
    throw new InputError('coordinator', `${coordinator}: ${why}`);
  }
  if (store.quorum === 'sloppy') {
    const why = 'whoever is no member hears of no failures: needs a quorum that is not sloppy';
    throw new InputError('coordinator', `${coordinator}: ${why}`);
  }
  if (store.hints !== undefined && !isThroughNodes(workload)) {
    const why = 'whoever coordinates beside the nodes has no disk to keep them on';
    throw new InputError('store.hints', `nobody keeps any with coordinator ${coordinator}: ${why}`);
  }
  if (nodes >= NODES_MAX) throw new InputError('nodes', 'too many beside machines that coordinate');
}

/** Whether nodes coordinate something, whoever coordinates the rest. */
function isThroughNodes(workload: Scenario['workload']): boolean {
  return (
    'operations' in workload &&
    workload.operations.some(({ coordinator }) => coordinator !== undefined)
  );
}
