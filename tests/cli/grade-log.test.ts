import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  BARE_LOGS,
  fileOf,
  WRITTEN_LOGS,
  WRITTEN_NAMES,
  type WrittenName,
} from '../grade/written-logs';
import { ask, askCommand } from '../support/ask-program';
import { type Folder, folderPerTest, type Result, SCENARIOS } from '../support/cli-program';

const a = folderPerTest();

function fullMarks(name: WrittenName): string {
  return fileOf(WRITTEN_LOGS[name].lines.map(({ text }) => text));
}

/** Writes a log, making the folders it is in. */
function put(here: Folder, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(here.at(path)), { recursive: true });
  writeFileSync(here.at(path), content);
}

function cells(line = ''): string[] {
  return line.split(/ {2,}/);
}

describe('one log', () => {
  test.each(WRITTEN_NAMES)(
    'a log of %s that was written by hand earns every point',
    async (name) => {
      const { here } = a;
      here.write('dbg.log', fullMarks(name));
      const scenario = `testcases/${name}.conf`;
      const { code, stderr, firstLine, lastLine } = await ask(
        here,
        'grade',
        '--log',
        'dbg.log',
        '--scenario',
        scenario,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(firstLine).toBe(`Grading dbg.log as ${name}, 10 nodes: ${scenario}`);
      const { of } = WRITTEN_LOGS[name];
      const again = `./Application grade --log dbg.log --scenario ${scenario}`;
      expect(lastLine).toBe(`Earned all ${of} points. Again: ${again}`);
      expect(here.list()).toEqual(['dbg.log']);
    },
  );

  test('says of each lost point which lines were expected and which were found instead', async () => {
    const { here } = a;
    const log = fullMarks('read').replace(/(success at time 176.*value=)value0/, '$1stale');
    here.write('dbg.log', log);
    const number = log.split('\n').findIndex((line) => line.includes('stale')) + 1;
    const { code, stdout, firstLine, lastLine } = await ask(here, 'grade', '--log', 'dbg.log');
    expect(code).toBe(1);
    expect(firstLine).toBe('Grading dbg.log as read, 10 nodes: it has READ operations');
    expect(stdout).toContain(`
T2: 9 points lost
  expected 3 success lines with its key and value from 175
  found    2
  missing  A [176] server: read success at time 176, transID=n, key=ZqAAx, value=value0
  instead  line ${number}: 1.0.0.0:0 [176] server: read success at time 176, transID=102, key=ZqAAx, value=stale
`);
    expect(stdout).toMatch(/^T1 +3 +3$/m);
    expect(stdout).toMatch(/^T2 +0 +9$/m);
    expect(lastLine).toBe('Earned 31 of 40 points. Again: ./Application grade --log dbg.log');
    expect((await askCommand(here, './Application grade --log dbg.log')).stdout).toBe(stdout);
  });

  test('--json prints one document with every line in it', async () => {
    const { here } = a;
    here.write(
      'dbg.log',
      fullMarks('singlefailure').replace(/Node 4(\S*) removed/, 'Node 5$1 removed'),
    );
    const result = await ask(here, 'grade', '--log', 'dbg.log', '--json');
    expect(result.code).toBe(1);
    expect(result.json()).toMatchObject({
      ...{ log: 'dbg.log', scenario: 'singlefailure', nodes: 10 },
      grade: {
        ...{ points: 10, of: 30 },
        rows: [
          { test: 'join', points: 10, missing: { count: 0, first: [] } },
          {
            ...{ test: 'completeness', points: 0, of: 10 },
            missing: {
              count: 1,
              first: [{ text: ' 1.0.0.0:0 [t] Node 4.0.0.0:0 removed at time t' }],
            },
            instead: {
              count: 1,
              first: [{ text: ' 1.0.0.0:0 [123] Node 5.0.0.0:0 removed at time 123' }],
            },
          },
          { test: 'accuracy', points: 0, found: '5.0.0.0:0 removed', instead: { count: 1 } },
        ],
      },
      outOfForm: { count: 0 },
      again: './Application grade --log dbg.log',
    });
  });

  test('--csv prints a line for each test', async () => {
    const { here } = a;
    here.write('dbg.log', fullMarks('delete').replace(/\n.*server: delete fail.*/, ''));
    const { code, stdout } = await ask(here, 'grade', '--log', 'dbg.log', '--csv');
    expect(code).toBe(1);
    expect(stdout).toBe(
      'scenario,test,points,of,expected,found\r\n' +
        'delete,delete,3,3,,\r\n' +
        'delete,delete invalid,0,4,4 fail lines for invalidKey,3 fail lines\r\n',
    );
  });

  test('--scenario decides against what is in the log, --part against what is in the scenario', async () => {
    const { here } = a;
    here.write('dbg.log', fullMarks('read'));
    here.write('both.conf', 'MAX_NNB: 10\nCRUD_TEST: READ\nSINGLE_FAILURE: 1\n');
    const graded = async (...args: string[]) =>
      await ask(here, 'grade', '--log', 'dbg.log', ...args);
    expect((await graded('--scenario', 'testcases/update.conf')).lastLine).toContain(
      'Earned 0 of 40',
    );
    expect((await graded('--scenario', 'both.conf')).stdout).toContain('join');
    const store = await graded('--scenario', 'both.conf', '--part', 'store');
    expect(store.lastLine).toBe(
      'Earned all 40 points. Again: ./Application grade --log dbg.log --scenario both.conf --part store',
    );
  });

  test('the number of nodes is ten, whatever the log has, unless a scenario says so', async () => {
    const { here } = a;
    here.write('three.conf', 'MAX_NNB: 3\nSINGLE_FAILURE: 1\n');
    await ask(here, 'three.conf');
    expect((await ask(here, 'grade', '--log', 'dbg.log')).lastLine).toContain(
      'Earned 10 of 30 points',
    );
    expect((await ask(here, 'grade', '--log', 'dbg.log', '--scenario', 'three.conf')).code).toBe(0);
  });

  test('the name of the log or of its folder tells what its lines do not', async () => {
    const { here } = a;
    const falseRemoval = ' 1.0.0.0:0 [130] Node 9.0.0.0:0 removed at time 130';
    const log = `${fullMarks('singlefailure')}\n${falseRemoval}`;
    put(here, 'dbg.log', log);
    put(here, 'msgdropsinglefailure/dbg.log', log);
    put(here, 'dbg.msgdropsinglefailure.log', log);
    expect((await ask(here, 'grade', '--log', 'dbg.log')).lastLine).toContain('Earned 20 of 30');
    for (const path of ['msgdropsinglefailure/dbg.log', 'dbg.msgdropsinglefailure.log']) {
      const { firstLine, lastLine } = await ask(here, 'grade', '--log', path);
      expect(firstLine).toBe(`Grading ${path} as msgdropsinglefailure, 10 nodes: its name says so`);
      expect(lastLine).toContain('Earned all 30');
    }
  });

  test('says what it put up with', async () => {
    const { here } = a;
    const log = `${fullMarks('create')}\nterminate called\n${'x'.repeat(5000)}\n\u001b[2J`;
    here.write('dbg.log', log);
    const { code, stdout } = await ask(here, 'grade', '--log', 'dbg.log');
    const lines = log.split('\n').length;
    expect(code).toBe(0);
    expect(stdout).toContain(
      `Lines that are not " ADDRESS [tick] TEXT": 2, the first is line ${lines - 2}\n` +
        `Lines that are too long and were skipped: 1, the first is line ${lines - 1}\n`,
    );
  });

  test('nothing of the log moves the cursor', async () => {
    const { here } = a;
    const evil = '\u001b[2J\u009b31m\u202e\u0000';
    const log = fullMarks('singlefailure').replaceAll(
      'Node 4.0.0.0:0 removed',
      `Node ${evil}4 removed`,
    );
    const name = '\u001b[1m\u009b.log';
    here.write(name, log);
    for (const format of [[], ['--json'], ['--csv']]) {
      const { code, stdout } = await ask(here, 'grade', '--log', name, ...format);
      expect(code).toBe(1);
      expect(stdout.replaceAll('\r\n', '\n')).toMatch(/^[\n -~]+$/);
      if (!format.includes('--csv')) expect(stdout).toContain('u001b');
    }
  });
});

test.each(SCENARIOS)("%s: the simulator's own log earns what its run did", async (name) => {
  const { here } = a;
  const file = `testcases/${name}.conf`;
  const run = (await ask(here, file, '--json')).json() as { grade: unknown };
  const log = await ask(here, 'grade', '--log', 'dbg.log', '--scenario', file, '--json');
  expect((log.json() as { grade: unknown }).grade).toEqual(run.grade);
});

test('a log that lost points in its run loses them again, for the same reasons', async () => {
  const { here } = a;
  here.write('short.conf', 'MAX_NNB: 4\nCRUD_TEST: READ\n');
  const run = (await ask(here, 'short.conf', '--json')).json() as { grade: { rows: object[] } };
  const log = await ask(here, 'grade', '--log', 'dbg.log', '--scenario', 'short.conf', '--json');
  expect(log.code).toBe(1);
  const { grade } = log.json() as { grade: { rows: { points: number; of: number }[] } };
  expect(grade.rows.filter(({ points, of }) => points < of)).not.toEqual([]);
  // The run does not know the numbers of lines.
  const unnumbered = JSON.stringify(grade).replaceAll(/,"line":[0-9]+/g, '');
  expect(JSON.parse(unnumbered)).toEqual(run.grade);
});

describe('what cannot be graded is refused in one line', () => {
  async function refused(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await ask(a.here, 'grade', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).not.toContain('a bug of ours');
    return stderr;
  }

  test.each<[string, string | Uint8Array, string]>([
    ['an empty log', '', 'no dbg.log: it has no line such as'],
    ['a head alone', '131\n', 'no dbg.log: it has no line such as'],
    [
      'a binary file',
      Buffer.alloc(10_000, '\u007fELF\u0000\u0001'),
      'no dbg.log: it has no line such as',
    ],
    ['a log without a test', '131\n\n 1.0.0.0:0 [0] APP', 'its scenario cannot be told'],
    [
      'a log of two tests',
      ' 1.0.0.0:0 [1] READ OPERATION KEY: k\n 1.0.0.0:0 [1] UPDATE OPERATION KEY: k',
      'its scenario cannot be told',
    ],
  ])('%s, unless its scenario is given', async (_, content, problem) => {
    a.here.write('dbg.log', content);
    expect(await refused('--log', 'dbg.log')).toContain(`dbg.log: ${problem}`);
    const graded = await ask(
      a.here,
      'grade',
      '--log',
      'dbg.log',
      '--scenario',
      'testcases/read.conf',
    );
    expect(graded.code).toBe(1);
    expect(graded.lastLine).toContain('Earned 0 of 40 points.');
  });

  test('a log that is not there', async () => {
    expect(await refused('--log', 'missing.log')).toBe(
      '--log: cannot read "missing.log": no such file or folder\n',
    );
    expect(await refused('--log', '')).toBe('--log: needs a value\n');
    expect(await refused('--log', 'two\nlines')).toContain('no such file');
  });

  test('what is no file', async () => {
    expect(await refused('--log', '/dev/zero')).toBe('/dev/zero: no regular file\n');
    execFileSync('mkfifo', [a.here.at('pipe.log')]);
    expect(await refused('--log', 'pipe.log')).toBe('pipe.log: no regular file\n');
  });

  test('a file of a terabyte', async () => {
    a.here.write('dbg.log', '');
    truncateSync(a.here.at('dbg.log'), 2 ** 40);
    expect(await refused('--log', 'dbg.log')).toContain('dbg.log: larger than 4294967296 bytes');
  });

  test('a folder without logs', async () => {
    put(a.here, 'class/ann/notes.txt', 'none');
    put(a.here, 'class/bob/stats.log', '');
    put(a.here, 'class/bob/msgcount.log', '');
    expect(await refused('--log', 'class')).toMatch(/^class: holds no logs: give a folder of/);
  });

  test.each<[string[], string]>([
    [['--log', 'x.log', '--seeds', '3'], '--seeds: cannot be given with --log'],
    [['testcases/read.conf', '--log', 'x.log'], 'testcases/read.conf: cannot be given with --log'],
    [['--log', 'x.log', '--part', 'store'], '--part: needs --scenario with --log'],
    [['--log', 'x.log', '--json', '--csv'], '--csv: cannot be given with --json'],
    [['--csv', 'testcases/read.conf'], '--csv: is for --log'],
    [['--scenario', 'x.conf', 'testcases/read.conf'], '--scenario: says what a --log is of'],
    [['--log'], 'log'],
    [['--log', 'a', '--log', 'b'], '--log: given twice'],
    [['--log', 'testcases/read.conf', '--scenario', 'missing.conf'], 'missing.conf:1:1: cannot be'],
  ])('%j', async (args, problem) => {
    expect(await refused(...args)).toContain(problem);
  });
});

describe('a folder', () => {
  test('has a folder a student, and a total for each', async () => {
    const { here } = a;
    put(here, 'class/bob/dbg.read.log', fullMarks('read').replace(/\n.*success at time 177.*/, ''));
    put(here, 'class/bob/dbg.create.log', fullMarks('create'));
    put(here, 'class/Ann/mp1/msgdropsinglefailure/dbg.log', fullMarks('msgdropsinglefailure'));
    put(here, 'class/Ann/mp1/multi/dbg.log', fullMarks('multifailure'));
    put(here, 'class/Ann/a/b/c/d/dbg.log', 'too deep');
    put(here, 'class/Ann/stats.log', 'nothing');
    put(here, 'class/Ann/msgcount.log', 'nothing');
    put(here, 'class/Ann/.git/read/dbg.log', fullMarks('read'));
    put(here, 'class/list.txt', 'Ann, bob');
    const result = await ask(here, 'grade', '--log', 'class');
    expect(result.stderr).toBe('');
    expect(result.code).toBe(1);
    expect(result.firstLine).toBe('Grading class: 4 logs of 2 students');
    expect(result.lines.slice(1, -3).map(cells)).toEqual([
      ['student', 'scenario', 'points', 'of', 'log', 'note'],
      ['Ann', 'msgdropsinglefailure', '30', '30', 'mp1/msgdropsinglefailure/dbg.log'].map((cell) =>
        cell.startsWith('mp1') ? `Ann/${cell}` : cell,
      ),
      ['Ann', 'multifailure', '30', '30', 'Ann/mp1/multi/dbg.log'],
      ['Ann', 'total', '60', '60'],
      ['bob', 'create', '3', '3', 'bob/dbg.create.log'],
      ['bob', 'read', '31', '40', 'bob/dbg.read.log', 'lost: T2'],
      ['bob', 'total', '34', '43'],
    ]);
    const why = './Application grade --log class/bob/dbg.read.log';
    expect(result.lines.at(-2)).toBe(`What the first of them lacks: ${why}`);
    expect(result.lastLine).toBe(
      '1 of 4 logs of 2 students did not earn every point. Again: ./Application grade --log class',
    );
    expect((await askCommand(here, why)).stdout).toContain('T2: 9 points lost');
  });

  test('with logs in it is that of one student, and so is one with folders named for scenarios', async () => {
    const { here } = a;
    put(here, 'ann/create.log', fullMarks('create'));
    put(here, 'ann/more/dbg.log', fullMarks('delete'));
    put(here, 'bob/create/dbg.log', fullMarks('create'));
    put(here, 'bob/delete/dbg.log', fullMarks('delete'));
    for (const name of ['ann', 'bob']) {
      const { code, firstLine, lines } = await ask(here, 'grade', '--log', name);
      expect(code).toBe(0);
      expect(firstLine).toBe(`Grading ${name}: 2 logs of 1 student`);
      expect(cells(lines.at(-3))).toEqual([name, 'total', '10', '10']);
    }
    expect((await ask(here, 'grade', '--log', 'bob')).lastLine).toBe(
      'All 2 logs of 1 student earned every point. Again: ./Application grade --log bob',
    );
  });

  test('is graded whatever some of its logs are like', async () => {
    const { here } = a;
    put(here, 'class/ann/dbg.log', fullMarks('read'));
    put(here, 'class/bob/dbg.log', Buffer.from([0, 255, 10, 27]));
    put(here, 'class/bob/secret.log', 'x');
    chmodSync(here.at('class/bob/secret.log'), 0);
    execFileSync('mkfifo', [here.at('class/bob/pipe.log')]);
    mkdirSync(here.at('class/cyd'));
    symlinkSync('..', here.at('class/ann/loop'));
    symlinkSync('../../testcases', here.at('class/bob/away'));
    symlinkSync('/etc/passwd', here.at('class/bob/link.log'));
    symlinkSync('ann', here.at('class/dan'));
    const { code, lines } = await ask(here, 'grade', '--log', 'class');
    expect(code).toBe(1);
    const rows = lines.slice(2, -3).map(cells);
    expect(rows).toContainEqual(['ann', 'read', '40', '40', 'ann/dbg.log']);
    const noteOf = (log: string) => rows.find((row) => row.includes(log))?.at(-1);
    expect(noteOf('bob/dbg.log')).toMatch(/^no dbg.log: it has no line such as/);
    expect(noteOf('bob/pipe.log')).toBe('no regular file');
    expect(noteOf('bob/link.log')).toBe('a symbolic link, which is not followed');
    expect(noteOf('dan')).toBe('a symbolic link, which is not followed');
    expect(noteOf('cyd')).toBe('no .log file in it');
    expect(rows.some((row) => row.join().includes('loop') || row.join().includes('away'))).toBe(
      false,
    );
    // To a superuser no file is closed.
    expect(noteOf('bob/secret.log')).toMatch(
      /^(cannot be read: permission denied|no dbg.log: .*)$/,
    );
  });

  test('of several logs of a scenario the worst counts', async () => {
    const { here } = a;
    put(here, 'ann/1.log', fullMarks('read'));
    put(here, 'ann/2.log', fileOf(BARE_LOGS.read.lines.slice(0, -1).map(({ text }) => text)));
    put(here, 'ann/3.log', fullMarks('read'));
    const { lines } = await ask(here, 'grade', '--log', 'ann');
    const note = 'of several logs of read the worst counts';
    expect(cells(lines.at(-4))).toEqual(['ann', 'total', '37', '40', note]);
  });

  test('one scenario may be given for all', async () => {
    const { here } = a;
    put(here, 'class/ann/dbg.log', fullMarks('msgdropsinglefailure'));
    put(here, 'class/bob/dbg.log', '');
    const scenario = 'testcases/msgdropsinglefailure.conf';
    const { lines, lastLine } = await ask(here, 'grade', '--log', 'class', '--scenario', scenario);
    expect(cells(lines[2])).toEqual(['ann', 'msgdropsinglefailure', '30', '30', 'ann/dbg.log']);
    expect(cells(lines[4]).slice(0, 4)).toEqual(['bob', 'msgdropsinglefailure', '0', '30']);
    expect(lastLine).toContain(`Again: ./Application grade --log class --scenario ${scenario}`);
  });

  test('--json prints one document', async () => {
    const { here } = a;
    put(here, 'class/ann/read/dbg.log', fullMarks('read'));
    put(here, 'class/bob/dbg.log', '');
    const result = await ask(here, 'grade', '--log', 'class', '--json');
    expect(result.code).toBe(1);
    expect(result.json()).toMatchObject({
      ...{ folder: 'class', logs: 2, passed: 1, again: './Application grade --log class' },
      students: [
        {
          ...{ student: 'ann', points: 40, of: 40, severalLogsOf: [] },
          logs: [{ log: 'class/ann/read/dbg.log', scenario: 'read', grade: { points: 40 } }],
        },
        { student: 'bob', points: 0, of: 0, logs: [{ log: 'class/bob/dbg.log' }] },
      ],
    });
  });

  test('--csv is safe for spreadsheets', async () => {
    const { here } = a;
    put(here, 'class/=1+2, "x"/dbg.log', fullMarks('create'));
    put(here, 'class/ann\n/dbg.log', fullMarks('create'));
    const { code, stdout } = await ask(here, 'grade', '--log', 'class', '--csv');
    expect(code).toBe(0);
    expect(stdout.split('\r\n')).toEqual([
      'student,scenario,points,of,log,note',
      `"'=1+2, ""x""",create,3,3,"'=1+2, ""x""/dbg.log",`,
      `"'=1+2, ""x""",total,3,3,,`,
      String.raw`ann\u000a,create,3,3,ann\u000a/dbg.log,`,
      String.raw`ann\u000a,total,3,3,,`,
      '',
    ]);
  });

  test('that has too much in it is refused, or the student who has', async () => {
    const { here } = a;
    put(here, 'class/ann/dbg.log', fullMarks('create'));
    mkdirSync(here.at('class/bob'));
    for (let i = 0; i <= 10_000; i++) writeFileSync(here.at('class', 'bob', `${i}.txt`), '');
    const { code, lines } = await ask(here, 'grade', '--log', 'class');
    expect(code).toBe(1);
    expect(lines.map(cells)).toContainEqual(['ann', 'create', '3', '3', 'ann/dbg.log']);
    expect(lines.map(cells)).toContainEqual(
      ['bob', '', 'bob', 'holds more than 10000 files'].filter((cell) => cell !== ''),
    );
    const own: Result = await ask(here, 'grade', '--log', 'class/bob');
    expect(own.code).toBe(2);
    expect(own.stderr).toBe('class/bob: cannot be read: holds more than 10000 files\n');
  });
});

test('a log that is larger than what memory there is takes little of it', () => {
  const { here } = a;
  const block = Array.from(
    { length: 10_000 },
    (_, i) => ` ${i % 9}.0.0.0:0 [9] Node ${i}.0.0.0:0 removed at time ${i}\n`,
  ).join('');
  const size = 24 << 20;
  const end = ' 4.0.0.0:0 [100] Node failed at time=100\n';
  here.write('dbg.log', block.repeat(size / block.length) + end);
  const limit = { NODE_OPTIONS: '--max-old-space-size=20' };
  const { code, stderr } = here.runWith(limit, 'grade', '--log', 'dbg.log');
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
});

test('a student may be called as a scenario is, in part', async () => {
  const { here } = a;
  for (const student of ['ann', 'bob', 'team-update', '-delete-me']) {
    put(here, `class/${student}/dbg.log`, fullMarks('read'));
  }
  const { code, stdout } = await ask(here, 'grade', '--log', 'class');
  expect(code).toBe(0);
  expect(stdout).toContain('4 logs of 4 students');
  const { stdout: csv } = await ask(here, 'grade', '--log', 'class', '--csv');
  // A name that begins a formula is made text.
  expect(csv).toContain("\r\n'-delete-me,read,40,40,");
});

test('a log whose name begins with a dash can be graded again as printed', async () => {
  const { here } = a;
  here.write('-x.log', fullMarks('read'));
  const { lastLine } = await ask(here, 'grade', '--log=-x.log');
  const again = / Again: (.*)$/.exec(lastLine)![1]!;
  expect((await askCommand(here, again)).lastLine).toBe(lastLine);
});

test('a time-out that a server logs is none of the coordinator', async () => {
  const { here } = a;
  const timeOut = /coordinator: (?=read fail at time 2[34]\d)/;
  const log = fullMarks('read').replace(timeOut, 'server: ');
  here.write('dbg.log', log);
  const { code, stdout } = await ask(here, 'grade', '--log', 'dbg.log');
  expect(code).toBe(1);
  expect(stdout).toMatch(/T3 part 1 +0 +9/);
  expect(stdout).toContain('server: read fail at time 2');
});
