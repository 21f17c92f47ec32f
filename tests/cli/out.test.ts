import { mkdirSync } from 'node:fs';
import { ask } from '../support/ask-program';
import { folderPerTest, LOGS, QUICK } from '../support/cli-program';

const a = folderPerTest();

beforeEach(() => {
  a.here.write('x.conf', QUICK);
});

test('--out makes the folder, however deep, and writes there alone', async () => {
  const { here } = a;
  expect((await ask(here, 'x.conf', '--out', 'logs/of/today')).code).toBe(0);
  expect(here.list('logs/of/today')).toEqual(LOGS);
  expect(here.list()).toEqual(['logs', 'x.conf']);
});

test('--out takes an absolute path and a folder that is there', async () => {
  const { here } = a;
  mkdirSync(here.at('logs'));
  expect((await ask(here, 'x.conf', '--out', here.at('logs'))).code).toBe(0);
  expect(here.list('logs')).toEqual(LOGS);
});

test('a later run replaces the logs of an earlier one', async () => {
  const { here } = a;
  here.write('dbg.log', 'of an earlier run');
  await ask(here, 'x.conf');
  expect(here.read('dbg.log').slice(0, 4)).toBe('131\n');
});

test('each of several files gets a folder named for it, with what it writes alone', async () => {
  const { here } = a;
  here.write('y.conf', QUICK.replace('3', '4'));
  expect((await ask(here, 'x.conf', 'y.conf', '--out', 'logs')).code).toBe(0);
  expect(here.list('logs')).toEqual(['x', 'y']);
  for (const name of ['x', 'y']) {
    expect(here.list('logs', name)).toEqual(LOGS);
    await ask(here, `${name}.conf`, '--out', 'alone');
    for (const log of LOGS) expect(here.read('logs', name, log)).toBe(here.read('alone', log));
  }
});

test('files of the same name get folders of their own', async () => {
  const { here } = a;
  for (const [folder, name, nodes] of [
    ...[['a', 'x', '3'] as const, ['b', 'x', '4'] as const],
    ...[['c', 'x-2', '5'] as const, ['d', 'x', '6'] as const],
  ]) {
    mkdirSync(here.at(folder));
    here.write(`${folder}/${name}.conf`, QUICK.replace('3', nodes));
  }
  const files = ['a/x.conf', 'b/x.conf', 'c/x-2.conf', 'd/x.conf'];
  const { stdout, code } = await ask(here, ...files, '--json', '--out', 'logs');
  expect(code).toBe(0);
  const documents = JSON.parse(stdout) as { logs: string; run: { scenario: unknown } }[];
  expect(new Set(documents.map(({ logs }) => logs)).size).toBe(4);
  for (const [index, { logs }] of documents.entries()) {
    expect(here.read(logs, 'msgcount.log').split('sent_total')).toHaveLength(index + 4);
  }
});

test('no name of a file leads out of --out', async () => {
  const { here } = a;
  here.write('...conf', QUICK);
  await ask(here, '...conf', 'x.conf', '--out', 'logs');
  expect(here.list()).toEqual(['...conf', 'logs', 'x.conf']);
});

test('a dozen files in one call are nothing to warn of', async () => {
  const { here } = a;
  const { stderr, code } = await ask(
    here,
    ...Array<string>(12).fill('x.conf'),
    '--quiet',
    '--out',
    'all',
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(here.list('all')).toHaveLength(12);
});
