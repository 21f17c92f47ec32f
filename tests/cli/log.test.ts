import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { ask } from '../support/ask-program';
import { type Folder, folderPerTest, type Result } from '../support/cli-program';
import { tries } from '../support/trials';

const a = folderPerTest();

/** As one node of the course logs a short life; the last line has no end, as in the course. */
const SHORT_LOG = `131

 1.0.0.0:0 [0] APP
 2.0.0.0:0 [0] Trying to join...
 1.0.0.0:0 [1] Node 2.0.0.0:0 joined at time 1
 2.0.0.0:0 [2] Node 1.0.0.0:0 joined at time 2
 2.0.0.0:0 [100] Node failed at time=100
 1.0.0.0:0 [121] Node 2.0.0.0:0 removed at time 121
 1.0.0.0:0 [150] READ OPERATION KEY: 07 VALUE: v at time: 150
 1.0.0.0:0 [152] coordinator: read fail at time 152, transID=1, key=07`;

/** What `log` prints between its first line and its last. */
function body({ lines }: Result): string[] {
  return lines.slice(1, -1);
}

async function logged(here: Folder, ...flags: string[]): Promise<Result> {
  here.write('dbg.log', SHORT_LOG);
  const result = await ask(here, 'log', 'dbg.log', ...flags);
  expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
  return result;
}

test('shows a log aligned, with joins and removals folded to a line a node', async () => {
  expect((await logged(a.here)).lines).toEqual([
    'Reading dbg.log',
    '   0  n1     APP',
    '   0  n2     Trying to join...',
    ' 100  n2     Node failed at time=100',
    ' 150  n1     READ OPERATION KEY: 07 VALUE: v at time: 150',
    ' 152  n1     coordinator: read fail at time 152, transID=1, key=07',
    '',
    'Joins and removals, and their ticks:',
    'n1     joined 1: n2 at 1  removed 1: n2 at 121',
    'n2     joined 1: n1 at 2',
    '',
    '5 of 8 lines shown, 3 folded (--all shows each).',
  ]);
});

test('--all shows every line in its place', async () => {
  const { here } = a;
  const result = await logged(here, '--all');
  expect(body(result)).toHaveLength(8);
  expect(body(result)[2]).toBe('   1  n1     Node 2.0.0.0:0 joined at time 1');
  expect(result.lastLine).toBe('8 of 8 lines shown.');
});

test.each(['n2', '2:0', '2.0.0.0:0'])('--node %s shows what node 2 logged', async (name) => {
  const result = await logged(a.here, '--node', name);
  expect(result.firstLine).toBe('Reading dbg.log, what n2 logged');
  expect(body(result)).toEqual([
    '   0  n2     Trying to join...',
    ' 100  n2     Node failed at time=100',
    ...['', 'Joins and removals, and their ticks:', 'n2     joined 1: n1 at 2', ''],
  ]);
});

test.each([
  [['--from', '101', '--to', '151'], ', from tick 101, to tick 151', 1],
  [['--key', '07'], ', the key 07', 2],
  [['--key', '7'], ', the key 7', 0],
  [['--grep', 'TIME=100'], ', lines with "TIME=100"', 1],
  [['--grep', '.'], ', lines with "."', 1],
  [['--grep', 'read', '--to', '150', '--node', 'n1'], ', what n1 logged, to tick 150, lines', 1],
])('%j shows what was asked for', async (flags, title, shown) => {
  const result = await logged(a.here, ...flags);
  expect(result.firstLine).toContain(`Reading dbg.log${title}`);
  expect(result.lastLine).toMatch(new RegExp(`^${shown} of 8 lines shown`));
});

test('a folder stands for the dbg.log in it', async () => {
  const { here } = a;
  mkdirSync(here.at('logs'));
  here.write('logs/dbg.log', SHORT_LOG);
  const { firstLine, lastLine } = await ask(here, 'log', 'logs');
  expect(firstLine).toBe('Reading logs/dbg.log');
  expect(lastLine).toBe('5 of 8 lines shown, 3 folded (--all shows each).');
});

test('all that a run logs is shown, and fits the eye', async () => {
  const { here } = a;
  await ask(here, 'testcases/multifailure.conf', '--out', 'logs');
  const entries = here.read('logs/dbg.log').split('\n').length - 2;
  const { lines, lastLine } = await ask(here, 'log', 'logs');
  expect(lastLine).toBe(`25 of ${entries} lines shown, 125 folded (--all shows each).`);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.filter((line) => /^n\d+ +joined 10: n1\.\.n10 at /.test(line))).toHaveLength(10);
  const everything = await ask(here, 'log', 'logs', '--all');
  expect(everything.lastLine).toBe(`${entries} of ${entries} lines shown.`);
});

test('lines that are not of a log are counted, and so are those that are too long', async () => {
  const { here } = a;
  const long = ` 1.0.0.0:0 [3] ${'x'.repeat(10_000)}`;
  here.write('dbg.log', `${SHORT_LOG}\nnonsense\n what is this line\n${long}\n`);
  expect((await ask(here, 'log', 'dbg.log', '--all')).lastLine).toBe(
    "8 of 8 lines shown, 1 longer than 4096 bytes skipped, 2 not of a dbg.log's form.",
  );
});

test('a log from Windows is read as any other', async () => {
  const { here } = a;
  here.write('dbg.log', SHORT_LOG.replaceAll('\n', '\r\n'));
  const windows = (await ask(here, 'log', 'dbg.log')).stdout;
  expect(windows).toBe((await logged(here)).stdout);
});

test('nothing in a log or its name reaches the terminal unspelled', async () => {
  const { here } = a;
  const hostile = 'a\u001b[2J\u0007\u009b31m\u202eb\u0000\rc';
  here.write('x\u001b[2J.log', `131\n 1.0.0.0:0 [1] ${hostile}\n ${hostile} [2] APP\n`);
  const { stdout, lines } = await ask(here, 'log', 'x\u001b[2J.log', '--grep', 'a');
  expect(stdout).toMatch(/^[\n\x20-\x7e]*$/);
  expect(lines[0]).toBe('Reading x\\u001b[2J.log, lines with "a"');
  expect(lines[1]).toContain('a\\u001b[2J\\u0007\\u009b31m\\u202eb\\u0000\\u000dc');
  expect(lines).toHaveLength(4);
});

test.each([
  ['an empty file', ''],
  ['a head alone', '131\n'],
  ['a text', 'It was a dark and stormy night\nand the rain fell in torrents.\n'],
  ['zeros', new Uint8Array(200_000)],
])('refuses %s in one line', async (_, content) => {
  const { here } = a;
  here.write('x.log', content);
  const { code, stdout, stderr } = await ask(here, 'log', 'x.log');
  expect(stderr).toBe('x.log: not a dbg.log: no line such as " 3.0.0.0:0 [150] TEXT" in it\n');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test.each([
  [[], /^\.\/Application: no log is named, as in \.\/Application log dbg\.log; see --help\n$/],
  [['a', 'b'], /log reads one log at a time\n$/],
  [['missing'], /^missing: cannot be read: no such file or folder\n$/],
  [['missing/dbg.log'], /^missing\/dbg\.log: cannot be read: no such file or folder\n$/],
  [['testcases'], /^testcases[/\\]dbg\.log: cannot be read: no such file or folder\n$/],
  [['missing', '--node', '3'], /^--node: cannot be "3": a node such as n3, 3:0 or 3\.0\.0\.0:0\n$/],
  [['x', '--from', '-1'], /^--from: cannot be "-1": a tick, such as 150\n$/],
  [['x', '--to', '1e3'], /^--to: cannot be "1e3": a tick, such as 150\n$/],
  [['x', '--from', '9', '--to', '8'], /^--from 9 --to 8: the first tick comes after the last\n$/],
  [['x', '--nod', 'n3'], /Unknown argument: nod; did you mean --node\?\n$/],
])('refuses %j in one line', async (args, expected) => {
  const { here } = a;
  here.write('x', SHORT_LOG);
  const { code, stdout, stderr } = await ask(here, 'log', ...args);
  expect(stderr).toMatch(expected);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('a long log is read for no longer than somebody looks', () => {
  const { here } = a;
  const long = `{ yes ' 1.0.0.0:0 [7] APP' | head -n 2000000; echo $? >fed; }`;
  const shown = '(./Application log /dev/stdin; echo $? >code)';
  const { stdout, stderr } = here.shell(`${long} | ${shown} | head -2`);
  expect(stdout).toBe('Reading /dev/stdin\n   7  n1     APP\n');
  expect(stderr).toBe('');
  expect(here.read('code')).toBe('0\n');
  // Who feeds it is stopped: 0 would say that all was taken.
  expect(here.read('fed')).not.toBe('0\n');
}, 20_000);

test('memory does not grow with the log', () => {
  const { here } = a;
  // 22 MB at least, more than the limit.
  const blocks = tries(100);
  const block = Array.from({ length: 20_000 }, (_, i) => {
    return ` ${i % 256}.${(i >> 8) % 256}.${i % 7}.0:0 [${i}] Node ${i % 250}.0.1.0:0 joined at time 1`;
  });
  here.write('block', `${block.join('\n')}\n`);
  const many = `for i in $(seq ${blocks}); do cat block; done`;
  const limit = 'NODE_OPTIONS=--max-old-space-size=20';
  const { lastLine, stderr } = here.shell(`${many} | ${limit} ./Application log /dev/stdin`);
  expect(stderr).toBe('');
  expect(lastLine).toMatch(
    new RegExp(
      `^\\d+ of ${blocks * 20_000} lines shown, \\d+ folded \\(.*\\), \\d+ of these left out`,
    ),
  );
}, 60_000);

/** The byte that begins every colour. */
const ESCAPE = '\u001b';

/** util-linux's `script` lends a terminal; elsewhere there is none to try. */
const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout.includes(
  'util-linux',
);
const onTerminal = hasTerminal ? test : test.skip;

onTerminal('each node has its colour on a terminal, and none with NO_COLOR', () => {
  const { here } = a;
  here.write('dbg.log', SHORT_LOG);
  const command =
    'TERM=xterm-256color script -qec "./Application log dbg.log" /dev/null </dev/null';
  const coloured = here.shell(command).stdout;
  const colours = [...coloured.matchAll(new RegExp(`${ESCAPE}\\[(\\d+)m(n[12]) `, 'g'))];
  const first = new Map(colours.map(([, colour, node]) => [node, colour]));
  expect(colours).toHaveLength(7);
  for (const [, colour, node] of colours) expect(first.get(node)).toBe(colour);
  expect(first.get('n1')).not.toBe(first.get('n2'));
  expect(here.shell(`NO_COLOR=1 ${command}`).stdout).not.toContain(ESCAPE);
});

test('a device, which may never end, is refused in one line', async () => {
  const { code, stdout, stderr } = await ask(a.here, 'log', '/dev/zero');
  expect({ code, stdout, stderr }).toEqual({
    ...{ code: 2, stdout: '' },
    stderr: '/dev/zero: neither a file nor a pipe\n',
  });
});
