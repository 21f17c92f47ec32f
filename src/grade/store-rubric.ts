/** The course's points of a store scenario (MP2's grader), read off a dbg.log. */

import type { LogEntry } from '../report/dbg-log';
import { COURSE_TIMES, type CourseTest } from '../workload/course';
import { row, type RubricRow } from './rubric-row';

/** Lines that name a key, servers' and coordinator's, if all goes well. */
const LINES_PER_OPERATION = 4;
const VALID_DELETES = 50;
const INVALID_KEY = 'invalidKey';

/** An outcome's line, folded: the course's graders look without regard to case. */
interface OutcomeLine {
  readonly time: number;
  readonly isSuccess: boolean;
  readonly text: string;
}

/** An operation's line. */
interface OperationLine {
  readonly text: string;
  readonly key: string;
  readonly value: string;
}

export class StoreGrader {
  private readonly operations: OperationLine[] = [];
  private readonly outcomes: OutcomeLine[] = [];

  constructor(private readonly test: CourseTest) {}

  add({ time, text }: LogEntry): void {
    const operation = this.test.toLowerCase();
    const folded = text.toLowerCase();
    if (folded.includes(`${operation} operation`)) {
      // OP OPERATION KEY: k VALUE: v: fields 7 and 9 of the line.
      const [, , , key = '', , value = ''] = text.split(' ');
      this.operations.push({ text, key, value });
    } else if (folded.includes(`${operation} success`)) {
      this.outcomes.push({ time, isSuccess: true, text: folded });
    } else if (folded.includes(`${operation} fail`)) {
      this.outcomes.push({ time, isSuccess: false, text: folded });
    }
  }

  rows(): RubricRow[] {
    switch (this.test) {
      case 'CREATE':
        return [this.everyKey('create', 3, this.operations, undefined)];
      case 'DELETE': {
        const valid = this.operations.filter(({ key }) => key !== INVALID_KEY);
        return [this.everyKey('delete', 3, valid, VALID_DELETES), this.invalidDelete()];
      }
      default:
        return this.failureTests();
    }
  }

  /** Success lines are four for each operation, and exactly four name each key. */
  private everyKey(
    test: string,
    points: number,
    operations: readonly OperationLine[],
    count: number | undefined,
  ): RubricRow {
    const lines = this.successes();
    const needed = LINES_PER_OPERATION * (count ?? operations.length);
    const wrong = operations.filter(
      ({ key }) => this.naming(key, lines).length !== LINES_PER_OPERATION,
    );
    const earned = operations.length > 0 && lines.length === needed && wrong.length === 0;
    const expected = `${needed} success lines, ${LINES_PER_OPERATION} for each key`;
    const names = wrong.slice(0, 3).map(({ key }) => key);
    const but = wrong.length === 0 ? '' : `, not ${LINES_PER_OPERATION} for ${names.join(', ')}`;
    return row(test, points, earned, expected, `${lines.length} success lines${but}`);
  }

  private invalidDelete(): RubricRow {
    const lines = this.naming(INVALID_KEY, this.failures());
    const earned = lines.length === LINES_PER_OPERATION;
    const expected = `${LINES_PER_OPERATION} fail lines for ${INVALID_KEY}`;
    return row('delete invalid', 4, earned, expected, `${lines.length} fail lines`);
  }

  /** T1 to T5 of read and update, each in the time from its operation to the next. */
  private failureTests(): RubricRow[] {
    const { t1, t2, t3part1, t3part2, t4 } = COURSE_TIMES;
    const first = this.operationAt(t1);
    const successes = (from: number, to: number) =>
      this.within(from, to, this.naming(first?.value, this.naming(first?.key, this.successes())));
    const fails = this.within(t3part1, t3part2, this.naming(first?.key, this.failures()));
    const invalid = this.within(t4, Infinity, this.naming(INVALID_KEY, this.failures()));
    const passes = 'success lines with its key and value';
    return [
      this.window('T1', 3, t1, [3, 4], successes(t1, t2), passes),
      this.window('T2', 9, t2, [3], successes(t2, t3part1), passes),
      this.window('T3 part 1', 9, t3part1, [1], fails, 'fail line with its key'),
      this.window('T3 part 2', 10, t3part2, [3, 4], successes(t3part2, t4), passes),
      this.window('T4', 6, t4, [3, 4], successes(t4, Infinity), passes),
      this.window('T5', 3, t4, [3, 4], invalid, `fail lines for ${INVALID_KEY}`),
    ];
  }

  private window(
    test: string,
    points: number,
    time: number,
    allowed: readonly number[],
    lines: readonly OutcomeLine[],
    what: string,
  ): RubricRow {
    const isThere = this.operationAt(time) !== undefined;
    const earned = isThere && allowed.includes(lines.length);
    const expected = `${allowed.join(' or ')} ${what} from ${time}`;
    return row(test, points, earned, expected, isThere ? `${lines.length}` : 'no operation');
  }

  /** The first operation whose line has this time, looked for anywhere in it. */
  private operationAt(time: number): OperationLine | undefined {
    return this.operations.find(({ text }) => text.includes(String(time)));
  }

  private successes(): OutcomeLine[] {
    return this.outcomes.filter(({ isSuccess }) => isSuccess);
  }

  private failures(): OutcomeLine[] {
    return this.outcomes.filter(({ isSuccess }) => !isSuccess);
  }

  private naming(word: string | undefined, lines: readonly OutcomeLine[]): OutcomeLine[] {
    if (word === undefined) return [];
    const folded = word.toLowerCase();
    return lines.filter(({ text }) => text.includes(folded));
  }

  private within(from: number, to: number, lines: readonly OutcomeLine[]): OutcomeLine[] {
    return lines.filter(({ time }) => time >= from && time < to);
  }
}
