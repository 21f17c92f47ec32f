import fc from 'fast-check';
import type { FaultStep, ResolvedFault } from '../../src/faults/plan';
import { cluster } from '../../src/scenario/cluster';
import type { Scenario } from '../../src/scenario/scenario';
import type { OperationStep } from '../../src/workload/operations';
import { asPlan, FaultRun, faultRun } from '../support/fault-runs';
import { plan, PLAN_KEYS, PLAN_NODES, PLAN_TICKS, quietPlan } from '../support/plan-arbitraries';
import { tries } from '../support/trials';

const NAMES = ['create', 'update', 'read', 'delete'] as const;
const OPERATIONS = Array.from({ length: 12 }, (_, i): OperationStep => {
  const [operation, key] = [NAMES[i % 4]!, PLAN_KEYS[i % PLAN_KEYS.length]!];
  return { id: `op ${i}`, at: 8 + 4 * i, operation, key, value: `v${i}` };
});

function scenarioOf(faults: readonly FaultStep[]): Scenario {
  return cluster({
    ...{ nodes: PLAN_NODES, durationTicks: PLAN_TICKS, faults, store: true },
    network: { loss: { probability: 0.05, firstTick: 10, lastTick: 40 } },
    workload: { announcements: [], operations: OPERATIONS },
  });
}

/** What steps came to, by their names: those that a given one brought are left out. */
function others(resolved: readonly ResolvedFault[], without: string): readonly ResolvedFault[] {
  return resolved.filter(({ id }) => id.split(' ')[0] !== without);
}

test('a plan is the same run twice; so is what it came to, given as the plan', () => {
  let actions = 0;
  const property = fc.property(plan, fc.nat(), (faults, seed) => {
    const scenario = scenarioOf(faults);
    const first = new FaultRun(scenario, `${seed}`);
    expect(new FaultRun(scenario, `${seed}`).fingerprint).toBe(first.fingerprint);
    const resolved = { ...scenario, faults: asPlan(first.resolved) };
    const replayed = new FaultRun(resolved, `${seed}`);
    expect(replayed.fingerprint).toBe(first.fingerprint);
    expect(asPlan(replayed.resolved)).toEqual(resolved.faults);
    // As a file would keep it.
    const read = JSON.parse(JSON.stringify(first.resolved)) as ResolvedFault[];
    expect(read).toEqual(first.resolved);
    actions += first.resolved.length;
  });
  const numRuns = tries(200);
  fc.assert(property, { seed: 11, numRuns });
  expect(actions).toBeGreaterThan(5 * numRuns);
});

test('what a plan came to names no step twice', () => {
  const property = fc.property(plan, fc.nat(), (faults, seed) => {
    const { resolved } = new FaultRun(scenarioOf(faults), `${seed}`);
    const ids = resolved.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
  fc.assert(property, { seed: 12, numRuns: tries(100) });
});

test('a step taken away leaves the draws of the others as they were', () => {
  const property = fc.property(quietPlan, fc.nat(), fc.nat(), (faults, pick, seed) => {
    const { id } = faults[pick % faults.length]!;
    const all = new FaultRun(scenarioOf(faults), `${seed}`);
    const fewer = new FaultRun(scenarioOf(faults.filter((step) => step.id !== id)), `${seed}`);
    expect(fewer.resolved).toEqual(others(all.resolved, id));
  });
  fc.assert(property, { seed: 13, numRuns: tries(150) });
});

test('draws do not follow the order of the plan', () => {
  const property = fc.property(quietPlan, fc.nat(), (faults, seed) => {
    const byId = (run: FaultRun) =>
      [...run.resolved].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    const there = new FaultRun(scenarioOf(faults), `${seed}`);
    const back = new FaultRun(scenarioOf([...faults].reverse()), `${seed}`);
    expect(byId(back)).toEqual(byId(there));
  });
  fc.assert(property, { seed: 14, numRuns: tries(100) });
});

const partition = [{ nodes: [1] }, { nodes: [2] }];
const changes = { nodes: 5, durationTicks: 80 };

test('what a plan came to is a plan: a step that healed all occurrences of another', () => {
  const plan: FaultStep[] = [
    { id: 'p', every: 10, first: 20, last: 40, partition },
    { id: 'h', at: 50, heal: 'p' },
  ];
  const faults = asPlan(faultRun(plan).resolved);
  expect(() => cluster({ ...changes, faults })).not.toThrow();
});

test('so it is where there was nothing to heal', () => {
  const plan: FaultStep[] = [
    { id: 'p', when: { kind: 'stopped' }, after: 1, times: 1, partition },
    { id: 'h', at: 50, heal: 'p' },
  ];
  const faults = asPlan(faultRun(plan).resolved);
  expect(() => cluster({ ...changes, faults })).not.toThrow();
});

test.each<[string, FaultStep[]]>([
  [
    'an occurrence',
    [
      { id: 'p', every: 10, first: 20, last: 40, partition },
      { id: 'p #1', at: 30, partition },
    ],
  ],
  [
    'the healing',
    [
      { id: 'p', at: 20, partition, for: 10 },
      { id: 'p heal', at: 25, partition },
    ],
  ],
  [
    'the restart',
    [
      { id: 'c', at: 20, crash: { nodes: [3] }, restartAfter: 5 },
      { id: 'c restart', at: 22, partition },
    ],
  ],
])('no step can have the name of %s of another', (_name, faults) => {
  expect(() => cluster({ ...changes, faults })).toThrow('faults');
});
