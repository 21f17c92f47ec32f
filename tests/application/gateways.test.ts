/** Who coordinates: nodes, clients themselves, or a server for all. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Expectations } from '../../src/checks/expectations';
import { runScenario as runOf } from '../../src/application/application';
import { runScenario } from '../../src/index';
import { cluster, type ClusterOptions } from '../../src/scenario/cluster';
import { InputError } from '../../src/scenario/input-error';
import type { EventView } from '../../src/simulation/events';
import type { ClientsOptions } from '../../src/workload/clients';
import type { OperationStep } from '../../src/workload/operations';
import { ROOT } from '../support/cli-program';
import { scenarioOf } from '../support/yaml-files';

const STEPS: readonly OperationStep[] = [
  { id: 'create', at: 60, operation: 'create', key: 'k', value: 'one' },
  { id: 'again', at: 80, operation: 'create', key: 'k', value: 'two' },
  { id: 'update', at: 100, operation: 'update', key: 'k', value: 'three' },
  { id: 'read', at: 120, operation: 'read', key: 'k', value: '' },
  { id: 'put', at: 140, operation: 'put', key: 'other', value: 'four' },
  { id: 'delete', at: 160, operation: 'delete', key: 'k', value: '' },
  { id: 'gone', at: 180, operation: 'read', key: 'k', value: '' },
];

const CLIENTS: ClientsOptions = {
  ...{ count: 2, loop: 'open', intervalTicks: 10, keys: { count: 5, distribution: 'uniform' } },
  ...{ mix: { read: 0.5, update: 0.5, delete: 0 }, timeoutTicks: 40, retries: 2, backoffTicks: 5 },
  ...{ firstTick: 200, lastTick: 300 },
};

function scenario(coordinator: ClusterOptions['coordinator'], more: Partial<ClusterOptions> = {}) {
  return cluster({
    ...{ nodes: 5, store: true, ring: 'operator', durationTicks: 400 },
    ...(coordinator === undefined ? {} : { coordinator }),
    workload: { announcements: [], operations: STEPS, clients: CLIENTS },
    ...more,
  });
}

describe.each(['node', 'client', 'server'] as const)('coordinated by a %s', (coordinator) => {
  const run = runScenario(scenario(coordinator), { seed: '1' });
  const outcomes = run.operations.map(({ id, outcome, value }) => [id, outcome, value]);

  test('operations end alike', () => {
    expect(outcomes).toEqual([
      ['create', 'ok', 'one'],
      ['again', 'fail', 'two'],
      ['update', 'ok', 'three'],
      ['read', 'ok', 'three'],
      ['put', 'ok', 'four'],
      ['delete', 'ok', ''],
      ['gone', 'fail', ''],
    ]);
    for (const { verdict } of run.verdicts) expect(verdict).toBe('pass');
  });

  test('by whom it is said', () => {
    const by = [...run.events.where({ kind: 'completed' })].map(({ node }) => node);
    const beside = [...new Set(by)].filter((node) => Number(node.slice(1)) > 5).sort();
    const expected = { node: [], client: ['n6', 'n7', 'n8'], server: ['n6'] };
    expect(beside).toEqual(expected[coordinator]);
    expect(by.every((node) => beside.includes(node))).toBe(coordinator !== 'node');
  });
});

const MOVING = readFileSync(join(ROOT, 'testcases', 'client-coordinator.yaml'), 'utf8');

/** Of a run of the scenario in which the ring moves under its clients. */
function moving(text: string, seed: string) {
  const told: { kind: string; node: number; data: unknown }[] = [];
  const kinds = ['completed', 'ringChanged', 'answered'];
  const on = ({ kind, node, data }: EventView) => told.push({ kind, node, data });
  const found = scenarioOf(text, seed);
  const expectations = new Expectations(found);
  const run = runOf(found, seed, [...expectations.sinks, { kinds, on }]);
  const verdicts = expectations.finish(run).map(({ verdict }) => verdict.verdict);
  return { told, verdicts };
}

test('a client whose ring is old is refused, follows, and is served', () => {
  const { told, verdicts } = moving(MOVING, '1');
  const refused = told.filter(({ kind, data }) => {
    return kind === 'completed' && (data as { reason: string }).reason === 'wrong epoch';
  });
  expect(refused.length).toBeGreaterThan(0);
  // Two movements of two versions each.
  for (const client of [7, 8, 9]) {
    const versions = told.filter(({ kind, node }) => kind === 'ringChanged' && node === client);
    expect(versions.map(({ data }) => (data as { epoch: number }).epoch).at(-1)).toBe(5);
  }
  const answers = told.filter(({ kind }) => kind === 'answered');
  const lost = answers.filter(({ data }) => (data as { outcome: string }).outcome === 'unknown');
  expect(lost.length).toBeLessThan(answers.length * 0.02);
  expect(verdicts).toEqual(['pass', 'pass', 'pass', 'pass']);
});

const HINTS = { store: { hints: { windowTicks: 100, countTowardW: false } } };

test('hints are kept by nodes, of what they coordinate beside', () => {
  const put = { ...STEPS[4]!, at: 60, coordinator: 1 };
  const down = { id: 'down', at: 55, crash: { replica: 'tertiary', of: put.key } } as const;
  const workload = { announcements: [], operations: [put] };
  const told = scenario('client', { ...HINTS, workload, faults: [down] });
  const run = runScenario(told, { seed: '1' });
  expect([...run.events.where({ kind: 'hinted' })].map(({ node }) => node)).toEqual(['n1']);
});

test.each<[string, Partial<ClusterOptions>, string]>([
  ['with hints, which nobody would keep', HINTS, 'store.hints: nobody keeps any'],
  ['without a store', { store: false, workload: { announcements: [], operations: [] } }, 'a store'],
  ["on the views' ring", { ring: 'auto' }, 'needs the ring of the operator'],
  [
    'with a sloppy quorum',
    { store: { quorum: 'sloppy', hints: { windowTicks: 9, countTowardW: false } } },
    'sloppy',
  ],
  [
    "in the course's tests",
    { workload: { course: 'CREATE' } },
    "the course's tests go through nodes",
  ],
])('it is refused %s', (_, more, why) => {
  expect(() => scenario('client', more)).toThrow(InputError);
  expect(() => scenario('client', more)).toThrow(why);
});
