/** The course's points of a store scenario (MP2's grader), read off a dbg.log. */

import type { LogEntry } from '../report/dbg-log';
import type { CourseTest } from '../workload/course';
import { createRows, deleteRows } from './every-key';
import { failureRows } from './failure-tests';
import type { RubricRow } from './rubric-row';
import { StoreLines } from './store-lines';

export class StoreGrader {
  private readonly lines: StoreLines;

  constructor(private readonly test: CourseTest) {
    this.lines = new StoreLines(test);
  }

  add(entry: LogEntry): void {
    this.lines.add(entry);
  }

  rows(): RubricRow[] {
    switch (this.test) {
      case 'CREATE':
        return createRows(this.lines);
      case 'DELETE':
        return deleteRows(this.lines);
      case 'READ':
        return failureRows('read', this.lines);
      case 'UPDATE':
        return failureRows('update', this.lines);
    }
  }
}
