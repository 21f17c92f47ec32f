/** The course's points for a log. */

import type { LogEntry } from '../report/dbg-log';
import type { Rubric } from '../scenario/scenario';
import { MembershipGrader } from './membership-rubric';
import type { RubricRow } from './rubric-row';
import { StoreGrader } from './store-rubric';

/** The points of a log: a row for each test, and their sums. */
export interface Grade {
  readonly rows: readonly RubricRow[];
  readonly points: number;
  readonly of: number;
}

/** What a grade depends on: any of the course's scenarios, for one. */
export interface Graded {
  readonly rubric: Rubric;
  readonly cluster: { readonly nodes: number };
}

/** Is given a log's entries in their order, then asked for the grade. */
export class Grader {
  private readonly grader: MembershipGrader | StoreGrader;

  constructor({ rubric, cluster }: Graded) {
    this.grader =
      rubric.part === 'membership'
        ? new MembershipGrader(rubric, cluster.nodes)
        : new StoreGrader(rubric.test);
  }

  add(entry: LogEntry): void {
    this.grader.add(entry);
  }

  grade(): Grade {
    const rows = this.grader.rows();
    const points = rows.reduce((sum, graded) => sum + graded.points, 0);
    const of = rows.reduce((sum, graded) => sum + graded.of, 0);
    return { rows, points, of };
  }
}
