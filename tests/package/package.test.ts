import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENT, Result, ROOT } from '../support/cli-program';

/** An empty project that has installed the tarball and nothing else. */
let project = '';
let packed: string[] = [];

/** npm keeps where packages come from in its own variables. */
const NPM = Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name));

function run(command: string, ...args: string[]): Result {
  return new Result(
    spawnSync(command, args, {
      ...{ cwd: project, encoding: 'utf8', maxBuffer: 1 << 28 },
      env: { ...ENVIRONMENT, ...Object.fromEntries(NPM) },
    }),
  );
}

function mustRun(command: string, ...args: string[]): Result {
  const result = run(command, ...args);
  if (result.code !== 0) throw new Error(`${command}: ${result.stdout}\n${result.stderr}`);
  return result;
}

function write(name: string, content: string): void {
  writeFileSync(join(project, name), content);
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'ringsim-package-'));
  mustRun('npm', 'pack', '--silent', '--pack-destination', project, ROOT);
  const names = mustRun('npm', 'pack', '--silent', '--ignore-scripts', '--dry-run', '--json', ROOT);
  const [tarball] = names.json() as Packed[];
  packed = tarball!.files.map(({ path }) => path);
  write('package.json', '{ "name": "empty", "private": true }');
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund'];
  mustRun('npm', 'install', ...quiet, join(project, tarball!.filename));
}, 120_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

test('the tarball holds the bundles, their types, the scenarios, their schema and three documents', () => {
  const others = packed.filter(
    (path) => !/^(types\/.*\.d\.ts|testcases\/[a-z-]+\.(conf|yaml))$/.test(path),
  );
  expect(others.sort()).toEqual([
    ...['CHANGELOG.md', 'LICENSE', 'README.md'],
    ...['dist/index.js', 'dist/jest.js', 'dist/ringsim.js', 'package.json'],
    'scenario.schema.json',
  ]);
  expect(packed).toContain('types/index.d.ts');
  expect(packed).toContain('types/jest/index.d.ts');
  expect(packed).toContain('testcases/create.conf');
  expect(packed).toContain('testcases/minority.yaml');
});

test('npx ringsim does what node Application does', () => {
  const conf = join('node_modules', 'ringsim', 'testcases', 'create.conf');
  const installed = mustRun('npx', '--no-install', 'ringsim', conf);
  const here = mustRun(process.execPath, join(ROOT, 'Application'), conf);
  expect(installed.fingerprint).toBe(here.fingerprint);
  expect(installed.replay).toBe(`npx ringsim run ${conf} --seed 1`);
  expect(
    mustRun('npx', '--no-install', 'ringsim', ...installed.replay.split(' ').slice(2)),
  ).toEqual(expect.objectContaining({ code: 0 }));
});

const EXAMPLE = `
const sim = simulation(cluster({ nodes: 5, store: true, durationTicks: 120 }), { seed: '7' });
sim.runUntil(60);
sim.node('n3').create('k', 'v');
sim.crash('n4');
const run = sim.finish();
console.log(run.fingerprint, run.operations[0].outcome);
`;

test('require and import give the same library', () => {
  write('common.cjs', `const { cluster, simulation } = require('ringsim');${EXAMPLE}`);
  write('module.mjs', `import { cluster, simulation } from 'ringsim';${EXAMPLE}`);
  const common = mustRun(process.execPath, 'common.cjs');
  expect(common.stdout).toMatch(/^[0-9a-f]{16} ok\n$/);
  expect(mustRun(process.execPath, 'module.mjs').stdout).toBe(common.stdout);
});

test('scenario files load, and what is wrong with one is an InputError', () => {
  write('bad.conf', 'MAX_NNB: ten\n');
  write(
    'load.cjs',
    `const { InputError, loadScenario, runScenario } = require('ringsim');
    const scenario = loadScenario('node_modules/ringsim/testcases/read.conf');
    console.log(runScenario(scenario).grade.points);
    try { loadScenario('bad.conf'); } catch (error) {
      console.log(error instanceof InputError, error.message);
    }`,
  );
  expect(mustRun(process.execPath, 'load.cjs').lines).toEqual([
    '40',
    'true bad.conf:1:10: MAX_NNB cannot be "ten": a whole number from 1 to 1000',
  ]);
});

/** What the matchers' own tests cover in full: here, that they are found and work. */
const JEST_BODY = `
test('n4 is removed', () => {
  const sim = simulation(cluster({ nodes: 5, durationTicks: 150 })).runUntil(60);
  sim.crash('n4');
  const run = sim.finish();
  expect(run).toHaveRemoved('n4', { by: 'all', within: 30 });
  expect(run).not.toHaveFalseRemovals();
  expect(() => expect(run).toHaveRemoved('n1')).toThrow('n1 did not fail');
});
test.seeds(3)('all join', ({ seed }) => {
  expect(runScenario(cluster({ nodes: 4, durationTicks: 50 }), { seed })).toHaveJoined();
});
`;

function runJest(file: string, config: object): Result {
  write('jest.config.json', JSON.stringify({ testEnvironment: 'node', ...config }));
  // jest itself is not installed there: what counts is what it finds from the project.
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  return run(process.execPath, '--experimental-vm-modules', '--no-warnings', jest, '--ci', file);
}

test.each([
  [
    'registered by an import, in a module',
    'import.test.mjs',
    `import { expect, jest } from '@jest/globals';
    import { test } from 'ringsim/jest';
    import { cluster, runScenario, simulation } from 'ringsim';${JEST_BODY}`,
    { testMatch: ['**/*.test.mjs'], transform: {} },
  ],
  [
    'registered by require, with globals',
    'require.test.cjs',
    `require('ringsim/jest');
    const { cluster, runScenario, simulation } = require('ringsim');${JEST_BODY}`,
    { testMatch: ['**/*.test.cjs'], transform: {} },
  ],
  [
    'registered by setupFilesAfterEnv',
    'setup.test.js',
    `const { cluster, runScenario, simulation } = require('ringsim');${JEST_BODY}`,
    { setupFilesAfterEnv: ['ringsim/jest'], transform: {} },
  ],
  [
    'without globals',
    'noglobals.test.js',
    `const { expect } = require('@jest/globals');
    const { test } = require('ringsim/jest');
    const { cluster, runScenario, simulation } = require('ringsim');${JEST_BODY}`,
    { injectGlobals: false, transform: {} },
  ],
])('the matchers are there %s', (_, file, content, config) => {
  write(file, content);
  const { code, stderr } = runJest(file, config);
  expect(stderr).toContain('Tests:       4 passed, 4 total');
  expect(code).toBe(0);
});

test('what init writes holds and passes', () => {
  expect(mustRun('npx', '--no-install', 'ringsim', 'init').lastLine).toBe(
    'Written. To run it: npx ringsim run scenario.yaml; to test it: npx jest',
  );
  mustRun('npx', '--no-install', 'ringsim', 'run', 'scenario.yaml', '--quiet');
  const { code, stderr } = runJest('scenario.test.js', { transform: {} });
  expect(stderr).toContain('Tests:       5 passed, 5 total');
  expect(code).toBe(0);
});

/** Compiles with nothing left out: the types of libraries are checked, too. */
function compile(files: readonly string[], types: readonly string[]): Result {
  const compilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: false, types },
    ...{ module: 'node20', moduleResolution: 'node16', target: 'ES2022', lib: ['ES2022'] },
    ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  };
  write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  return run(process.execPath, tsc, '-p', '.');
}

const TYPED = `
import { cluster, type MemberEvent, type Run, type SimulationEvent, simulation } from 'ringsim';
const run: Run = simulation(cluster({ nodes: 5 }), { seed: '7' }).finish();
const removed: readonly MemberEvent[] = run.events.where({ kind: 'removed', node: 'n1' });
const member: \`n\${number}\` | undefined = removed[0]?.member;
for (const event of run.events) {
  const any: SimulationEvent = event;
  if (any.kind === 'completed') { const outcome: 'ok' | 'fail' | 'unknown' = any.outcome; void outcome; }
}
// @ts-expect-error a seed is text
simulation(cluster({ nodes: 5 }), { seed: 7 });
void member;
`;

test('strict TypeScript compiles, as a script of each kind', () => {
  const files = ['typed.ts', 'typed.mts', 'typed.cts'];
  for (const file of files) write(file, TYPED);
  expect(compile(files, [])).toMatchObject({ code: 0, stdout: '' });
});

const TYPED_MATCHERS = `
  const run = runScenario(cluster({ nodes: 5 }), { seed });
  expect(run).toHaveRemoved('n4', { by: 'all', within: 30 });
  expect(run).not.toHaveFalseRemovals();
  expect(run).toHaveJoined('n1', { by: ['n2'] });
  expect(run).toReplicate('k', { copies: 3, within: 30 });
  expect(run).toHaveOutcome('T1', { outcome: 'ok', value: expect.any(String) });
  expect(run).toHaveEventsInOrder([{ kind: 'crashed' }, expect.objectContaining({ node: 'n1' })]);
  // @ts-expect-error within is a number
  expect(run).toHaveRemoved('n4', { within: '30' });
`;

/** jest's types, as an install of them would lie there. */
function installTypes(...names: string[]): void {
  for (const name of ['expect', ...names]) {
    const place = join(project, 'node_modules', name);
    mkdirSync(join(place, '..'), { recursive: true });
    if (!existsSync(place)) symlinkSync(join(ROOT, 'node_modules', name), place, 'dir');
  }
}

test('the matchers have types with those of @types/jest', () => {
  installTypes('@types/jest');
  write(
    'matchers.ts',
    `import 'ringsim/jest';
    import { cluster, runScenario } from 'ringsim';
    test.seeds(200)('x', ({ seed }) => {${TYPED_MATCHERS}});
    test.only.seeds(['7'])('x', () => undefined);
    it.skip.seeds(2)('x', () => undefined);
    test.failing.seeds(2)('x', () => undefined);`,
  );
  expect(compile(['matchers.ts'], ['jest'])).toMatchObject({ code: 0, stdout: '' });
});

test('the matchers have types with those of @jest/globals', () => {
  // jest's own types lean on node's.
  installTypes('@jest/globals', '@types/node');
  write(
    'globals.ts',
    `import { expect } from '@jest/globals';
    import { test } from 'ringsim/jest';
    import { cluster, runScenario } from 'ringsim';
    test.seeds(200)('x', ({ seed }) => {${TYPED_MATCHERS}});
    test.only.seeds(['7'])('x', () => undefined);
    test.failing.seeds(2)('x', () => undefined);`,
  );
  expect(compile(['globals.ts'], ['node'])).toMatchObject({ code: 0, stdout: '' });
});

test('the README of the tarball is that of the project', () => {
  const installed = join(project, 'node_modules', 'ringsim', 'README.md');
  expect(readFileSync(installed, 'utf8')).toBe(readFileSync(join(ROOT, 'README.md'), 'utf8'));
});
