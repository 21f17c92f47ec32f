/** Which of the course's scenarios a log is of, where nobody says. */

import type { LogEntry } from '../report/dbg-log';
import type { Rubric } from '../scenario/scenario';
import { COURSE_TESTS, type CourseTest } from '../workload/course';

/** The scenarios that the course ships, all of ten nodes. */
export const COURSE_RUBRICS = {
  singlefailure: { part: 'membership', failures: 'single', drops: false },
  multifailure: { part: 'membership', failures: 'multi', drops: false },
  msgdropsinglefailure: { part: 'membership', failures: 'single', drops: true },
  create: { part: 'store', test: 'CREATE' },
  read: { part: 'store', test: 'READ' },
  update: { part: 'store', test: 'UPDATE' },
  delete: { part: 'store', test: 'DELETE' },
} as const satisfies Readonly<Record<string, Rubric>>;
export const COURSE_NODES = 10;
export type CourseName = keyof typeof COURSE_RUBRICS;

export interface Recognised {
  readonly name: CourseName;
  /** What it was recognised by, in words. */
  readonly why: string;
}

const NAMES = Object.keys(COURSE_RUBRICS) as CourseName[];
const OPERATION = new RegExp(`(${COURSE_TESTS.join('|')}) OPERATION`, 'i');

/** Of the two the one with more rows is taken, so that nobody gains by a false removal. */
const DROPS = 'that messages were dropped, its name or --scenario must say';

/** The one scenario that is among the words of a name, as in `dbg.read.log`. */
export function namedIn(name: string): CourseName | undefined {
  const words = name.toLowerCase().split(/[^a-z]+/);
  const named = NAMES.filter((scenario) => words.includes(scenario));
  return named.length === 1 ? named[0] : undefined;
}

/** Is given a log's entries, then asked. */
export class Recogniser {
  private readonly operations = new Set<CourseTest>();
  private failed: string | undefined;
  private isSingle = true;
  private isStore = false;

  add({ address, text }: LogEntry): void {
    const operation = OPERATION.exec(text)?.[1];
    if (operation !== undefined) this.operations.add(operation.toUpperCase() as CourseTest);
    else if (text.startsWith('APP MP2')) this.isStore = true;
    else if (text.includes('Node failed at time')) {
      this.failed ??= address;
      if (this.failed !== address) this.isSingle = false;
    }
  }

  /**
   * Every store run creates, so what tells one is another operation. A log without one may be
   * that of a read, say, that ended early: there its name goes before what is in it, so that
   * nobody gains by what is missing.
   * @param named the scenario that the log's name tells, if any
   */
  scenario(named: CourseName | undefined): Recognised | undefined {
    const [test, ...more] = [...this.operations].filter((operation) => operation !== 'CREATE');
    if (test !== undefined && more.length === 0) {
      return { name: test.toLowerCase() as CourseName, why: `it has ${test} operations` };
    }
    if (named !== undefined) return { name: named, why: 'its name says so' };
    if (test !== undefined) return undefined;
    if (this.operations.size > 0) return { name: 'create', why: 'it has only CREATE operations' };
    if (this.failed === undefined || this.isStore) return undefined;
    return this.isSingle
      ? { name: 'singlefailure', why: `one node fails; ${DROPS}` }
      : { name: 'multifailure', why: 'several nodes fail' };
  }
}
