import fc from 'fast-check';
import { type Grade, Grader } from '../../src/grade/grade';
import {
  COURSE_NODES,
  COURSE_RUBRICS,
  type CourseName,
  Recogniser,
} from '../../src/grade/recognise';
import { DbgLogReader } from '../../src/report/read-dbg-log';
import { addressOf, entry } from '../support/course-logs';
import { BARE_LOGS, fileOf, WRITTEN_LOGS, WRITTEN_NAMES } from './written-logs';

function graderOf(name: CourseName): Grader {
  return new Grader({ rubric: COURSE_RUBRICS[name], cluster: { nodes: COURSE_NODES } });
}

function gradeOf(name: CourseName, bytes: Uint8Array): Grade {
  const grader = graderOf(name);
  const recogniser = new Recogniser();
  const reader = new DbgLogReader((entry) => {
    grader.add(entry);
    recogniser.add(entry);
  });
  reader.add(bytes);
  reader.finish();
  recogniser.scenario(undefined);
  return grader.grade();
}

const FILES = WRITTEN_NAMES.map((name) => {
  const texts = WRITTEN_LOGS[name].lines.map(({ text }) => text);
  return { name, file: Buffer.from(fileOf(texts)) };
});

test.each(FILES)(
  'a log of $name that is cut off anywhere earns no more than it holds',
  ({ name, file }) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length }), (length) => {
        const { rows, points, of } = gradeOf(name, file.subarray(0, length));
        expect(points).toBeLessThanOrEqual(of);
        for (const row of rows)
          expect(row.points === row.of).toBe(row.missing.count + row.instead.count === 0);
      }),
      { numRuns: 50 },
    );
  },
);

test.each(FILES)('any bytes within a log of $name are graded', ({ name, file }) => {
  const place = fc.integer({ min: 0, max: file.length });
  fc.assert(
    fc.property(place, fc.uint8Array({ maxLength: 200 }), (at, bytes) => {
      const spoiled = Buffer.concat([file.subarray(0, at), bytes, file.subarray(at)]);
      const { rows } = gradeOf(name, spoiled);
      for (const { missing, instead, found } of rows) {
        const texts = [...missing.first, ...instead.first].map(({ text }) => text);
        for (const text of [found, ...texts]) expect(text).not.toMatch(/\p{Cc}/u);
      }
    }),
    { numRuns: 50 },
  );
});

test.each(FILES)('bytes alone earn nothing as $name', ({ name }) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      expect(gradeOf(name, bytes).points).toBe(0);
    }),
    { numRuns: 50 },
  );
});

/** What a log says over and over, each time of another name, tick or key. */
const FLOODS: [CourseName, string, (i: number) => string][] = [
  ['singlefailure', 'join', (i) => ` ${i}.0.0.0:0 [5] Node ${i}.0.0.0:0 joined at time 5`],
  ['singlefailure', 'join', (i) => ` 1.0.0.0:0 [5] Node 1.0.0.0:0 joined ${i}`],
  ['singlefailure', 'accuracy', (i) => ` 1.0.0.0:0 [${i}] Node 4.0.0.0:0 removed at time ${i}`],
  ['multifailure', 'accuracy', (i) => ` 1.0.0.0:0 [9] Node ${i}.0.0.0:0 removed`],
  ['create', 'create', (i) => ` 1.0.0.0:0 [100] CREATE OPERATION KEY: k${i} VALUE: v at time: 100`],
  ['delete', 'delete invalid', (i) => ` 1.0.0.0:0 [151] server: delete fail ${i}`],
  ['read', 'T5', (i) => ` 1.0.0.0:0 [9] server: read success ${i}, key=ZqAAx, value=value0`],
  ['read', 'T2', (i) => ` 1.0.0.0:0 [176] server: read success ${i}, key=ZqAAx, value=value0`],
];

/** Makes the lines fewer that it takes. */
const PADDING = ` ${'x'.repeat(900)}`;

test.each(FLOODS)(
  'a flood of lines in a log of %s is counted beyond what is kept, and does not earn %s',
  (name, flooded, lineOf) => {
    const grader = graderOf(name);
    let line = 0;
    const reader = new DbgLogReader((entry) => {
      line++;
      grader.add(entry);
    });
    reader.add(FILES.find((file) => file.name === name)!.file);
    for (let i = 100; i < 30_000; i += 1000) {
      const lines = Array.from({ length: 1000 }, (_, j) => lineOf(i + j) + PADDING);
      reader.add(Buffer.from(`\n${lines.join('\n')}`));
    }
    reader.finish();
    expect(line).toBeGreaterThan(30_000);
    const row = grader.grade().rows.find(({ test: found }) => found === flooded);
    expect(row?.points).toBe(0);
    expect(row?.found).toMatch(/, and [0-9]+ lines more than are kept$/);
  },
);

test('a thousand operations and more are not searched for, right or not', () => {
  const lines = Array.from({ length: 1001 }, (_, i) => {
    const key = `Kq${String(i).padStart(4, '0')}`;
    const success = ` 1.0.0.0:0 [101] server: create success at time 101, transID=1, key=${key}, value=v`;
    return [
      ` 1.0.0.0:0 [100] CREATE OPERATION KEY: ${key} VALUE: v at time: 100`,
      ...Array<string>(4).fill(success),
    ];
  });
  expect(gradeOf('create', Buffer.from(fileOf(lines.slice(0, 1000).flat()))).points).toBe(3);
  const { rows } = gradeOf('create', Buffer.from(fileOf(lines.flat())));
  expect(rows).toMatchObject([{ points: 0, found: '4004 success lines of 1001 operations' }]);
});

test('an operation without key or value is no key that every line holds', () => {
  for (const log of [WRITTEN_LOGS.read, BARE_LOGS.read]) {
    const texts = log.lines.map(({ text }) =>
      text.includes('OPERATION KEY: ZqAAx') ? text.replace(/KEY: .* at/, 'KEY:  VALUE:  at') : text,
    );
    expect(gradeOf('read', Buffer.from(fileOf(texts))).points).toBe(3);
  }
});

test('removals that are as many as is right are not, where more were not kept', () => {
  const [failing, nodes] = [24, 48];
  const grader = new Grader({ rubric: COURSE_RUBRICS.multifailure, cluster: { nodes } });
  const long = 'x'.repeat(27_000);
  for (let node = 1; node <= failing; node++) {
    grader.add(entry(node, 100, 'Node failed at time = 100'));
    for (let other = failing + 1; other <= nodes; other++) {
      grader.add(entry(other, 121, `Node ${addressOf(node)} removed ${long}`));
    }
  }
  const accuracy = () => grader.grade().rows.find(({ test: name }) => name === 'accuracy')?.points;
  expect(accuracy()).toBe(10);
  grader.add(entry(30, 121, `Node ${addressOf(31)} removed ${'x'.repeat(2_000_000)}`));
  expect(accuracy()).toBe(0);
});

test('a join of oneself that is out of form is none of another', () => {
  const texts = WRITTEN_LOGS.singlefailure.lines.map(({ text }) => text);
  const spoiled = texts
    .filter((text) => !text.includes(' 2.0.0.0:0 [6] Node 2.'))
    .map((text) => text.replace(' 1.0.0.0:0 [6] Node 1.', ' 1.0.0.0:0  [6] Node 1.'));
  expect(gradeOf('singlefailure', Buffer.from(fileOf(spoiled))).points).toBe(30);
});

test('ten nodes that all failed do not make every removal right', () => {
  const texts = [
    ...WRITTEN_LOGS.singlefailure.lines.map(({ text }) => text),
    ' 9.0.0.0:0 [100] Node failed at time=100',
    ' 1.0.0.0:0 [130] Node 9.0.0.0:0 removed at time 130',
  ];
  const { rows } = gradeOf('singlefailure', Buffer.from(fileOf(texts)));
  expect(rows.map(({ points }) => points)).toEqual([10, 10, 0]);
});
