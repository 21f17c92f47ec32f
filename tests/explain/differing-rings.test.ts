/** Stale reads whose replicas were asked by another ring than those of the write that they missed. */

import { ANOMALIES } from '../support/anomalies';
import { explainedCheck } from '../support/explained-runs';
import { scenarioOf } from '../support/yaml-files';

type Check = 'quorumsMeet' | 'outcome' | 'acknowledgedWritesSurvive';

/** What is told of a file, on lines that are not wrapped, and the lines as they are. */
function toldOf(file: string, check: Check) {
  const [{ lines } = { lines: [] }] = explainedCheck(scenarioOf(file), '1', check);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  return { lines, text: lines.join('\n').replace(/\n +(?=\S)/g, ' ') };
}

function faultOf(name: string): string {
  return ANOMALIES.find((anomaly) => anomaly.name.startsWith(name))!.fault;
}

function told(name: string, check: Check) {
  return toldOf(faultOf(name), check);
}

test('a node that was added is asked for what it was never given', () => {
  const { lines, text } = told('S23', 'outcome');
  expect(text).toMatch(/n1 asked n2 for the create at tick 6592, by the ring of the start\./);
  expect(text).toMatch(
    /n1 asked n4 for the read at tick 19787, by epoch 2 of the ring, which it had gone by since tick 12555 \(event \d+\): the owners of the start and n4\./,
  );
  expect(lines.find((line) => line.startsWith('12555 '))).toMatch(/ring 2/);
});

test('a coordinator has not heard that the ring has changed', () => {
  const { text } = told('S12-old-ring', 'quorumsMeet');
  expect(text).toMatch(
    /n5 asked n1, n2 and n3 for the put at tick \d+, by the ring of the start\./,
  );
  expect(text).toMatch(/n4 asked n4, n1 and n2 for the read at tick \d+, by epoch 3 of the ring/);
});

test('who is to come while a ring moves, and who has gone', () => {
  const moving = faultOf('S13')
    .replace('r: 2, w: 2', 'r: 1, w: 1')
    .replace('15100ms..15900ms', '20400ms')
    .replace('20700ms..20950ms', '20640ms');
  expect(toldOf(moving, 'acknowledgedWritesSurvive').text).toMatch(
    /n2 asked n1, n2, n3 and n4 for the update at tick 20400, by epoch 2 of the ring, .*: the owners of the start; n4 is to come or to go\./,
  );
  const gone = `duration: 30s
cluster: { nodes: 3, ring: { preset: dstore }, replication: { rebalance: false } }
faults: [{ at: 12s, removeOwner: n2 }]
workload:
  operations:
    - { at: 8s, operation: create, key: cart, value: v0, coordinator: n1 }
    - { at: 20s, operation: read, key: cart, coordinator: n1 }
expect: [acknowledgedWritesSurvive]
`;
  expect(toldOf(gone, 'acknowledgedWritesSurvive').text).toMatch(
    /n1 asked n3 for the read at tick 20000, by epoch 2 of the ring, .*: the owners of the start without n2\./,
  );
});

test('two nodes take a slot for their own, each in its view', () => {
  const { lines, text } = told('S24', 'quorumsMeet');
  expect(text).toMatch(/n8 asked n8 for the create at tick \d+, by the ring of its own view\./);
  expect(text).toMatch(/n34 asked n34 for the read at tick \d+, by the ring of its own view\./);
  expect(lines.join('\n')).not.toMatch(/ring \d/);
});

test.each<[string, Check]>([
  ['S01', 'acknowledgedWritesSurvive'],
  ['S10', 'acknowledgedWritesSurvive'],
])('of %s nothing is told of rings: they are the same, or others stood in', (name, check) => {
  expect(told(name, check).text).not.toMatch(/By whose rings|by the ring of/);
});
