import type { FaultStep } from '../../src/faults/plan';
import type { Expectation } from '../../src/scenario/expectation';
import { runScenario } from '../../src/library/run-scenario';
import { cluster } from '../../src/scenario/cluster';
import type { OperationStep } from '../../src/workload/operations';

type Outcome = Omit<Extract<Expectation, { check: 'outcome' }>, 'check'>;

const STEP = { key: 'k', value: '', coordinator: 1 } as const;
const OPERATIONS: OperationStep[] = [
  { ...STEP, id: 'gone', at: 20, operation: 'read' },
  { ...STEP, id: 'create', at: 30, operation: 'create', value: 'v' },
  { ...STEP, id: 'read', at: 40, operation: 'read' },
  { ...STEP, id: 'nobody', at: 50, operation: 'read', coordinator: 4 },
  { ...STEP, id: 'cut off', at: 60, operation: 'update', value: 'w', coordinator: 2 },
  { ...STEP, id: 'too late', at: 79, operation: 'read', coordinator: 1 },
  { ...STEP, id: 'lost', at: 70, operation: 'read', coordinator: 3 },
];
const FAULTS: readonly FaultStep[] = [
  { id: 'c', at: 45, crash: { nodes: [4] } },
  { id: 'p', at: 58, partition: [{ nodes: [2] }, { nodes: [1, 3, 5] }] },
  { id: 'd', at: 71, crash: { nodes: [3] } },
];

/** What comes of an expectation, in words. */
function told(expectation: Outcome): string {
  const run = runScenario(
    cluster({
      ...{ nodes: 5, durationTicks: 80, store: true, faults: FAULTS },
      membership: { failTicks: 100, removeTicks: 200 },
      workload: { announcements: [], operations: OPERATIONS },
      expect: [{ check: 'outcome', ...expectation }],
    }),
  );
  const [{ verdict } = { verdict: undefined }] = run.expected;
  return `${verdict!.verdict}: ${verdict!.reason}`;
}

test.each<[Outcome, string]>([
  [{ operation: 'create', is: 'ok' }, 'pass: create came to ok (v)'],
  [{ operation: 'create', is: 'fail' }, 'fail: create came to ok (v)'],
  [{ operation: 'read', is: 'ok', value: 'v' }, 'pass: read came to ok (v)'],
  [{ operation: 'read', is: 'ok', value: 'w' }, 'fail: read came to ok (v)'],
  [{ operation: 'gone', is: 'fail' }, 'pass: gone came to fail (no such key)'],
  [{ operation: 'gone', is: 'ok' }, 'fail: gone came to fail (no such key)'],
  // Its coordinator was down: nothing was done.
  [{ operation: 'nobody', is: 'fail' }, 'pass: nobody came to fail'],
  [{ operation: 'nobody', is: 'unknown' }, 'fail: nobody came to fail'],
  // No quorum in time.
  [{ operation: 'cut off', is: 'unknown' }, 'pass: cut off came to unknown (no quorum)'],
  // Its coordinator died; the run was over.
  [{ operation: 'lost', is: 'unknown' }, 'pass: lost came to unknown'],
  [{ operation: 'lost', is: 'fail' }, 'fail: lost came to unknown'],
  [{ operation: 'too late', is: 'unknown' }, 'pass: too late came to unknown'],
  [{ operation: 'too late', is: 'unknown', value: 'v' }, 'fail: too late came to unknown'],
  [{ operation: 'no such', is: 'fail' }, 'fail: no operation "no such" was begun'],
])('%j', (expectation, expected) => {
  expect(told(expectation)).toBe(expected);
});

test('the evidence is the end of the operation', () => {
  const run = runScenario(
    cluster({
      ...{ nodes: 5, durationTicks: 80, store: true },
      workload: { announcements: [], operations: OPERATIONS.slice(0, 2) },
      expect: [
        { check: 'outcome', operation: 'gone', is: 'ok' },
        { check: 'outcome', operation: 'create', is: 'ok' },
      ],
    }),
  );
  const [ended] = run.events.where({ kind: 'completed' });
  expect(run.expected.map(({ verdict }) => verdict.evidence)).toEqual([[ended!.id], []]);
});
