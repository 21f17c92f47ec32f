/**
 * What a scenario looks like in a file that holds one as it was resolved. A field that is added to a
 * scenario is added here, or this does not compile.
 */

import type { ResolvedFault } from '../faults/plan';
import { REPLICA_RANKS } from '../faults/plan';
import type { Parameter } from '../protocol/membership/parameters';
import { PROTOCOLS, type Protocols } from '../protocol/membership/protocols';
import { FILES } from '../protocol/storage/log-files';
import type { LogOptions, MemoryOptions } from '../protocol/storage/storage-options';
import type { AntiEntropyOptions } from '../protocol/store/anti-entropy';
import type { HintOptions } from '../protocol/store/hints';
import type { StoreOptions } from '../protocol/store/store';
import { OPERATIONS } from '../protocol/store/store-messages';
import type { DiskOptions } from '../simulation/disk';
import type { NetworkOptions } from '../simulation/emulnet';
import type { LinkSettings } from '../simulation/links';
import type { ClientsOptions } from '../workload/clients';
import type {
  Announcement,
  OperationStep,
  ResolvedOperation,
  Script,
} from '../workload/operations';
import { type NamedRing, RING_PRESETS } from './ring';
import type { Scenario } from './scenario';
import {
  chosen,
  type FieldsOf,
  flag,
  list,
  natural,
  number,
  object,
  oneOf,
  onlyOf,
  optional,
  type Shape,
  text,
  wordOf,
} from './shape';

type Fields = Readonly<Record<string, Shape>>;

const DELAYS: Readonly<Record<string, Shape>> = {
  constant: object({ distribution: text, ticks: natural }),
  uniform: object({ distribution: text, minTicks: natural, maxTicks: natural }),
  exponential: object({ distribution: text, floorTicks: natural, meanTicks: number }),
  tail: object({
    ...{ distribution: text, minTicks: natural, maxTicks: natural },
    ...{ slowShare: number, slowTicks: natural },
  }),
};
const delay = chosen((value, place) => wordOf(DELAYS, 'distribution', value, place));

const TARGETS: Readonly<Record<string, Shape>> = {
  nodes: object({ nodes: list(natural) }),
  draw: object({ draw: oneOf('one', 'half') }),
  random: object({ random: natural }),
  replica: object({ replica: oneOf(...REPLICA_RANKS), of: text }),
  replicas: object({ replicas: natural, of: text }),
  noReplicaOf: object({ noReplicaOf: text }),
  coordinatorOf: object({ coordinatorOf: text }),
  introducers: object({ introducers: oneOf(true) }),
  slots: object({ slots: list(natural) }),
};
const target = chosen((value, place) => onlyOf(TARGETS, value, place));

const link = object<LinkSettings>({
  ...{ delay: optional(delay), loss: optional(number), duplicate: optional(number) },
  ...{ reorder: optional(number), capacity: optional(natural) },
  ...{ cut: optional(flag), hold: optional(flag) },
});

/** The fields of each action, by the one that names it. */
const ACTIONS: Readonly<Record<string, Fields>> = {
  crash: {
    ...{ crash: target, restartAfter: optional(natural), wipe: optional(flag) },
    unsynced: optional(oneOf('lost', 'torn')),
  },
  start: { start: target, wipe: optional(flag) },
  leave: { leave: target },
  pause: { pause: target, for: optional(natural) },
  resume: { resume: target },
  partition: { partition: list(target), oneWay: optional(flag), for: optional(natural) },
  link: { link, from: optional(target), to: optional(target), for: optional(natural) },
  heal: { heal: text },
  lose: { lose: object({ from: natural, to: natural, order: natural }) },
  clock: { clock: target, driftPpm: optional(number), stepTicks: optional(number) },
  addOwner: { addOwner: natural, by: optional(natural) },
  removeOwner: { removeOwner: natural, by: optional(natural) },
  disk: {
    ...{ disk: target, slowTicks: optional(natural), full: optional(flag) },
    ...{ rot: optional(oneOf(...FILES)), bytes: optional(list(natural)) },
  },
};
const action = chosen((value, place) => object(onlyOf(ACTIONS, value, place)));

const event = object({
  ...{ kind: text, node: optional(natural), member: optional(natural), key: optional(text) },
});
const TRIGGERS: Readonly<Record<string, Fields>> = {
  at: { at: natural },
  every: { every: natural, first: natural, last: natural },
  when: { when: event, after: natural, times: natural },
};
const NAMED: Fields = { id: text, announce: optional(list(text)) };

const faultStep = chosen((value, place) => {
  const trigger = onlyOf(TRIGGERS, value, place);
  return object({ ...NAMED, ...trigger, ...onlyOf(ACTIONS, value, place) });
});

/** A step of a plan as it happened. */
export const resolvedFault: Shape = chosen((value, place) => {
  const own: FieldsOf<Pick<ResolvedFault, 'at' | 'rule'>> = {
    ...{ at: natural, rule: optional(action) },
  };
  return object({ ...NAMED, ...own, ...onlyOf(ACTIONS, value, place) });
});

const operationFields: FieldsOf<OperationStep> = {
  ...{ id: text, at: natural, operation: oneOf(...OPERATIONS) },
  ...{ key: text, value: text, coordinator: optional(natural), announce: optional(list(text)) },
  ...{ quorum: optional(natural), ttlTicks: optional(natural) },
};

/** A scripted operation as it happened. */
export const resolvedOperation = object<ResolvedOperation>({
  ...operationFields,
  asked: optional(natural),
  request: natural,
});

export const announcement = object<Announcement>({ at: natural, lines: list(text) });

const clients = object<ClientsOptions>({
  ...{ count: natural, loop: oneOf('open', 'closed'), intervalTicks: number },
  keys: object({ count: natural, distribution: oneOf('uniform', 'zipf') }),
  mix: object({ read: number, update: number, delete: number, put: optional(number) }),
  ...{ timeoutTicks: natural, retries: natural, backoffTicks: natural },
  ...{ firstTick: natural, lastTick: natural },
  ...{ ttlTicks: optional(natural), stamp: optional(oneOf('coordinator', 'client')) },
});

const courseTest = oneOf('CREATE', 'READ', 'UPDATE', 'DELETE');
const script = object<Script>({
  announcements: list(announcement),
  operations: list(object(operationFields)),
  clients: optional(clients),
});
const WORKLOADS = { course: object({ course: courseTest }), operations: script };

const RUBRICS = {
  membership: object({ part: text, failures: oneOf('single', 'multi'), drops: flag }),
  store: object({ part: text, test: courseTest }),
};

const EXPECTATIONS: Readonly<Record<string, Shape>> = {
  viewsAgree: object({ check: text, withinTicks: optional(natural) }),
  failedRemoved: object({ check: text, withinTicks: optional(natural) }),
  noFalseRemovals: object({
    ...{ check: text, except: optional(list(natural)), atMost: optional(natural) },
  }),
  replicated: object({ check: text, copies: optional(natural), withinTicks: optional(natural) }),
  acknowledgedWritesSurvive: object({ check: text }),
  deletesStayDeleted: object({ check: text }),
  readsWereWritten: object({ check: text }),
  writesReachQuorum: object({ check: text }),
  replicasAgree: object({ check: text, withinTicks: optional(natural) }),
  readsAreMonotone: object({ check: text }),
  versionsNeverFall: object({ check: text }),
  quorumsMeet: object({ check: text }),
  oneVersionPerRequest: object({ check: text }),
  storageKeepsAcknowledged: object({ check: text }),
  availability: object({ check: text, atLeast: number }),
  messageLoad: object({ check: text, atMost: number }),
  detectionTime: object({
    ...{ check: text, of: optional(oneOf('removal', 'suspicion')) },
    ...{ firstTicks: optional(natural), allTicks: optional(natural) },
  }),
  disseminationTime: object({ check: text, atMostTicks: natural }),
  falseSuspicions: object({ check: text, atMost: natural }),
  outcome: object({
    ...{ check: text, operation: text, is: oneOf('ok', 'fail', 'unknown'), value: optional(text) },
  }),
};

/** Checks with their parameters. */
export const expectations = list(
  chosen((value, place) => wordOf(EXPECTATIONS, 'check', value, place)),
);

const PARAMETERS: Readonly<Record<Parameter['kind'], Shape>> = {
  ...{ time: natural, count: natural, number, flag, word: text },
};

function membershipShape(protocols: Protocols): Shape {
  const all = Array.from(protocols, ([name, { parameters }]) => {
    const shapes = Object.entries<Parameter>(parameters).map(([parameter, { kind }]) => {
      return [parameter, PARAMETERS[kind]] as const;
    });
    const fields = { protocol: text, introducers: list(natural), ...Object.fromEntries(shapes) };
    return [name, object(fields)] as const;
  });
  const shapes = Object.fromEntries(all);
  return chosen((value, place) => wordOf(shapes, 'protocol', value, place));
}

const store = object<StoreOptions>({
  ...{ replicas: natural, readQuorum: natural, writeQuorum: natural },
  ...{ operationTimeoutTicks: natural, offerRetryTicks: natural },
  quorum: optional(oneOf('strict', 'sloppy')),
  readRepair: optional(oneOf('none', 'async', 'blocking')),
  hints: optional(object<HintOptions>({ windowTicks: natural, countTowardW: flag })),
  antiEntropy: optional(
    object<AntiEntropyOptions>({ kind: oneOf('full', 'merkle'), everyTicks: natural }),
  ),
  clock: optional(oneOf('wall', 'hybrid')),
  ties: optional(oneOf('actor', 'arrival')),
  ...{ graceTicks: optional(natural), dedupe: optional(flag), rebalance: optional(flag) },
});
const STORAGES: Readonly<Record<string, Shape>> = {
  memory: object<MemoryOptions>({ kind: text }),
  log: object<LogOptions>({
    ...{ kind: text, fsync: oneOf('always', 'batch', 'never') },
    ...{ batchTicks: natural, batchRecords: natural, checksum: flag },
    ...{ snapshotEvery: natural, renameBeforeTruncate: flag },
  }),
};
const storage = chosen((value, place) => wordOf(STORAGES, 'kind', value, place));
const network = object<NetworkOptions>({
  delay,
  loss: optional(object({ probability: number, firstTick: natural, lastTick: natural })),
  ...{ duplicate: optional(number), reorder: optional(number), linkCapacity: optional(natural) },
  ...{ maxMessageBytes: natural, maxInFlight: natural },
});

/**
 * A scenario as it was resolved; whether it makes sense is `requireSense`'s to say.
 * @param protocols those that it may name
 */
export const scenarioShapeWith = (protocols: Protocols): Shape =>
  object<Scenario>({
    ...{ name: text, tickMicros: optional(number), durationTicks: natural },
    cluster: object<Scenario['cluster']>({
      nodes: natural,
      start: oneOf('joining', 'converged'),
      starts: object({ nodes: natural, ticks: natural }),
      later: list(natural),
      nodeOrder: oneOf('arrival', 'falling'),
      ...{
        membership: membershipShape(protocols),
        store: optional(store),
        storage: optional(storage),
        coordinator: optional(oneOf('node', 'client', 'server')),
      },
      ring: object<NamedRing>({
        preset: optional(oneOf(...RING_PRESETS)),
        ...{ policy: oneOf('auto', 'operator'), hash: oneOf('course', 'murmur3'), tokens: natural },
        ...{ ties: oneOf('address', 'arrival'), pending: oneOf('none', 'inflate', 'slot') },
        ...{ streamFrom: oneOf('any', 'replaced'), epochCheck: flag },
      }),
    }),
    network,
    disk: object<DiskOptions>({
      ...{ latencyTicks: natural, fsyncTicks: optional(natural), maxRecords: natural },
    }),
    workload: chosen((value, place) => onlyOf(WORKLOADS, value, place)),
    faults: list(faultStep),
    ...{ expect: expectations, expectFailure: expectations },
    rubric: optional(chosen((value, place) => wordOf(RUBRICS, 'part', value, place))),
  });

/** One that names no protocols but ours. */
export const scenarioShape = scenarioShapeWith(PROTOCOLS);
