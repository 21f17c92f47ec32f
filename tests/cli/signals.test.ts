import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { APPLICATION, ENVIRONMENT, type Folder, folderPerTest, LOGS } from '../support/cli-program';

const a = folderPerTest();

const LARGE = 'MAX_NNB: 1000\nSINGLE_FAILURE: 0\n';
const POLL_MS = 5;

/** Starts the program and waits until its temporary files are there. */
async function startedLongRun(here: Folder, folder: string): Promise<ChildProcess> {
  const args = [APPLICATION, 'large.conf', '--out', folder];
  const child = spawn(process.execPath, args, {
    ...{ cwd: here.path, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  const temporaries = () => here.list(folder).filter((name) => name.endsWith('.tmp'));
  while (temporaries().length < LOGS.length) {
    if (child.exitCode !== null) throw new Error(`ended early, with ${child.exitCode}`);
    await pause(POLL_MS);
  }
  return child;
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s leaves the earlier logs and nothing half-written', async (signal, code) => {
  const { here } = a;
  here.write('large.conf', LARGE);
  for (const log of LOGS) here.write(log, `${log} of an earlier run`);
  const before = here.list();
  const child = await startedLongRun(here, '.');
  let stderr = '';
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  child.kill(signal);
  const [ended] = (await once(child, 'close')) as [number | null];
  expect(here.list()).toEqual(before);
  for (const log of LOGS) expect(here.read(log)).toBe(`${log} of an earlier run`);
  expect(ended).toBe(code);
  expect(stderr).toBe('');
});

test('two runs at once in one folder do not write into each other', async () => {
  const { here } = a;
  here.write('large.conf', LARGE);
  const child = await startedLongRun(here, '.');
  const other = here.run('testcases/create.conf');
  expect(other.code).toBe(0);
  const written = here.read('dbg.log');
  child.kill('SIGINT');
  await once(child, 'close');
  expect(here.read('dbg.log')).toBe(written);
  expect(here.list()).toEqual([...LOGS, 'large.conf'].sort());
});
