import { OperationOutcomes } from '../../src/checks/operations';
import { summaryLines, titleOf } from '../../src/report/run-summary';
import { runScenario } from '../../src/application/application';
import { confOf, quiet, shipped } from '../support/course-runs';

function summary(scenario = shipped('create'), seed = '7') {
  const outcomes = new OperationOutcomes();
  const run = runScenario(scenario, seed, [outcomes]);
  return { run, lines: summaryLines(run, outcomes.finish(), 1.23456) };
}

test('the title says what runs', () => {
  expect(titleOf(shipped('read'))).toBe('read: 10 nodes, membership and store');
  expect(titleOf(quiet(1, 10))).toBe('some: 1 node, membership');
});

test('a run in figures, a line each', () => {
  const { run, lines } = summary();
  const { sent, dropped } = run.counts.network;
  expect(dropped['nobody there']).toBe(0);
  expect(lines).toEqual([
    'nodes         10',
    'virtual time  700 ticks',
    `messages      ${sent} sent, of which 0 lost, 0 dropped`,
    'ops ok        100, p50 2, p95 2, p99 2 ticks',
    `events        ${run.counts.events}`,
    'wall time     1.235 s',
    'seed          7',
    `fingerprint   ${run.fingerprint}`,
  ]);
});

test('operations are told by outcome, those without one never completed', () => {
  const faults = [{ id: 'all', at: 102, crash: { nodes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] } }];
  const lost = { ...shipped('create'), faults, durationTicks: 110 };
  const late = lost.faults.map((fault) => ({ ...fault, at: 101 }));
  expect(summary(lost).lines).toContain('ops ok        100, p50 2, p95 2, p99 2 ticks');
  expect(summary({ ...lost, faults: late }).lines).toContain('ops unknown   100, never completed');
});

test('a membership run says nothing of operations', () => {
  expect(summary(quiet(3, 20)).lines.filter((line) => line.startsWith('ops'))).toEqual([]);
});

test.each([
  [164, 'nodes         164'],
  [200, 'nodes         200, started 5 a tick instead of 4: all are up by tick 40'],
])('%d nodes: a faster start is told', (nodes, line) => {
  const scenario = { ...confOf(`MAX_NNB: ${nodes}\nSINGLE_FAILURE: 1`), durationTicks: 2 };
  expect(summary(scenario).lines[0]).toBe(line);
});

test('no line is one that a grader looks for', () => {
  for (const line of summary(shipped('read')).lines) {
    expect(line).not.toMatch(/joined|removed|failed|success|fail at|operation/i);
  }
});

test('what was dropped is named with its reason', () => {
  const { run, lines } = summary(shipped('singlefailure'));
  const nobody = run.counts.network.dropped['nobody there'];
  expect(nobody).toBeGreaterThan(0);
  const messages = lines.find((line) => line.startsWith('messages'));
  expect(messages).toContain(`${nobody} dropped (${nobody} nobody there)`);
});

test('second copies are told where there are some', () => {
  const { network } = quiet(10, 30);
  const { run, lines } = summary({ ...quiet(10, 30), network: { ...network, duplicate: 0.5 } });
  const { sent, duplicated } = run.counts.network;
  expect(duplicated).toBeGreaterThan(0);
  const messages = lines.find((line) => line.startsWith('messages'));
  expect(messages).toContain(`${sent} sent, and ${duplicated} more as second copies, of which 0`);
});
