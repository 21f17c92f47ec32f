import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ENVIRONMENT, LOGS, ROOT } from '../support/cli-program';

let copy: string;

/** A copy of the checkout, its dependencies there, and an npm that must not be asked. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'ringsim-make-'));
  const parts = [
    'Makefile',
    'package.json',
    'package-lock.json',
    'src',
    'Application',
    'testcases',
  ];
  for (const part of parts) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  // Links to each, not to all: whatever happens to the copy's folder, the checkout's stays.
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name === '.package-lock.json') continue;
    symlinkSync(join(ROOT, 'node_modules', name), join(copy, 'node_modules', name));
  }
  writeFileSync(join(copy, 'node_modules', '.package-lock.json'), '{}');
  mkdirSync(join(copy, 'bin'));
  writeFileSync(join(copy, 'bin', 'npm'), '#!/bin/sh\necho npm was asked >&2\nexit 1\n');
  chmodSync(join(copy, 'bin', 'npm'), 0o755);
});

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

function run(command: string, ...args: string[]): string {
  const path = `${join(copy, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const { status, stdout, stderr } = spawnSync(command, args, {
    ...{ cwd: copy, encoding: 'utf8', env: { ...ENVIRONMENT, PATH: path } },
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

const bundle = () => join(copy, 'dist', 'ringsim.js');

test('bare make builds without the network', () => {
  expect(existsSync(bundle())).toBe(false);
  run('make');
  expect(existsSync(bundle())).toBe(true);
});

test('a second make has nothing to do', () => {
  const built = statSync(bundle()).mtimeMs;
  expect(run('make')).toMatch(/Nothing to be done/);
  expect(statSync(bundle()).mtimeMs).toBe(built);
});

test('a changed source is built again', () => {
  const source = join(copy, 'src', 'cli', 'main.ts');
  writeFileSync(source, `${readFileSync(source, 'utf8')}\nconsole.log('changed');\n`);
  expect(run('make')).toContain('esbuild');
  expect(readFileSync(bundle(), 'utf8')).toContain('"changed"');
  cpSync(join(ROOT, 'src', 'cli', 'main.ts'), source);
});

test('what the course graders do: clean, make, run, for each scenario', () => {
  for (const scenario of ['create', 'singlefailure']) {
    run('make', 'clean');
    expect(LOGS.filter((log) => existsSync(join(copy, log)))).toEqual([]);
    run('make');
    run('./Application', `./testcases/${scenario}.conf`);
    expect(readFileSync(join(copy, 'dbg.log'), 'utf8')).toMatch(
      /^131\n\n 1\.0\.0\.0:0 \[0\] APP\n/,
    );
  }
});

test('make clean removes what was built and the logs, and nothing else', () => {
  run('make');
  for (const log of LOGS) writeFileSync(join(copy, log), '');
  const dependencies = readdirSync(join(copy, 'node_modules'));
  const before = readdirSync(copy);
  run('make', 'clean');
  const removed = ['dist', ...LOGS];
  expect(readdirSync(copy)).toEqual(before.filter((name) => !removed.includes(name)));
  expect(readdirSync(join(copy, 'node_modules'))).toEqual(dependencies);
  expect(existsSync(join(copy, 'Application'))).toBe(true);
});
