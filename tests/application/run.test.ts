import { Application, runScenario } from '../../src/application/application';
import { type Run, RUN_VERSION } from '../../src/application/run';
import { COURSE_SCENARIOS, shipped } from '../support/course-runs';

function copyOf(run: Run): Run {
  return JSON.parse(JSON.stringify(run)) as Run;
}

/** Whatever in a value is not plain data, by its path. */
function strangers(value: unknown, path = 'run'): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (typeof value !== 'object' || !isPlain) return [path];
  return Object.entries(value).flatMap(([key, each]) => strangers(each, `${path}.${key}`));
}

/** Long enough for all that a scenario does. */
const runs = COURSE_SCENARIOS.map((name) => {
  return [name, runScenario({ ...shipped(name), durationTicks: 320 }, '3')] as const;
});

test.each(runs)('the run of %s is plain data that JSON keeps', (_, run) => {
  expect(strangers(run)).toEqual([]);
  expect(copyOf(run)).toEqual(run);
  expect(run.version).toBe(RUN_VERSION);
  expect(run.fingerprint).toMatch(/^[0-9a-f]{16}$/);
});

test.each(runs)('the run of %s, read back from JSON, replays', (_, run) => {
  const { scenario, seed } = copyOf(run);
  expect(runScenario(scenario, seed)).toEqual(run);
});

test.each(runs)('the resolved plan of %s replays, without its draws and rules', (_, run) => {
  const { scenario, seed, plan } = copyOf(run);
  const faults = plan.faults.map(({ rule: _rule, ...fault }) => fault);
  const operations = plan.operations.map(({ id, at, operation, key, value, announce = [] }) => {
    return { id, at, operation, key, value, announce };
  });
  const workload = { announcements: plan.announcements, operations };
  const again = runScenario({ ...scenario, faults, workload }, seed);
  expect(again.fingerprint).toBe(run.fingerprint);
});

test('counts and check points are those of the whole run', () => {
  const run = runScenario(shipped('create'), '3');
  const { sent, delivered, lost, dropped } = run.counts.network;
  const fate = Object.values(dropped).reduce((sum, count) => sum + count, delivered + lost);
  // What was sent in the last tick is still under way.
  expect(sent - fate).toBeGreaterThan(0);
  expect(sent - fate).toBeLessThan(100);
  const last = run.checkPoints.at(-1)!;
  expect(last.events).toBeLessThanOrEqual(run.counts.events);
  expect(last.time).toBeLessThan(700);
});

test('the run so far is a value: going on does not change it', () => {
  const application = new Application(shipped('read'), '3');
  application.advance(20_000);
  const early = application.run();
  const kept = copyOf(early);
  application.advance();
  expect(application.run().counts.events).toBeGreaterThan(kept.counts.events);
  expect(early).toEqual(kept);
});
