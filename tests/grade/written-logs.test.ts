/** The rules against logs that the project did not make. */

import { type Grade, Grader } from '../../src/grade/grade';
import { COURSE_NODES, COURSE_RUBRICS, type CourseName } from '../../src/grade/recognise';
import type { LogEntry } from '../../src/report/dbg-log';
import { DbgLogReader } from '../../src/report/read-dbg-log';
import {
  BARE_LOGS,
  type Costs,
  fileOf,
  FIRST_LINE,
  WRITTEN_LOGS,
  WRITTEN_NAMES,
  type WrittenLine,
  type WrittenLog,
} from './written-logs';

const LOGS: [string, CourseName, WrittenLog][] = [
  ...WRITTEN_NAMES.map((name): [string, CourseName, WrittenLog] => [
    ...([name, name, WRITTEN_LOGS[name]] as const),
  ]),
  ['read with 3 lines where 3 or 4 will do', 'read', BARE_LOGS.read],
  ['update with 3 lines where 3 or 4 will do', 'update', BARE_LOGS.update],
];

function entriesOf(text: string): LogEntry[] {
  const entries: LogEntry[] = [];
  const reader = new DbgLogReader((entry) => entries.push(entry));
  reader.add(Buffer.from(text));
  reader.finish();
  return entries;
}

function gradeOf(name: CourseName, entries: readonly LogEntry[]): Grade {
  const grader = new Grader({ rubric: COURSE_RUBRICS[name], cluster: { nodes: COURSE_NODES } });
  for (const entry of entries) grader.add(entry);
  return grader.grade();
}

function gradeText(name: CourseName, lines: readonly string[]): Grade {
  return gradeOf(name, entriesOf(fileOf(lines)));
}

/** What was lost, by row. */
function lossOf({ rows }: Grade): Costs {
  const lost = rows.filter(({ points, of }) => points < of);
  return Object.fromEntries(lost.map(({ test, points, of }) => [test, of - points]));
}

function withoutWord({ text, word }: WrittenLine): string {
  const at = text.lastIndexOf(word);
  return `${text.slice(0, at)}x${text.slice(at + 1)}`;
}

describe.each(LOGS)('%s', (_, name, { of, lines }) => {
  const texts = lines.map(({ text }) => text);
  const entries = entriesOf(fileOf(texts));

  test('earns every point', () => {
    expect(gradeText(name, texts)).toMatchObject({ points: of, of });
    expect(entries).toHaveLength(lines.length);
  });

  test('loses exactly what the rules say for every line that is not there', () => {
    const wrong = lines.flatMap(({ text, costs }, i) => {
      const loss = lossOf(gradeOf(name, entries.toSpliced(i, 1)));
      return JSON.stringify(loss) === JSON.stringify(costs) ? [] : [{ text, costs, loss }];
    });
    expect(wrong).toEqual([]);
  });

  test('loses exactly that, too, for every line whose word is another', () => {
    const wrong = lines.flatMap((line, i) => {
      const [spoiled] = entriesOf(`131\n${withoutWord(line)}`);
      const loss = lossOf(gradeOf(name, entries.with(i, spoiled!)));
      const { text, costs } = line;
      return JSON.stringify(loss) === JSON.stringify(costs) ? [] : [{ text, costs, loss }];
    });
    expect(wrong).toEqual([]);
  });

  test('says of every such loss which line is missing', () => {
    const silent = lines.flatMap(({ text, costs }, i) => {
      if (Object.keys(costs).length === 0) return [];
      const { rows } = gradeOf(name, entries.toSpliced(i, 1));
      const patterns = rows.flatMap(({ missing }) => missing.first.map((line) => line.text));
      return patterns.some((pattern) => isLike(pattern, text)) ? [] : [{ text, patterns }];
    });
    expect(silent).toEqual([]);
  });

  test('the head and the order of lines do not matter, nor how lines end', () => {
    const crlf = `${['anything', ...texts.toReversed()].join('\r\n')}\r\n`;
    expect(gradeOf(name, entriesOf(crlf))).toMatchObject({ points: of, of });
  });
});

/** True where a line is what a missing one is said to be. */
function isLike(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const source = escaped
    .replace(/^ A /, String.raw` \S+ `)
    .replace(/\\\[t\\\]/, String.raw`\[\d+\]`)
    .replace(/time t\b/, String.raw`time \d+`)
    .replace('transID=n', String.raw`transID=\d+`)
    .replace(/KEY: k\b/, String.raw`KEY: \S+`)
    .replace(/VALUE: v\b/, String.raw`VALUE: \S+`);
  return new RegExp(`^${source}$`).test(text);
}

/** One line changed, found by a part of it. */
function spoiled(log: WrittenLog, part: string, change: (text: string) => string): string[] {
  const index = log.lines.findIndex(({ text }) => text.includes(part));
  if (index < 0) throw new Error(`no line with ${part}`);
  return log.lines.map(({ text }, i) => (i === index ? change(text) : text));
}

function lossFor(name: CourseName, part: string, change: (text: string) => string): Costs {
  return lossOf(gradeText(name, spoiled(WRITTEN_LOGS[name], part, change)));
}

describe('a changed name costs what the rules say', () => {
  const renamed = (from: string, to: string) => (text: string) => text.replace(from, to);

  test.each<[string, CourseName, string, (text: string) => string, Costs]>([
    // 100 pairs still, but a node with ten others.
    [
      ...([
        'a join of oneself is of a stranger',
        'singlefailure',
        ' 2.0.0.0:0 [6] Node 2',
      ] as const),
      ...([renamed('Node 2', 'Node 11'), {}] as const),
    ],
    // Graders look for the failed node in the line, wherever it stands.
    [
      ...(['a removal is put otherwise', 'singlefailure', 'removed'] as const),
      ...([renamed('Node 4.0.0.0:0 removed', '4.0.0.0:0 was removed'), {}] as const),
    ],
    [
      ...(['a failure is put otherwise', 'singlefailure', 'Node failed'] as const),
      ...([renamed('Node failed', 'Alas, Node failed'), {}] as const),
    ],
    // 99 pairs, and a node with eight others.
    [
      ...(['a join doubles another', 'singlefailure', ' 2.0.0.0:0 [6] Node 3'] as const),
      ...([renamed('Node 3', 'Node 5'), { join: 10 }] as const),
    ],
    // The rule counts: 100 pairs are still 100.
    [
      ...(['a join is of a stranger', 'singlefailure', ' 2.0.0.0:0 [6] Node 3'] as const),
      ...([renamed('Node 3', 'Node 11'), {}] as const),
    ],
    [
      ...(['the removal is of another', 'singlefailure', 'removed'] as const),
      ...([renamed('Node 4', 'Node 5'), { completeness: 10, accuracy: 10 }] as const),
    ],
    [
      ...(['the removal is of another', 'msgdropsinglefailure', 'removed'] as const),
      ...([renamed('Node 4', 'Node 5'), { completeness: 15 }] as const),
    ],
    // 25 removals still. Of the node that was meant 21 do not name it; of each other 20.
    [
      ...(['the removal is of a survivor', 'multifailure', 'Node 3.0.0.0:0 removed'] as const),
      ...([renamed('Node 3', 'Node 1'), { completeness: 2, accuracy: 2 }] as const),
    ],
    // 25 removals: 21 do not name the one, 19 not the other.
    [
      ...(['the removal is of another failed', 'multifailure', 'Node 3.0.0.0:0 removed'] as const),
      ...([renamed('Node 3', 'Node 4'), { completeness: 2, accuracy: 4 }] as const),
    ],
    [
      ...(['a success has another key', 'create', 'create success'] as const),
      ...([renamed('ZqAAx', 'ZqAAy'), { create: 3 }] as const),
    ],
    [
      ...(['an operation has another key', 'create', 'OPERATION'] as const),
      ...([renamed('ZqAAx', 'ZqAAy'), { create: 3 }] as const),
    ],
    [
      ...(['the invalid key is another', 'delete', 'delete fail'] as const),
      ...([renamed('invalidKey', 'ZqAAx'), { 'delete invalid': 4 }] as const),
    ],
    // A fifty-first valid key.
    [
      ...(['the invalid key is another', 'delete', 'OPERATION KEY: invalid'] as const),
      ...([renamed('invalidKey', 'ZqAAx'), { delete: 3 }] as const),
    ],
    [
      ...(['a success in T2 has another value', 'read', 'read success at time 176'] as const),
      ...([renamed('value0', 'stale'), { T2: 9 }] as const),
    ],
    [
      ...(['the time-out is of another key', 'update', 'update fail at time 235'] as const),
      ...([renamed('ZqAAx', 'other'), { 'T3 part 1': 9 }] as const),
    ],
    // Then it stands in the time of T3 part 2.
    [
      ...(['the time-out comes too late', 'read', 'read fail at time 235'] as const),
      ...([renamed('[235]', '[276]'), { 'T3 part 1': 9 }] as const),
    ],
    // A fifth success in T3 part 2 and only two in T2.
    [
      ...(['a success comes too late', 'update', 'update success at time 176'] as const),
      ...([renamed('[176]', '[276]'), { T2: 9, 'T3 part 2': 10 }] as const),
    ],
    // The address is field 2; the other rule is missed by two nodes.
    [
      ...(['a join is at another node', 'singlefailure', ' 2.0.0.0:0 [6] Node 3'] as const),
      ...([renamed(' 2.', ' 5.'), { join: 10 }] as const),
    ],
    [
      ...(['the failure is of another', 'singlefailure', 'Node failed'] as const),
      ...([renamed(' 4.', ' 5.'), { completeness: 10, accuracy: 10 }] as const),
    ],
    // Graders look for the time of an operation in the whole line.
    [
      ...(['an operation has its time in brackets only', 'read', 'at time: 175'] as const),
      ...([renamed('at time: 175', 'at time:'), {}] as const),
    ],
  ])('%s in %s', (_, name, part, change, costs) => {
    expect(lossFor(name, part, change)).toEqual(costs);
  });
});

describe('a line too many costs what the rules say, and is named with its number', () => {
  test.each<[CourseName, string, Costs]>([
    ['singlefailure', ' 1.0.0.0:0 [130] Node 9.0.0.0:0 removed at time 130', { accuracy: 10 }],
    ['singlefailure', ' 1.0.0.0:0 [6] Node 11.0.0.0:0 joined at time 6', { join: 10 }],
    ['singlefailure', ' 11.0.0.0:0 [6] Node 3.0.0.0:0 joined at time 6', { join: 10 }],
    ['singlefailure', ' 1.0.0.0:0 [300] Node 4.0.0.0:0 removed at time 300', {}],
    ['msgdropsinglefailure', ' 1.0.0.0:0 [130] Node 9.0.0.0:0 removed at time 130', {}],
    // 26 removals, of which 20 do not name node 3.
    ['multifailure', ' 1.0.0.0:0 [300] Node 3.0.0.0:0 removed at time 300', { accuracy: 8 }],
    ['multifailure', ' 1.0.0.0:0 [130] Node 9.0.0.0:0 removed at time 130', { accuracy: 10 }],
    ['multifailure', ' 3.0.0.0:0 [130] Node 4.0.0.0:0 removed at time 130', { accuracy: 8 }],
    [
      'create',
      ' 7.0.0.0:0 [101] server: create success at time 101, transID=1, key=ZqAAx, value=value0',
      { create: 3 },
    ],
    [
      'create',
      ' 9.0.0.0:0 [100] CREATE OPERATION KEY: ZqAAx VALUE: value0 at time: 100',
      { create: 3 },
    ],
    [
      'delete',
      ' 9.0.0.0:0 [150] DELETE OPERATION KEY: ZqABx VALUE: value1 at time: 150',
      { delete: 3 },
    ],
    [
      'delete',
      ' 7.0.0.0:0 [151] server: delete fail at time 151, transID=151, key=invalidKey',
      { 'delete invalid': 4 },
    ],
    [
      'read',
      ' 6.0.0.0:0 [176] server: read success at time 176, transID=102, key=ZqAAx, value=value0',
      { T2: 9 },
    ],
    [
      'read',
      ' 7.0.0.0:0 [226] server: read fail at time 226, transID=103, key=ZqAAx',
      { 'T3 part 1': 9 },
    ],
    [
      'update',
      ' 7.0.0.0:0 [286] server: update fail at time 286, transID=106, key=invalidKey, value=invalidValue',
      { T5: 3 },
    ],
    [
      'update',
      ' 7.0.0.0:0 [286] server: update success at time 286, transID=105, key=ZqAAx, value=newValue',
      { T4: 6 },
    ],
  ])('%s:%s', (name, extra, costs) => {
    const texts = WRITTEN_LOGS[name].lines.map(({ text }) => text);
    const grade = gradeText(name, [...texts, extra]);
    expect(lossOf(grade)).toEqual(costs);
    for (const { points, of, instead } of grade.rows) {
      if (points === of) continue;
      const shown = instead.first.map(({ text }) => text);
      const isShown = instead.count > instead.first.length || shown.includes(extra);
      expect({ shown, isShown }).toEqual({ shown, isShown: true });
      const known = instead.first.find(({ text }) => text === extra);
      if (known !== undefined) expect(known.line).toBe(FIRST_LINE + texts.length);
    }
  });
});

describe('what was found instead', () => {
  test('is the line that has another name, another result or another time', () => {
    const cases: [CourseName, string, [string, string]][] = [
      ['singlefailure', ' 2.0.0.0:0 [6] Node 3', ['Node 3', 'Node 33']],
      ['singlefailure', 'removed', ['Node 4', 'Node 5']],
      ['multifailure', 'removed', ['Node 3', 'Node 9']],
      ['create', 'create success', ['success', 'fail']],
      ['create', 'create success', ['key=ZqAA', 'key=ZqZZ']],
      ['delete', 'delete success', ['key=ZqAB', 'key=ZqZZ']],
      ['delete', 'delete fail', ['fail', 'success']],
      ['read', 'read success at time 176', ['success', 'fail']],
      ['read', 'coordinator: read fail at time 235', ['fail', 'success']],
      ['update', 'update success at time 176', ['newValue', 'oldValue']],
    ];
    for (const [name, part, [from, to]] of cases) {
      const texts = spoiled(WRITTEN_LOGS[name], part, (text) => text.replace(from, to));
      // One more that is not there, for where a wrong line alone costs nothing.
      const index = texts.findIndex((text) => text.includes('5.0.0.0:0 [6] Node 6'));
      const lines =
        name === 'singlefailure' && part !== 'removed' ? texts.toSpliced(index, 1) : texts;
      const changed = lines.findIndex(
        (text) => !WRITTEN_LOGS[name].lines.some((line) => line.text === text),
      );
      const { rows } = gradeText(name, lines);
      const wrong = { text: lines[changed], line: FIRST_LINE + changed };
      for (const { points, of, instead } of rows) {
        if (points < of) expect(instead.first).toContainEqual(wrong);
      }
    }
  });

  test('is not what may be there', () => {
    const insteadOf = (log: WrittenLog, part: string, row: string) => {
      const texts = log.lines.map(({ text }) => text).filter((text) => !text.includes(part));
      return gradeText('read', texts).rows.find(({ test: name }) => name === row)?.instead.count;
    };
    // The one live replica answers a read that must fail; T4 and T5 have one time.
    expect(insteadOf(BARE_LOGS.read, 'coordinator: read fail at time 235', 'T3 part 1')).toBe(0);
    expect(insteadOf(BARE_LOGS.read, 'success at time 287', 'T4')).toBe(0);
    expect(insteadOf(BARE_LOGS.read, 'fail at time 287', 'T5')).toBe(0);
  });

  test('is shown once, however often it is there', () => {
    const texts = WRITTEN_LOGS.singlefailure.lines.map(({ text }) => text);
    const extra = ' 1.0.0.0:0 [6] Node 11.0.0.0:0 joined at time 6';
    expect(gradeText('singlefailure', [...texts, extra, extra]).rows[0]?.instead.count).toBe(1);
  });

  test('is nothing where nothing was lost', () => {
    for (const [, name, { lines }] of LOGS) {
      const { rows } = gradeText(
        name,
        lines.map(({ text }) => text),
      );
      for (const { missing, instead } of rows) expect(missing.count + instead.count).toBe(0);
    }
  });

  test('is three lines and a count where there are more', () => {
    const texts = WRITTEN_LOGS.singlefailure.lines.map(({ text }) => text);
    const { rows } = gradeText(
      'singlefailure',
      texts.map((text) => text.replace(/Node 4(.*) removed/, 'Node 7$1 removed')),
    );
    const accuracy = rows.find(({ test: name }) => name === 'accuracy');
    expect(accuracy?.instead.count).toBe(9);
    expect(accuracy?.instead.first).toHaveLength(3);
    const completeness = rows.find(({ test: name }) => name === 'completeness');
    expect(completeness?.missing.count).toBe(9);
    expect(completeness?.missing.first).toHaveLength(3);
  });
});
