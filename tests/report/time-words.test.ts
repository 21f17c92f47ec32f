import { runScenario } from '../../src/application/application';
import { OperationOutcomes } from '../../src/checks/operations';
import { idleLines, summaryLines } from '../../src/report/run-summary';
import { momentInWords, ticksInWords } from '../../src/report/time-words';
import { cluster } from '../../src/scenario/cluster';

test.each([
  [700, undefined, '700 ticks'],
  [1, undefined, '1 tick'],
  [60_000, 1000, '60 s'],
  [2, 1000, '2 ms'],
  [1500, 1000, '1.5 s'],
  [0, 1000, '0 us'],
  [999, 1, '999 us'],
  [1000, 1, '1 ms'],
  [25, 100, '2.5 ms'],
  [86_400_000, 1000, '86400 s'],
  [3, 0.1, '0.3 us'],
  [1, 3_600_000_000, '3600 s'],
])('%s ticks of %s microseconds are %j', (ticks, tickMicros, expected) => {
  expect(ticksInWords(ticks, tickMicros)).toBe(expected);
});

test('a moment has its tick, and its time where there is one', () => {
  expect(momentInWords(83, undefined)).toBe('tick 83');
  expect(momentInWords(83, 1000)).toBe('tick 83, 83 ms');
});

/** A run of two seconds, in which n2 stands still while more is asked of it than may wait. */
function summaryOf(tickMicros: number | undefined): readonly string[] {
  const read = (i: number, at: number, coordinator: number) => {
    return { id: `${i}`, at, operation: 'read', key: 'k', value: '', coordinator } as const;
  };
  const operations = Array.from({ length: 10_004 }, (_, i) => read(i, 200, i < 3 ? 1 : 2));
  const scenario = cluster({
    ...{ nodes: 3, durationTicks: 2000, store: true },
    ...(tickMicros === undefined ? {} : { tickMicros }),
    starts: { nodes: 3, ticks: 40 },
    workload: { announcements: [], operations },
    faults: [{ id: 'p', at: 150, pause: { nodes: [2] } }],
  });
  const outcomes = new OperationOutcomes();
  const run = runScenario(scenario, '1', [outcomes]);
  return summaryLines(run, outcomes.finish(), 1);
}

test('the summary of a scenario whose tick has a length tells times', () => {
  const lines = summaryOf(1000);
  expect(lines).toContain('nodes         3, all started within 40 ms');
  expect(lines).toContain('virtual time  2 s');
  expect(lines).toContain('ops fail      3, p50 2 ms, p95 2 ms, p99 2 ms');
});

test('where a tick has none it tells ticks; what did not fit is told either way', () => {
  const lines = summaryOf(undefined);
  expect(lines).toContain('virtual time  2000 ticks');
  expect(lines).toContain('ops fail      3, p50 2, p95 2, p99 2 ticks');
  expect(lines).toContain('commands      1 dropped: too many waited for a node that stood still');
});

test('steps that did nothing are in one line, at most ten by name', () => {
  const steps = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `s${i}`, why: 'nothing to heal' as const }));
  expect(idleLines([])).toEqual([]);
  expect(idleLines(steps(2))).toEqual([
    'steps that did nothing: s0 (nothing to heal); s1 (nothing to heal)',
  ]);
  const [line] = idleLines(steps(13));
  expect(line).toMatch(/s9 \(nothing to heal\); and 3 more$/);
});
