import { Folder, SCENARIOS } from '../support/cli-program';

/** More seeds: `make grade-full`. */
const SEEDS = '1..5';
const POINTS: Readonly<Record<string, number>> = {
  ...{ singlefailure: 30, multifailure: 30, msgdropsinglefailure: 30 },
  ...{ create: 3, delete: 7, read: 40, update: 40 },
};

interface Document {
  readonly runs: number;
  readonly passed: number;
  readonly tests: readonly { readonly of: number }[];
  readonly lost: readonly unknown[];
}

const here = new Folder();
afterAll(() => {
  here.remove();
});

test.each(SCENARIOS)('%s earns every point with every seed', (name) => {
  const result = here.run('grade', `testcases/${name}.conf`, '--seeds', SEEDS, '--json');
  const { runs, passed, tests, lost } = result.json() as Document;
  // Each of them holds the command that replays it.
  expect(lost).toEqual([]);
  expect({ runs, passed, code: result.code }).toEqual({ runs: 5, passed: 5, code: 0 });
  expect(tests.reduce((sum, { of }) => sum + of, 0)).toBe(5 * POINTS[name]!);
});
