import { cluster } from '../../src/scenario/cluster';
import type { Scenario } from '../../src/scenario/scenario';

/** A short run whose scenario and plan have a bit of everything that there is. */
export const EVERY_ACTION: Scenario = cluster({
  ...{ name: 'a bit of everything', nodes: 6, durationTicks: 120, store: true, tickMicros: 1000 },
  later: [6],
  network: {
    delay: { distribution: 'tail', minTicks: 1, maxTicks: 2, slowShare: 0.1, slowTicks: 6 },
    loss: { probability: 0.05, firstTick: 10, lastTick: 100 },
    ...{ duplicate: 0.01, reorder: 0.01, linkCapacity: 1000 },
  },
  workload: {
    announcements: [{ at: 5, lines: ['off we go'] }],
    operations: [
      { id: 'first', at: 20, operation: 'create', key: 'k', value: 'v', coordinator: 2 },
      { id: 'second', at: 60, operation: 'read', key: 'k', value: '', announce: ['reading'] },
    ],
    clients: {
      ...{ count: 2, loop: 'closed', intervalTicks: 10, timeoutTicks: 15, retries: 1 },
      ...{
        keys: { count: 3, distribution: 'zipf' },
        backoffTicks: 2,
        firstTick: 30,
        lastTick: 110,
      },
      mix: { read: 0.5, update: 0.4, delete: 0.1 },
    },
  },
  faults: [
    { id: 'crash', at: 40, crash: { replica: 'primary', of: 'k' }, restartAfter: 9, wipe: true },
    { id: 'start', at: 15, start: { nodes: [6] } },
    { id: 'leave', at: 100, leave: { nodes: [6] } },
    { id: 'pause', every: 20, first: 30, last: 70, pause: { random: 1 }, for: 3 },
    { id: 'resume', at: 90, resume: { introducers: true } },
    { id: 'split', at: 50, partition: [{ nodes: [1, 2] }, { slots: [0, 300] }], for: 4 },
    { id: 'half', at: 58, partition: [{ draw: 'half' }, { noReplicaOf: 'k' }], oneWay: true },
    { id: 'heal', at: 63, heal: 'half' },
    {
      ...{ id: 'link', at: 66, from: { replicas: 2, of: 'k' }, to: { coordinatorOf: 'k' }, for: 9 },
      link: {
        delay: { distribution: 'exponential', floorTicks: 1, meanTicks: 2.5 },
        ...{ loss: 0.2, duplicate: 0.1, reorder: 0.1, capacity: 50, hold: false },
      },
    },
    { id: 'lose', at: 25, lose: { from: 1, to: 2, order: 0 } },
    { id: 'clock', at: 26, clock: { draw: 'one' }, driftPpm: 500, stepTicks: 2 },
    { id: 'disk', at: 27, disk: { nodes: [3] }, slowTicks: 2, full: false },
    {
      id: 'when',
      when: { kind: 'suspected', member: 2 },
      after: 1,
      times: 2,
      crash: { nodes: [5] },
    },
  ],
  expect: [
    ...([{ check: 'viewsAgree', withinTicks: 50 }, { check: 'failedRemoved' }] as const),
    ...([
      { check: 'replicated', copies: 2 },
      { check: 'availability', atLeast: 0.5 },
    ] as const),
    ...([{ check: 'messageLoad', atMost: 1e6 }, { check: 'acknowledgedWritesSurvive' }] as const),
    ...([{ check: 'outcome', operation: 'first', is: 'ok' }] as const),
    ...([{ check: 'detectionTime', of: 'suspicion', firstTicks: 1e6, allTicks: 2e6 }] as const),
    ...([{ check: 'disseminationTime', atMostTicks: 1e6 }] as const),
    ...([{ check: 'falseSuspicions', atMost: 1e6 }] as const),
    ...([{ check: 'readsWereWritten' }, { check: 'writesReachQuorum' }] as const),
    ...([{ check: 'replicasAgree', withinTicks: 60 }, { check: 'readsAreMonotone' }] as const),
    ...([{ check: 'versionsNeverFall' }, { check: 'quorumsMeet' }] as const),
    ...([{ check: 'oneVersionPerRequest' }, { check: 'storageKeepsAcknowledged' }] as const),
  ],
  expectFailure: [{ check: 'noFalseRemovals' }, { check: 'deletesStayDeleted' }],
});
