/** Owners come and go while nodes that do not know of it, or have forgotten, ask and answer. */

import { scenarioOf } from '../support/yaml-files';
import { verdictsOf } from '../support/anomalies';
import { runScenario } from '../../src/index';
import { range } from '../support/course-logs';

const SETTINGS = 'quorum: strict, clock: hybrid';
const RING = 'hash: murmur3, streamFrom: replaced, epochCheck: on';

/**
 * n4 takes places of others. It has all that they had when n1 and n3 are cut off, who go by the ring before and
 * answer reads together; meanwhile n2 and n4, on the new ring, acknowledge writes.
 */
function cutOff(pending: string): string {
  const operations = range(1, 8).flatMap((key) => [
    `{ at: 8s, operation: create, key: k${key}, value: v0, coordinator: n2 }`,
    `{ at: 20500ms, operation: put, key: k${key}, value: v1, coordinator: n2 }`,
    `{ at: 21s, operation: read, key: k${key}, coordinator: n1 }`,
  ]);
  return `
name: reads by the ring before
duration: 40s
cluster:
  nodes: 4
  later: [n4]
  replication: { n: 3, r: 2, w: 2, ${SETTINGS} }
  ring: { ${RING}, pending: ${pending} }
network: { latency: 5ms }
faults:
  - { at: 9s, start: n4 }
  - { at: 20s, addOwner: { node: n4, by: n2 } }
  - { at: 20026ms, partition: { groups: [[n1, n3], [n2, n4]], for: 3s } }
workload:
  operations:
${operations.map((each) => `    - ${each}`).join('\n')}
expect: [acknowledgedWritesSurvive, quorumsMeet]
`;
}

test.each(['slot', 'inflate'])(
  'a quorum of the ring before, while ranges move, meets those of the one that comes: %s',
  (pending) => {
    expect(verdictsOf(cutOff(pending), '1')).toEqual([
      'acknowledgedWritesSurvive: pass',
      'quorumsMeet: pass',
    ]);
    // It is put to the test: n2 acknowledges writes by the ring that is new, when n1 goes by the one before.
    const { events } = runScenario(scenarioOf(cutOff(pending), '1'), { seed: '1' });
    const ended = [...events.where({ kind: 'completed', node: 'n2' })];
    const writes = ended.filter(
      ({ operation, outcome }) => operation === 'put' && outcome === 'ok',
    );
    expect(writes.length).toBeGreaterThan(0);
    const newest = (node: 'n1' | 'n2') =>
      [...events.where({ kind: 'ringChanged', node })].filter(({ time }) => time < 21_000).at(-1);
    expect([newest('n1')!.epoch, newest('n2')!.epoch]).toEqual([2, 3]);
  },
);

/** Three owners come and, it may be, three go, one after the other; then the oldest restart, apart from all others. */
function restarted(isReplaced: boolean, r: number, w: number, storage: string): string {
  const starts = [6, 7, 8].flatMap((node, i) => [
    `{ at: 2s, start: n${node}, id: start-${node} }`,
    `{ at: ${5 + 3 * i}s, addOwner: n${node} }`,
    ...(isReplaced ? [`{ at: ${14 + 3 * i}s, removeOwner: n${i + 1} }`] : []),
  ]);
  return `
name: owners that were replaced restart
duration: 50s
cluster:
  nodes: 8
  later: [n6, n7, n8]
  storage: { ${storage} }
  replication: { n: 3, r: ${r}, w: ${w}, ${SETTINGS}, readRepair: blocking, antiEntropy: { every: 2s } }
  ring: { ${RING}, pending: slot }
network: { latency: 1ms..5ms }
workload: { clients: 5, ratePerClient: 20/s, keys: 50, mix: { read: 50%, put: 50% }, to: 40s }
faults:
${starts.map((each) => `  - ${each}`).join('\n')}
  - { at: 30s, crash: { nodes: [n1, n2, n3], restartAfter: 2s } }
  - { at: 30s, partition: { groups: [[n1, n2, n3], [n4, n5, n6, n7, n8]], for: 8s } }
expect: [acknowledgedWritesSurvive, quorumsMeet, replicasAgree]
`;
}

const LOG = 'kind: log, fsync: always';

test.each([
  [false, 2, 2, LOG],
  [false, 1, 3, LOG],
  [false, 2, 2, 'kind: memory'],
  [true, 2, 2, LOG],
  [true, 1, 3, LOG],
])(
  'whoever restarts goes by no older ring than before: replaced %s, R = %i, W = %i, %s',
  (...of) => {
    for (const seed of ['1', '2']) {
      expect(verdictsOf(restarted(...of), seed)).toEqual([
        'acknowledgedWritesSurvive: pass',
        'quorumsMeet: pass',
        'replicasAgree: pass',
      ]);
    }
  },
);

/** n1 goes by the next version, of which the others hear 40 ms later; what it asks of them comes twice. */
function askedTwice(): string {
  const operations = range(1, 40).flatMap((key) => [
    `{ at: 12s, operation: create, key: k${key}, value: v0, coordinator: n1 }`,
    `{ at: ${20_002 + Math.floor(key / 10)}ms, operation: put, key: k${key}, value: v1, coordinator: n1 }`,
    `{ at: 30s, operation: read, key: k${key}, coordinator: n1 }`,
  ]);
  return `
name: refused, then carried out
duration: 60s
cluster:
  nodes: 6
  later: [n6]
  replication: { n: 3, r: 2, w: 2, ${SETTINGS} }
  ring: { ${RING}, pending: slot }
network: { latency: 5ms }
faults:
  - { at: 9s, start: n6 }
  - { at: 19990ms, link: { from: n1, latency: 40ms, for: 11ms } }
  - at: 20001ms
    link: { from: n1, duplicate: 100%, latency: { distribution: uniform, min: 1ms, max: 80ms }, for: 5s }
  - { at: 20s, addOwner: { node: n6, by: n1 } }
workload:
  operations:
${operations.map((each) => `    - ${each}`).join('\n')}
expect: [acknowledgedWritesSurvive]
`;
}

test('a write that was refused for its ring, by all, may yet take effect', () => {
  const verdicts = ['1', '2', '3', '4'].flatMap((seed) => verdictsOf(askedTwice(), seed));
  expect(verdicts).toEqual(Array(4).fill('acknowledgedWritesSurvive: pass'));
});
