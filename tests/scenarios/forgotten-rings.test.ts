/** Whoever loses its disk forgets which ring it went by, too: it is not to be rebuilt by one that is over. */

import { runScenario } from '../../src/index';
import { verdictsOf } from '../support/anomalies';
import { range } from '../support/course-logs';
import { scenarioOf } from '../support/yaml-files';

const RING = 'hash: murmur3, tokens: 1, pending: slot, streamFrom: replaced, epochCheck: on';

/**
 * The ring is n6 n5 n2 n3 n1 n4, and n7 comes before n2 and hears n2 and n3 alone. n2 loses its disk and is then
 * among those who have not heard of the movement.
 */
const DEAD_REPLACED = `
name: few are heard in the place of the dead
duration: 80s
cluster:
  nodes: 7
  later: [n7]
  membership: { introducers: [n1, n3] }
  replication: { n: 4, r: 3, w: 3, quorum: strict, clock: hybrid }
  ring: { ${RING} }
network: { latency: 5ms }
faults:
  - { at: 9s, start: n7 }
  - { at: 20s, partition: { groups: [[n2, n3, n7], [n1, n4, n5, n6]], for: 12s } }
  - { at: 20010ms, addOwner: { node: n7, by: n3 } }
  - { at: 32s, crash: { nodes: [n2], restartAfter: 1s, wipe: true } }
  - { at: 32s, partition: { groups: [[n3, n7], [n1, n2, n4, n5, n6]], for: 20s } }
${workload('n3', 31, 'n1', 45)}`;

/**
 * The ring is n8 n2 n1 n6 n5 n7; n4 comes behind n1, of the end of which half of the nodes do not hear, then n3
 * before n1. n1 loses its disk and is then among that half, who all go by the version in which n4 is coming.
 */
const MOVING = `
name: rebuilt by a version that is over
duration: 80s
cluster:
  nodes: 8
  later: [n3, n4]
  membership: { introducers: [n2, n7] }
  replication: { n: 3, r: 2, w: 2, quorum: strict, clock: hybrid }
  ring: { ${RING} }
network: { latency: 5ms }
faults:
  - { at: 9s, start: [n3, n4] }
  - { at: 20s, link: { from: n4, to: n7, hold: true, for: 3s } }
  - { at: 20s, addOwner: { node: n4, by: n7 } }
  - { at: 22s, partition: { groups: [[n1, n3, n4, n7], [n2, n5, n6, n8]], for: 23s } }
  - { at: 31s, addOwner: { node: n3, by: n7 } }
  - { at: 45s, crash: { nodes: [n1], restartAfter: 1s, wipe: true } }
  - { at: 45s, partition: { groups: [[n3, n4, n7], [n1, n2, n5, n6, n8]], for: 20s } }
${workload('n7', 40, 'n6', 60)}`;

function workload(writer: string, write: number, reader: string, read: number): string {
  const operations = range(1, 24).flatMap((key) => [
    `{ at: 14s, operation: create, key: k${key}, value: v0, coordinator: ${writer} }`,
    `{ at: ${write}s, operation: put, key: k${key}, value: v1, coordinator: ${writer} }`,
    `{ at: ${read}s, operation: read, key: k${key}, coordinator: ${reader} }`,
  ]);
  return `
workload:
  operations:
${operations.map((each) => `    - ${each}`).join('\n')}
expect: [acknowledgedWritesSurvive, quorumsMeet]
`;
}

const PASSES = ['acknowledgedWritesSurvive: pass', 'quorumsMeet: pass'];

test('a movement does not end by the word of so few that one who forgets it is rebuilt by the rest', () => {
  expect(verdictsOf(DEAD_REPLACED, '1')).toEqual(PASSES);
  const { events } = runScenario(scenarioOf(DEAD_REPLACED, '1'), { seed: '1' });
  const changes = [...events.where({ kind: 'ringChanged', node: 'n7' })];
  // It ends when those who were cut off are heard.
  expect(changes.map(({ epoch, time }) => [epoch, time > 52_000])).toEqual([
    [2, false],
    [3, true],
  ]);
});

test('while a range moves, who forgets that this is over is not rebuilt by those before it alone', () => {
  expect(verdictsOf(MOVING, '1')).toEqual(PASSES);
  // It is put to the test: writes were acknowledged by the last ring, and n1 goes by that in which n4 is coming.
  const { events } = runScenario(scenarioOf(MOVING, '1'), { seed: '1' });
  const puts = [...events.where({ kind: 'completed', node: 'n7' })];
  expect(puts.some((put) => put.operation === 'put' && put.outcome === 'ok')).toBe(true);
  const changes = [...events.where({ kind: 'ringChanged', node: 'n1' })];
  expect(changes.map(({ epoch, time }) => [epoch, time > 45_000])).toEqual([
    ...[2, 3, 4, 5].map((epoch) => [epoch, false]),
    ...[2, 5].map((epoch) => [epoch, true]),
  ]);
});
