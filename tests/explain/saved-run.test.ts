import { RUN_VERSION } from '../../src/application/run';
import { editsOf, readSavedRun, type SavedRun } from '../../src/explain/saved-run';
import { EVERY_ACTION } from '../support/every-action';
import { EVERY_STORE_SETTING } from '../support/every-store-setting';
import { keptRun, throughJson } from '../support/random-plans';

const saved = keptRun(EVERY_ACTION, '3');

/** What is said of the run once it was changed. */
function problemWith(change: (run: Record<string, never>) => void): string {
  const copy = throughJson(saved);
  change(copy as unknown as Record<string, never>);
  try {
    readSavedRun('run.json', JSON.stringify(copy));
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ['a bit of everything', EVERY_ACTION],
  ['every setting of the store', EVERY_STORE_SETTING],
])('a run with %s reads back as it was written, and knows that nobody edited it', (_, scenario) => {
  const kept = keptRun(scenario, '3');
  const back = readSavedRun('run.json', JSON.stringify(kept, null, 2));
  expect(back).toEqual(kept);
  expect(editsOf(back)).toEqual({ world: false, plan: false });
});

test('what was edited is known, be it the world or the plan', () => {
  const plan: SavedRun = { ...saved, plan: { ...saved.plan, faults: saved.plan.faults.slice(1) } };
  expect(editsOf(plan)).toEqual({ world: false, plan: true });
  expect(editsOf({ ...saved, seed: '4' })).toEqual({ world: true, plan: false });
  const sorted = JSON.stringify(saved, Object.keys(flat(saved)).sort());
  expect(editsOf(JSON.parse(sorted) as SavedRun)).toEqual({ world: false, plan: false });
});

/** An object with every name of a field there is, for JSON to sort by. */
function flat(value: unknown): Record<string, true> {
  if (typeof value !== 'object' || value === null) return {};
  const own = Object.keys(value).map((name) => [name, true] as const);
  return Object.assign(Object.fromEntries(own), ...Object.values(value).map(flat)) as Record<
    string,
    true
  >;
}

test.each<[(run: never) => unknown, string]>([
  [
    (run: SavedRun) => Object.assign(run.plan.faults[0]!, { leave: { nodes: [1] }, heal: 'x' }),
    'run.json: run.plan.faults[0]: needs exactly one of crash, start, ',
  ],
  [
    (run: SavedRun) => Object.assign(run.plan.faults[0]!, { at: 120 }),
    'at: cannot be 120: a whole number from 0 to 119',
  ],
  [
    (run: SavedRun) => Object.assign(run.plan.operations[0]!, { coordinator: 7 }),
    'run.json: workload.operations, first: node: cannot be 7: a whole number from 1 to 6',
  ],
  [
    (run: SavedRun) => Object.assign(run.scenario.cluster, { nodes: 100_000 }),
    'run.json: expect: viewsAgree needs to know who knows whom, for 2000 nodes at most',
  ],
  [
    (run: SavedRun) => Object.assign(run, { version: RUN_VERSION + 1 }),
    `run.json: version ${RUN_VERSION + 1} of the format "ringsim run" is newer than what this ringsim reads: ${RUN_VERSION}`,
  ],
  [(run: SavedRun) => Object.assign(run, { fingerprint: 'x' }), 'needs 16 hexadecimal digits'],
])('a run that could not be run is refused: %#', (change, expected) => {
  expect(problemWith(change as (run: Record<string, never>) => void)).toContain(expected);
});
