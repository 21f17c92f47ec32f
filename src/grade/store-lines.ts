/** The lines of a store's log that the rubric looks at, kept as far as there is room. */

import type { LogEntry } from '../report/dbg-log';
import type { CourseTest } from '../workload/course';
import { Budget } from './budget';
import { lineOf, type LineSample } from './line-sample';

/** An outcome's line, folded: the course's graders look without regard to case. */
export interface OutcomeLine {
  readonly entry: LogEntry;
  readonly folded: string;
}

/** An operation's line. */
export interface OperationLine {
  readonly entry: LogEntry;
  readonly key: string;
  readonly value: string;
}

export class StoreLines {
  readonly operations: OperationLine[] = [];
  readonly successes: OutcomeLine[] = [];
  readonly fails: OutcomeLine[] = [];
  private readonly operation: string;
  private readonly budget = new Budget(512);

  constructor(test: CourseTest) {
    this.operation = test.toLowerCase();
  }

  add(entry: LogEntry): void {
    const { operation } = this;
    const folded = entry.text.toLowerCase();
    if (folded.includes(`${operation} operation`)) {
      // OP OPERATION KEY: k VALUE: v: fields 7 and 9 of the line.
      const [, , , key = '', , value = ''] = entry.text.split(' ', 6);
      if (this.budget.takes(entry)) this.operations.push({ entry, key, value });
    } else if (folded.includes(`${operation} success`)) {
      if (this.budget.takes(entry)) this.successes.push({ entry, folded });
    } else if (folded.includes(`${operation} fail`)) {
      if (this.budget.takes(entry)) this.fails.push({ entry, folded });
    }
  }

  /** Lines that were not kept, for they are too many. */
  get beyond(): number {
    return this.budget.beyond;
  }

  /** The first operation on one of these keys whose line has this time, looked for anywhere in it. */
  operationAt(time: number, isOfKey: (key: string) => boolean): OperationLine | undefined {
    return this.operations.find(
      ({ entry, key }) => isOfKey(key) && lineOf(entry).includes(String(time)),
    );
  }
}

/** The lines that hold a word; none where there is no word to look for. */
export function naming(word: string | undefined, lines: readonly OutcomeLine[]): OutcomeLine[] {
  if (word === undefined || word === '') return [];
  const wanted = word.toLowerCase();
  return lines.filter(({ folded }) => folded.includes(wanted));
}

export function addEntries(sample: LineSample, lines: readonly OutcomeLine[]): void {
  for (const { entry } of lines) sample.addEntry(entry);
}
