/** What a run is judged by: the course's points, or what its scenario expects of it. */

import type { Run } from '../application/run';
import { type Expected, Expectations } from '../checks/expectations';
import { type Grade, Grader } from '../grade/grade';
import { DbgLog, type LogEntry } from '../report/dbg-log';
import { onOneLine } from '../scenario/input-error';
import type { CourseScenario, Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';

/** What a run came to. */
export interface Judgement {
  /** Of a scenario of the course. */
  readonly grade?: Grade;
  /** Of any other. */
  readonly expected?: readonly Expected[];
  /** `unknown` where the run was too short to tell, and nothing else is wrong. */
  readonly result: 'good' | 'short' | 'unknown';
  /** `earned all 3 points`, `met all 2 expectations`. */
  readonly inWords: string;
  /** What it fell short of, in short and at length. */
  readonly shortfalls: readonly { readonly name: string; readonly line: string }[];
  /** The first check that failed and was not to. */
  readonly failedCheck?: string | undefined;
}

export class Judge {
  /** What has to watch the run. */
  readonly sinks: readonly EventSink[];
  private readonly grader: Grader | undefined;
  private readonly expectations: Expectations;

  /** @param onEntry is given each entry of the run's dbg.log */
  constructor(scenario: Scenario, onEntry: (entry: LogEntry) => void = () => undefined) {
    const grader = isOfCourse(scenario) ? new Grader(scenario) : undefined;
    const dbgLog = new DbgLog(scenario, (entry) => {
      grader?.add(entry);
      onEntry(entry);
    });
    this.grader = grader;
    this.expectations = new Expectations(scenario);
    this.sinks = [dbgLog, ...this.expectations.sinks];
  }

  /** @param run the finished run */
  finish(run: Run): Judgement {
    return this.grader === undefined
      ? expectedInWords(this.expectations.finish(run))
      : gradeInWords(this.grader.grade());
  }
}

function isOfCourse(scenario: Scenario): scenario is CourseScenario {
  return scenario.rubric !== undefined;
}

function gradeInWords(grade: Grade): Judgement {
  const { points, of, rows } = grade;
  const isFull = points === of;
  const lost = rows.filter((row) => row.points < row.of);
  return {
    grade,
    result: isFull ? 'good' : 'short',
    inWords: isFull ? `earned all ${of} points` : `earned ${points} of ${of} points`,
    shortfalls: lost.map(({ test: name, expected, found, ...row }) => ({
      name,
      line: `${name}: ${row.points} of ${row.of} points: ${expected}; found ${found}`,
    })),
  };
}

function expectedInWords(expected: readonly Expected[]): Judgement {
  const unmet = expected.filter(({ result }) => result !== 'pass');
  const isFailed = unmet.some(({ result }) => result === 'fail');
  const failed = unmet.find(({ verdict }) => verdict.verdict === 'fail');
  const inWords = () => {
    if (expected.length === 0) return 'ran to its end; it expects nothing';
    const all = expected.length === 1 ? 'its expectation' : `all ${expected.length} expectations`;
    if (unmet.length === 0) return `met ${all}`;
    if (!isFailed)
      return `ended before it could tell whether ${all} ${expected.length === 1 ? 'is' : 'are'} met`;
    const some = `${unmet.length} of ${expected.length} expectations`;
    return `failed ${expected.length === 1 ? all : some}`;
  };
  return {
    expected,
    result: unmet.length === 0 ? 'good' : isFailed ? 'short' : 'unknown',
    inWords: inWords(),
    failedCheck: failed?.verdict.check,
    shortfalls: unmet.map(({ verdict, isToFail }) => {
      const meant = isToFail ? ' (it is there to fail)' : '';
      const line = `${verdict.check}: ${verdict.verdict}${meant}: ${verdict.reason}`;
      return { name: verdict.check, line: onOneLine(line) };
    }),
  };
}

/** 0 where all is good, 1 where something fell short, 3 where nothing did but not all could be told. */
export function exitCodeOf(results: readonly Judgement['result'][]): number {
  if (results.includes('short')) return 1;
  return results.includes('unknown') ? 3 : 0;
}
