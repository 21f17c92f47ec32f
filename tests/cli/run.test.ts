import { ask, askCommand } from '../support/ask-program';
import { folderPerTest, LOGS, QUICK, SHORT } from '../support/cli-program';

const a = folderPerTest();

interface RunDocument {
  readonly file: string;
  readonly run: {
    readonly version: number;
    readonly seed: string;
    readonly scenario: { readonly name: string; readonly cluster: { readonly nodes: number } };
    readonly plan: { readonly operations: readonly unknown[]; readonly faults: readonly unknown[] };
    readonly counts: { readonly events: number; readonly network: { readonly sent: number } };
    readonly fingerprint: string;
    readonly checkPoints: readonly unknown[];
  };
  readonly operations: { readonly ok: { readonly count: number; readonly latencyTicks: unknown } };
  readonly grade: {
    readonly points: number;
    readonly of: number;
    readonly rows: readonly { readonly test: string; readonly expected: string }[];
  };
  readonly wallSeconds: number;
  readonly logs: string;
  readonly replay: string;
}

const STARTS = [3, 2, 1, 0, 7, 6, 5, 4, 9, 8].map(
  (index) => `${index}-th introduced node is assigned with the address: ${index + 1}:0`,
);

test('says what runs, prints what the course prints, sums up, ends with verdict and replay', async () => {
  const { lines, code, stderr, lastLine, firstLine } = await ask(a.here, 'testcases/create.conf');
  expect(code).toBe(0);
  expect(stderr).toBe('');
  expect(firstLine).toBe('create: 10 nodes, membership and store, seed 1');
  expect(lines.slice(1, 14)).toEqual([...STARTS, '', 'Sent 100 create messages to the ring', '']);
  const summary = lines.slice(14, -1).join('\n');
  expect(summary).toMatch(/^nodes +10$/m);
  expect(summary).toMatch(/^virtual time +700 ticks$/m);
  expect(summary).toMatch(/^messages +[0-9]+ sent, of which 0 lost, [0-9]+ dropped/m);
  expect(summary).toMatch(/^ops ok +100, p50 2, p95 2, p99 2 ticks$/m);
  expect(summary).toMatch(/^wall time +[0-9.]+ s$/m);
  expect(summary).toMatch(/^seed +1$/m);
  expect(summary).toMatch(/^fingerprint +[0-9a-f]{16}$/m);
  expect(lastLine).toBe(
    'create earned all 3 points. Replay: ./Application run testcases/create.conf --seed 1',
  );
});

test('prints what the course prints for each test', async () => {
  const { stdout } = await ask(a.here, 'testcases/read.conf');
  const reading = '\nReading a valid key.... ... .. . .\n';
  expect(stdout).toContain(`\nDoing read test at time: 150\n${reading}`);
  expect(stdout.split(reading)).toHaveLength(6);
  expect(stdout.split('Failed a replica node\n')).toHaveLength(4);
  expect(stdout.split('Failed a non-replica node\n')).toHaveLength(2);
  expect(stdout).toContain('\nReading an invalid key.... ... .. . .\n');
  const deletes = (await ask(a.here, 'testcases/delete.conf')).stdout;
  expect(deletes).toContain('\nDeleting 50 valid keys.... ... .. . .\n');
  expect(deletes).toContain('\nDeleting an invalid key.... ... .. . .\n');
});

test('`run` may be left out', async () => {
  const { here } = a;
  here.write('x.conf', QUICK);
  expect((await ask(here, 'run', 'x.conf')).fingerprint).toBe(
    (await ask(here, 'x.conf')).fingerprint,
  );
});

test('writes the three logs into the current folder and nothing else', async () => {
  const { here } = a;
  expect((await ask(here, 'testcases/create.conf')).code).toBe(0);
  expect(here.list()).toEqual(LOGS);
  expect(here.read('dbg.log')).toMatch(/^131\n\n 1\.0\.0\.0:0 \[0\] APP\n .* APP MP2\n/);
  expect(here.read('stats.log')).toBe('');
  expect(here.read('msgcount.log')).toMatch(/^node {3}1 {2}\( {3}[0-9], {4}0\) \(/);
});

test('--quiet prints the verdict only', async () => {
  const { here } = a;
  here.write('x.conf', QUICK);
  const { stdout, stderr, code } = await ask(here, 'x.conf', '--quiet');
  expect(stdout).toBe('x earned all 3 points. Replay: ./Application run x.conf --seed 1\n');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(here.list()).toEqual([...LOGS, 'x.conf']);
});

test('--json prints one document and nothing else', async () => {
  const { here } = a;
  const { stderr, code, ...result } = await ask(
    here,
    'testcases/read.conf',
    '--json',
    '--seed',
    '007',
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const document = JSON.parse(result.stdout) as RunDocument;
  const { run, operations, grade } = document;
  expect(document.file).toBe('testcases/read.conf');
  expect(document.replay).toBe('./Application run testcases/read.conf --seed 007');
  expect(document.wallSeconds).toBeGreaterThan(0);
  expect(run).toMatchObject({ version: 4, seed: '007', scenario: { name: 'read' } });
  expect(run.plan.operations).toHaveLength(106);
  expect(run.plan.faults).toHaveLength(4);
  expect(run.checkPoints.length).toBeGreaterThan(10);
  expect(operations.ok.count).toBeGreaterThan(100);
  expect(operations.ok.latencyTicks).toEqual({ p50: 2, p95: 2, p99: 2 });
  expect(grade).toMatchObject({ points: 40, of: 40 });
  expect(grade.rows.map(({ test }) => test)).toEqual(
    ['T1', 'T2', 'T3 part 1', 'T3 part 2', 'T4', 'T5'], //
  );
  const spoken = await ask(here, 'testcases/read.conf', '--seed', '007');
  expect(spoken.fingerprint).toBe(run.fingerprint);
  expect(spoken.stdout).toContain(`${run.counts.network.sent} sent`);
});

test('--json of several files is one list, warnings go to stderr', async () => {
  const { here } = a;
  here.write('x.conf', QUICK);
  here.write('y.conf', 'MAX_NNB: 4\nSINGLE_FAILURE: 1\nCRUD_TEST: READ\n');
  const { stderr, code, ...result } = await ask(here, 'x.conf', 'y.conf', '--json');
  const documents = JSON.parse(result.stdout) as RunDocument[];
  expect(documents.map(({ file }) => file)).toEqual(['x.conf', 'y.conf']);
  expect(documents.map(({ logs }) => logs)).toEqual(['x', 'y']);
  expect(stderr).toMatch(/^warning: y\.conf:3:1: CRUD_TEST is ignored[^\n]+\n$/);
  expect(code).toBe(0);
});

describe('--part', () => {
  const BOTH = 'MAX_NNB: 5\nSINGLE_FAILURE: 1\nCRUD_TEST: CREATE\n';

  test('membership is what keys of failures and losses ask for', async () => {
    const { here } = a;
    here.write('x.conf', BOTH);
    const { firstLine, stderr } = await ask(here, 'x.conf');
    expect(firstLine).toBe('x: 5 nodes, membership, seed 1');
    expect(stderr).toMatch(/^warning: x\.conf:3:1: CRUD_TEST is ignored/);
  });

  test('store runs the test instead, without a failure, and the replay says so', async () => {
    const { here } = a;
    here.write('x.conf', BOTH);
    const store = await ask(here, 'x.conf', '--part', 'store');
    expect(store.firstLine).toBe('x: 5 nodes, membership and store, seed 1');
    expect(store.stderr).toBe('');
    expect(store.replay).toBe('./Application run x.conf --seed 1 --part store');
    expect((await askCommand(here, store.replay)).fingerprint).toBe(store.fingerprint);
    expect(here.read('dbg.log')).not.toContain('Node failed');
  });

  test('is refused where the file lacks what it needs', async () => {
    const { here } = a;
    here.write('x.conf', QUICK);
    const { stderr, code } = await ask(here, 'x.conf', '--part', 'membership');
    expect(stderr).toMatch(/^x\.conf:\d+:1: SINGLE_FAILURE is missing[^\n]+\n$/);
    expect(code).toBe(2);
  });
});

describe('a run that falls short', () => {
  beforeEach(() => {
    a.here.write('short.conf', SHORT);
  });

  test('exits with 1, shows expected and found, and is replayed by what it printed', async () => {
    const { here } = a;
    const short = await ask(here, 'short.conf', '--seed', "it's 7");
    expect(short.code).toBe(1);
    expect(short.stdout).toMatch(
      /^T3 part 2: 0 of 10 points: 3 or 4 success lines .*; found [0-9]+$/m,
    );
    expect(short.lastLine).toMatch(/^short earned 21 of 40 points\. Replay: /);
    const again = await askCommand(here, short.replay);
    expect(again.code).toBe(1);
    expect(again.fingerprint).toBe(short.fingerprint);
    expect(here.list()).toEqual([...LOGS, 'short.conf'].sort());
  });

  test('exits with 1 under --json too', async () => {
    const { code, stdout } = await ask(a.here, 'short.conf', '--json');
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as RunDocument).grade).toMatchObject({ points: 21, of: 40 });
  });

  test('makes a call of several files exit with 1', async () => {
    a.here.write('x.conf', QUICK);
    expect((await ask(a.here, 'short.conf', 'x.conf', '--quiet')).code).toBe(1);
  });
});

test('says so where nodes start faster than four a tick, so that all are up in time', async () => {
  const { here } = a;
  here.write('x.conf', 'MAX_NNB: 166\nSINGLE_FAILURE: 1\n');
  const { stdout, code } = await ask(here, 'x.conf');
  expect(stdout).toMatch(
    /^nodes +166, started [0-9.]+ a tick instead of 4: all are up by tick 40$/m,
  );
  expect(code).toBe(0);
});

test('control characters of a file name never reach the terminal', async () => {
  const { here } = a;
  const name = here.write('a\u001b[2J\u009b\u202eb.conf', QUICK);
  for (const args of [
    [name],
    [name, '--json'],
    [name, '--seeds', '2', '--json'],
    [name, '--quiet'],
  ]) {
    const { code, stdout, stderr } = await ask(here, ...args);
    expect(code).toBe(0);
    for (const character of '\u001b\u009b\u202e') expect(stdout + stderr).not.toContain(character);
  }
});
