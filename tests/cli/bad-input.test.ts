import { mkdirSync, symlinkSync } from 'node:fs';
import { ask } from '../support/ask-program';
import { type Folder, folderPerTest, LOGS, QUICK, type Result } from '../support/cli-program';

const a = folderPerTest();

/** Runs with the logs of an earlier run around, which must survive it, and nothing else appear. */
async function refused(here: Folder, ...args: string[]): Promise<Result> {
  for (const log of LOGS) here.write(log, `${log} of an earlier run`);
  const before = here.list();
  const result = await ask(here, ...args);
  expect(here.list()).toEqual(before);
  for (const log of LOGS) expect(here.read(log)).toBe(`${log} of an earlier run`);
  expect(result.stderr).toMatch(/^[^\n]+\n$/);
  expect(result.stderr).not.toMatch(/ at .*[/\\].*:\d+:\d+\)?$|Error:/m);
  expect(result.stdout).toBe('');
  expect(result.code).toBe(2);
  return result;
}

const MEMBERSHIP = 'MAX_NNB: 10\nSINGLE_FAILURE: 1\nDROP_MSG: 1\nMSG_DROP_PROB: 0.1\n';

const WRONG_VALUES: [string, string, string][] = [
  ['no nodes', 'MAX_NNB: 0\nCRUD_TEST: CREATE\n', 'x.conf:1:10: MAX_NNB cannot be "0": a whole'],
  ['-5 nodes', 'MAX_NNB: -5\nCRUD_TEST: CREATE\n', 'x.conf:1:10: MAX_NNB cannot be "-5"'],
  ['1e3 nodes', 'MAX_NNB: 1e3\nCRUD_TEST: CREATE\n', 'x.conf:1:10: MAX_NNB cannot be "1e3"'],
  ['1001 nodes', 'MAX_NNB: 1001\nCRUD_TEST: CREATE\n', 'x.conf:1:10: MAX_NNB cannot be "1001"'],
  ['too many nodes', 'MAX_NNB: 99999999999\nCRUD_TEST: READ\n', 'a whole number from 1 to 1000'],
  ['no value', 'MAX_NNB:\nCRUD_TEST: CREATE\n', 'x.conf:1:9: MAX_NNB cannot be ""'],
  ['a probability of 1.5', MEMBERSHIP.replace('0.1', '1.5'), 'x.conf:4:16: MSG_DROP_PROB'],
  ['a probability of -0.1', MEMBERSHIP.replace('0.1', '-0.1'), 'a number from 0 to 1'],
  ['a flag of 2', MEMBERSHIP.replace('DROP_MSG: 1', 'DROP_MSG: 2'), 'x.conf:3:11: DROP_MSG'],
  ['a flag of yes', MEMBERSHIP.replace('FAILURE: 1', 'FAILURE: yes'), 'x.conf:2:17: SINGLE_FAIL'],
  ['an unknown test', 'MAX_NNB: 10\nCRUD_TEST: UPSERT\n', 'CREATE, READ, UPDATE, DELETE'],
  ['a small-letter test', 'MAX_NNB: 10\nCRUD_TEST: create\n', 'x.conf:2:12: CRUD_TEST cannot'],
  ['a missing key', 'CRUD_TEST: CREATE\n', 'MAX_NNB is missing: a whole number from 1 to 1000'],
  ['nothing to run', 'MAX_NNB: 10\n', 'CRUD_TEST is missing: one of CREATE, READ, UPDATE'],
];

test.each(WRONG_VALUES)('refuses %s', async (_, text, expected) => {
  const { here } = a;
  here.write('x.conf', text);
  expect((await refused(here, 'x.conf')).stderr).toContain(expected);
});

const WRONG_KEYS: [string, string, string][] = [
  ['a misspelt key', 'MAX_NBB: 10\nCRUD_TEST: CREATE\n', 'x.conf:1:1: unknown key "MAX_NBB", did'],
  ['a key in small letters', '  max_nnb: 10\n', 'x.conf:1:3: unknown key "max_nnb", did you mean'],
  ['an unknown key', 'MAX_NNB: 10\nCOLOUR: red\n', 'x.conf:2:1: unknown key "COLOUR", known are'],
  ['a key given twice', `${QUICK}\nMAX_NNB: 9\n`, 'x.conf:4:1: MAX_NNB is given twice, first in'],
  ['both names of a key', `${QUICK}NODES: 9\n`, 'x.conf:3:1: MAX_NNB is given twice'],
  ['a line without a colon', 'MAX_NNB 10\n', 'x.conf:1:1: expected "KEY: value"'],
  ['a colon without a key', ': 10\n', 'x.conf:1:1: expected "KEY: value"'],
];

test.each(WRONG_KEYS)('refuses %s, with what is known', async (_, text, expected) => {
  const { here } = a;
  here.write('x.conf', text);
  expect((await refused(here, 'x.conf')).stderr).toContain(expected);
});

const WRONG_FILES: [string, string | Uint8Array, string][] = [
  ['an empty file', '', 'x.conf:1:1: empty'],
  ['blank lines alone', ' \n\r\n\n', 'x.conf:1:1: empty'],
  ['comments alone', '# nothing\n', 'x.conf:1:1: empty'],
  ['a byte-order mark alone', '\ufeff', 'x.conf:1:1: empty'],
  ['a byte-order mark before a bad file', '\ufeffMAX_NBB: 10\n', 'x.conf:1:1: unknown key'],
  ['a binary file', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]), 'x.conf:1:1: a control'],
  ['what is not UTF-8', Uint8Array.from([0xff, 0xfe, 0x4d, 0]), 'x.conf:1:1: not UTF-8'],
  ['a huge file', QUICK + '#'.repeat(70_000), 'x.conf:1:1: larger than 65536 bytes'],
  ['one long line', 'A'.repeat(60_000), 'x.conf:1:1: expected'],
];

test.each(WRONG_FILES)('refuses %s', async (_, content, expected) => {
  const { here } = a;
  here.write('x.conf', content);
  const { stderr } = await refused(here, 'x.conf');
  expect(stderr).toContain(expected);
  expect(stderr.length).toBeLessThan(300);
});

test('refuses a missing file and names it', async () => {
  const { stderr } = await refused(a.here, 'missing.conf');
  expect(stderr).toBe('missing.conf:1:1: cannot be read: no such file or folder\n');
});

test('refuses a missing file in one line even where its name has two', async () => {
  await refused(a.here, 'two\nlines.conf');
});

test('refuses a folder', async () => {
  expect((await refused(a.here, 'testcases')).stderr).toContain('testcases:1:1: a folder');
});

test('refuses an empty name', async () => {
  await refused(a.here, '');
});

test('runs nothing where the last of several files is bad', async () => {
  const { here } = a;
  here.write('good.conf', QUICK);
  expect((await refused(here, 'good.conf', 'missing.conf')).stderr).toContain('missing.conf:1:1');
});

test.each(['run', 'grade', 'validate'])('%s refuses to run no file', async (command) => {
  const example = `as in ./Application ${command} testcases/create.conf`;
  expect((await refused(a.here, command)).stderr).toContain(`no scenario is named, ${example}`);
});

test('a command that comes after its file is told where it belongs', async () => {
  const { stderr } = await refused(a.here, 'testcases/read.conf', 'grade', '--seeds', '3');
  expect(stderr).toBe('grade: a command comes first: ./Application grade testcases/read.conf\n');
});

test.each([
  ['schema', 'x'],
  ['init', 'x', 'y'],
])('%s refuses words too many', async (...args) => {
  await refused(a.here, ...args);
});

const WRONG_FLAGS: [string, string[], string][] = [
  ['an unknown flag', ['--colour'], 'Unknown argument: colour'],
  ['a misspelt flag', ['--sed', '4'], 'Unknown argument: sed; did you mean --seed?'],
  ['an unknown letter', ['-x'], 'Unknown argument: x'],
  ['an unknown part', ['--part', 'both'], '--part: cannot be "both": membership, store'],
  ['a flag without its value', ['--seed'], '--seed: needs a value'],
  ['an empty seed', ['--seed', ''], '--seed: needs a value'],
  ['an empty folder', ['--out', ''], '--out: needs a value'],
  ['a seed of two lines', ['--seed', 'a\nb'], '--seed: needs 1 to 200 printable characters'],
  ['a seed without end', ['--seed', 'a'.repeat(201)], '--seed: needs 1 to 200'],
  ['two seeds', ['--seed', '1', '--seed', '2'], '--seed: given twice'],
  ['two folders', ['--out', 'a', '--out', 'b'], '--out: given twice'],
  ['one seed and many', ['--seed', '1', '--seeds', '3'], '--seed and --seeds: exclude each other'],
  ['a folder for runs without logs', ['--out', 'a', '--seeds', '3'], '--out and --seeds: exclude'],
  ['a flag with a dot', ['--out.x', 'y'], '--out'],
];

test.each(WRONG_FLAGS)('refuses %s', async (_, flags, expected) => {
  const { here } = a;
  here.write('good.conf', QUICK);
  expect((await refused(here, 'good.conf', ...flags)).stderr).toContain(expected);
});

test.each([
  [['grade', '--sed', '4'], 'did you mean --seeds?'],
  [['locate', 'x', '--scenari', 'y'], 'did you mean --scenario?'],
  [['log', 'x', '--al'], 'did you mean --all?'],
  [['completion', 'bash', '--seed', '1'], '--help lists what is allowed'],
])('names the nearest flag of the command at hand: %j', async (args, hint) => {
  expect((await refused(a.here, ...args)).stderr).toContain(hint);
});

test.each([
  ['grad', 'grade'],
  ['Grade', 'grade'],
  ['locat', 'locate'],
  ['logs', 'log'],
])('takes %s for a slip of the pen', async (word, command) => {
  const problem = `neither a command nor a file; did you mean ${command}?`;
  expect((await refused(a.here, word, 'x.conf')).stderr).toBe(`${word}: ${problem}\n`);
});

test('takes no other word, nor a file that is there, for a command', async () => {
  const { here } = a;
  expect((await refused(here, 'scenario')).stderr).toBe(
    'scenario:1:1: cannot be read: no such file or folder\n',
  );
  here.write('grad', QUICK);
  expect((await ask(here, 'grad', '--quiet')).code).toBe(0);
});

test.each(['5..1', '0', '1..', '..5', '1-5', 'all', '-3', '1..9999999999', '1e3'])(
  'refuses the seeds "%s"',
  async (seeds) => {
    const { here } = a;
    here.write('good.conf', QUICK);
    const command = seeds === '5..1' ? 'grade' : 'run';
    const { stderr } = await refused(here, command, 'good.conf', `--seeds=${seeds}`);
    expect(stderr).toContain(`--seeds: cannot be ${JSON.stringify(seeds)}: a range such as 1..200`);
  },
);

describe('an --out that cannot be written', () => {
  beforeEach(() => {
    a.here.write('good.conf', QUICK);
  });

  test('a file in the way', async () => {
    const { here } = a;
    here.write('taken', 'precious');
    const { stderr } = await refused(here, 'good.conf', '--out', 'taken');
    expect(stderr).toBe('--out taken: cannot be written: a file of that name is in the way\n');
    expect(here.read('taken')).toBe('precious');
  });

  test('a path below a file', async () => {
    const { here } = a;
    here.write('taken', 'precious');
    await refused(here, 'good.conf', '--out', 'taken/logs/deep');
    expect(here.read('taken')).toBe('precious');
  });

  test('a link to nowhere', async () => {
    const { here } = a;
    symlinkSync('nowhere', here.at('link'));
    await refused(here, 'good.conf', '--out', 'link');
  });

  if (process.platform === 'linux') {
    test('a folder that the system refuses to make', async () => {
      await refused(a.here, 'good.conf', '--out', '/proc/x');
    });
  }

  test.each(LOGS)(
    'a folder where %s belongs, which costs the other logs nothing',
    async (taken) => {
      const { here } = a;
      mkdirSync(here.at('logs', taken), { recursive: true });
      const others = LOGS.filter((log) => log !== taken);
      for (const log of others) here.write(`logs/${log}`, 'of an earlier run');
      const { stderr, code } = await ask(here, 'good.conf', '--out', 'logs');
      expect(stderr).toMatch(/^--out logs: cannot be written: [^\n]+\n$/);
      expect(code).toBe(2);
      expect(here.list('logs')).toEqual(LOGS);
      const lost = others.filter((log) => here.read('logs', log) !== 'of an earlier run');
      expect(lost).toEqual([]);
    },
  );
});

describe('what may stand in a file', () => {
  const fingerprintOf = async (text: string) => {
    const { here } = a;
    here.write('x.conf', text);
    const { code, stderr, fingerprint } = await ask(here, 'x.conf');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return fingerprint;
  };

  test('a byte-order mark, CRLF, blanks, comments, any order, the old name of a key', async () => {
    const plain = await fingerprintOf(QUICK);
    expect(await fingerprintOf(`\ufeff${QUICK}`)).toBe(plain);
    expect(await fingerprintOf(QUICK.replaceAll('\n', '\r\n'))).toBe(plain);
    expect(await fingerprintOf('# a test\n\n\tCRUD_TEST :CREATE \t\n\n  MAX_NNB:3 # three')).toBe(
      plain,
    );
    expect(await fingerprintOf('NODES: 3\nCRUD_TEST: CREATE')).toBe(plain);
  });
});
