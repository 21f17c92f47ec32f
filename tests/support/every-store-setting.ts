import { cluster } from '../../src/scenario/cluster';
import type { Scenario } from '../../src/scenario/scenario';

/** A short run whose store, ring and storage have everything set that there is, and moves and loses some. */
export const EVERY_STORE_SETTING: Scenario = cluster({
  ...{ name: 'every setting of the store', nodes: 6, durationTicks: 200, tickMicros: 1000 },
  later: [6],
  store: {
    ...{
      replicas: 3,
      readQuorum: 2,
      writeQuorum: 2,
      operationTimeoutTicks: 15,
      offerRetryTicks: 6,
    },
    ...{ quorum: 'sloppy', readRepair: 'blocking', clock: 'hybrid', ties: 'actor', dedupe: true },
    ...{ hints: { windowTicks: 80, countTowardW: true }, graceTicks: 30, rebalance: true },
    antiEntropy: { kind: 'merkle', everyTicks: 15 },
  },
  ring: {
    ...({ policy: 'operator', hash: 'murmur3', tokens: 8, ties: 'address' } as const),
    ...({ pending: 'inflate', streamFrom: 'replaced', epochCheck: 'on' } as const),
  },
  storage: {
    ...({ kind: 'log', fsync: 'batch', batchTicks: 2, batchRecords: 4 } as const),
    ...{ checksum: true, snapshotEvery: 6, renameBeforeTruncate: true },
  },
  disk: { latencyTicks: 0, fsyncTicks: 1, maxRecords: 1000 },
  network: { loss: { probability: 0.02, firstTick: 10, lastTick: 150 } },
  workload: {
    announcements: [],
    operations: [
      { id: 'put', at: 30, operation: 'put', key: 'k', value: 'v', quorum: 3, ttlTicks: 40 },
      { id: 'get', at: 60, operation: 'read', key: 'k', value: '', quorum: 1 },
    ],
    clients: {
      ...{ count: 2, loop: 'open', intervalTicks: 5, timeoutTicks: 20, retries: 1 },
      ...{ keys: { count: 4, distribution: 'uniform' }, backoffTicks: 2, stamp: 'client' },
      ...{ firstTick: 30, lastTick: 150, ttlTicks: 50 },
      mix: { read: 0.4, update: 0.2, put: 0.2, delete: 0.2 },
    },
  },
  faults: [
    { id: 'start', at: 20, start: { nodes: [6] } },
    { id: 'add', at: 50, addOwner: 6, by: 2 },
    { id: 'torn', at: 65, crash: { nodes: [3] }, restartAfter: 12, unsynced: 'torn' },
    { id: 'lost', at: 85, crash: { nodes: [4] }, restartAfter: 12, unsynced: 'lost' },
    { id: 'rot', at: 90, disk: { nodes: [5] }, rot: 'log', bytes: [0, 40] },
    { id: 'crash', at: 95, crash: { nodes: [5] }, restartAfter: 5 },
    { id: 'wiped', at: 120, crash: { nodes: [2] }, restartAfter: 10, wipe: true },
    { id: 'remove', at: 150, removeOwner: 1 },
    { id: 'full', at: 155, disk: { nodes: [3] }, full: true },
  ],
});
