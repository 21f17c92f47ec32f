/** `grade`: the course's points for scenarios over many seeds. */

import type { Argv } from 'yargs';
import type { Lines } from '../grade/line-sample';
import type { Part } from '../scenario/conf';
import { InputError } from '../scenario/input-error';
import { command, scenarioFiles, withScenarios, wordsOf } from './command';
import { gradeLogCommand } from './grade-log';
import { jsonText } from './json';
import { reasonsFor } from './lost-points';
import { overSeeds, readCourseScenarios } from './scenario-file';
import { readSeeds } from './seeds';
import { allOf, type JudgedRun, judgedRuns, KEPT_MAX } from './sweep';
import { type Column, tableText } from './table';
import { colours, printLine } from './terminal';

export const grade = command({
  ...{
    name: 'grade',
    words: '[files..]',
    describe: "Give the course's points to seeds or logs",
  },
  flags: gradeFlags,
  run: (flags) => {
    const { log, scenario, part, json, csv } = flags;
    if (log !== undefined) {
      refuseBesideLog(flags);
      const format = json ? 'json' : csv ? 'csv' : 'text';
      return gradeLogCommand({ log, scenario, part, format });
    }
    if (scenario !== undefined) throw new InputError('--scenario', 'says what a --log is of');
    if (csv) throw new InputError('--csv', 'is for --log; --json prints a run of many seeds');
    return gradeCommand({
      files: scenarioFiles(flags, 'grade'),
      seeds: readSeeds(flags.seeds ?? DEFAULT_SEEDS),
      part,
      json,
    });
  },
});

function gradeFlags(flags: Argv) {
  return withScenarios(flags)
    .option('seeds', {
      ...{ type: 'string', requiresArg: true },
      describe: 'Which seeds: 100 for 1..100, the default',
    } as const)
    .option('log', {
      ...{ type: 'string', requiresArg: true },
      describe: 'A dbg.log, or a folder a student',
    } as const)
    .option('scenario', {
      ...{ type: 'string', requiresArg: true },
      describe: 'What --log is of; else found out',
    } as const)
    .option('csv', {
      ...{ type: 'boolean', default: false },
      describe: 'Print the table of --log as CSV',
    } as const)
    .example('$0 grade testcases/*.conf', 'All, 100 seeds')
    .example('$0 grade testcases/read.conf --seeds 5..9', 'Five seeds')
    .example('$0 grade --log dbg.log', 'Any log')
    .example('$0 grade --log class --csv', 'Those of a class');
}

const DEFAULT_SEEDS = '100';

interface BesideLog {
  readonly files?: string[] | undefined;
  readonly _: readonly (string | number)[];
  readonly seeds: string | undefined;
  readonly scenario: string | undefined;
  readonly part: Part | undefined;
  readonly json: boolean;
  readonly csv: boolean;
}

/** What a log that has been written cannot have. */
function refuseBesideLog({ files, _: rest, seeds, scenario, part, json, csv }: BesideLog): void {
  if (seeds !== undefined) {
    throw new InputError('--seeds', 'cannot be given with --log: what has run has its seed');
  }
  const [word] = wordsOf(files, rest, 'grade');
  if (word !== undefined) {
    throw new InputError(word, "cannot be given with --log: --scenario names a log's scenario");
  }
  if (part !== undefined && scenario === undefined) {
    throw new InputError('--part', 'needs --scenario with --log: it is about the parts of a file');
  }
  if (json && csv) throw new InputError('--csv', 'cannot be given with --json: choose one');
}

export interface GradeFlags {
  readonly files: readonly string[];
  readonly seeds: readonly string[];
  readonly part: Part | undefined;
  readonly json: boolean;
}

/** One test of one scenario over all seeds. */
interface TestTotals {
  readonly file: string;
  readonly scenario: string;
  readonly test: string;
  points: number;
  of: number;
  /** Runs that earned the full points. */
  passed: number;
  runs: number;
}

/** One test in one run that did not earn its points. */
interface LostPoints {
  readonly file: string;
  readonly scenario: string;
  readonly test: string;
  readonly seed: string;
  readonly lost: number;
  readonly expected: string;
  readonly found: string;
  readonly missing: Lines;
  readonly instead: Lines;
  readonly replay: string;
}

/** Returns the exit code: 0 where every run earned every point, else 1. */
export async function gradeCommand(flags: GradeFlags): Promise<number> {
  const scenarios = readCourseScenarios(flags.files, flags.part).map(({ file, scenario }) => ({
    ...{ file, scenarioFor: () => scenario },
  }));
  const { seeds } = flags;
  const count = `${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}`;
  if (!flags.json) printLine(`Grading ${count}, seeds ${seeds[0]} to ${seeds.at(-1)}`);
  const totals = new Map<string, TestTotals>();
  const lost: LostPoints[] = [];
  let runs = 0;
  let passed = 0;
  for await (const run of judgedRuns(scenarios, seeds, flags.part)) {
    runs++;
    if (run.judgement.result === 'good') passed++;
    addRun(run, totals, lost);
  }
  const tests = [...totals.values()];
  if (flags.json) printLine(jsonText({ runs, passed, tests, lost }));
  else {
    const again = overSeeds('grade', flags.files, seeds, flags.part);
    await printGrades(tests, lost, runs, passed, again);
  }
  return passed === runs ? 0 : 1;
}

function addRun(run: JudgedRun, totals: Map<string, TestTotals>, lost: LostPoints[]): void {
  const { file, name: scenario, seed, replay } = run;
  for (const { test, points, of, ...reasons } of run.judgement.grade?.rows ?? []) {
    const key = `${file} ${test}`;
    const total = totals.get(key) ?? {
      ...{ file, scenario, test, points: 0, of: 0, passed: 0, runs: 0 },
    };
    totals.set(key, total);
    total.points += points;
    total.of += of;
    total.runs++;
    if (points === of) total.passed++;
    else if (lost.length < KEPT_MAX) {
      lost.push({ file, scenario, test, seed, lost: of - points, ...reasons, replay });
    }
  }
}

const COLUMNS: readonly Column[] = [
  { head: 'scenario', align: 'left' },
  { head: 'test', align: 'left' },
  { head: 'points', align: 'right' },
  { head: 'of', align: 'right' },
  { head: 'pass rate', align: 'right' },
];

async function printGrades(
  tests: readonly TestTotals[],
  lost: readonly LostPoints[],
  runs: number,
  passed: number,
  again: string,
): Promise<void> {
  const rows = tests.map(({ scenario, test, points, of, passed: full, runs: all }) => [
    ...[scenario, test, points, of, `${((100 * full) / all).toFixed(1)} %`],
  ]);
  printLine(await tableText(COLUMNS, rows));
  for (const { scenario, test, seed, lost: points, replay, ...reasons } of lost) {
    printLine(`\n${scenario}, ${test}, seed ${seed}: ${points} points lost`);
    for (const line of reasonsFor(reasons)) printLine(line);
    printLine(`  replay   ${replay}`);
  }
  const failed = tests.reduce((sum, total) => sum + total.runs - total.passed, 0);
  if (failed > lost.length) printLine(`\n${failed - lost.length} more are not shown`);
  const colour = await colours();
  printLine('');
  if (passed === runs) {
    printLine(`${colour.green(`${allOf(runs)} earned every point.`)} Again: ${again}`);
  } else {
    const verdict = colour.red(`${runs - passed} of ${runs} runs lost points.`);
    printLine(`${verdict} Replay the first: ${lost[0]?.replay ?? ''}`);
  }
}
