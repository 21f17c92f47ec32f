/** A scenario as the text of a file that reads as an equal one. */

import { Document, visit } from 'yaml';
import type { Action, FaultStep, Target } from '../../faults/plan';
import { type Address, nodeName } from '../../protocol/address';
import {
  type MembershipOptions,
  type Parameter,
  parameterOf,
} from '../../protocol/membership/parameters';
import { protocolOf } from '../../protocol/membership/protocols';
import type { StorageOptions } from '../../protocol/storage/storage-options';
import type { StoreOptions } from '../../protocol/store/store';
import type { Delay } from '../../simulation/delay';
import type { LinkSettings } from '../../simulation/links';
import type { ClientsOptions } from '../../workload/clients';
import type { Expectation } from '../expectation';
import { fileWord } from '../membership';
import type { Scenario } from '../scenario';
import { given } from './given';
import { shareText, timeText } from './quantities';

/** Maps and lists of so much text stand in one line. */
const LINE_MAX = 96;

/**
 * The text of a file that reads as this scenario, its `rubric` left out: points are for `.conf` files.
 * Every value is written, defaults too, so that they may change.
 */
export function yamlText(scenario: Scenario): string {
  const { name, tickMicros, durationTicks, cluster, network, disk, workload, faults } = scenario;
  const { membership, store } = cluster;
  const ticks = (count: number) => timeText(count, tickMicros);
  const plain = given({
    name,
    tick: tickMicros === undefined ? 'course' : timeText(1, tickMicros),
    duration: ticks(durationTicks),
    cluster: given({
      nodes: cluster.nodes,
      start: cluster.start,
      starts: { nodes: cluster.starts.nodes, in: ticks(cluster.starts.ticks) },
      later: cluster.later.map(nodeName),
      order: cluster.nodeOrder,
      ring: { ...cluster.ring, epochCheck: cluster.ring.epochCheck ? 'on' : 'off' },
      coordinator: cluster.coordinator,
      membership: membershipOf(membership, ticks),
      storage: cluster.storage && storageOf(cluster.storage, ticks),
      replication: store && {
        ...{ n: store.replicas, r: store.readQuorum, w: store.writeQuorum },
        timeout: ticks(store.operationTimeoutTicks),
        offerRetry: ticks(store.offerRetryTicks),
        ...repairOf(store, ticks),
      },
    }),
    network: given({
      latency: latencyOf(network.delay, ticks),
      loss: network.loss && {
        probability: shareText(network.loss.probability),
        from: ticks(network.loss.firstTick),
        to: ticks(network.loss.lastTick),
      },
      duplicate: network.duplicate === undefined ? undefined : shareText(network.duplicate),
      reorder: network.reorder === undefined ? undefined : shareText(network.reorder),
      linkCapacity: network.linkCapacity,
      maxMessageSize: `${network.maxMessageBytes}B`,
      maxInFlight: network.maxInFlight,
    }),
    disk: given({
      latency: ticks(disk.latencyTicks),
      fsync: disk.fsyncTicks === undefined ? undefined : ticks(disk.fsyncTicks),
      maxRecords: disk.maxRecords,
    }),
    workload: workloadOf(workload, ticks),
    faults: faults.map((step) => stepOf(step, ticks)),
    expect: scenario.expect.map((each) => expectationOf(each, ticks)),
    expectFailure: scenario.expectFailure.map((each) => expectationOf(each, ticks)),
  });
  return textOf(plain);
}

type Ticks = (ticks: number) => string;

function repairOf(store: StoreOptions, ticks: Ticks): object {
  const { quorum, readRepair, clock, ties, dedupe, rebalance } = store;
  const { hints, antiEntropy, graceTicks } = store;
  return given({
    ...{ quorum, readRepair, clock, ties, dedupe, rebalance },
    hints: hints && { window: ticks(hints.windowTicks), countTowardW: hints.countTowardW },
    antiEntropy: antiEntropy && {
      kind: antiEntropy.kind,
      every: ticks(antiEntropy.everyTicks),
    },
    tombstoneGrace: graceTicks === undefined ? undefined : ticks(graceTicks),
  });
}

function storageOf(storage: StorageOptions, ticks: Ticks): object {
  if (storage.kind === 'memory') return storage;
  const { batchTicks, batchRecords, ...plain } = storage;
  const batch = plain.fsync === 'batch' ? { batchTime: ticks(batchTicks), batchRecords } : {};
  return { ...plain, ...batch };
}

function membershipOf(options: MembershipOptions, ticks: Ticks): object {
  const { protocol, introducers } = options;
  const { parameters } = protocolOf(options);
  const written = Object.entries<Parameter>(parameters).map(([name, { kind }]) => {
    const value = parameterOf(options, name);
    return [fileWord(name), kind === 'time' ? ticks(Number(value)) : value] as const;
  });
  return { protocol, introducers: introducers.map(nodeName), ...Object.fromEntries(written) };
}

/** Short lists and maps in one line each, the long ones item by item. */
function textOf(plain: object): string {
  const document = new Document(plain, { aliasDuplicateObjects: false });
  visit(document, {
    Collection: (_, node, path) => {
      if (path.length > 2 && JSON.stringify(node).length <= LINE_MAX) {
        node.flow = true;
        return visit.SKIP;
      }
      return undefined;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function latencyOf(delay: Delay, ticks: Ticks): object | string {
  switch (delay.distribution) {
    case 'constant':
      return ticks(delay.ticks);
    case 'uniform':
      return { distribution: 'uniform', min: ticks(delay.minTicks), max: ticks(delay.maxTicks) };
    case 'exponential': {
      const { floorTicks, meanTicks } = delay;
      return { distribution: 'exponential', floor: ticks(floorTicks), mean: ticks(meanTicks) };
    }
    case 'tail':
      return {
        ...{ distribution: 'tail', min: ticks(delay.minTicks), max: ticks(delay.maxTicks) },
        ...{ slowShare: shareText(delay.slowShare), slow: ticks(delay.slowTicks) },
      };
  }
}

function workloadOf(workload: Scenario['workload'], ticks: Ticks): object {
  if ('course' in workload) return workload;
  const { announcements, operations, clients } = workload;
  return {
    ...(clients === undefined ? {} : clientsOf(clients, ticks)),
    announcements: announcements.map(({ at, lines }) => ({ at: ticks(at), lines })),
    operations: operations.map(({ at, coordinator, ttlTicks, ...rest }) => ({
      at: ticks(at),
      ...rest,
      ...(ttlTicks === undefined ? {} : { ttl: ticks(ttlTicks) }),
      ...(coordinator === undefined ? {} : { coordinator: nodeName(coordinator) }),
    })),
  };
}

function clientsOf(clients: ClientsOptions, ticks: Ticks): object {
  const { count, loop, intervalTicks, keys, mix, ttlTicks, stamp } = clients;
  const pace =
    loop === 'open'
      ? { ratePerClient: `1/${intervalTicks} ticks` }
      : { thinkTime: ticks(intervalTicks) };
  return {
    ...{ clients: count, ...pace, keys },
    mix: {
      read: shareText(mix.read),
      update: shareText(mix.update),
      delete: shareText(mix.delete),
      ...(mix.put === undefined ? {} : { put: shareText(mix.put) }),
    },
    ...(ttlTicks === undefined ? {} : { ttl: ticks(ttlTicks) }),
    ...(stamp === undefined ? {} : { stamp }),
    ...{ timeout: ticks(clients.timeoutTicks), retries: clients.retries },
    backoff: ticks(clients.backoffTicks),
    ...{ from: ticks(clients.firstTick), to: ticks(clients.lastTick) },
  };
}

function stepOf(step: FaultStep, ticks: Ticks): object {
  const { id, announce } = step;
  return given({ id, ...triggerOf(step, ticks), ...actionOf(step, ticks), announce });
}

function triggerOf(step: FaultStep, ticks: Ticks): object {
  if ('at' in step) return { at: ticks(step.at) };
  if ('every' in step) {
    return { every: ticks(step.every), from: ticks(step.first), to: ticks(step.last) };
  }
  const { kind, node, member, key } = step.when;
  const when = given({
    event: kind,
    node: node && nodeName(node),
    member: member && nodeName(member),
    key,
  });
  return { when, after: ticks(step.after), times: step.times };
}

function actionOf(step: Action, ticks: Ticks): object {
  const undone = 'for' in step ? { for: ticks(step.for) } : {};
  if ('crash' in step) {
    const { crash, restartAfter, wipe, unsynced } = step;
    const after = restartAfter === undefined ? undefined : ticks(restartAfter);
    return { crash: given({ ...targetOf(crash), restartAfter: after, wipe, unsynced }) };
  }
  if ('start' in step) return { start: given({ ...targetOf(step.start), wipe: step.wipe }) };
  if ('leave' in step) return { leave: targetOf(step.leave) };
  if ('pause' in step) return { pause: { ...targetOf(step.pause), ...undone } };
  if ('resume' in step) return { resume: targetOf(step.resume) };
  if ('partition' in step) {
    const groups = step.partition.map(targetOf);
    return { partition: given({ groups, oneWay: step.oneWay, ...undone }) };
  }
  if ('link' in step) {
    const from = step.from && targetOf(step.from);
    const to = step.to && targetOf(step.to);
    return { link: given({ from, to, ...settingsOf(step.link, ticks), ...undone }) };
  }
  if ('heal' in step) return { heal: step.heal };
  if ('lose' in step) {
    const { from, to, order } = step.lose;
    return { lose: { from: nodeName(from), to: nodeName(to), order } };
  }
  if ('clock' in step) {
    const drift = step.driftPpm === undefined ? undefined : `${step.driftPpm}ppm`;
    const back = (step.stepTicks ?? 0) < 0 ? '-' : '';
    const shift = step.stepTicks === undefined ? undefined : ticks(Math.abs(step.stepTicks));
    const moved = shift === undefined ? undefined : `${back}${shift}`;
    return { clock: given({ ...targetOf(step.clock), drift, step: moved }) };
  }
  if ('addOwner' in step) return { addOwner: moveOf(step.addOwner, step.by) };
  if ('removeOwner' in step) return { removeOwner: moveOf(step.removeOwner, step.by) };
  const slow = step.slowTicks === undefined ? undefined : ticks(step.slowTicks);
  const { full, rot, bytes } = step;
  return { disk: given({ ...targetOf(step.disk), slow, full, rot, bytes }) };
}

function moveOf(node: Address, by: Address | undefined): object | string {
  return by === undefined ? nodeName(node) : { node: nodeName(node), by: nodeName(by) };
}

function settingsOf(link: Partial<LinkSettings>, ticks: Ticks): object {
  const { delay, loss, duplicate, reorder, capacity, cut, hold } = link;
  return given({
    latency: delay && latencyOf(delay, ticks),
    loss: loss === undefined ? undefined : shareText(loss),
    duplicate: duplicate === undefined ? undefined : shareText(duplicate),
    reorder: reorder === undefined ? undefined : shareText(reorder),
    ...{ capacity, cut, hold },
  });
}

function targetOf(target: Target): object {
  return 'nodes' in target ? { nodes: target.nodes.map(nodeName) } : target;
}

function expectationOf(expectation: Expectation, ticks: Ticks): object | string {
  switch (expectation.check) {
    case 'viewsAgree':
    case 'failedRemoved':
    case 'replicasAgree':
    case 'replicated': {
      const { check, withinTicks, ...rest } = expectation;
      const within = withinTicks === undefined ? undefined : ticks(withinTicks);
      const parameters = given({ ...rest, within });
      return Object.keys(parameters).length === 0 ? check : { [check]: parameters };
    }
    case 'noFalseRemovals': {
      const { check, except, atMost } = expectation;
      const parameters = given({ except: except?.map(nodeName), atMost });
      return Object.keys(parameters).length === 0 ? check : { [check]: parameters };
    }
    case 'availability':
      return { availability: { atLeast: shareText(expectation.atLeast) } };
    case 'messageLoad':
      return { messageLoad: { atMost: `${expectation.atMost}/1000 ticks` } };
    case 'detectionTime': {
      const { check, of, firstTicks, allTicks } = expectation;
      const first = firstTicks === undefined ? undefined : ticks(firstTicks);
      const all = allTicks === undefined ? undefined : ticks(allTicks);
      return { [check]: given({ first, all, of }) };
    }
    case 'disseminationTime':
      return { disseminationTime: { atMost: ticks(expectation.atMostTicks) } };
    case 'falseSuspicions':
      return { falseSuspicions: { atMost: expectation.atMost } };
    case 'outcome': {
      const { check, ...parameters } = expectation;
      return { [check]: parameters };
    }
    default:
      return expectation.check;
  }
}
