import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { programName } from '../../src/cli/program-name';
import { APPLICATION, folderPerTest } from '../support/cli-program';

const a = folderPerTest();

test.each([
  ['/home/me/ringsim/Application', 'linux', './Application'],
  ['/home/me/node_modules.old/Application', 'darwin', './Application'],
  ['/home/me/it/node_modules/.bin/ringsim', 'linux', 'npx ringsim'],
  ['/home/me/it/node_modules/ringsim/Application', 'linux', 'npx ringsim'],
  ['/usr/local/bin/ringsim', 'linux', 'npx ringsim'],
  ['C:\\me\\ringsim\\Application', 'win32', 'node Application'],
  ['C:\\me\\it\\node_modules\\ringsim\\Application', 'win32', 'npx ringsim'],
  ['', 'linux', './Application'],
] as const)('%s on %s is run with %s', (script, platform, name) => {
  expect(programName(script, platform)).toBe(name);
});

test.each([
  ['tool/node_modules/.bin/ringsim', 'npx ringsim'],
  ['ringsim', 'npx ringsim'],
  ['Application', './Application'],
])('started as %s, its help, messages and replays say %s', (path, name) => {
  const { here } = a;
  mkdirSync(dirname(here.at(path)), { recursive: true });
  if (path !== 'Application') symlinkSync(APPLICATION, here.at(path));
  expect(here.shell(`./${path} --help`).stdout).toContain(`\n  ${name} testcases/create.conf  `);
  expect(here.shell(`./${path} grade`).stderr).toMatch(new RegExp(`^${name}: no scenario is`));
  expect(here.shell(`./${path} --colour`).stderr).toMatch(new RegExp(`^${name}: Unknown argument`));
  expect(here.shell(`./${path} testcases/create.conf`).lastLine).toBe(
    `create earned all 3 points. Replay: ${name} run testcases/create.conf --seed 1`,
  );
});
