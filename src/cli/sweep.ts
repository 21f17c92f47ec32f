/** Many seeds: each graded in memory, no logs written. */

import { Application } from '../application/application';
import { type Grade, Grader } from '../grade/grade';
import { DbgLog } from '../report/dbg-log';
import type { Part } from '../scenario/conf';
import type { CourseScenario } from '../scenario/scenario';
import { jsonText } from './json';
import { type NamedScenario, replayCommand } from './scenario-file';
import { breathe, colours, printLine, Progress } from './terminal';

/** Failing runs, or lost points, that are kept to be shown; the rest are only counted. */
export const KEPT_MAX = 10_000;

export interface GradedRun {
  readonly file: string;
  readonly name: string;
  readonly seed: string;
  readonly fingerprint: string;
  readonly grade: Grade;
  readonly replay: string;
}

interface SweepFlags {
  readonly part: Part | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** Runs and grades every scenario with every seed, in that order. */
export async function* gradedRuns(
  scenarios: readonly NamedScenario[],
  seeds: readonly string[],
  part: Part | undefined,
): AsyncGenerator<GradedRun> {
  const progress = new Progress(scenarios.length * seeds.length, 'runs', true);
  let done = 0;
  try {
    for (const { file, scenario } of scenarios) {
      for (const seed of seeds) {
        const replay = replayCommand(file, seed, part);
        yield { file, name: scenario.name, seed, replay, ...gradeOnce(scenario, seed) };
        await progress.update(++done);
        await breathe();
      }
    }
  } finally {
    progress.stop();
  }
}

function gradeOnce(scenario: CourseScenario, seed: string): { fingerprint: string; grade: Grade } {
  const grader = new Grader(scenario);
  const dbgLog = new DbgLog(scenario, (entry) => {
    grader.add(entry);
  });
  const application = new Application(scenario, seed, [dbgLog]);
  application.advance();
  return { fingerprint: application.run().fingerprint, grade: grader.grade() };
}

/** `run --seeds`: a line for each run that falls short, then totals. Returns the exit code. */
export async function sweep(
  scenarios: readonly NamedScenario[],
  seeds: readonly string[],
  flags: SweepFlags,
): Promise<number> {
  const colour = await colours();
  const span = `${seeds.length} seed${seeds.length === 1 ? '' : 's'}, ${seeds[0]} to ${seeds.at(-1)}`;
  const names = scenarios.map(({ scenario }) => scenario.name).join(', ');
  if (!flags.quiet && !flags.json) printLine(`${names}: ${span}; no logs are written`);
  const failing: GradedRun[] = [];
  let runs = 0;
  let passed = 0;
  for await (const run of gradedRuns(scenarios, seeds, flags.part)) {
    runs++;
    const { grade, name, seed, replay } = run;
    if (grade.points === grade.of) {
      passed++;
      continue;
    }
    if (failing.length < KEPT_MAX) failing.push(run);
    if (flags.quiet || flags.json) continue;
    const tests = grade.rows.filter(({ points, of }) => points < of).map(({ test }) => test);
    const points = `${grade.points} of ${grade.of} points (${tests.join(', ')})`;
    printLine(`${name} seed ${seed}: ${points}. Replay: ${replay}`);
  }
  if (flags.json) printLine(jsonText({ runs, passed, failing }));
  else if (passed === runs) printLine(colour.green(`All ${runs} runs earned every point.`));
  else {
    const verdict = colour.red(`${runs - passed} of ${runs} runs fell short.`);
    printLine(`${verdict} Replay the first: ${failing[0]!.replay}`);
  }
  return passed === runs ? 0 : 1;
}
