/** Clusters that start converged. */

import { RunChecks } from '../../src/checks/run-checks';
import type { OperationStep } from '../../src/workload/operations';
import { cluster, type ClusterOptions } from '../../src/scenario/cluster';
import { runScenario } from '../../src/application/application';
import { runScenario as runInLibrary } from '../../src/library/run-scenario';
import { Detection } from '../../src/measures/detection';

const options: ClusterOptions = {
  ...{ nodes: 6, start: 'converged', later: [6], durationTicks: 60_000, tickMicros: 1000 },
  membership: { protocol: 'swim' },
  faults: [
    { id: 'c', at: 2000, crash: { nodes: [2] } },
    { id: 'j', at: 1000, start: { nodes: [6] } },
  ],
};

test('those that start by themselves know each other at tick 0, and nobody asks to join', () => {
  const { events, verdicts } = runInLibrary(cluster(options), { events: 'messages' });
  const known = [...events.where({ kind: 'knewAll' })];
  expect(known.map(({ time, node }) => [time, node])).toEqual(
    ['n5', 'n4', 'n3', 'n2', 'n1'].map((node) => [0, node]),
  );
  expect(known.map(({ members }) => members)).toEqual([5, 5, 5, 5, 5]);
  expect(
    [...events.where({ kind: 'joined' })].every(
      ({ member, node }) => member === 'n6' || node === 'n6',
    ),
  ).toBe(true);
  expect([...events.where({ kind: 'sent' })].filter(({ time }) => time === 0)).toEqual([]);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
});

test.each(['auto', 'operator'] as const)('they know their ring too, be it %s', (ring) => {
  const operations = ['create', 'read'].map((operation, i) => {
    return { id: operation, at: 100 * (1 + i), operation, key: 'k', value: 'v' } as OperationStep;
  });
  const workload = { announcements: [], operations };
  const run = runInLibrary(cluster({ ...options, store: true, ring, workload }));
  expect(run.operations.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
  // Of five nodes one crashed and one came: who owns the key is known by all, and it is copied.
  expect(run.verdicts.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'pass']);
});

test.each<[Partial<ClusterOptions>, string]>([
  [{ membership: { protocol: 'heartbeat' } }, 'start: heartbeat nodes join: swim and lifeguard'],
  [
    { starts: { nodes: 6, ticks: 9 } },
    'starts: where all nodes start converged, they do so at once',
  ],
  [{ nodes: 1_000_001 }, 'nodes: cannot be 1000001: a whole number from 1 to 1000000'],
  [
    { nodes: 2001, expect: [{ check: 'viewsAgree' }] },
    'expect: viewsAgree needs to know who knows whom, for 2000 nodes at most; detectionTime,',
  ],
])('%j is refused', (given, why) => {
  expect(() => cluster({ ...options, ...given })).toThrow(why);
});

test('the views of a large cluster are not tabled, and its failures are measured', () => {
  const scenario = cluster({
    ...options,
    nodes: 3000,
    later: [],
    faults: options.faults!.slice(0, 1),
    durationTicks: 45_000,
  });
  const checks = new RunChecks(scenario);
  const detection = new Detection();
  const run = runScenario(scenario, '1', [...checks.sinks, detection]);
  expect(checks.finish(run).verdicts).toEqual([]);
  const [failure] = detection.failures();
  expect(failure!.removed.missing).toBe(0);
});
