/** One row of a rubric, graded. */
export interface RubricRow {
  readonly test: string;
  readonly points: number;
  readonly of: number;
  /** What full points need, in words. */
  readonly expected: string;
  /** What the log has. */
  readonly found: string;
}

/** All or nothing. */
export function row(
  test: string,
  of: number,
  earned: boolean,
  expected: string,
  found: string,
): RubricRow {
  return { test, points: earned ? of : 0, of, expected, found };
}
