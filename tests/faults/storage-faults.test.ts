import { Application } from '../../src/application/application';
import { Expectations } from '../../src/checks/expectations';
import type { FaultStep } from '../../src/faults/plan';
import type { RecordedEvent } from '../../src/protocol/message';
import type { LogOptions } from '../../src/protocol/storage/storage-options';
import { cluster, type ClusterOptions } from '../../src/scenario/cluster';
import type { Scenario } from '../../src/scenario/scenario';
import type { EventView } from '../../src/simulation/events';
import type { OperationStep } from '../../src/workload/operations';

const ALL = { nodes: [1, 2, 3] };
const KINDS = ['recovered', 'tornTail', 'storageDamaged', 'snapshotTaken', 'completed', 'changed'];

function write(at: number, key: string, operation: 'create' | 'update' = 'create'): OperationStep {
  return { id: `${key} ${at}`, at, operation, key, value: `${key} at ${at}` };
}

function read(at: number, key: string): OperationStep {
  return { id: `${key} ${at}`, at, operation: 'read', key, value: '' };
}

function scenarioOf(
  operations: readonly OperationStep[],
  faults: readonly FaultStep[],
  log: Partial<LogOptions> = {},
  more: Partial<ClusterOptions> = {},
): Scenario {
  return cluster({
    ...{ nodes: 3, durationTicks: 300, store: true, ring: 'operator' },
    storage: { kind: 'log', ...log },
    workload: { announcements: [], operations },
    ...{ faults, ...more },
  });
}

function runOf(scenario: Scenario) {
  const told: { kind: string; node: number; time: number; data: RecordedEvent }[] = [];
  const expectations = new Expectations(scenario);
  const sink = {
    kinds: KINDS,
    on: ({ kind, node, time, data }: EventView) =>
      told.push({ kind, node, time, data: data as RecordedEvent }),
  };
  const application = new Application(scenario, 'seed', [sink, ...expectations.sinks]);
  application.advance();
  const run = application.run();
  const of = (kind: string) => told.filter((event) => event.kind === kind);
  const verdicts = expectations.finish(run).map(({ verdict }) => verdict.verdict);
  return { application, run, of, verdicts };
}

/** What the last read gave. */
function lastRead({ of }: ReturnType<typeof runOf>): unknown {
  const { data } = of('completed').at(-1)!;
  const { outcome, value } = data as unknown as { outcome: string; value: string };
  return outcome === 'ok' ? value : outcome;
}

const OPERATIONS = [write(50, 'k'), read(200, 'k')];
const crash = (more: object): FaultStep => ({
  id: 'c',
  at: 60,
  crash: ALL,
  restartAfter: 10,
  ...more,
});

test.each([
  ['always', {}, 'k at 50'],
  ['never', {}, 'k at 50'],
  ['always', { unsynced: 'lost' }, 'k at 50'],
  ['batch', { unsynced: 'lost' }, 'k at 50'],
  ['never', { unsynced: 'lost' }, 'fail'],
  ['always', { wipe: true }, 'fail'],
] as const)(
  'synced %s, and then a crash with %j: the write is read as %s',
  (fsync, more, value) => {
    const run = runOf(scenarioOf(OPERATIONS, [crash(more)], { fsync }));
    expect(lastRead(run)).toBe(value);
  },
);

test('an fsync takes its time on top of that of every operation', () => {
  const took = (fsyncTicks: number, fsync: LogOptions['fsync']) => {
    const disk = { latencyTicks: 1, fsyncTicks };
    const { of } = runOf(scenarioOf(OPERATIONS, [], { fsync }, { disk }));
    return of('completed')[0]!.time - 50;
  };
  const [plain, synced, slow] = [took(0, 'never'), took(0, 'always'), took(2, 'always')];
  // The first write of a boot syncs the log and its name.
  expect([synced - plain, slow - plain]).toEqual([2, 6]);
});

describe('a bit that turned over', () => {
  const operations = ['a', 'b', 'c', 'd'].map((key, i) => write(50 + i, key));
  const rot = { id: 'rot', at: 80, disk: { nodes: [2] }, rot: 'log' } as const;
  const again = { id: 'again', at: 100, crash: { nodes: [2] }, restartAfter: 5 } as const;

  test('in the middle of a log is refused, and the replicas bring back what was in it', () => {
    const faults = [{ ...rot, bytes: [0, 50] as const }, again];
    const scenario = scenarioOf(operations, faults, {}, { expect: [{ check: 'replicated' }] });
    const { of, application, verdicts } = runOf(scenario);
    expect(of('storageDamaged').map(({ node, time }) => [node, time])).toEqual([[2, 105]]);
    expect(of('recovered').at(-1)!.data).toMatchObject({ records: 0 });
    const { store } = application.simulation.inspect(2) as { store: { records: object } };
    expect(Object.keys(store.records).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(verdicts).toEqual(['pass']);
  });

  test('is at a place that is told, and the same again where the plan is run as it was resolved', () => {
    const plan: FaultStep[] = [
      { id: 'early', at: 1, disk: { nodes: [1, 2, 3] }, rot: 'log' },
      { ...rot, disk: { random: 2 } },
      { ...again, crash: { random: 3 }, unsynced: 'torn' },
      { id: 'late', every: 20, first: 150, last: 290, disk: { random: 1 }, rot: 'snapshot' },
    ];
    const log = { snapshotEvery: 3, checksum: false };
    const { run, of } = runOf(scenarioOf(operations, plan, log));
    const texts = of('changed').map(({ data }) => (data as unknown as { text: string }).text);
    expect(texts.slice(0, 2)).toEqual([
      expect.stringMatching(/^disk \{"rot":"log","offset":\d+\}$/),
      expect.stringMatching(/^disk \{"rot":"log","offset":\d+\}$/),
    ]);
    const { faults } = run.plan;
    const resolved = faults.map(({ rule: _, ...step }): FaultStep => step);
    expect(runOf(scenarioOf(operations, resolved, log)).run.fingerprint).toBe(run.fingerprint);
  });

  test('where there is no such byte it does nothing, which is told', () => {
    const { application, of } = runOf(scenarioOf(operations, [{ ...rot, rot: 'snapshot' }]));
    expect(application.idleSteps()).toEqual([{ id: 'rot', why: 'no node to act on' }]);
    expect(of('changed')).toEqual([]);
  });
});

test('a torn write is cut off after the power came back', () => {
  const operations = [write(40, 'before'), write(150, 'torn'), read(250, 'before')];
  const cut = { id: 'c', at: 160, crash: ALL, restartAfter: 10, unsynced: 'torn' } as const;
  const disk = { latencyTicks: 1, fsyncTicks: 20 };
  const store = { operationTimeoutTicks: 50 };
  const run = runOf(scenarioOf(operations, [cut], {}, { disk, store }));
  expect(run.of('tornTail').length).toBeGreaterThan(0);
  expect(run.of('storageDamaged')).toEqual([]);
  expect(lastRead(run)).toBe('before at 40');
});

test('a full disk refuses writes, and takes them again', () => {
  const operations = [write(50, 'a'), write(70, 'b'), read(200, 'a')];
  const plan: FaultStep[] = [
    { id: 'full', at: 40, disk: ALL, full: true },
    { id: 'over', at: 60, disk: ALL, full: false },
    { id: 'c', at: 100, crash: ALL, restartAfter: 5, unsynced: 'lost' },
  ];
  const { of } = runOf(scenarioOf(operations, plan));
  const outcomes = of('completed').map(
    ({ data }) => (data as unknown as { outcome: string }).outcome,
  );
  expect(outcomes).toEqual(['fail', 'ok', 'fail']);
  expect(
    of('recovered')
      .slice(-3)
      .map(({ data }) => data),
  ).toEqual([1, 2, 3].map(() => ({ kind: 'recovered', records: 1 })));
});
