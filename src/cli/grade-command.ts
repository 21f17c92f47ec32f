/** `grade`: the course's points for scenarios over many seeds. */

import type { Argv } from 'yargs';
import type { Part } from '../scenario/conf';
import { command, scenarioFiles, withScenarios } from './command';
import { readScenarios } from './scenario-file';
import { readSeeds } from './seeds';
import { type GradedRun, gradedRuns, KEPT_MAX } from './sweep';
import { colours, printLine } from './terminal';

export const grade = command({
  ...{ name: 'grade', words: '[files..]', describe: "Give the course's points over many seeds" },
  flags: gradeFlags,
  run: (flags) =>
    gradeCommand({
      files: scenarioFiles(flags, 'grade'),
      seeds: readSeeds(flags.seeds),
      part: flags.part,
      json: flags.json,
    }),
});

function gradeFlags(flags: Argv) {
  return withScenarios(flags)
    .option('seeds', {
      ...{ type: 'string', requiresArg: true, default: '100' },
      describe: 'Which seeds: 100 for 1..100',
    } as const)
    .example('$0 grade testcases/*.conf', 'All, 100 seeds')
    .example('$0 grade testcases/read.conf --seeds 5..9', 'Five seeds');
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
  readonly replay: string;
}

/** Returns the exit code: 0 where every run earned every point, else 1. */
export async function gradeCommand(flags: GradeFlags): Promise<number> {
  const scenarios = readScenarios(flags.files, flags.part);
  const { seeds } = flags;
  const count = `${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}`;
  if (!flags.json) printLine(`Grading ${count}, seeds ${seeds[0]} to ${seeds.at(-1)}`);
  const totals = new Map<string, TestTotals>();
  const lost: LostPoints[] = [];
  let runs = 0;
  let passed = 0;
  for await (const run of gradedRuns(scenarios, seeds, flags.part)) {
    runs++;
    if (run.grade.points === run.grade.of) passed++;
    addRun(run, totals, lost);
  }
  const tests = [...totals.values()];
  if (flags.json) printLine(JSON.stringify({ runs, passed, tests, lost }, null, 2));
  else await printGrades(tests, lost, runs, passed);
  return passed === runs ? 0 : 1;
}

function addRun(run: GradedRun, totals: Map<string, TestTotals>, lost: LostPoints[]): void {
  const { file, name: scenario, seed, replay } = run;
  for (const { test, points, of, expected, found } of run.grade.rows) {
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
      lost.push({ file, scenario, test, seed, lost: of - points, expected, found, replay });
    }
  }
}

async function printGrades(
  tests: readonly TestTotals[],
  lost: readonly LostPoints[],
  runs: number,
  passed: number,
): Promise<void> {
  const { default: Table } = await import('cli-table3');
  const style = { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 };
  const table = new Table({
    head: ['scenario', 'test', 'points', 'of', 'pass rate'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style,
    chars: Object.fromEntries(
      ['top', 'bottom', 'left', 'right', 'mid', 'middle'].flatMap((side) =>
        ['', '-mid', '-left', '-right'].map((corner) => [`${side}${corner}`, '']),
      ),
    ),
  });
  for (const { scenario, test, points, of, passed: full, runs: all } of tests) {
    table.push([scenario, test, points, of, `${((100 * full) / all).toFixed(1)} %`]);
  }
  printLine(table.toString());
  for (const { scenario, test, seed, lost: points, expected, found, replay } of lost) {
    printLine(`\n${scenario}, ${test}, seed ${seed}: ${points} points lost`);
    printLine(`  expected ${expected}`);
    printLine(`  found    ${found}`);
    printLine(`  replay   ${replay}`);
  }
  const failed = tests.reduce((sum, total) => sum + total.runs - total.passed, 0);
  if (failed > lost.length) printLine(`\n${failed - lost.length} more are not shown`);
  const colour = await colours();
  printLine('');
  if (passed === runs) printLine(colour.green(`All ${runs} runs earned every point.`));
  else {
    const verdict = colour.red(`${runs - passed} of ${runs} runs lost points.`);
    printLine(`${verdict} Replay the first: ${lost[0]?.replay ?? ''}`);
  }
}
