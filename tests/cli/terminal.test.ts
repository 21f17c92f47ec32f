import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ask } from '../support/ask-program';
import { folderPerTest, QUICK, SHORT } from '../support/cli-program';

const a = folderPerTest();

/** The byte that begins every colour. */
const ESCAPE = '\u001b';

describe.each([
  [[], ['--seeds', '--part', '--json']],
  [['run'], ['--seeds', '--part', '--json']],
  [['grade'], ['--seeds', '--part', '--json']],
  [['locate'], ['--scenario', '--json']],
  [['ring'], ['--join', '--leave', '--keys', '--json']],
  [['log'], ['--node', '--key', '--from', '--to', '--grep', '--all']],
  [['completion'], ['bash', 'zsh']],
])('the help of %j', (command, flags) => {
  test('fits 80 columns and has two examples or more', async () => {
    const { stdout, stderr, code, lines } = await ask(a.here, ...command, '--help');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const [, examples = ''] = stdout.split('\nExamples:\n');
    const shown = examples.split('\n').filter((line) => line.includes('./Application'));
    expect(shown.length).toBeGreaterThanOrEqual(2);
    for (const flag of flags) expect(stdout).toContain(flag);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});

test('the help names every command and every flag of run', async () => {
  const { stdout } = await ask(a.here, '--help');
  const commands = ['run', 'grade', 'locate', 'ring', 'log', 'completion'];
  const flags = ['--seed ', '--seeds', '--out', '--quiet', '--version'];
  for (const word of [...commands, ...flags]) expect(stdout).toContain(word);
});

test('--version prints the version of the package', () => {
  const { version } = jest.requireActual<{ version: string }>('../../package.json');
  expect(a.here.run('--version').stdout).toBe(`${version}\n`);
});

test('there is no colour in a pipe, whatever the terminal can do', () => {
  const { here } = a;
  here.write('short.conf', SHORT);
  here.write('x.conf', QUICK);
  const env = { TERM: 'xterm-256color', COLORTERM: 'truecolor', FORCE_COLOR: '1' };
  for (const args of [
    ['short.conf'],
    ['x.conf'],
    ['grade', 'short.conf', '--seeds', '1'],
    ['x.conf', '--seeds', '2'],
  ]) {
    const { stdout, stderr } = here.runWith(env, ...args);
    expect(stdout).not.toContain(ESCAPE);
    expect(stderr).not.toContain(ESCAPE);
  }
});

/** util-linux's `script` lends a terminal; elsewhere there is none to try. */
const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout.includes(
  'util-linux',
);
const onTerminal = hasTerminal ? test : test.skip;

onTerminal('the verdict is coloured on a terminal, and plain with NO_COLOR', () => {
  const { here } = a;
  here.write('x.conf', QUICK);
  const command = 'TERM=xterm-256color script -qec "./Application x.conf" /dev/null </dev/null';
  const coloured = here.shell(command);
  expect(coloured.stdout).toContain(`${ESCAPE}[32mx earned all 3 points.`);
  const plain = here.shell(`NO_COLOR=1 ${command}`);
  expect(plain.stdout).toContain('x earned all 3 points.');
  expect(plain.stdout).not.toContain(ESCAPE);
});

test.each([
  ['a run', 'testcases/update.conf'],
  ['a sweep', 'short.conf --seeds 1..20'],
  ['a grade', 'grade short.conf --seeds 1..20'],
  ['a document', 'testcases/read.conf --json'],
  ['the help', '--help'],
])('%s ends quietly where its reader has seen enough', (_, args) => {
  const { here } = a;
  here.write('short.conf', SHORT);
  const { stdout, stderr } = here.shell(`(./Application ${args}; echo $? >code) | head -1`);
  expect(stdout.split('\n')).toHaveLength(2);
  expect(stderr).toBe('');
  expect(['0\n', '1\n']).toContain(here.read('code'));
});

/** Takes nothing: what is written to it meets a disk without room. */
const FULL = '/dev/full';
const onFullDisk = existsSync(FULL) ? test : test.skip;

onFullDisk.each(['testcases/create.conf', 'schema', 'testcases/read.conf --json'])(
  '%s says in a line that its output has no room, and leaves nothing half-written',
  (args) => {
    const { code, stderr } = a.here.shell(`./Application ${args} >${FULL}`);
    expect(stderr).toBe('stdout: cannot be written: the disk is full\n');
    expect(code).toBe(2);
    expect(a.here.list().filter((name) => name.endsWith('.tmp'))).toEqual([]);
  },
);

test('logs are complete where the reader of stdout is gone', () => {
  const { here } = a;
  const { stderr } = here.shell('./Application testcases/read.conf | true');
  expect(stderr).toBe('');
  const cut = here.read('dbg.log');
  here.run('testcases/read.conf', '--out', 'whole');
  expect(cut).toBe(here.read('whole', 'dbg.log'));
});

test('a slow reader is waited for without a word', () => {
  const { here } = a;
  // One node is no quorum: it loses points in no time, in long lines that fill the pipe.
  here.write('one.conf', 'MAX_NNB: 1\nCRUD_TEST: READ\n');
  const file = `${'./'.repeat(1900)}one.conf`;
  const sweep = `./Application ${file} --seeds 1..250 2>errors`;
  const { stdout } = here.shell(`${sweep} | while read -r line; do echo x; done`);
  expect(stdout.split('x\n')).toHaveLength(253);
  expect(here.read('errors')).toBe('');
});
