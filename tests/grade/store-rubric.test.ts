import { StoreGrader } from '../../src/grade/store-rubric';
import type { LogEntry } from '../../src/report/dbg-log';
import type { CourseTest } from '../../src/workload/course';
import {
  added,
  changed,
  createLog,
  deleteLog,
  entry,
  failureTestsLog,
  keyNumber,
  type Servers,
  type SpoiledLog,
  twice,
  without,
} from '../support/course-logs';

function pointsOf(test: CourseTest, log: readonly LogEntry[]): Record<string, number> {
  const grader = new StoreGrader(test);
  for (const line of log) grader.add(line);
  return Object.fromEntries(grader.rows().map((row) => [row.test, row.points]));
}

describe('create', () => {
  test.each<[string, SpoiledLog]>([
    ["a server's success missing", without(/server: create success/)],
    ["a coordinator's success missing", without(/coordinator: create success/)],
    ['a success twice', twice(/create success/)],
    ["a success of another key's", changed(/key=Keyac/, 'key=Keyad')],
    ['a fail for a success', changed(/create success/, 'create fail')],
    ['an operation missing', without(/CREATE OPERATION/)],
    ['an operation twice', twice(/CREATE OPERATION/)],
  ])('%s costs all three points', (_, spoil) => {
    expect(pointsOf('CREATE', createLog())).toEqual({ create: 3 });
    expect(pointsOf('CREATE', spoil(createLog()))).toEqual({ create: 0 });
  });

  test('lines of other operations do not count', () => {
    expect(pointsOf('CREATE', deleteLog())).toEqual({ create: 3 });
  });
});

describe('delete', () => {
  const full = { delete: 3, 'delete invalid': 4 };

  test.each<[string, SpoiledLog, Record<string, number>]>([
    ['a success missing', without(/delete success/), { ...full, delete: 0 }],
    ['a success twice', twice(/delete success/), { ...full, delete: 0 }],
    ["a success of another key's", changed(/key=Keyad$/, 'key=Keyae'), { ...full, delete: 0 }],
    ['a fail missing', without(/delete fail/), { ...full, 'delete invalid': 0 }],
    ['a fail twice', twice(/delete fail/), { ...full, 'delete invalid': 0 }],
    [
      'a fail of another key',
      changed(/key=invalidKey/, 'key=valid', 150),
      { ...full, 'delete invalid': 0 },
    ],
  ])('%s costs its row and no other', (_, spoil, points) => {
    expect(pointsOf('DELETE', deleteLog())).toEqual(full);
    expect(pointsOf('DELETE', spoil(deleteLog()))).toEqual(points);
  });

  test('fifty valid keys are needed', () => {
    const one = new RegExp(`${keyNumber(9)}\\b`);
    const log = deleteLog().filter(({ time, text }) => time < 150 || !one.test(text));
    expect(pointsOf('DELETE', log)).toEqual({ ...full, delete: 0 });
  });

  test('a success for the invalid key is one too many', () => {
    const line = entry(3, 151, 'server: delete success at time 151, transID=152, key=invalidKey');
    expect(pointsOf('DELETE', added(line)(deleteLog()))).toEqual({ ...full, delete: 0 });
  });
});

describe.each([
  ['READ', 'read'],
  ['UPDATE', 'update'],
] as const)('%s', (tested, operation) => {
  const full = { T1: 3, T2: 9, 'T3 part 1': 9, 'T3 part 2': 10, T4: 6, T5: 3 };
  const success = new RegExp(`${operation} success`);
  const fail = new RegExp(`${operation} fail`);
  const issue = new RegExp(`${tested} OPERATION`);
  const invalidFail = new RegExp(`${operation} fail.*invalidKey`);
  const spoiled = (spoil: SpoiledLog, servers: Servers = 3) =>
    pointsOf(tested, spoil(failureTestsLog(operation, servers)));

  test('where 3 or 4 lines are allowed, 3 earn the points as well as 4', () => {
    expect(spoiled((log) => [...log], 3)).toEqual(full);
    expect(spoiled((log) => [...log], 2)).toEqual(full);
  });

  test.each<[keyof typeof full, number]>([
    ['T1', 150],
    ['T3 part 2', 275],
    ['T4', 285],
  ])('%s: 2 successes are too few, 5 too many, others do not count', (name, time) => {
    const lost = { ...full, [name]: 0 };
    expect(spoiled(without(success, time), 3)).toEqual(full);
    expect(spoiled(without(success, time), 2)).toEqual(lost);
    expect(spoiled(twice(success, time), 2)).toEqual(full);
    expect(spoiled(twice(success, time), 3)).toEqual(lost);
    expect(spoiled(changed(/success(.*)key=Abc1D/, 'success$1key=Abc1E', time), 2)).toEqual(lost);
    expect(spoiled(changed(/success/, 'fail', time), 2)).toMatchObject(lost);
  });

  test('T2: exactly 3 successes', () => {
    const lost = { ...full, T2: 0 };
    expect(spoiled(without(success, 175))).toEqual(lost);
    expect(spoiled(twice(success, 175))).toEqual(lost);
    expect(spoiled(changed(/key=Abc1D/, 'key=Abc1E', 175))).toEqual(lost);
    expect(spoiled(without(issue, 175))).toEqual(lost);
  });

  test('T3 part 1: exactly one fail, no more and no less, of the key', () => {
    const lost = { ...full, 'T3 part 1': 0 };
    expect(spoiled(without(fail, 225))).toEqual(lost);
    expect(spoiled(twice(fail, 225))).toEqual(lost);
    expect(spoiled(changed(/key=Abc1D/, 'key=Abc1E', 227))).toEqual(lost);
    const server = `server: ${operation} fail at time 226, transID=103, key=Abc1D`;
    expect(spoiled(added(entry(1, 226, server)))).toEqual(lost);
    expect(spoiled(without(issue, 225))).toEqual(lost);
  });

  test('T3 part 1: a time-out at the end of its window counts, one in the next does not', () => {
    const at = (time: number) => (log: readonly LogEntry[]) => {
      const index = log.findIndex((line) => line.time > 225 && fail.test(line.text));
      return log.with(index, { ...log[index]!, time });
    };
    expect(spoiled(at(225))).toEqual(full);
    expect(spoiled(at(274))).toEqual(full);
    expect(spoiled(at(275))).toEqual({ ...full, 'T3 part 1': 0 });
  });

  test('T5: 2 fails are too few, 5 too many, others do not count', () => {
    const lost = { ...full, T5: 0 };
    expect(spoiled(without(invalidFail), 3)).toEqual(full);
    expect(spoiled(without(invalidFail), 2)).toEqual(lost);
    expect(spoiled(twice(invalidFail), 2)).toEqual(full);
    expect(spoiled(twice(invalidFail), 3)).toEqual(lost);
    expect(spoiled(changed(/key=invalidKey/, 'key=Abc1D', 285), 2)).toEqual(lost);
  });

  test("successes must hold T1's value", () => {
    // A delete's line has none; a read's and an update's have.
    const value = new RegExp(`(${operation} success.*value=).*`);
    expect(spoiled(changed(value, '$1stale', 275), 2)).toEqual({ ...full, 'T3 part 2': 0 });
  });

  test('without T1 there is no key to look for', () => {
    expect(spoiled(without(issue, 150))['T1']).toBe(0);
  });

  test("lines of other tests' operations do not count", () => {
    const other = operation === 'read' ? 'update' : 'read';
    expect(pointsOf(tested, failureTestsLog(other))).toEqual({
      ...{ T1: 0, T2: 0, 'T3 part 1': 0, 'T3 part 2': 0, T4: 0, T5: 0 },
    });
  });
});

test.each([
  ['CREATE', createLog(), 3],
  ['DELETE', deleteLog(), 7],
  ['READ', failureTestsLog('read'), 40],
  ['UPDATE', failureTestsLog('update'), 40],
] as const)('%s is graded without regard to case', (test, log, of) => {
  const total = (lines: LogEntry[]) =>
    Object.values(pointsOf(test, lines)).reduce((sum, points) => sum + points, 0);
  const isOutcome = (text: string) => /(success|fail) at time/.test(text);
  const inCapitals = log.map((line) =>
    isOutcome(line.text) ? { ...line, text: line.text.toUpperCase() } : line,
  );
  expect(total(inCapitals)).toBe(of);
  const inSmallLetters = log.map((line) => ({
    ...line,
    text: line.text.replace(/^[A-Z]+ OPERATION/, (words) => words.toLowerCase()),
  }));
  expect(total(inSmallLetters)).toBe(of);
});
