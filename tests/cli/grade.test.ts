import { ask, askCommand } from '../support/ask-program';
import { folderPerTest, QUICK, SCENARIOS, SHORT } from '../support/cli-program';

const a = folderPerTest();

interface GradeDocument {
  readonly runs: number;
  readonly passed: number;
  readonly tests: readonly {
    readonly scenario: string;
    readonly test: string;
    readonly points: number;
    readonly of: number;
    readonly passed: number;
    readonly runs: number;
  }[];
  readonly lost: readonly {
    readonly test: string;
    readonly seed: string;
    readonly lost: number;
    readonly expected: string;
    readonly found: string;
    readonly replay: string;
  }[];
}

test('gives points for each test of each scenario, and the pass rate', async () => {
  const { here } = a;
  const files = SCENARIOS.map((name) => `testcases/${name}.conf`);
  const { lines, firstLine, lastLine, code, stderr } = await ask(
    here,
    'grade',
    ...files,
    '--seeds',
    '2',
  );
  expect(firstLine).toBe('Grading 7 scenarios, seeds 1 to 2');
  expect(lines[1]?.trimEnd().split(/ {2,}/)).toEqual([
    ...['scenario', 'test', 'points', 'of', 'pass rate'],
  ]);
  const rows = lines.slice(2, -2).map((line) => line.trimEnd().split(/ {2,}/));
  expect(rows).toHaveLength(23);
  expect([...new Set(rows.map(([scenario]) => scenario))]).toEqual(SCENARIOS);
  expect(rows).toContainEqual(['read', 'T3 part 2', '20', '20', '100.0 %']);
  const of = rows.reduce((sum, row) => sum + Number(row[3]), 0);
  expect(of).toBe(2 * (90 + 90));
  expect(lastLine).toMatch(
    /^All 14 runs earned every point\. Again: \.\/Application grade testcases\/create\.conf .* --seeds 1\.\.2$/,
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(here.list()).toEqual([]);
});

test('says of every lost point what was expected and found, and what replays it', async () => {
  const { here } = a;
  here.write('short.conf', SHORT);
  here.write('x.conf', QUICK);
  const result = await ask(here, 'grade', 'x.conf', 'short.conf', '--seeds', '3..4');
  expect(result.code).toBe(1);
  expect(result.stdout).toMatch(/^short +T3 part 2 +0 +20 +0\.0 % *$/m);
  expect(result.stdout).toMatch(/^x +create +6 +6 +100\.0 % *$/m);
  expect(result.stdout).toContain(
    '\nshort, T5, seed 4: 3 points lost\n' +
      '  expected 3 or 4 fail lines for invalidKey from 285\n' +
      '  found    1\n' +
      '  missing  A [286] server: read fail at time 286, transID=n, key=invalidKey\n' +
      '           A [286] server: read fail at time 286, transID=n, key=invalidKey\n' +
      '  replay   ./Application run short.conf --seed 4\n',
  );
  expect(result.lastLine).toMatch(/^2 of 4 runs lost points\. Replay the first: /);
  const again = await askCommand(here, result.replay);
  expect(again.code).toBe(1);
  expect(again.stdout).toMatch(/^T5: 0 of 3 points: .*; found 1$/m);
});

test('--json prints one document with every lost point in it', async () => {
  const { here } = a;
  here.write('short.conf', SHORT);
  const result = await ask(here, 'grade', 'short.conf', '--seeds', '2', '--json');
  expect(result.code).toBe(1);
  expect(result.stderr).toBe('');
  const { runs, passed, tests, lost } = result.json() as GradeDocument;
  expect({ runs, passed }).toEqual({ runs: 2, passed: 0 });
  expect(tests.map(({ test, points }) => [test, points])).toEqual([
    ...[['T1', 6] as const, ['T2', 18] as const, ['T3 part 1', 18] as const],
    ...[['T3 part 2', 0] as const, ['T4', 0] as const, ['T5', 0] as const],
  ]);
  expect(lost).toHaveLength(6);
  expect(lost[0]).toMatchObject({
    ...{ test: 'T3 part 2', seed: '1', lost: 10, found: '0' },
    replay: './Application run short.conf --seed 1',
  });
  for (const { test, expected, found, replay } of lost.slice(0, 3)) {
    expect((await askCommand(here, replay)).stdout).toContain(
      `points: ${expected}; found ${found}\n`,
    );
    expect(test).toMatch(/^T/);
  }
});

test('--json of full marks exits with 0 and has lost nothing', async () => {
  const { here } = a;
  here.write('x.conf', QUICK);
  const result = await ask(here, 'grade', 'x.conf', '--seeds', '2', '--json');
  expect(result.code).toBe(0);
  expect(result.json()).toMatchObject({ runs: 2, passed: 2, lost: [] });
});

test('--part chooses what is graded and stands in the replay', async () => {
  const { here } = a;
  here.write('x.conf', `${SHORT}SINGLE_FAILURE: 1\n`);
  expect((await ask(here, 'grade', 'x.conf', '--seeds', '1')).code).toBe(0);
  const store = await ask(here, 'grade', 'x.conf', '--seeds', '1', '--part', 'store');
  expect(store.code).toBe(1);
  expect(store.replay).toBe('./Application run x.conf --seed 1 --part store');
  expect((await askCommand(here, store.replay)).lastLine).toContain('x earned 21 of 40 points.');
});

test('files of the same name are graded apart', async () => {
  const { here } = a;
  here.write('read.conf', SHORT);
  const result = await ask(
    here,
    'grade',
    'read.conf',
    'testcases/read.conf',
    '--seeds',
    '1',
    '--json',
  );
  const { tests } = result.json() as GradeDocument;
  expect(tests).toHaveLength(12);
});
