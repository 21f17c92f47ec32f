/** Many seeds: each judged in memory, no logs written. */

import { Application } from '../application/application';
import type { Part } from '../scenario/conf';
import { onOneLine } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { jsonText } from './json';
import { exitCodeOf, Judge, type Judgement } from './judge';
import { replayCommand, type ScenarioFile } from './scenario-file';
import { breathe, colours, printLine, Progress } from './terminal';

/** Failing runs, or lost points, that are kept to be shown; the rest are only counted. */
export const KEPT_MAX = 10_000;

export interface JudgedRun {
  readonly file: string;
  readonly name: string;
  readonly seed: string;
  readonly fingerprint: string;
  readonly judgement: Judgement;
  readonly replay: string;
}

interface SweepFlags {
  readonly part: Part | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** Runs and judges every scenario with every seed, in that order. */
export async function* judgedRuns(
  scenarios: readonly Pick<ScenarioFile, 'file' | 'scenarioFor'>[],
  seeds: readonly string[],
  part: Part | undefined,
): AsyncGenerator<JudgedRun> {
  const progress = new Progress(scenarios.length * seeds.length, 'runs', true);
  let done = 0;
  try {
    for (const { file, scenarioFor } of scenarios) {
      for (const seed of seeds) {
        const replay = replayCommand(file, seed, part);
        const scenario = scenarioFor(seed);
        yield { file, name: scenario.name, seed, replay, ...judgeOnce(scenario, seed) };
        await progress.update(++done);
        await breathe();
      }
    }
  } finally {
    progress.stop();
  }
}

function judgeOnce(scenario: Scenario, seed: string): Pick<JudgedRun, 'fingerprint' | 'judgement'> {
  const judge = new Judge(scenario);
  const application = new Application(scenario, seed, judge.sinks);
  application.advance();
  const run = application.run();
  return { fingerprint: run.fingerprint, judgement: judge.finish(run) };
}

/** `run --seeds`: a line for each run that falls short, then totals. Returns the exit code. */
export async function sweep(
  scenarios: readonly ScenarioFile[],
  seeds: readonly string[],
  flags: SweepFlags,
): Promise<number> {
  const colour = await colours();
  const span = `${seeds.length} seed${seeds.length === 1 ? '' : 's'}, ${seeds[0]} to ${seeds.at(-1)}`;
  const names = scenarios.map(({ name }) => name).join(', ');
  if (!flags.quiet && !flags.json) printLine(`${names}: ${span}; no logs are written`);
  const failing: object[] = [];
  const results: Judgement['result'][] = [];
  let firstReplay = '';
  let isOfCourse = true;
  for await (const { judgement, ...run } of judgedRuns(scenarios, seeds, flags.part)) {
    const { grade, expected, result, inWords, shortfalls } = judgement;
    results.push(result);
    isOfCourse &&= grade !== undefined;
    if (result === 'good') continue;
    firstReplay ||= run.replay;
    if (failing.length < KEPT_MAX) failing.push({ ...run, ...(grade ? { grade } : { expected }) });
    if (flags.quiet || flags.json) continue;
    const tests = shortfalls.map(({ name }) => name).join(', ');
    const words = grade ? `${grade.points} of ${grade.of} points` : inWords;
    printLine(
      onOneLine(`${run.name} seed ${run.seed}: ${words} (${tests}). Replay: ${run.replay}`),
    );
  }
  const runs = results.length;
  const passed = results.filter((result) => result === 'good').length;
  const all = isOfCourse ? 'earned every point' : 'came out as expected';
  if (flags.json) printLine(jsonText({ runs, passed, failing }));
  else if (passed === runs) printLine(colour.green(`All ${runs} runs ${all}.`));
  else {
    const verdict = colour.red(`${runs - passed} of ${runs} runs fell short.`);
    printLine(`${verdict} Replay the first: ${firstReplay}`);
  }
  return exitCodeOf(results);
}
