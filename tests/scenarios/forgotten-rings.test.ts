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
