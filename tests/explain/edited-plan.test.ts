import { RUN_VERSION } from '../../src/application/run';
import type { FaultStep, ResolvedFault } from '../../src/faults/plan';
import { replayScenario } from '../../src/explain/replay-scenario';
import { readSavedRun, type SavedRun } from '../../src/explain/saved-run';
import { cluster } from '../../src/scenario/cluster';
import { EVERY_ACTION } from '../support/every-action';
import { keptRun, runWith, throughJson } from '../support/random-plans';

function readBack(saved: object): SavedRun {
  return readSavedRun('run.json', JSON.stringify(saved));
}

describe('a step that was added by hand', () => {
  const saved = keptRun(EVERY_ACTION, '3');
  const added = (step: object): SavedRun =>
    readBack({ ...saved, plan: { ...saved.plan, faults: [...saved.plan.faults, step] } });

  test('is its own rule, whichever way it is written', () => {
    const crash = { crash: { nodes: [2] }, restartAfter: 5 };
    const step = { id: 'mine', at: 70, announce: ['now'], ...crash };
    const { faults } = added(step).plan;
    expect(faults.slice(0, -1)).toEqual(saved.plan.faults);
    expect(faults.at(-1)).toEqual({ ...step, rule: crash });
    const rule = { crash: { draw: 'one' } };
    expect(added({ ...step, rule }).plan.faults.at(-1)).toEqual({ ...step, rule });
  });

  test('happens', () => {
    const again = runWith(
      replayScenario(added({ id: 'mine', at: 70, crash: { nodes: [2] } })),
      '3',
      [],
    );
    const mine = again.plan.faults.find(({ id }) => id === 'mine');
    expect(mine).toMatchObject({ at: 70, crash: { nodes: [2] } });
  });

  test('has a rule that is one, where it has one at all', () => {
    const step = { id: 'mine', at: 70, crash: { nodes: [2] } };
    expect(() => added({ ...step, rule: null })).toThrow('.rule: cannot be null: an object');
    expect(() => added({ ...step, rule: { crsh: 1 } })).toThrow(
      '.rule: needs exactly one of crash',
    );
  });
});

test('an operation keeps the node that it was asked of, although that one was down', () => {
  const down: FaultStep = { id: 'down', at: 20, crash: { nodes: [2] } };
  const read = { operation: 'read', key: 'k', value: '' } as const;
  const scenario = cluster({
    ...{ nodes: 4, durationTicks: 60, store: true, faults: [down] },
    workload: {
      announcements: [],
      operations: [
        { id: 'of n2', at: 30, coordinator: 2, ...read },
        { id: 'of n3', at: 31, coordinator: 3, ...read },
        { id: 'drawn', at: 32, ...read },
      ],
    },
  });
  const saved = readBack(keptRun(scenario, '1'));
  const [first, second, drawn] = saved.plan.operations;
  expect([first?.coordinator, first?.asked]).toEqual([undefined, 2]);
  expect([second?.coordinator, second?.asked]).toEqual([3, 3]);
  expect(drawn?.coordinator).toBeGreaterThan(0);
  expect(drawn?.asked).toBeUndefined();
  // Whatever the scenario said of it: the plan alone is what is run again.
  const bare = { ...saved.scenario, workload: { announcements: [], operations: [] } };
  const again = runWith(replayScenario({ ...saved, scenario: bare }), '1', []);
  expect(again.fingerprint).toBe(saved.fingerprint);
  // With the crash taken away it goes where it was asked to go.
  const faults: ResolvedFault[] = [];
  const other = runWith(replayScenario({ ...saved, plan: { ...saved.plan, faults } }), '1', []);
  expect(other.plan.operations[0]?.coordinator).toBe(2);
});

test('a run of another version is refused in a line that names both', () => {
  const saved = throughJson(keptRun(cluster({ nodes: 2, durationTicks: 20 }), '1'));
  expect(RUN_VERSION).toBe(4);
  const reads = `what this ringsim reads: ${RUN_VERSION}`;
  for (const [version, age] of [
    [RUN_VERSION + 1, 'is newer than'],
    [3, 'is none of'],
  ] as const) {
    expect(() => readBack({ ...saved, version })).toThrow(
      `run.json: version ${version} of the format "ringsim run" ${age} ${reads}`,
    );
  }
  expect(saved.scenario.cluster.ring.policy).toBe('auto');
});
