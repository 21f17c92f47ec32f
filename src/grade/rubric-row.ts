import { type Lines, LineSample, shown } from './line-sample';

/** One row of a rubric, graded. */
export interface RubricRow {
  readonly test: string;
  readonly points: number;
  readonly of: number;
  /** What full points need, in words. */
  readonly expected: string;
  /** What the log has. */
  readonly found: string;
  /** Lines that full points need and that are not there; none where no point is lost. */
  readonly missing: Lines;
  /** Lines that stand there instead: wrong ones, or too many. */
  readonly instead: Lines;
}

/** The lines that explain lost points, put together only where some are lost. */
export interface Explanation {
  readonly missing: LineSample;
  readonly instead: LineSample;
}

type Words = Pick<RubricRow, 'test' | 'of' | 'expected' | 'found'>;

/** @param explain adds the lines that cost points */
export function row(
  { test, of, expected, found }: Words,
  points: number,
  explain: (lines: Explanation) => void,
): RubricRow {
  const lines = { missing: new LineSample(), instead: new LineSample() };
  if (points < of) explain(lines);
  return { test, points, of, expected: shown(expected), found: shown(found), ...lines };
}
