import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/cli-program';
import { InstalledPackage } from '../support/installed-package';

/** What npx starts. */
const PROGRAM = join('node_modules', '.bin', 'ringsim');

let project: InstalledPackage;

beforeAll(() => {
  project = new InstalledPackage();
}, 120_000);

afterAll(() => {
  project.remove();
});

test('the tarball holds the bundles, their types, the scenarios, their schema and three documents', () => {
  const others = project.packed.filter(
    (path) => !/^(types\/.*\.d\.ts|testcases\/([a-z]+\/)?[\w.-]+\.(conf|yaml))$/.test(path),
  );
  expect(others.sort()).toEqual([
    ...['CHANGELOG.md', 'LICENSE', 'README.md'],
    ...['dist/index.js', 'dist/jest.js', 'dist/ringsim.js', 'package.json'],
    'scenario.schema.json',
  ]);
  expect(project.packed).toContain('types/index.d.ts');
  expect(project.packed).toContain('types/jest/index.d.ts');
  expect(project.packed).toContain('testcases/create.conf');
  expect(project.packed).toContain('testcases/minority.yaml');
});

test('npx ringsim does what node Application does', () => {
  const conf = join('node_modules', 'ringsim', 'testcases', 'create.conf');
  const installed = project.mustRun('npx', '--no-install', 'ringsim', conf);
  const here = project.mustRun(process.execPath, join(ROOT, 'Application'), conf);
  expect(installed.fingerprint).toBe(here.fingerprint);
  expect(installed.replay).toBe(`npx ringsim run ${conf} --seed 1`);
  expect(
    project.mustRun('npx', '--no-install', 'ringsim', ...installed.replay.split(' ').slice(2)),
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
  project.write('common.cjs', `const { cluster, simulation } = require('ringsim');${EXAMPLE}`);
  project.write('module.mjs', `import { cluster, simulation } from 'ringsim';${EXAMPLE}`);
  const common = project.mustRun(process.execPath, 'common.cjs');
  expect(common.stdout).toMatch(/^[0-9a-f]{16} ok\n$/);
  expect(project.mustRun(process.execPath, 'module.mjs').stdout).toBe(common.stdout);
});

test('scenario files load, and what is wrong with one is an InputError', () => {
  project.write('bad.conf', 'MAX_NNB: ten\n');
  project.write(
    'load.cjs',
    `const { InputError, loadScenario, runScenario } = require('ringsim');
    const scenario = loadScenario('node_modules/ringsim/testcases/read.conf');
    console.log(runScenario(scenario).grade.points);
    try { loadScenario('bad.conf'); } catch (error) {
      console.log(error instanceof InputError, error.message);
    }`,
  );
  expect(project.mustRun(process.execPath, 'load.cjs').lines).toEqual([
    '40',
    'true bad.conf:1:10: MAX_NNB cannot be "ten": a whole number from 1 to 1000',
  ]);
});

test('what init writes holds and passes', () => {
  expect(project.mustRun(PROGRAM, 'init').lastLine).toBe(
    'Written. To run it: npx ringsim run scenario.yaml; to test it: npx jest',
  );
  project.mustRun(PROGRAM, 'run', 'scenario.yaml', '--quiet');
  const { code, stderr } = project.runJest('scenario.test.js', { transform: {} });
  expect(stderr).toContain('Tests:       5 passed, 5 total');
  expect(code).toBe(0);
});

test('the README of the tarball is that of the project', () => {
  expect(project.read('README.md')).toBe(readFileSync(join(ROOT, 'README.md'), 'utf8'));
});
