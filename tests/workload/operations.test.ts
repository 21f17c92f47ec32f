import { runScenario } from '../../src/index';
import type { Operation } from '../../src/protocol/store/store-messages';
import type { CourseScenario } from '../../src/scenario/scenario';
import type { OperationStep } from '../../src/workload/operations';
import { range } from '../support/course-logs';
import { confOf, eventsOf, recorded } from '../support/course-runs';

function scripted(operations: readonly OperationStep[], durationTicks: number): CourseScenario {
  const workload = { announcements: [], operations };
  return { ...confOf('MAX_NNB: 10\nCRUD_TEST: READ'), durationTicks, workload };
}

function create(id: string, at: number): OperationStep {
  return { id, at, operation: 'create', key: `key ${id}`, value: id };
}

const steps = range(1, 60).map((i) => create(`${i}`, 10));

test('each step is kept with its coordinator and a number of its own, the transID', () => {
  const { plan } = recorded(scripted(steps, 15), '1').run;
  expect(plan.operations).toEqual(
    steps.map((step, i) => ({
      ...step,
      request: i + 1,
      coordinator: plan.operations[i]!.coordinator,
    })),
  );
});

test('coordinators are drawn from the nodes that are up', () => {
  const faults = [{ id: 'f', at: 10, crash: { nodes: [2, 3] } }];
  const { plan } = recorded({ ...scripted(steps, 15), faults }, '1').run;
  const drawn = new Set(plan.operations.map(({ coordinator }) => coordinator));
  expect([...drawn].sort((a, b) => a! - b!)).toEqual([1, 4, 5, 6, 7, 8, 9, 10]);
});

test("a step's coordinator depends on no other step", () => {
  const coordinatorOf = (workload: OperationStep[], id: string) =>
    recorded(scripted(workload, 15), '1').run.plan.operations.find((step) => step.id === id)!
      .coordinator;
  for (const id of ['1', '30', '60']) {
    const alone = coordinatorOf([steps[Number(id) - 1]!], id);
    expect(coordinatorOf(steps, id)).toBe(alone);
    expect(coordinatorOf(steps.toReversed(), id)).toBe(alone);
  }
});

test('a step reaches its coordinator as a command, after what is said of it', () => {
  const step = { ...create('a', 10), announce: ['', 'Now'] };
  const events = eventsOf(scripted([step], 12), '1');
  const last = events.filter(({ time, kind }) => time === 10 && /note|command/.test(kind));
  expect(last.map(({ kind }) => kind)).toEqual(['note', 'note', 'command']);
  expect(last.map(({ data }) => data).slice(0, 2)).toEqual([{ text: '' }, { text: 'Now' }]);
  const command = last[2]!.data as Operation;
  expect(command).toMatchObject({ operation: 'create', key: 'key a', value: 'a', request: 1 });
});

test('where no node is up a step is kept without a coordinator, and the next goes on', () => {
  const faults = [{ id: 'all', at: 10, crash: { nodes: range(1, 10) } }];
  const scenario = { ...scripted([create('a', 9), create('b', 10), create('c', 11)], 13), faults };
  const { run, entries } = recorded(scenario, '1');
  const [a, b, c] = run.plan.operations;
  expect(a!.coordinator).toBeGreaterThan(0);
  expect([b, c]).toMatchObject([
    { id: 'b', request: 2, coordinator: undefined },
    { id: 'c', request: 3, coordinator: undefined },
  ]);
  expect(entries.filter(({ text }) => text.includes('OPERATION'))).toHaveLength(1);
});

test('a step that names its coordinator goes through that one', () => {
  const named = steps.map((step) => ({ ...step, coordinator: 7 }));
  const { plan } = recorded(scripted(named, 15), '1').run;
  expect(new Set(plan.operations.map(({ coordinator }) => coordinator))).toEqual(new Set([7]));
});

test('a step whose coordinator is down goes nowhere, and says so', () => {
  const faults = [{ id: 'f', at: 10, crash: { nodes: [7] } }];
  const named = steps.map((step) => ({ ...step, coordinator: 7 }));
  const scenario = { ...scripted(named, 15), faults };
  const run = runScenario(scenario, { seed: '1' });
  expect(run.plan.operations.map(({ id }) => id)).toEqual(steps.map(({ id }) => id));
  for (const { id } of steps) {
    expect(run).toHaveOutcome(id, { outcome: 'fail', coordinator: undefined });
  }
  expect(run.events.where({ kind: 'invoked' })).toEqual([]);
});
