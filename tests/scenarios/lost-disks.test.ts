/** One disk is lost, which is promised to be survived, when that is awkward. */

import { runScenario } from '../../src/index';
import { verdictsOf } from '../support/anomalies';
import { scenarioOf } from '../support/yaml-files';

const SETTINGS = 'n: 3, r: 2, w: 2, quorum: strict, clock: hybrid';

const NEWCOMER = `
name: a newcomer that lost its disk
duration: 30s
cluster:
  nodes: 4
  later: [n4]
  replication: { ${SETTINGS} }
  ring: { policy: operator, pending: slot, streamFrom: replaced, epochCheck: on }
network: { latency: { distribution: uniform, min: 1ms, max: 5ms } }
faults:
  - { at: 8s, start: n4 }
  - { at: 10s, addOwner: { node: n4, by: n1 } }
  - { at: 19500ms, link: { from: n4, to: n2, cut: true, for: 1s } }
  - { at: 20800ms, link: { from: n1, to: [n2, n3, n4], latency: 900ms, for: 5s } }
  - { at: 21s, crash: { nodes: [n4], restartAfter: 500ms, wipe: true } }
workload:
  operations:
    - { at: 6s, operation: create, key: cart, value: v0, coordinator: n1 }
    - { at: 20s, operation: update, key: cart, value: v1, coordinator: n4 }
    - { at: 21700ms, operation: read, key: cart, coordinator: n2 }
    - { at: 21900ms, operation: read, key: cart, coordinator: n2 }
expect: [acknowledgedWritesSurvive, quorumsMeet]
`;

const INTERRUPTED = `
name: a rebuild that a crash interrupts
duration: 30s
cluster: { nodes: 3, replication: { ${SETTINGS} }, ring: operator }
network: { latency: { distribution: uniform, min: 1ms, max: 5ms } }
faults:
  - { at: 19500ms, link: { from: n3, to: n2, cut: true, for: 1s } }
  - { at: 20800ms, link: { from: n1, to: [n2, n3], latency: 900ms, for: 5s } }
  - { at: 21s, crash: { nodes: [n3], restartAfter: 300ms, wipe: true } }
  - { at: 21400ms, crash: { nodes: [n3], restartAfter: 100ms } }
workload:
  operations:
    - { at: 6s, operation: create, key: a, value: v0, coordinator: n1 }
    - { at: 6s, operation: create, key: b, value: v0, coordinator: n1 }
    - { at: 20s, operation: update, key: a, value: v1, coordinator: n3 }
    - { at: 21600ms, operation: read, key: a, coordinator: n2 }
    - { at: 21700ms, operation: read, key: a, coordinator: n2 }
expect: [acknowledgedWritesSurvive, quorumsMeet]
`;

/** n3 has no room for the note that it lacks something, and later for copies of n2, which lacks it, too. */
const FULL = `
name: a rebuild on a full disk that a crash interrupts
duration: 60s
cluster: { nodes: 3, replication: { ${SETTINGS} }, ring: operator }
network: { latency: { distribution: uniform, min: 1ms, max: 5ms } }
faults:
  - { at: 19500ms, link: { from: n3, to: n2, cut: true, for: 1s } }
  - { at: 20500ms, link: { from: n1, to: [n2, n3], hold: true, for: 15s } }
  - { at: 21s, crash: { nodes: [n3], restartAfter: 1s, wipe: true } }
  - { at: 21500ms, disk: { nodes: [n3], full: true } }
  - { at: 23s, disk: { nodes: [n3], full: false } }
  - { at: 26s, crash: { nodes: [n3], restartAfter: 500ms } }
workload:
  operations:
    - { at: 6s, operation: create, key: a, value: v0, coordinator: n1 }
    - { at: 20s, operation: update, key: a, value: v1, coordinator: n3 }
    - { at: 27200ms, operation: read, key: a, coordinator: n2 }
expect: [acknowledgedWritesSurvive, quorumsMeet]
`;

/** n3 has no room to note that it has all again; much later it restarts, when n1 is gone for good. */
const FULL_AT_END = `
name: a rebuild that ends on a full disk
duration: 60s
cluster: { nodes: 3, replication: { ${SETTINGS} }, ring: operator }
network: { latency: { distribution: uniform, min: 1ms, max: 5ms } }
faults:
  - { at: 21s, crash: { nodes: [n3], restartAfter: 1s, wipe: true } }
  - { at: 22001ms, disk: { nodes: [n3], full: true } }
  - { at: 23s, disk: { nodes: [n3], full: false } }
  - { at: 40s, crash: { nodes: [n1] } }
  - { at: 40s, crash: { nodes: [n3], restartAfter: 1s } }
workload:
  operations:
    - { at: 30s, operation: create, key: a, value: v0, coordinator: n1 }
    - { id: late, at: 50s, operation: read, key: a, coordinator: n2 }
expect: [{ outcome: { operation: late, is: ok } }, quorumsMeet]
`;

/**
 * n3 was rebuilt long ago. It crashes when it has heard that n4 comes, before it has noted that this brings it
 * nothing; and n1 is gone for good.
 */
const OTHER_RING = `
name: a crash between a new ring and the note of it
duration: 60s
cluster:
  nodes: 4
  later: [n4]
  replication: { ${SETTINGS} }
  ring: { hash: murmur3, tokens: 16, pending: slot, streamFrom: replaced, epochCheck: on }
network: { latency: { distribution: uniform, min: 1ms, max: 5ms } }
faults:
  - { at: 2s, start: n4 }
  - { at: 8s, crash: { nodes: [n3], restartAfter: 1s, wipe: true } }
  - { at: 15s, crash: { nodes: [n1] } }
  - { at: 18s, disk: { nodes: [n3], slow: 20ms } }
  - { at: 20s, addOwner: { node: n4, by: n2 } }
  - { when: { event: ringChanged, node: n3 }, after: 1ms, times: 1, crash: { nodes: [n3], restartAfter: 500ms } }
workload:
  operations:
    - { at: 6s, operation: create, key: a, value: v0, coordinator: n2 }
    - { id: late, at: 50s, operation: read, key: a, coordinator: n2 }
expect: [{ outcome: { operation: late, is: ok } }, replicated, quorumsMeet]
`;

/** n3 is gone for good, and n4 takes its place: it cannot be had from n3 what n3 had. */
const REPLACED = `
name: a dead owner is replaced
duration: 60s
cluster:
  nodes: 4
  later: [n4]
  replication: { ${SETTINGS} }
  ring: { policy: operator, pending: slot, streamFrom: replaced, epochCheck: on }
network: { latency: { distribution: uniform, min: 1ms, max: 5ms } }
faults:
  - { at: 8s, start: n4 }
  - { at: 12s, crash: n3 }
  - { at: 25s, addOwner: { node: n4, by: n1 } }
  - { at: 40s, removeOwner: { node: n3, by: n1 } }
workload:
  operations:
    - { at: 6s, operation: create, key: cart, value: v0, coordinator: n1 }
    - { at: 58s, operation: read, key: cart, coordinator: n4 }
expect: [replicasAgree, replicated, quorumsMeet]
`;

/** As before, but n2 has lost its disk once, and been rebuilt: it can speak for n3 all the same. */
const REPLACED_LATER = REPLACED.replace(
  '  - { at: 12s, crash: n3 }\n',
  '  - { at: 9s, crash: { nodes: [n2], restartAfter: 300ms, wipe: true } }\n  - { at: 12s, crash: n3 }\n',
);

test.each([
  ['by a node that came to the ring later', NEWCOMER],
  ['by a node that goes down again before it is rebuilt', INTERRUPTED],
  ['by a node that does so, and had no room to note that it lacks something', FULL],
  ['by a node that has no room to note that it has all again', FULL_AT_END],
  ['by a node that then crashes while it changes its ring', OTHER_RING],
  ['by a node that never comes back', REPLACED],
  ['long before another never comes back', REPLACED_LATER],
])('%s', (_, text) => {
  for (const seed of ['1', '2', '3', '4', '5']) {
    const verdicts = verdictsOf(text, seed);
    expect(verdicts.filter((verdict) => !verdict.endsWith(': pass'))).toEqual([]);
  }
});

test('keys that a movement brings to who lost its disk once are no second rebuilding', () => {
  const { events } = runScenario(scenarioOf(REPLACED_LATER, '1'), { seed: '1' });
  expect([...events.where({ kind: 'rebuilt' })].map(({ node }) => node)).toEqual(['n2']);
});
