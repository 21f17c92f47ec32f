/** Every way that jest finds the matchers by, and every kind of script that the types are for. */

import { InstalledPackage, TYPED, TYPED_MATCHERS } from '../support/installed-package';

let project: InstalledPackage;

beforeAll(() => {
  project = new InstalledPackage();
}, 120_000);

afterAll(() => {
  project.remove();
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
  project.write(file, content);
  const { code, stderr } = project.runJest(file, config);
  expect(stderr).toContain('Tests:       4 passed, 4 total');
  expect(code).toBe(0);
});

test('strict TypeScript compiles, as a script of each kind', () => {
  const files = ['typed.ts', 'typed.mts', 'typed.cts'];
  for (const file of files) project.write(file, TYPED);
  expect(project.compile(files, [])).toMatchObject({ code: 0, stdout: '' });
});

test('the matchers have types with those of @jest/globals', () => {
  // jest's own types lean on node's.
  project.installTypes('@jest/globals', '@types/node');
  project.write(
    'globals.ts',
    `import { expect } from '@jest/globals';
    import { test } from 'ringsim/jest';
    import { cluster, runScenario } from 'ringsim';
    test.seeds(200)('x', ({ seed }) => {${TYPED_MATCHERS}});
    test.only.seeds(['7'])('x', () => undefined);
    test.failing.seeds(2)('x', () => undefined);`,
  );
  expect(project.compile(['globals.ts'], ['node'])).toMatchObject({ code: 0, stdout: '' });
});

test('strict TypeScript compiles, the matchers with the types of @types/jest', () => {
  project.installTypes('@types/jest');
  project.write('typed.ts', TYPED);
  project.write(
    'matchers.ts',
    `import 'ringsim/jest';
    import { cluster, runScenario } from 'ringsim';
    test.seeds(200)('x', ({ seed }) => {${TYPED_MATCHERS}});
    test.only.seeds(['7'])('x', () => undefined);
    it.skip.seeds(2)('x', () => undefined);
    test.failing.seeds(2)('x', () => undefined);`,
  );
  const compiled = project.compile(['typed.ts', 'matchers.ts'], ['jest']);
  expect(compiled).toMatchObject({ code: 0, stdout: '' });
});
