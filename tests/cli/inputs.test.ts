import { mkdirSync, symlinkSync } from 'node:fs';
import { ask } from '../support/ask-program';
import { folderPerTest, QUICK } from '../support/cli-program';

const a = folderPerTest();

/** Where a scenario is read from, by the name that is given for it, and what would write over it. */
test.each<[what: string, scenario: string, flags: readonly string[], expected: string]>([
  ['--events', 'x.conf', ['--events', 'x.conf'], '--events x.conf: would write over x.conf'],
  [
    '--events by another path',
    'x.conf',
    ['--events', './sub/../x.conf'],
    '--events ./sub/../x.conf: would write over x.conf',
  ],
  [
    '--events through a link to it',
    'x.conf',
    ['--events', 'link.conf'],
    '--events link.conf: would write over link.conf',
  ],
  [
    '--events at what a link that is given leads to',
    'link.conf',
    ['--events', 'x.conf'],
    '--events x.conf: would write over x.conf',
  ],
  ['--events in a folder by its link', 'x.conf', ['--events', 'here/x.conf'], 'here/x.conf, which'],
  ['--out', 'sub/dbg.log', ['--out', 'sub'], '--out sub: would write over sub/dbg.log'],
  ['the logs themselves', 'stats.log', [], '--out .: would write over stats.log'],
  ['--save', 'sub/run.json', ['--save', 'sub'], '--save sub: would write over sub/run.json'],
])('%s never writes over a scenario', async (_, scenario, flags, expected) => {
  const { here } = a;
  mkdirSync(here.at('sub'));
  symlinkSync('.', here.at('here'));
  symlinkSync('x.conf', here.at('link.conf'));
  const files = ['x.conf', 'sub/dbg.log', 'sub/run.json', 'stats.log'];
  for (const name of files) here.write(name, QUICK);
  const before = [here.list(), here.list('sub')];
  const { code, stdout, stderr } = await ask(here, 'run', scenario, ...flags);
  expect(stderr).toContain(expected);
  expect(stderr).toMatch(/^[^\n]+, which is read\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const name of files) expect(here.read(name)).toBe(QUICK);
  expect([here.list(), here.list('sub')]).toEqual(before);
});

test('of several scenarios none is written over by the logs of another', async () => {
  const { here } = a;
  mkdirSync(here.at('x'));
  here.write('x.conf', QUICK);
  here.write('x/stats.log', QUICK);
  const { code, stderr } = await ask(here, 'run', 'x.conf', 'x/stats.log');
  expect(stderr).toBe('--out x: would write over x/stats.log, which is read\n');
  expect(code).toBe(2);
  expect(here.read('x/stats.log')).toBe(QUICK);
});

test('--events is no other name for a file that the run itself writes', async () => {
  const { here } = a;
  here.write('x.conf', QUICK);
  symlinkSync('.', here.at('here'));
  const { code, stderr } = await ask(here, 'run', 'x.conf', '--events', 'here/dbg.log');
  expect(stderr).toBe('--events here/dbg.log: the run itself writes that file\n');
  expect(code).toBe(2);
});

test('an earlier file of events is written anew', async () => {
  const { here } = a;
  here.write('x.conf', QUICK);
  here.write('e', 'old');
  expect((await ask(here, 'run', 'x.conf', '--events', 'e')).code).toBe(0);
  expect(here.read('e')).toMatch(/^\{"format":"ringsim events"/);
});
