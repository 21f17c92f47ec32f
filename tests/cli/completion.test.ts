import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { ask } from '../support/ask-program';
import { ENVIRONMENT, type Folder, folderPerTest } from '../support/cli-program';

const a = folderPerTest();

async function fileOf(here: Folder, shell: string): Promise<string> {
  const { code, stdout, stderr } = await ask(here, 'completion', shell);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return here.write(`completion.${shell}`, stdout);
}

function lines(here: Folder, shell: string, args: readonly string[]): string[] {
  const { stdout, stderr, status } = spawnSync(shell, args, {
    ...{ cwd: here.path, encoding: 'utf8', env: ENVIRONMENT },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').filter((line) => line !== '');
}

/** What a real bash has for the last of these words. */
async function inBash(here: Folder, ...words: string[]): Promise<string[]> {
  const script = `source ./${await fileOf(here, 'bash')} && shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    "$(complete -p "\${1##*/}" | sed 's/.*-F \\([^ ]*\\) .*/\\1/')"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return lines(here, 'bash', ['--norc', '-c', script, 'bash', 'shift', ...words]).sort();
}

const hasBash = spawnSync('bash', ['--version']).status === 0;
const hasZsh = spawnSync('zsh', ['--version']).status === 0;

const COMMANDS = [
  ...[
    'compare',
    'completion',
    'conformance',
    'diff',
    'explain',
    'grade',
    'init',
    'locate',
    'log',
    'replay',
    'ring',
    'run',
  ],
  ...['schema', 'validate'],
];

/** The flags that the help of a command names. */
async function flagsOf(here: Folder, command: string): Promise<string[]> {
  const { stdout } = await ask(here, command, '--help');
  return [...stdout.matchAll(/^ {2}(--[a-z-]+) /gm)].map(([, flag = '']) => flag).sort();
}

(hasBash ? describe : describe.skip)('bash completes', () => {
  beforeEach(() => {
    const { here } = a;
    for (const folder of ['logs', 'my logs']) mkdirSync(here.at(folder));
    for (const file of ['my x.conf', 'dbg.log', 'stats.log', 'notes.txt']) here.write(file, '');
    here.write('logs/dbg.log', '');
  });

  test.each(['./Application', 'Application', 'ringsim', '/usr/bin/ringsim'])(
    'the commands and scenarios of %s',
    async (program) => {
      const found = await inBash(a.here, program, '');
      const others = ['logs', 'my logs', 'my x.conf', 'testcases'];
      expect(found).toEqual([...COMMANDS, ...others].sort());
    },
  );

  test.each(COMMANDS)('every flag of %s', async (command) => {
    expect(await inBash(a.here, './Application', command, '--')).toEqual(
      await flagsOf(a.here, command),
    );
  });

  test('the flags of run where it is left out', async () => {
    const flags = await flagsOf(a.here, 'run');
    expect(await inBash(a.here, './Application', '-')).toEqual(flags);
    expect(await inBash(a.here, './Application', 'x.conf', '--')).toEqual(flags);
  });

  const LOGS_AND_FOLDERS = ['dbg.log', 'logs', 'my logs', 'testcases'];
  const FOLDERS = ['logs', 'my logs', 'testcases'];
  test.each([
    [['gr'], ['grade']],
    [
      ['grade', ''],
      ['logs', 'my logs', 'my x.conf', 'testcases'],
    ],
    [['run', 'testcases/rea'], ['testcases/read.conf']],
    [
      ['run', 'x.conf', "'my"],
      ['my logs', 'my x.conf'],
    ],
    [
      ['grade', '--part', ''],
      ['membership', 'store'],
    ],
    [['x.conf', '--part', 's'], ['store']],
    [
      ['x.conf', '--part', '='],
      ['membership', 'store'],
    ],
    [['x.conf', '--part', '=', 'm'], ['membership']],
    [['x.conf', '--out', ''], FOLDERS],
    [['x.conf', '--seed', ''], []],
    [['locate', 'lo'], []],
    [
      ['locate', 'x', '--scenario', 'my'],
      ['my logs', 'my x.conf'],
    ],
    [['log', ''], LOGS_AND_FOLDERS],
    [['log', 'logs/'], ['logs/dbg.log']],
    [['log', '--node', ''], []],
    [
      ['completion', ''],
      ['bash', 'zsh'],
    ],
  ])('%j', async (words, expected) => {
    expect(await inBash(a.here, './Application', ...words)).toEqual(expected);
  });
});

/** What zsh's own functions are asked for, for the last of these words. */
async function inZsh(here: Folder, ...words: string[]): Promise<string[]> {
  const script = `compdef() { echo "compdef $@" }
    _describe() { echo "describe $commands" }
    _arguments() { printf '%s\\n' "$words[*] $CURRENT" "$@" }
    source ./${await fileOf(here, 'zsh')}
    words=("$@") CURRENT=$#
    _ringsim`;
  return lines(here, 'zsh', ['-f', '-c', script, 'zsh', ...words]);
}

(hasZsh ? describe : describe.skip)('zsh is asked to complete', () => {
  test('the commands first, for both names of the program', async () => {
    const found = await inZsh(a.here, './Application', '');
    expect(found[0]).toBe('compdef _ringsim Application ringsim');
    expect(found[1]).toContain('describe run:Run scenarios, write their logs grade:');
    expect(found).toContain('*:files:_files -g "*.conf"');
  });

  test.each(COMMANDS)('every flag of %s', async (command) => {
    const found = await inZsh(a.here, './Application', command, '--');
    expect(found[1]).toBe(`${command} -- 2`);
    const flags = found.map((spec) => /^(--[a-z-]+)=?\[.+\]/.exec(spec)?.[1]);
    expect(flags.filter((flag) => flag !== undefined).sort()).toEqual(
      await flagsOf(a.here, command),
    );
  });

  test('their values', async () => {
    const specs = await inZsh(a.here, './Application', 'run', '');
    expect(specs).toContain('--part=[Which part of a file to run]:part:(membership store)');
    expect(specs).toContain('--out=[Where logs go (default: here)]:out:_files -/');
    expect(specs).toContain('--seed=[Any text (default 1)]:seed: ');
  });
});

test.each(['bash', 'zsh'])('the script for %s names every command and flag', async (shell) => {
  const { stdout } = await ask(a.here, 'completion', shell);
  for (const command of COMMANDS) {
    expect(stdout).toContain(`    ${command}`);
    for (const flag of await flagsOf(a.here, command)) expect(stdout).toContain(flag);
  }
});

test.each([
  [[], /^\.\/Application: no shell is named, as in \.\/Application completion bash; see --help\n$/],
  [['fish'], /^shell: cannot be "fish": bash, zsh\n$/],
  [['bash', 'zsh'], /^\.\/Application: completions are for one of bash and zsh, as in [^\n]+\n$/],
])('refuses %j', async (args, expected) => {
  const { code, stdout, stderr } = await ask(a.here, 'completion', ...args);
  expect(stderr).toMatch(expected);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});
