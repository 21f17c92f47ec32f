import { type ClientOperation, cluster, runScenario, simulation } from '../../src/index';
import { shipped } from '../support/course-runs';

const SCENARIO = cluster({ nodes: 6, store: true, durationTicks: 120 });

test('operations come in the order in which they were asked for, with what became of them', () => {
  const sim = simulation(SCENARIO).runUntil(30);
  sim.node('n3').create('k', 'v');
  sim.runUntil(40).node('n2').read('k');
  sim.node('n5').read('none');
  sim.runUntil(50).node('n2').update('k', 'w');
  sim.node('n2').update('none', 'w');
  sim.runUntil(60).node('n2').delete('k');
  sim.runUntil(70).node('n4').create('k', 'x');
  sim.runUntil(80).node('n4').put('k', 'y');
  sim.node('n4').put('other', 'z');
  const of = (id: number, at: number, operation: ClientOperation['operation'], key: string) => ({
    ...{ id: `step ${id}`, request: id, operation, key, invokedAt: at, completedAt: at + 2 },
  });
  expect(sim.finish().operations).toEqual([
    { ...of(1, 30, 'create', 'k'), value: 'v', coordinator: 'n3', outcome: 'ok' },
    { ...of(2, 40, 'read', 'k'), value: 'v', coordinator: 'n2', outcome: 'ok' },
    { ...of(3, 40, 'read', 'none'), value: '', coordinator: 'n5', outcome: 'fail' },
    { ...of(4, 50, 'update', 'k'), value: 'w', coordinator: 'n2', outcome: 'ok' },
    { ...of(5, 50, 'update', 'none'), value: 'w', coordinator: 'n2', outcome: 'fail' },
    { ...of(6, 60, 'delete', 'k'), value: '', coordinator: 'n2', outcome: 'ok' },
    { ...of(7, 70, 'create', 'k'), value: 'x', coordinator: 'n4', outcome: 'ok' },
    { ...of(8, 80, 'put', 'k'), value: 'y', replaced: 'x', coordinator: 'n4', outcome: 'ok' },
    {
      ...of(9, 80, 'put', 'other'),
      value: 'z',
      replaced: undefined,
      coordinator: 'n4',
      outcome: 'ok',
    },
  ] satisfies ClientOperation[]);
});

test('until one has ended its value is what was asked for, its outcome unknown', () => {
  const sim = simulation(SCENARIO).runUntil(30);
  sim.node('n3').create('k', 'v');
  expect(sim.operations).toEqual([]);
  sim.runUntil(31);
  expect(sim.operations).toMatchObject([
    { value: 'v', outcome: 'unknown', completedAt: undefined, coordinator: 'n3' },
  ]);
  const [before] = sim.operations;
  sim.runUntil(60);
  expect(sim.operations).toMatchObject([{ outcome: 'ok', completedAt: 32 }]);
  expect(before!.outcome).toBe('unknown');
});

test('without a quorum what becomes of an operation is unknown when its time is up', () => {
  const sim = simulation(SCENARIO).runUntil(30);
  for (const node of ['n1', 'n2', 'n4', 'n5', 'n6']) sim.crash(node);
  sim.node('n3').create('k', 'v');
  sim.node('n3').read('k');
  expect(sim.finish().operations).toMatchObject([
    { outcome: 'unknown', completedAt: 40 },
    { outcome: 'unknown', completedAt: 40, value: '' },
  ]);
});

test('what clients do by themselves, under equal numbers, is not taken for it', () => {
  const clients = {
    ...({ count: 1, loop: 'open', intervalTicks: 2 } as const),
    keys: { count: 2, distribution: 'uniform' } as const,
    mix: { read: 1, update: 0, delete: 0 },
    ...{ timeoutTicks: 20, retries: 0, backoffTicks: 0, firstTick: 40, lastTick: 100 },
  };
  const workload = { announcements: [], operations: [], clients };
  const sim = simulation(cluster({ nodes: 6, store: true, durationTicks: 120, workload }));
  sim.runUntil(30).node('n3').create('own', 'v');
  const run = sim.finish();
  const numbered = run.events.where({ kind: 'completed' }).filter(({ request }) => request === 1);
  expect(numbered.map(({ client }) => client).sort()).toEqual([0, 1]);
  expect(run.operations).toMatchObject([{ request: 1, key: 'own', value: 'v', completedAt: 32 }]);
});

test("the course's operations have the names of its tests", () => {
  const run = runScenario(shipped('read'), { seed: '3' });
  const tests = run.operations.slice(100);
  expect(tests.map(({ id }) => id)).toEqual([
    ...['T1', 'T2', 'T3 part 1', 'T3 part 2', 'T4', 'T5'],
  ]);
  expect(tests.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'unknown', 'ok', 'ok', 'fail']);
  const created = run.operations.find(({ key }) => key === tests[0]!.key)!;
  expect(tests[0]).toMatchObject({ operation: 'read', value: created.value, invokedAt: 150 });
  expect(run.operations.map(({ request }) => request)).toEqual(
    Array.from({ length: 106 }, (_, i) => i + 1),
  );
});

test('a membership run has none', () => {
  expect(runScenario(shipped('singlefailure')).operations).toEqual([]);
});
