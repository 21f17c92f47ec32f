import { ask, askCommand } from '../support/ask-program';
import { folderPerTest, QUICK, type Result, SHORT } from '../support/cli-program';

const a = folderPerTest();

beforeEach(() => {
  a.here.write('x.conf', QUICK);
});

test('a seed is text: 007, 7 and 0x7 are three runs', async () => {
  const { here } = a;
  const runs: Result[] = [];
  for (const seed of ['007', '7', '0x7', '7.0']) {
    runs.push(await ask(here, 'x.conf', '--seed', seed));
  }
  expect(runs.map(({ firstLine }) => firstLine.split(', ').at(-1))).toEqual([
    ...['seed 007', 'seed 7', 'seed 0x7', 'seed 7.0'],
  ]);
  expect(new Set(runs.map(({ fingerprint }) => fingerprint)).size).toBe(4);
});

test('the default seed is fixed and printed', async () => {
  const { here } = a;
  const { fingerprint, firstLine } = await ask(here, 'x.conf');
  expect(firstLine).toMatch(/, seed 1$/);
  expect((await ask(here, 'x.conf', '--seed', '1')).fingerprint).toBe(fingerprint);
});

test.each(['-5', '--json', 'two words', '$(false)', "it's", 'é', '~', '*'])(
  'the seed %s is replayed by the printed command',
  async (seed) => {
    const { here } = a;
    const run = await ask(here, 'x.conf', `--seed=${seed}`);
    expect(run.code).toBe(0);
    expect(run.firstLine.endsWith(`, seed ${seed}`)).toBe(true);
    const again = await askCommand(here, run.replay);
    expect(again.firstLine).toBe(run.firstLine);
    expect(again.fingerprint).toBe(run.fingerprint);
  },
);

test.each(['two words.conf', "it's.conf", '007', '$HOME.conf', '#.conf'])(
  'a file named %s is replayed by the printed command',
  async (file) => {
    const { here } = a;
    here.write(file, QUICK);
    const run = await ask(here, file);
    expect(run.code).toBe(0);
    const again = await askCommand(here, run.replay);
    expect(again.firstLine).toBe(run.firstLine);
    expect(again.fingerprint).toBe(run.fingerprint);
  },
);

test.each(['--', 'run --', '--quiet --'])('what follows "%s" is a file', async (flags) => {
  const { here } = a;
  here.write('-x.conf', QUICK);
  const run = await ask(here, ...flags.split(' '), '-x.conf');
  expect(run.stderr).toBe('');
  expect(run.lastLine).toContain('earned all 3 points.');
  const again = await askCommand(here, run.replay);
  expect(again.lastLine).toBe(run.lastLine);
});

test('--seeds runs each seed, writes no logs, ends with totals', async () => {
  const { here } = a;
  const { lines, code, stderr } = await ask(here, 'x.conf', '--seeds', '3..12');
  expect(lines).toEqual([
    'x: 10 seeds, 3 to 12; no logs are written',
    'All 10 runs earned every point. Again: ./Application run x.conf --seeds 3..12',
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(here.list()).toEqual(['x.conf']);
});

test('--seeds 5 means 1..5, and a range of one is fine', async () => {
  const { here } = a;
  expect((await ask(here, 'x.conf', '--seeds', '5')).firstLine).toContain('5 seeds, 1 to 5');
  expect((await ask(here, 'x.conf', '--seeds', '9..9')).firstLine).toContain('1 seed, 9 to 9');
});

test('--seeds has a line for each run that falls short, with what replays it', async () => {
  const { here } = a;
  here.write('short.conf', SHORT);
  const { lines, code, replay, lastLine } = await ask(here, 'x.conf', 'short.conf', '--seeds', '2');
  expect(code).toBe(1);
  expect(lines).toHaveLength(4);
  expect(lines[1]).toBe(
    'short seed 1: 21 of 40 points (T3 part 2, T4, T5). ' +
      'Replay: ./Application run short.conf --seed 1',
  );
  expect(lastLine).toMatch(/^2 of 4 runs fell short\. Replay the first: /);
  expect(replay).toBe('./Application run short.conf --seed 1');
  const again = await askCommand(here, replay);
  expect(again.code).toBe(1);
  expect(again.lastLine).toContain('short earned 21 of 40 points.');
});

test('--seeds --quiet prints the verdict only', async () => {
  const { here } = a;
  here.write('short.conf', SHORT);
  expect((await ask(here, 'short.conf', '--seeds', '2', '--quiet')).lines).toEqual([
    '2 of 2 runs fell short. Replay the first: ./Application run short.conf --seed 1',
  ]);
});

test('--seeds --json prints one document', async () => {
  const { here } = a;
  here.write('short.conf', SHORT);
  const result = await ask(here, 'x.conf', 'short.conf', '--seeds', '4..5', '--json');
  expect(result.stderr).toBe('');
  expect(result.json()).toMatchObject({
    ...{ runs: 4, passed: 2 },
    failing: [
      { file: 'short.conf', seed: '4', replay: './Application run short.conf --seed 4' },
      { file: 'short.conf', seed: '5', grade: { points: 21, of: 40 } },
    ],
  });
  const { failing } = result.json() as { failing: { fingerprint: string; replay: string }[] };
  const { fingerprint, replay } = failing[0]!;
  expect((await askCommand(here, replay)).fingerprint).toBe(fingerprint);
});
