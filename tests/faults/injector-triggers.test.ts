import type { FaultStep, Trigger } from '../../src/faults/plan';
import type { OperationStep } from '../../src/workload/operations';
import { faultRun } from '../support/fault-runs';

const MOVE = { clock: { nodes: [5] }, stepTicks: 1 } as const;

/** When a step on such a trigger happens, beside other steps. */
function times(trigger: Trigger, others: readonly FaultStep[] = [], changes = {}): number[] {
  const run = faultRun([...others, { id: 'f', ...trigger, ...MOVE }], changes);
  return run.resolved.filter(({ id }) => id === 'f' || id.startsWith('f #')).map(({ at }) => at);
}

function crash(node: number, at: number, restartAfter = 3): FaultStep {
  return { id: `crash n${node} at ${at}`, at, crash: { nodes: [node] }, restartAfter };
}

test('at: in that tick, the first and the last included', () => {
  expect(times({ at: 0 })).toEqual([0]);
  expect(times({ at: 79 })).toEqual([79]);
});

test('every: from the first on, up to the last, each with a name of its own', () => {
  expect(times({ every: 10, first: 5, last: 35 })).toEqual([5, 15, 25, 35]);
  expect(times({ every: 10, first: 5, last: 34 })).toEqual([5, 15, 25]);
  expect(times({ every: 10, first: 5, last: 5 })).toEqual([5]);
  expect(times({ every: 1, first: 77, last: 79 })).toEqual([77, 78, 79]);
  const run = faultRun([{ id: 'f', every: 10, first: 5, last: 25, ...MOVE }]);
  expect(run.resolved.map(({ id }) => id)).toEqual(['f #1', 'f #2', 'f #3']);
  expect(run.resolved[0]).toEqual({
    ...{ id: 'f #1', at: 5, clock: { nodes: [5] }, stepTicks: 1, rule: MOVE },
  });
});

test('every: what each occurrence brings is named for it', () => {
  const step = { crash: { nodes: [3] }, restartAfter: 4 };
  const run = faultRun([{ id: 'f', every: 20, first: 10, last: 30, ...step }]);
  expect(run.resolved.map(({ id, at }) => `${id} ${at}`)).toEqual([
    ...['f #1 10', 'f #1 restart 14', 'f #2 30', 'f #2 restart 34'],
  ]);
});

describe('when', () => {
  const three = [crash(3, 20), crash(4, 30), crash(3, 40)];

  test('so many ticks after each event of a kind, as often as it says', () => {
    const when = { kind: 'crashed' };
    expect(times({ when, after: 1, times: 9 }, three)).toEqual([21, 31, 41]);
    expect(times({ when, after: 7, times: 2 }, three)).toEqual([27, 37]);
    expect(times({ when, after: 7, times: 1 }, three)).toEqual([27]);
    expect(times({ when: { kind: 'stopped' }, after: 1, times: 9 }, three)).toEqual([]);
  });

  test('what would come after the end of the run does not', () => {
    expect(times({ when: { kind: 'crashed' }, after: 40, times: 9 }, three)).toEqual([60, 70]);
  });

  test('on one node', () => {
    const when = { kind: 'crashed', node: 3 };
    expect(times({ when, after: 1, times: 9 }, three)).toEqual([21, 41]);
    expect(times({ when: { ...when, node: 5 }, after: 1, times: 9 }, three)).toEqual([]);
  });

  test('about one member', () => {
    const down = [{ id: 'c', at: 20, crash: { nodes: [3] } }];
    const removed = faultRun(down).of('removed');
    const [atOne] = removed.filter(({ node }) => node === 1);
    const one = { kind: 'removed', node: 1, member: 3 };
    expect(times({ when: one, after: 2, times: 9 }, down)).toEqual([atOne!.time + 2]);
    const all = removed.map(({ time }) => time + 2).sort((a, b) => a - b);
    expect(all).toHaveLength(4);
    expect(times({ when: { kind: 'removed', member: 3 }, after: 2, times: 9 }, down)).toEqual(all);
    expect(times({ when: { kind: 'removed', member: 4 }, after: 2, times: 9 }, down)).toEqual([]);
  });

  test('about one key', () => {
    const operation = (id: string, at: number, key: string): OperationStep => ({
      ...{ id, at, operation: 'create', key, value: 'v', coordinator: 1 },
    });
    const operations = [operation('a', 20, 'k'), operation('b', 30, 'l'), operation('c', 40, 'k')];
    const store = { store: true, workload: { announcements: [], operations } };
    const when = { kind: 'completed', key: 'k' };
    expect(times({ when, after: 3, times: 9 }, [], store)).toEqual([25, 45]);
    expect(times({ when: { ...when, key: 'm' }, after: 3, times: 9 }, [], store)).toEqual([]);
    // An event that is about no key does not fit.
    expect(times({ when: { kind: 'started', key: 'k' }, after: 3, times: 9 })).toEqual([]);
  });

  test('each occurrence has a name, and whoever took on the operation can be struck', () => {
    const operations: OperationStep[] = [20, 40].map((at, i) => ({
      ...{ id: `${at}`, at, operation: 'create', key: 'k', value: 'v', coordinator: 2 + i },
    }));
    const run = faultRun(
      [
        {
          ...{ id: 'f', when: { kind: 'invoked', key: 'k' }, after: 1, times: 5 },
          crash: { coordinatorOf: 'k' },
        },
      ],
      { store: true, workload: { announcements: [], operations } },
    );
    expect(run.resolved).toMatchObject([
      { id: 'f #1', at: 21, crash: { nodes: [2] } },
      { id: 'f #2', at: 41, crash: { nodes: [3] } },
    ]);
    expect(run.lives).toEqual(['crashed n2 at 21', 'crashed n3 at 41']);
  });

  test('one step sets off another, and itself no more often than it may', () => {
    const chain: FaultStep[] = [
      { id: 'a', at: 20, crash: { nodes: [3] } },
      { id: 'b', when: { kind: 'crashed', node: 3 }, after: 5, times: 1, crash: { nodes: [4] } },
      { id: 'c', when: { kind: 'crashed', node: 4 }, after: 5, times: 1, start: { nodes: [3] } },
    ];
    expect(faultRun(chain).lives).toEqual([
      ...['crashed n3 at 20', 'crashed n4 at 25', 'started n3 at 30'],
    ]);
    const self = { when: { kind: 'changed' }, after: 2, times: 4 };
    expect(times(self, [{ id: 'g', at: 10, ...MOVE }])).toEqual([12, 14, 16, 18]);
  });
});

test('steps of one tick happen in the order of the plan', () => {
  const plan: FaultStep[] = ['c', 'a', 'b'].map((id) => ({ id, at: 9, ...MOVE }));
  const early: FaultStep = { id: 'z', at: 8, ...MOVE };
  expect(faultRun([...plan, early]).resolved.map(({ id }) => id)).toEqual(['z', 'c', 'a', 'b']);
});

test('what comes due in the same tick as a later step of the plan comes after it', () => {
  const plan: FaultStep[] = [
    { id: 'c', at: 20, crash: { nodes: [3] }, restartAfter: 5 },
    { id: 'd', at: 25, crash: { nodes: [4] } },
  ];
  expect(faultRun(plan).lives).toEqual([
    'crashed n3 at 20',
    'crashed n4 at 25',
    'started n3 at 25',
  ]);
});
