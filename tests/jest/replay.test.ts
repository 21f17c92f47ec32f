/** `test.seeds` in a project of its own, and its replay lines through a shell. */

import { ROOT } from '../support/cli-program';
import { JestProject, type TestEnd } from '../support/jest-project';

const LIBRARY = JSON.stringify(`${ROOT}/dist/index.js`);
const ODD_NAME = `it's "50%" of (a|b) [c] $HOME \\ ^x? \``;
const ODD_FILE = 'an odd (name) + [id].test.js';

const FILES = {
  'loss.test.js': `
const { cluster, runScenario } = require(${LIBRARY});
const network = { loss: { probability: 1, firstTick: 0, lastTick: 9 } };
test.seeds(['1', 'seven', '3'])('all join', ({ seed }) => {
  const lossy = seed === 'seven' ? { network } : {};
  const run = runScenario(cluster({ nodes: 3, durationTicks: 9, ...lossy }), { seed });
  expect(run).toHaveJoined();
});
`,
  [ODD_FILE]: `
describe('in a group', () => {
  test.seeds(4)(${JSON.stringify(ODD_NAME)}, async ({ seed }) => {
    await null;
    if (seed === '2') throw new Error('two');
    if (seed === '3') throw 'three';
  });
  test.seeds(4)('another', () => {});
});
`,
  'only.test.js': `
test.only.seeds(3)('only', ({ seed }) => expect(seed).not.toBe('2'));
test.seeds(2)('other', () => { throw new Error('not to be run'); });
`,
  'skip.test.js': `
test.skip.seeds(3)('skipped', () => { throw new Error('not to be run'); });
test.seeds(2)('other', () => {});
`,
  'failing.test.js': `
test.failing.seeds(['1', '2'])('fails', ({ seed }) => expect(seed).toBe('3'));
test.failing.seeds(['1', '2'])('passes for 2', ({ seed }) => expect(seed).toBe('2'));
`,
  'forms.test.js': `
const globals = require('@jest/globals');
it.seeds(1)('it', ({ seed }) => expect(seed).toBe('1'));
globals.test.seeds(1)('from @jest/globals', ({ seed }) => expect(seed).toBe('1'));
xtest.seeds(1)('xtest', () => { throw new Error('not to be run'); });
`,
};

let project: JestProject;
let ends: Map<string, TestEnd>;

beforeAll(() => {
  project = new JestProject(FILES);
  ends = project.run();
}, 60_000);

afterAll(() => {
  project.remove();
});

function statuses(file: string, of = ends): Record<string, string> {
  const own = [...of].filter(([name]) => name.startsWith(`${file}: `));
  return Object.fromEntries(own.map(([name, { status }]) => [name.slice(file.length + 2), status]));
}

/** The last line of a failure's message, before the frames of its stack. */
function lastLine(name: string): string {
  const [failure] = ends.get(name)!.failureMessages;
  return failure!
    .split(/\n +at /)[0]!
    .split('\n')
    .at(-1)!;
}

/** Those that were run at all. */
function executed(of: Map<string, TestEnd>): Map<string, TestEnd> {
  return new Map([...of].filter(([, { status }]) => status !== 'pending'));
}

test('one seed fails, and only that one', () => {
  expect(statuses('loss.test.js')).toEqual({
    ...{ 'all join, seed 1': 'passed', 'all join, seed seven': 'failed' },
    'all join, seed 3': 'passed',
  });
});

test('its failure ends with a command that runs that seed alone, and fails as it did', () => {
  const name = 'loss.test.js: all join, seed seven';
  const line = lastLine(name);
  expect(line).toBe("Replay: RINGSIM_SEED=seven npx jest loss.test.js -t '^all join, seed seven$'");
  const again = project.shell(line.replace('Replay: ', ''));
  expect([...again.keys()]).toEqual([name]);
  const [failure] = again.get(name)!.failureMessages;
  expect(failure).toBe(ends.get(name)!.failureMessages[0]);
  expect(failure).toContain('expect(run).toHaveJoined()');
}, 30_000);

test('names that a shell and jest would misread are replayed as well', () => {
  const prefix = `in a group ${ODD_NAME}`;
  expect(statuses(ODD_FILE)).toEqual({
    [`${prefix}, seed 1`]: 'passed',
    [`${prefix}, seed 2`]: 'failed',
    [`${prefix}, seed 3`]: 'failed',
    [`${prefix}, seed 4`]: 'passed',
    ...Object.fromEntries([1, 2, 3, 4].map((i) => [`in a group another, seed ${i}`, 'passed'])),
  });
  const failed = `${ODD_FILE}: ${prefix}, seed 3`;
  const again = project.shell(lastLine(failed).replace('Replay: ', ''));
  expect([...executed(again).keys()]).toEqual([failed]);
  expect(again.get(failed)!.failureMessages[0]).toMatch(/^Error: thrown: three\n\nReplay: /);
}, 30_000);

test('.only', () => {
  expect(statuses('only.test.js')).toEqual({
    ...{ 'only, seed 1': 'passed', 'only, seed 2': 'failed', 'only, seed 3': 'passed' },
    ...{ 'other, seed 1': 'pending', 'other, seed 2': 'pending' },
  });
  expect(lastLine('only.test.js: only, seed 2')).toContain('Replay: RINGSIM_SEED=2 npx jest');
});

test('.skip', () => {
  expect(statuses('skip.test.js')).toEqual({
    ...{ 'skipped, seed 1': 'pending', 'skipped, seed 2': 'pending' },
    ...{ 'skipped, seed 3': 'pending', 'other, seed 1': 'passed', 'other, seed 2': 'passed' },
  });
});

test('.failing', () => {
  expect(statuses('failing.test.js')).toEqual({
    ...{ 'fails, seed 1': 'passed', 'fails, seed 2': 'passed' },
    ...{ 'passes for 2, seed 1': 'passed', 'passes for 2, seed 2': 'failed' },
  });
});

test("every spelling of jest's test has seeds", () => {
  expect(statuses('forms.test.js')).toEqual({
    ...{ 'it, seed 1': 'passed', 'from @jest/globals, seed 1': 'passed' },
    'xtest, seed 1': 'pending',
  });
});
