/** Replicas that do not agree: what each has, and why those that are behind had not heard of the newest. */

import { cluster, type Scenario } from '../../src/index';
import { ANOMALIES } from '../support/anomalies';
import { explainedCheck } from '../support/explained-runs';
import { scenarioOf } from '../support/yaml-files';

type Steps = Scenario['faults'];
type Store = Exclude<Parameters<typeof cluster>[0]['store'], boolean | undefined>;
type Operations = Extract<Scenario['workload'], { operations: unknown }>['operations'];

const CREATE: Operations[number] = {
  ...{ id: 'c', at: 50, operation: 'create', key: 'k', value: 'old', coordinator: 1 },
};
const UPDATE: Operations[number] = {
  ...CREATE,
  id: 'u',
  at: 65,
  operation: 'update',
  value: 'new',
};
const DELETE: Operations[number] = { ...CREATE, id: 'd', at: 65, operation: 'delete', value: '' };
/** n3 is cut off, and stays in view. */
const CUT: Steps = [{ id: 'cut', at: 60, partition: [{ nodes: [1, 2] }, { nodes: [3] }] }];

function linesOf(operations: Operations, faults: Steps, store: Partial<Store> = {}): string[] {
  const scenario = cluster({
    ...{ nodes: 3, durationTicks: 300, faults, membership: { removeTicks: 1000 } },
    store: { readQuorum: 1, writeQuorum: 1, ...store },
    workload: { announcements: [], operations },
    expect: [{ check: 'replicasAgree', withinTicks: 100 }],
  });
  return ofCheck(scenario);
}

function ofCheck(scenario: Scenario): string[] {
  const [{ verdict, lines } = { verdict: undefined, lines: [] }, ...others] = explainedCheck(
    ...([scenario, '1', 'replicasAgree'] as const),
  );
  expect([verdict?.verdict, others]).toEqual(['fail', []]);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  return [...lines];
}

const plain = (lines: readonly string[]) => lines.join('\n').replace(/\n +(?=\S)/g, ' ');

test('what each has, since when, and when it last heard of the key', () => {
  const lines = linesOf([CREATE, UPDATE], CUT);
  const text = plain(lines);
  expect(text).toMatch(
    /^n1 ended update "k" \(request 2\): ok at tick 6\d \(event \d+\), and at the end, tick 300, n3 did not have that\./,
  );
  expect(text).toContain('What each has of "k":');
  expect(text).toMatch(
    /n1: "new", by update "k" \(request 2\), version 65, since tick (6\d) \(event (\d+)\); it last heard of the key at tick \1 \(event \2\)\./,
  );
  expect(text).toMatch(/n3: "old", by create "k" \(request 1\), version 50, since tick 5\d /);
});

test('why it had not heard of the newest, and a diagram that ends with what each has', () => {
  const lines = linesOf([CREATE, UPDATE], CUT);
  expect(plain(lines)).toMatch(
    /Why these do not have it: n3 did not get it: the request was cut off at tick 65 \(step "cut"\); no copy of it had come/,
  );
  const row = lines.findIndex((line) => /^300 +"new" +"new" +"old"$/.test(line));
  expect(row).toBe(lines.length - 2);
});

test('a delete is told as one, and of several keys that this is the first', () => {
  const other = { ...CREATE, id: 'o', at: 70, key: 'other' };
  const text = plain(linesOf([CREATE, DELETE, other], CUT));
  expect(text).toContain('What each has of "k", the first of 2 keys that differ:');
  expect(text).toMatch(/n2: deleted, by delete "k" \(request 2\), version 65,/);
  expect(text).toMatch(/^300 +deleted +deleted +"old"$/m);
});

test('who has nothing, because it never had it or because it is gone', () => {
  const created = { ...CREATE, at: 65 };
  expect(plain(linesOf([created], CUT))).toContain('n3: nothing; it never heard of the key.');
  const wipe = { id: 'wipe', at: 80, crash: { nodes: [3] }, restartAfter: 5, wipe: true };
  const text = plain(linesOf([CREATE], [...CUT, wipe]));
  expect(text).toMatch(
    /n3: nothing: what it had stored was destroyed, at tick 85 \(event \d+\); it last heard of the key at tick 5\d/,
  );
  expect(text).toMatch(/n3 had it at tick 5\d, but what it had stored was destroyed, at tick 85/);
});

test('who had the newest, and took an older one in its place; ties are told apart', () => {
  const { fault } = ANOMALIES.find(({ name }) => name.startsWith('S05'))!;
  const text = plain(ofCheck(scenarioOf(fault)));
  expect(text).toMatch(
    /n2 had it at tick \d+, but it stored "x", by update "cart" \(request 2\), at tick 8050/,
  );
  expect(text).toMatch(/n1: "y", .*, version 8000 of storage 131072,/);
  expect(text).toMatch(/n2: "x", .*, version 8000 of storage 65536,/);
});

test('hints that came to nothing', () => {
  const hinted = plain(
    linesOf([CREATE, UPDATE], CUT, { hints: { windowTicks: 50, countTowardW: false } }),
  );
  expect(hinted).toMatch(/n1 kept the write as a hint for n3 at .* when its window was over/);
});
