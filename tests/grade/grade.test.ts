import { Grader } from '../../src/grade/grade';
import type { LogEntry } from '../../src/report/dbg-log';
import {
  createLog,
  deleteLog,
  failureTestsLog,
  multiFailureLog,
  singleFailureLog,
} from '../support/course-logs';
import { COURSE_SCENARIOS, type CourseScenario, shipped } from '../support/course-runs';

const FULL: Readonly<Record<CourseScenario, () => LogEntry[]>> = {
  singlefailure: singleFailureLog,
  multifailure: multiFailureLog,
  msgdropsinglefailure: singleFailureLog,
  create: createLog,
  delete: deleteLog,
  read: () => failureTestsLog('read'),
  update: () => failureTestsLog('update'),
};
const POINTS: Readonly<Record<CourseScenario, number>> = {
  ...{ singlefailure: 30, multifailure: 30, msgdropsinglefailure: 30 },
  ...{ create: 3, delete: 7, read: 40, update: 40 },
};

function gradeOf(name: CourseScenario, log: readonly LogEntry[]) {
  const grader = new Grader(shipped(name));
  for (const line of log) grader.add(line);
  return grader.grade();
}

test.each(COURSE_SCENARIOS)('a flawless log of %s earns every point', (name) => {
  const grade = gradeOf(name, FULL[name]());
  expect(grade).toMatchObject({ points: POINTS[name], of: POINTS[name] });
  expect(grade.rows.filter(({ points, of }) => points !== of)).toEqual([]);
});

test('each part of the course gives 90 points', () => {
  const sum = (names: CourseScenario[]) => names.reduce((all, name) => all + POINTS[name], 0);
  expect(sum(['singlefailure', 'multifailure', 'msgdropsinglefailure'])).toBe(90);
  expect(sum(['create', 'delete', 'read', 'update'])).toBe(90);
});

test.each(COURSE_SCENARIOS)('the rows of %s add up to its points', (name) => {
  const { rows, points, of } = gradeOf(name, FULL[name]());
  expect(rows.reduce((sum, row) => sum + row.of, 0)).toBe(of);
  expect(rows.reduce((sum, row) => sum + row.points, 0)).toBe(points);
  for (const { expected, found } of rows) {
    expect(expected).not.toBe('');
    expect(found).not.toBe('');
  }
});

test.each(COURSE_SCENARIOS)('an empty log of %s earns nothing in any row', (name) => {
  const earned = gradeOf(name, []).rows.filter(({ points }) => points > 0);
  expect(earned).toEqual([]);
});

test.each(COURSE_SCENARIOS)(
  'a log of %s from which all but starts is gone earns nothing',
  (name) => {
    const log = FULL[name]().filter(({ text }) => /^(APP|Starting|Trying|@@time)/.test(text));
    const earned = gradeOf(name, log).rows.filter(({ points }) => points > 0);
    expect(earned).toEqual([]);
  },
);

test('a log may be graded while it grows', () => {
  const grader = new Grader(shipped('singlefailure'));
  const log = singleFailureLog();
  for (const line of log.slice(0, -2)) grader.add(line);
  expect(grader.grade().points).toBe(20);
  for (const line of log.slice(-2)) grader.add(line);
  expect(grader.grade().points).toBe(30);
});

test('the order of lines does not matter', () => {
  for (const name of COURSE_SCENARIOS) {
    expect(gradeOf(name, FULL[name]().toReversed()).rows).toEqual(gradeOf(name, FULL[name]()).rows);
  }
});
