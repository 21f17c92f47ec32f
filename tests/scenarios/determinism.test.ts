import { runScenario } from '../../src/application/application';
import { courseScenario } from '../support/cli-course';
import { Folder, LOGS } from '../support/cli-program';

const FILE = 'testcases/update.conf';
const SEED = 'one seed';
const ENVIRONMENTS: [string, NodeJS.ProcessEnv][] = [
  ['another process and folder', {}],
  ['another time zone', { TZ: 'Pacific/Kiritimati' }],
  ['another locale', { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
  ['an engine that only interprets', { NODE_OPTIONS: '--jitless' }],
];

const folders: Folder[] = [];
function newFolder(): Folder {
  const folder = new Folder();
  folders.push(folder);
  return folder;
}

let logs: string[];
let fingerprint: string;

beforeAll(() => {
  const here = newFolder();
  fingerprint = here.run(FILE, '--seed', SEED).fingerprint;
  logs = LOGS.map((log) => here.read(log));
});

afterAll(() => {
  for (const folder of folders) folder.remove();
});

test.each(ENVIRONMENTS)('the same logs and fingerprint in %s', (_, env) => {
  const here = newFolder();
  expect(here.runWith(env, FILE, '--seed', SEED).fingerprint).toBe(fingerprint);
  for (const [index, log] of LOGS.entries()) expect(here.read(log) === logs[index]).toBe(true);
});

test('the same logs after other runs in the same process', () => {
  const here = newFolder();
  const others = ['testcases/multifailure.conf', 'testcases/read.conf', FILE];
  const { stdout } = here.run(...others, FILE, '--seed', SEED);
  expect(stdout.split(fingerprint)).toHaveLength(3);
  for (const folder of ['update', 'update-2']) {
    const written = LOGS.map((log) => here.read(folder, log));
    expect(written.map((log, index) => log === logs[index])).toEqual([true, true, true]);
  }
});

test('the same fingerprint in this process, before and after other runs', () => {
  const update = courseScenario('update');
  expect(runScenario(update, SEED).fingerprint).toBe(fingerprint);
  runScenario(courseScenario('multifailure'), SEED);
  expect(runScenario(update, SEED).fingerprint).toBe(fingerprint);
});

test('the same fingerprint whether or not anybody looks at the events', () => {
  const kinds = ['sent', 'delivered', 'timer', 'stored', 'note'];
  const watched = runScenario(courseScenario('update'), SEED, [{ kinds, on: () => undefined }]);
  expect(watched.fingerprint).toBe(fingerprint);
});

test('the same fingerprint at any length of slices', () => {
  const here = newFolder();
  const { stdout } = here.run(FILE, '--seed', SEED, '--json');
  const { run } = JSON.parse(stdout) as { run: unknown };
  const whole = runScenario(courseScenario('update'), SEED);
  expect(run).toEqual(JSON.parse(JSON.stringify(whole)));
});

test('another seed is another run', () => {
  const here = newFolder();
  expect(here.run(FILE, '--seed', `${SEED}.`).fingerprint).not.toBe(fingerprint);
});
