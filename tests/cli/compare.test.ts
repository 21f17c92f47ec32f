import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, askCommand } from '../support/ask-program';
import { folderPerTest, ROOT } from '../support/cli-program';

const a = folderPerTest();

/** Quick to run: one of five nodes crashes. */
const SCENARIO = `name: five nodes
duration: 50s
cluster: { nodes: 5, membership: heartbeat }
faults: [{ at: 10s..11s, crash: n3 }]
expect: [failedRemoved, noFalseRemovals]
`;

const VARY = ['--vary', 'cluster.membership.remove=10s,20s'];

function compare(...args: string[]) {
  a.here.write('five.yaml', SCENARIO);
  return ask(a.here, 'compare', 'five.yaml', ...args);
}

interface Row {
  readonly measure: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly runs: number;
  readonly median: number | 'never';
  readonly interval?: readonly (number | 'never')[];
  readonly mean?: number;
  readonly predicted?: readonly number[];
}

async function rowsOf(...args: string[]): Promise<Row[]> {
  const { stdout } = await compare(...args, '--json');
  return (JSON.parse(stdout) as { readonly rows: Row[] }).rows;
}

test('a row for each measure and value, the rows of a measure one below the other', async () => {
  const { code, stdout, stderr, lines, lastLine } = await compare(...VARY, '--seeds', '6');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines[0]).toBe('five nodes: 2 settings, each with 6 seeds, 1 to 6');
  expect(lines[1]).toMatch(
    /^measure +cluster\.membership\.remove +median +95 % interval +predicted$/,
  );
  expect(stdout).toMatch(/^first removal, s +10s +[\d.]+ +[\d.]+ to [\d.]+ +9 to 11$/m);
  expect(stdout).toMatch(/^ +20s +[\d.]+ +[\d.]+ to [\d.]+ +19 to 21$/m);
  expect(stdout).toMatch(/^as expected, % of runs +10s +100 +61 to 100 +-$/m);
  expect(stdout).not.toContain('messages of');
  expect(lastLine).toBe('All 12 runs came out as expected.');
});

test('several settings are combined', async () => {
  const rows = await rowsOf(...VARY, '--vary', 'network.loss=1%,2%,3%', '--seeds', '2');
  const of = (measure: string) => rows.filter((row) => row.measure === measure);
  expect(of('messages').map(({ settings }) => Object.values(settings))).toEqual([
    ...['1%', '2%', '3%'].map((loss) => ['10s', loss]),
    ...['1%', '2%', '3%'].map((loss) => ['20s', loss]),
  ]);
  // Two runs tell nothing by 95 %.
  expect(of('messages')[0]).toMatchObject({ runs: 2, unit: 'a node and second' });
  expect(of('messages')[0]!.interval).toBeUndefined();
});

test('every kind of message has its rows in JSON and CSV', async () => {
  const rows = await rowsOf(...VARY, '--seeds', '2');
  const names = [...new Set(rows.map(({ measure }) => measure))];
  expect(names).toEqual(expect.arrayContaining(['messages of gossip', 'bytes of joinReply']));
  const { stdout } = await compare(...VARY, '--seeds', '2', '--csv');
  const [head, ...lines] = stdout.trimEnd().split('\r\n');
  expect(head).toBe(
    'measure,unit,cluster.membership.remove,runs,median,low,high,mean,predicted low,predicted high',
  );
  expect(lines).toHaveLength(rows.length);
  for (const [i, { measure, unit, settings, runs, median, mean }] of rows.entries()) {
    const cells = [measure, unit, Object.values(settings)[0], runs, median, '', '', mean];
    const low = measure === 'as expected' ? undefined : cells.join(',');
    if (low !== undefined) expect(lines[i]!.startsWith(`${low},`)).toBe(true);
  }
});

test('what never happens is told so, and what expects it fails', async () => {
  const { code, stdout, lastLine } = await compare('--vary', 'duration=20s,50s', '--seeds', '6');
  expect(stdout).toMatch(/^first removal, s +20s +never +never +19 to 21$/m);
  expect(code).toBe(3);
  expect(lastLine).toMatch(
    /^6 of 12 runs fell short\. The first alone: \.\/Application compare five\.yaml --vary duration=20s --seeds 1\.\.1$/,
  );
  const [, again = ''] = lastLine.split('alone: ');
  expect((await askCommand(a.here, again)).lastLine).toMatch(/^1 of 1 runs fell short\./);
  const rows = await rowsOf('--vary', 'duration=20s', '--seeds', '6');
  const never = { median: 'never', interval: ['never', 'never'] };
  expect(rows.find(({ measure }) => measure === 'first removal')).toMatchObject(never);
});

test('a failed expectation is exit code 1', async () => {
  a.here.write('bad.yaml', SCENARIO.replace('failedRemoved', 'detectionTime: { first: 15s }'));
  const bad = await ask(a.here, 'compare', 'bad.yaml', ...VARY, '--seeds', '2');
  expect(bad.code).toBe(1);
  expect(bad.stdout).toMatch(/^as expected, % of runs +10s +100 .*\n +20s +0 /m);
});

test('a scenario that expects nothing says so', async () => {
  a.here.write('plain.yaml', SCENARIO.replace(/^expect.*\n/m, ''));
  const plain = await ask(a.here, 'compare', 'plain.yaml', ...VARY, '--seeds', '1');
  expect(plain.lastLine).toBe('All 2 runs ran to their ends; they expect nothing.');
  expect(plain.stdout).not.toContain('as expected');
});

test.each([
  [['--vary', 'cluster.nodes=0,5'], /^--vary cluster\.nodes=0: cluster\.nodes: cannot be "0", /],
  [
    ['--vary', 'cluster.membership.fail=x,30s,y'],
    /^--vary \S+fail=x: .*\n\S+ cluster\.membership: .* \(with \S+fail=30s\)\n--vary \S+fail=y: .*\n$/,
  ],
  [['--vary', 'duration=5s,50s'], /^five\.yaml:4:16: faults\[0\]\.at: .* \(with duration=5s\)\n$/],
  [[], /^\.\/Application: compare needs a setting to vary, as in --vary [^\n]+; see --help\n$/],
  [['--vary', 'x'], /^--vary: cannot be "x": a path and its values, such as [^\n]+\n$/],
  [['--vary', 'a=1,1'], /^--vary a: 1 is given twice\n$/],
  [['--vary', 'a=1,'], /^--vary a: a value is empty\n$/],
  [[...VARY, ...VARY], /^--vary cluster\.membership\.remove: given twice, give it once\n$/],
  [[...VARY, '--seeds', '0'], /^--seeds: cannot be "0"/],
  [[...VARY, '--seeds', '600000'], /^--seeds: more than 1000000 runs in all\n$/],
  [[...VARY, '--workers', '0'], /^--workers: cannot be "0": a number of threads from 1 to 256\n$/],
  [[...VARY, '--csv', '--json'], /json.*csv|csv.*json/],
  [['more.yaml', ...VARY], /^\.\/Application: compare takes one scenario, and not more\.yaml /],
])('refuses %j', async (args, expected) => {
  const { code, stdout, stderr } = await compare(...args);
  expect(stderr).toMatch(expected);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('a cluster that the machine has no memory for is refused before anything runs', async () => {
  a.here.write('plain.yaml', SCENARIO.replace(/^expect.*\n/m, ''));
  const sizes = ['--vary', 'cluster.nodes=5,1000000'];
  const { code, stdout, stderr } = await ask(a.here, 'compare', 'plain.yaml', ...sizes);
  expect(stderr).toMatch(/^nodes: 1000000 nodes of heartbeat take about \d+ GB; /);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('only YAML has settings', async () => {
  const { code, stderr } = await ask(a.here, 'compare', 'testcases/read.conf', ...VARY);
  expect(stderr).toBe('testcases/read.conf: only .yaml scenarios have settings to vary\n');
  expect(code).toBe(2);
});

test('its help has examples and fits 80 columns', async () => {
  const { stdout, lines } = await ask(a.here, 'compare', '--help');
  for (const flag of ['--vary', '--seeds', '--workers', '--csv', '--json']) {
    expect(stdout).toContain(flag);
  }
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

/** These take the built program: threads are started from it. */
describe('on threads', () => {
  test('the output is the same to the byte for any number of them', async () => {
    const args = [...VARY, '--vary', 'network.loss=1%,5%', '--seeds', '5', '--json'];
    const alone = await compare(...args);
    const { here } = a;
    expect(here.run('compare', 'five.yaml', ...args, '--workers', '3').stdout).toBe(alone.stdout);
  });

  test('what cannot be run is told in the same words', async () => {
    // About every second seed draws a removal before the suspicion.
    const membership = '{ fail: 5s..19s, remove: 6s..20s }';
    a.here.write('some.yaml', SCENARIO.replace('heartbeat', membership));
    const args = ['some.yaml', '--vary', 'network.loss=1%,2%', '--seeds', '10'];
    const alone = await ask(a.here, 'compare', ...args);
    const threads = a.here.run('compare', ...args, '--workers', '2');
    expect(threads).toEqual(alone);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toMatch(/^some\.yaml:3:\d+: cluster\.membership\.remove: [^\n]+\n$/);
  });
});

test('the comparison that the README shows is what comes of it', async () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [, command = '', shown = ''] =
    /^\$ (\.\/Application compare .*)\n((?:(?!```).+\n)+)/m.exec(text) ?? [];
  expect((await askCommand(a.here, command)).stdout).toBe(shown);
});
