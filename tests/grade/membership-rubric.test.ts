import { MembershipGrader, type MembershipRubric } from '../../src/grade/membership-rubric';
import type { LogEntry } from '../../src/report/dbg-log';
import {
  added,
  addressOf,
  changed,
  entry,
  joinedLine,
  multiFailureLog,
  range,
  removedLine,
  singleFailureLog,
  type SpoiledLog,
  twice,
  without,
} from '../support/course-logs';

const SINGLE: MembershipRubric = { failures: 'single', drops: false };
const MULTI: MembershipRubric = { failures: 'multi', drops: false };
const DROPS: MembershipRubric = { failures: 'single', drops: true };

/** What a log of ten nodes earns, by row. */
function pointsOf(rubric: MembershipRubric, log: readonly LogEntry[]): Record<string, number> {
  const grader = new MembershipGrader(rubric, 10);
  for (const line of log) grader.add(line);
  return Object.fromEntries(grader.rows().map(({ test, points }) => [test, points]));
}

const ANY_JOIN = /Node 7.* joined/;
const ANY_REMOVAL = /removed/;
const ALIEN = added(joinedLine(3, 11));
const secondOfFirst: SpoiledLog = (log) => {
  const first = log.findIndex(({ text }) => text.includes('removed'));
  return log.with(first + 1, log[first]!);
};

describe('single failure', () => {
  const full = { join: 10, completeness: 10, accuracy: 10 };

  test.each<[string, SpoiledLog, Record<string, number>]>([
    ['a join missing', without(ANY_JOIN), { ...full, join: 0 }],
    ['a join of a stranger', ALIEN, { ...full, join: 0 }],
    ['a join renamed', changed(/Node 7(.*) joined/, 'Node 8$1 joined'), { ...full, join: 0 }],
    ['a removal missing', without(ANY_REMOVAL), { ...full, completeness: 0 }],
    ['a removal that is the same line as another', secondOfFirst, { ...full, completeness: 0 }],
    ['a false removal', added(removedLine(1, 5)), { ...full, accuracy: 0 }],
    ['a removal of oneself', added(removedLine(5, 5)), { ...full, accuracy: 0 }],
  ])('%s costs its row and no other', (_, spoil, points) => {
    expect(pointsOf(SINGLE, spoil(singleFailureLog()))).toEqual(points);
  });

  test.each<[string, SpoiledLog]>([
    ['a join twice', twice(ANY_JOIN)],
    ['a removal twice', twice(ANY_REMOVAL)],
    ['a repeated removal at another time', added(removedLine(1, 4, 300))],
    ['the failure twice', twice(/Node failed/)],
    ['the failure with blanks', changed(/Node failed at time=100/, 'Node failed at time = 100')],
  ])('%s costs nothing', (_, spoil) => {
    expect(pointsOf(SINGLE, spoil(singleFailureLog()))).toEqual(full);
  });

  test('without a failure there is nothing to remove, and nothing to be accurate about', () => {
    const log = without(/Node failed/)(singleFailureLog());
    expect(pointsOf(SINGLE, log)).toEqual({ join: 10, completeness: 0, accuracy: 0 });
  });

  test('the introducer may be the one that fails', () => {
    expect(pointsOf(SINGLE, singleFailureLog(1))).toEqual(full);
  });
});

describe('failures of many', () => {
  const full = { join: 10, completeness: 10, accuracy: 10 };

  test.each<[string, SpoiledLog, Record<string, number>]>([
    ['a join missing', without(ANY_JOIN), { ...full, join: 0 }],
    ['a join of a stranger', ALIEN, { ...full, join: 0 }],
    ['a false removal', added(removedLine(1, 9)), { ...full, accuracy: 0 }],
    // 26 removals: 20 do not name node 3, 21 do not name each of the others.
    ['a repeated removal', added(removedLine(1, 3, 300)), { ...full, accuracy: 2 }],
    // Completeness and accuracy overlap: 24 removals, 20 do not name node 3, 19 each other.
    ['a removal missing', without(ANY_REMOVAL), { ...full, completeness: 8, accuracy: 2 }],
    [
      'a removal renamed to a survivor',
      changed(/Node 3(.*) removed/, 'Node 9$1 removed'),
      { ...full, completeness: 8, accuracy: 8 },
    ],
  ])('%s costs what the rubric says', (_, spoil, points) => {
    expect(pointsOf(MULTI, spoil(multiFailureLog()))).toEqual(points);
  });

  test('the same removal line twice counts once', () => {
    expect(pointsOf(MULTI, twice(ANY_REMOVAL)(multiFailureLog()))).toEqual(full);
  });

  test('the introducer may be among them', () => {
    expect(pointsOf(MULTI, multiFailureLog(1))).toEqual(full);
  });

  test('a missing failure line costs two points in each row, for that node alone', () => {
    const log = without(/Node failed/)(multiFailureLog());
    expect(pointsOf(MULTI, log)).toEqual({ join: 10, completeness: 8, accuracy: 8 });
  });
});

describe('single failure with drops', () => {
  const full = { join: 15, completeness: 15 };

  test.each<[string, SpoiledLog, Record<string, number>]>([
    ['a join missing', without(ANY_JOIN), { ...full, join: 0 }],
    ['a join of a stranger', ALIEN, { ...full, join: 0 }],
    ['a removal missing', without(ANY_REMOVAL), { ...full, completeness: 0 }],
    ['a removal that is the same line as another', secondOfFirst, { ...full, completeness: 0 }],
  ])('%s costs its row and no other', (_, spoil, points) => {
    expect(pointsOf(DROPS, spoil(singleFailureLog()))).toEqual(points);
  });

  test('there is no row for accuracy: false removals cost nothing', () => {
    expect(pointsOf(DROPS, added(removedLine(1, 5))(singleFailureLog()))).toEqual(full);
  });
});

describe('the second rule of join: ten observers with exactly nine others each', () => {
  const isSelf = ({ address, text }: LogEntry) => text.startsWith(`Node ${address} joined`);
  const joinPoints = (log: readonly LogEntry[]) => pointsOf(SINGLE, log)['join'];

  test('no node logs itself', () => {
    expect(joinPoints(singleFailureLog().filter((line) => !isSelf(line)))).toBe(10);
  });

  test('some nodes log themselves and some do not', () => {
    const unlike = singleFailureLog().filter(
      (line) => !isSelf(line) || line.address === addressOf(2),
    );
    expect(joinPoints(unlike)).toBe(10);
    const likely = singleFailureLog().filter(
      (line) => !isSelf(line) || line.address !== addressOf(2),
    );
    expect(joinPoints(likely)).toBe(10);
  });

  test('a node itself is not one of its nine others', () => {
    const lacking = singleFailureLog().filter(({ address, text }) => {
      const observer = Number.parseInt(address, 10);
      return !text.startsWith(`Node ${addressOf((observer % 10) + 1)} joined`);
    });
    expect(joinPoints(lacking)).toBe(0);
  });

  test('nine observers are not enough, eleven are too many', () => {
    const others = singleFailureLog().filter((line) => !isSelf(line));
    const nine = others.filter(
      ({ address, text }) => address !== addressOf(6) || !text.includes('joined'),
    );
    expect(joinPoints(nine)).toBe(0);
    const eleven = [...others, ...range(1, 9).map((member) => joinedLine(11, member))];
    expect(joinPoints(eleven)).toBe(0);
  });
});

test('exactly 100 pairs: a hundred among which a stranger stands for a missing one will do', () => {
  // The course only counts.
  const log = changed(/Node 7(.*) joined/, 'Node 11$1 joined')(singleFailureLog());
  expect(pointsOf(SINGLE, log)['join']).toBe(10);
});

test('other lines are not looked at', () => {
  const log = [...singleFailureLog(), entry(3, 9, 'Node failed to find any news')];
  expect(pointsOf(SINGLE, log)).toEqual({ join: 10, completeness: 10, accuracy: 10 });
});

describe('clusters of other sizes go by the same rules', () => {
  test.each([1, 2, 11, 40])('%d nodes of which one fails', (nodes) => {
    const grader = new MembershipGrader(SINGLE, nodes);
    const all = range(1, nodes);
    for (const observer of all) for (const member of all) grader.add(joinedLine(observer, member));
    grader.add(entry(nodes, 100, 'Node failed at time=100'));
    for (const observer of all.slice(0, -1)) grader.add(removedLine(observer, nodes));
    expect(grader.rows().map(({ points }) => points)).toEqual([10, 10, 10]);
  });

  test.each([6, 11, 40])('%d nodes of which half fail', (nodes) => {
    const failed = Math.floor(nodes / 2);
    const grade = (isMissed: (observer: number, member: number) => boolean) => {
      const grader = new MembershipGrader(MULTI, nodes);
      for (const member of range(1, failed)) {
        grader.add(entry(member, 100, 'Node failed at time = 100'));
        for (const observer of range(failed + 1, nodes)) {
          if (!isMissed(observer, member)) grader.add(removedLine(observer, member));
        }
      }
      return Object.fromEntries(grader.rows().map(({ test, points }) => [test, points]));
    };
    expect(grade(() => false)).toEqual({ join: 0, completeness: 10, accuracy: 10 });
    const missed = grade((observer, member) => observer === nodes && member === 1);
    expect(missed['completeness']).toBeLessThan(10);
    expect(missed['accuracy']).toBeLessThan(10);
  });
});
