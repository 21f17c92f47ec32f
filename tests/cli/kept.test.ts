import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { RUN_VERSION } from '../../src/application/run';
import type { SavedRun } from '../../src/explain/saved-run';
import { ask } from '../support/ask-program';
import { type Folder, folderPerTest, LOGS, QUICK } from '../support/cli-program';

const a = folderPerTest();
const KEPT = [...LOGS, 'events.ndjson', 'run.json'].sort();

beforeEach(() => {
  a.here.write('x.conf', QUICK);
});

interface Line {
  readonly format?: string;
  readonly version?: number;
  readonly id?: number;
  readonly kind?: string;
  readonly kept?: number;
  readonly leftOut?: number;
}

function linesOf(here: Folder, ...names: string[]): Line[] {
  const lines = here.read(...names).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as Line);
}

test('--save keeps run, events and logs in a folder, and nothing elsewhere', async () => {
  const { here } = a;
  const { stdout, code } = await ask(here, 'x.conf', '--save', 'kept', '--seed', '007');
  expect(code).toBe(0);
  expect(here.list()).toEqual(['kept', 'x.conf']);
  expect(here.list('kept')).toEqual(KEPT);
  const run = JSON.parse(here.read('kept', 'run.json')) as SavedRun;
  expect(run).toMatchObject({ format: 'ringsim run', version: RUN_VERSION, seed: '007' });
  expect(stdout).toContain(run.fingerprint);
  expect(run.verdicts.map(({ check, verdict }) => `${check}: ${verdict}`)).toContain(
    'noFalseRemovals: pass',
  );
  const [header, ...rest] = linesOf(here, 'kept', 'events.ndjson');
  const named = { scenario: 'x', seed: '007', level: 'outcomes' };
  expect(header).toEqual({ format: 'ringsim events', version: 3, ...named });
  const events = rest.slice(0, -1);
  expect(rest.at(-1)).toEqual({ kept: events.length, leftOut: 0 });
  expect(run.events).toEqual({ level: 'outcomes', kept: events.length, leftOut: 0 });
  await ask(here, 'x.conf', '--seed', '007', '--out', 'plain');
  for (const log of LOGS) expect(here.read('kept', log)).toBe(here.read('plain', log));
});

test('--events writes more at each level, --max-log fewer, and the run stays the same', async () => {
  const { here } = a;
  const counts: (Line & { fingerprint: string })[] = [];
  for (const level of ['outcomes', 'protocol', 'messages']) {
    const { fingerprint } = await ask(here, 'x.conf', '--events', 'e', '--level', level);
    counts.push({ fingerprint, ...linesOf(here, 'e').at(-1)! });
  }
  const [few, more, most] = counts;
  expect(few!.kept! < more!.kept! && more!.kept! < most!.kept!).toBe(true);
  const flags = ['--events', 'e', '--level', 'messages', '--max-log', '5'];
  const { fingerprint, stdout } = await ask(here, 'x.conf', ...flags);
  const lines = linesOf(here, 'e');
  expect(lines).toHaveLength(7);
  expect(lines.at(-1)).toEqual({ kept: 5, leftOut: most!.kept! - 5 });
  expect(stdout).toContain(`5 events of level messages, ${most!.kept! - 5} left out (--max-log)`);
  expect(new Set([fingerprint, ...counts.map((count) => count.fingerprint)]).size).toBe(1);
});

test('several scenarios are kept in folders of their own', async () => {
  const { here } = a;
  here.write('y.conf', QUICK);
  expect((await ask(here, 'x.conf', 'y.conf', '--save', 'kept')).code).toBe(0);
  expect(here.list('kept')).toEqual(['x', 'y']);
  expect(here.list('kept', 'y')).toEqual(KEPT);
});

test('a run that fails leaves an earlier one as it was, and no other file', async () => {
  const { here } = a;
  await ask(here, 'x.conf', '--save', 'kept');
  const before = here.read('kept', 'run.json');
  mkdirSync(here.at('folder'));
  expect(
    (await ask(here, 'x.conf', '--save', 'kept', '--seed', '2', '--events', 'folder')).code,
  ).toBe(2);
  expect(here.read('kept', 'run.json')).toBe(before);
  expect(here.list('kept')).toEqual(KEPT);
});

test.each([
  [['--events', '/dev/null'], '--events /dev/null: cannot be written: null is no file'],
  [['--events', 'dbg.log'], '--events dbg.log: the run itself writes that file'],
  [
    ['--save', 'k', '--events', 'k/run.json'],
    '--events k/run.json: the run itself writes that file',
  ],
  [['--save', 'x.conf'], '--save x.conf: cannot be written: a file of that name is in the way'],
  [['x.conf', '--events', 'e'], '--events: takes the events of one scenario; --save keeps several'],
  [['--level', 'messages'], '--level and --max-log: say what --events FILE or --save DIR write'],
  [
    ['--events', 'e', '--max-log', '-1'],
    '--max-log: cannot be "-1": a number of events, such as 1000',
  ],
])('refuses %j in one line', async (args, expected) => {
  const { code, stdout, stderr } = await ask(a.here, 'run', 'x.conf', ...args);
  expect(stderr).toBe(`${expected}\n`);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

/** Keeps a run and changes what was written of it. */
function edit(here: Folder, change: (run: SavedRun & Record<string, unknown>) => void): void {
  const run = JSON.parse(here.read('kept', 'run.json')) as SavedRun & Record<string, unknown>;
  change(run);
  here.write('kept/run.json', JSON.stringify(run));
}

/** What of a value is read-only to others. */
type Open<T> = { -readonly [K in keyof T]: Open<T[K]> };

describe('replay', () => {
  beforeEach(async () => {
    await ask(
      a.here,
      'testcases/read.conf',
      '--save',
      'kept',
      '--level',
      'messages',
      '--seed',
      '7',
    );
  });

  test('says that a run is the same', async () => {
    const { code, firstLine, lastLine } = await ask(a.here, 'replay', 'kept');
    expect(firstLine).toBe('Replaying kept/run.json: read: 10 nodes, membership and store, seed 7');
    expect(lastLine).toBe('The same run, event for event. Again: ./Application replay kept');
    expect(code).toBe(0);
    expect(a.here.list('kept')).toEqual(KEPT);
  });

  test('exits with 4 for one that is not, naming check point and event', async () => {
    const { here } = a;
    const lines = here.read('kept', 'events.ndjson').split('\n');
    expect(lines[3000]).toContain('"id":3000,');
    lines[3000] = lines[3000]!.replace(/"node":"n\d+"/, '"node":"n77"');
    here.write('kept/events.ndjson', lines.join('\n'));
    edit(here, (run) => {
      (run as Open<SavedRun>).fingerprint = '0123456789abcdef';
      for (const point of run.checkPoints.slice(2) as Open<SavedRun['checkPoints']>) {
        point.fingerprint = '0123456789abcdef';
      }
    });
    const { code, stdout, lastLine } = await ask(here, 'replay', 'kept');
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /first check point that differs is at event 3072 \(tick \d+\); the last that is the same: event 2048/,
    );
    expect(stdout).toMatch(/ {2}before: .*n77.*\(event 3000\)\n {2}now: {4}.*\(event 3000\)\n/);
    expect(lastLine).toMatch(/^Not the same run: this is a bug\. Again:/);
  });

  test('tells an edited plan from a run that is not the same', async () => {
    const { here } = a;
    edit(here, ({ plan }) => {
      const { faults } = plan as Open<SavedRun['plan']>;
      faults.splice(
        faults.findIndex(({ id }) => id === 'T3 secondary'),
        1,
      );
      faults[0]!.at += 1;
    });
    const { code, stdout, lastLine } = await ask(here, 'replay', 'kept');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'The plan was edited, 2 steps: T3 secondary removed; T2 tertiary changed.\n',
    );
    expect(stdout).toContain('Every check comes to what it came to before.\n');
    expect(lastLine).toMatch(/^An edited run: fingerprint [0-9a-f]{16} instead of [0-9a-f]{16}\./);
  });

  test('tells an edited seed, and what checks come to then', async () => {
    edit(a.here, (run) => {
      const open = run as Open<SavedRun>;
      open.seed = '8';
      open.verdicts[0]!.verdict = 'fail';
    });
    const { code, stdout } = await ask(a.here, 'replay', 'kept');
    expect(code).toBe(0);
    expect(stdout).toContain('The seed or the scenario was edited since the run was kept.\n');
    expect(stdout).toContain('viewsAgree: pass, was fail: ');
  });

  test.each([
    ['{', /^kept\/run\.json: not JSON: /],
    [
      `{"format":"ringsim run","version":${RUN_VERSION + 1}}`,
      new RegExp(`version ${RUN_VERSION + 1} of .* is newer than .* reads: ${RUN_VERSION}$`),
    ],
    ['{"format":"x","version":1}', /^kept\/run\.json: not of the format "ringsim run"$/],
    [
      `{"format":"ringsim run","version":${RUN_VERSION}}`,
      /^kept\/run\.json: run\.ringsim: is missing: text$/,
    ],
  ])('refuses %j in one line', async (text, expected) => {
    a.here.write('kept/run.json', text);
    for (const command of ['replay', 'explain']) {
      const flags = command === 'explain' ? ['--event', '1'] : [];
      const { code, stdout, stderr } = await ask(a.here, command, 'kept', ...flags);
      expect(stderr.trimEnd()).toMatch(expected);
      expect(stderr).toMatch(/^[^\n]+\n$/);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    }
  });

  test('a field that is wrong is named by its path, a device refused, a giant not read', async () => {
    const { here } = a;
    edit(here, ({ plan }) => {
      (plan.faults[0] as unknown as Record<string, unknown>)['crash'] = { nodes: ['n1'] };
    });
    expect((await ask(here, 'replay', 'kept')).stderr).toMatch(
      /^kept\/run\.json: run\.plan\.faults\[0\]\.crash\.nodes\[0\]: cannot be "n1": a whole number/,
    );
    expect((await ask(here, 'replay', '/dev/zero')).stderr).toBe('/dev/zero: not a file\n');
    expect((await ask(here, 'replay', 'testcases/read.conf')).stderr).toBe(
      'testcases/read.conf: no kept run: give a folder of run --save, or its run.json\n',
    );
    expect((await ask(here, 'kept')).stderr).toBe(
      'kept: a kept run, not a scenario: replay and explain take it\n',
    );
    writeFileSync(here.at('big.json'), Buffer.alloc((32 << 20) + 1, ' '));
    expect((await ask(here, 'replay', 'big.json')).stderr).toBe(
      'big.json: larger than 33554432 bytes\n',
    );
    symlinkSync('/nowhere', here.at('dangling'));
    expect((await ask(here, 'replay', 'dangling')).stderr).toMatch(/^dangling: cannot be read: /);
  });

  test('events that are damaged are named by file and line, and it is not the same run', async () => {
    const { here } = a;
    edit(here, (run) => ((run as Open<SavedRun>).fingerprint = '0123456789abcdef'));
    const lines = here.read('kept', 'events.ndjson').split('\n');
    here.write('kept/events.ndjson', [...lines.slice(0, 9), '{"kind":"sent"}'].join('\n'));
    const { code, stdout, stderr } = await ask(here, 'replay', 'kept');
    expect(stdout).toContain(
      'No event before the damage in events.ndjson differs: ' +
        'kept/events.ndjson:10: neither an event nor the counts that end such a file\n',
    );
    expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
  });
});

describe('explain and diff', () => {
  beforeEach(async () => {
    await ask(a.here, 'testcases/read.conf', '--save', 'kept', '--seed', '7');
  });

  test('explain goes back from an operation to the crashes that kept it from its quorum', async () => {
    const ends = linesOf(a.here, 'kept', 'events.ndjson') as {
      outcome?: string;
      id?: number;
      kind?: string;
    }[];
    const { id } = ends.find(({ kind, outcome }) => kind === 'completed' && outcome !== 'ok')!;
    const { code, stdout, firstLine, lastLine } = await ask(
      a.here,
      'explain',
      'kept',
      '--event',
      `${id}`,
    );
    expect(code).toBe(0);
    expect(firstLine).toBe(
      `Explaining event ${id} of kept: read: 10 nodes, membership and store, seed 7`,
    );
    expect(stdout).toMatch(/n7 ended read "\w+" \(request 103\): \w+ at tick 235/);
    expect(stdout).toMatch(/n3 crashed at tick 225 \(event \d+,\s+step "T3 tertiary"\)/);
    expect(lastLine).toBe(`That is event ${id}. Again: ./Application explain kept --event ${id}`);
  });

  test('explain takes a scenario with a seed for a kept run, and checks by name', async () => {
    const flags = ['--seed', '7', '--check', 'viewsAgree'];
    const { code, lastLine } = await ask(a.here, 'explain', 'testcases/read.conf', ...flags);
    expect(code).toBe(0);
    expect(lastLine).toBe(
      'viewsAgree: pass: the views of all 6 nodes up agree. Again: ' +
        './Application explain testcases/read.conf --seed 7 --check viewsAgree',
    );
  });

  test.each([
    [['kept'], 'explain needs --event or --check, as in '],
    [['kept', '--event', '0'], '--event: cannot be "0": the id of an event, 1 to 100000000'],
    [['kept', '--event', '99999999'], '--event: there is no event 99999999: the run has 30080'],
    [['kept', '--event', '7', '--seed', '1'], '--seed: a kept run has its own'],
    [['kept', '--check', 'x'], '--check: there is no "x", there are viewsAgree, failedRemoved, '],
    [['kept', '--check', 'viewAgree'], 'there is no "viewAgree", did you mean viewsAgree?'],
    [['kept', 'kept', '--event', '1'], 'explain takes one run at a time'],
  ])('explain refuses %j', async (args, expected) => {
    const { code, stderr } = await ask(a.here, 'explain', ...args);
    expect(stderr).toContain(expected);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(code).toBe(2);
  });

  test('diff finds the step that was removed, its event and what came of it', async () => {
    const { here } = a;
    await ask(here, 'testcases/read.conf', '--save', 'other', '--seed', '7');
    const run = JSON.parse(here.read('kept', 'run.json')) as Open<SavedRun>;
    run.plan.faults = run.plan.faults.filter(({ id }) => id !== 'T3 secondary');
    here.write('kept/run.json', JSON.stringify(run));
    const { code, stdout, lines, lastLine } = await ask(here, 'diff', 'other', 'kept');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /The first event that differs is number \d+:\n {2}A: n10 crashed at tick 225, step "T3 secondary"\n/,
    );
    expect(stdout).toMatch(/From there on, A and B: crashed \d+ and \d+, /);
    expect(stdout).toMatch(/Only in A, or there more often:\n {2}n10 crashed at tick 225/);
    expect(lastLine).toMatch(
      /^They part at event \d+, in tick 225\. Again: \.\/Application diff other kept$/,
    );
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.slice(0, -1).filter((line) => line.length > 80)).toEqual([]);
  });

  test('diff says which checks hold with one setting and not with the other', async () => {
    const { here } = a;
    for (const side of ['fault', 'cure']) {
      await ask(here, `testcases/anomalies/S10-sloppy-quorum.${side}.yaml`, '--save', side);
    }
    const { lines } = await ask(here, 'diff', 'fault', 'cure');
    const start = lines.indexOf('Checks that come out differently:');
    expect(lines.slice(start + 1, -2)).toEqual([
      expect.stringMatching(
        /^ {2}acknowledgedWritesSurvive fails in A, holds in B: a read of "book"/,
      ),
      expect.stringMatching(/^ {2}replicated is open in A, holds in B: n1, n2 lack "book"/),
    ]);
  });

  test('diff says that two are the same, and needs two', async () => {
    const { here } = a;
    expect((await ask(here, 'diff', 'kept', 'kept/run.json')).lastLine).toBe(
      'The same run: 30080 events. Again: ./Application diff kept kept/run.json',
    );
    expect((await ask(here, 'diff', 'kept')).stderr).toMatch(/diff compares two kept runs, as in /);
  });
});
