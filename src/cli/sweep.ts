/** Many seeds: each judged in memory, no logs written. */

import { Application } from '../application/application';
import type { Part } from '../scenario/conf';
import { onOneLine } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { advance } from './advance';
import { jsonText } from './json';
import { exitCodeOf, Judge, type Judgement } from './judge';
import { protocolFlag } from './protocol-module';
import { overSeeds, replayCommand, type ScenarioFile } from './scenario-file';
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
  readonly protocol: string | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** Runs and judges every scenario with every seed, in that order. */
export async function* judgedRuns(
  scenarios: readonly Pick<ScenarioFile, 'file' | 'scenarioFor'>[],
  seeds: readonly string[],
  part: Part | undefined,
  protocol?: string,
): AsyncGenerator<JudgedRun> {
  const progress = new Progress(scenarios.length * seeds.length, 'runs', true);
  let done = 0;
  try {
    for (const { file, scenarioFor } of scenarios) {
      for (const seed of seeds) {
        const replay = replayCommand(file, seed, part) + protocolFlag(protocol);
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
  advance(application);
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
  const firstReplay = { short: '', unknown: '' };
  let isOfCourse = true;
  for await (const { judgement, ...run } of judgedRuns(
    scenarios,
    seeds,
    flags.part,
    flags.protocol,
  )) {
    const { grade, expected, result, inWords, shortfalls } = judgement;
    results.push(result);
    isOfCourse &&= grade !== undefined;
    if (result === 'good') continue;
    firstReplay[result] ||= run.replay;
    if (failing.length < KEPT_MAX) failing.push({ ...run, ...(grade ? { grade } : { expected }) });
    if (flags.quiet || flags.json) continue;
    const tests = shortfalls.map(({ name }) => name).join(', ');
    const words = grade ? `${grade.points} of ${grade.of} points` : inWords;
    printLine(
      onOneLine(`${run.name} seed ${run.seed}: ${words} (${tests}). Replay: ${run.replay}`),
    );
  }
  const runs = results.length;
  const countOf = (wanted: Judgement['result']) => results.filter((r) => r === wanted).length;
  const [passed, short, unknown] = [countOf('good'), countOf('short'), countOf('unknown')];
  const all = isOfCourse ? 'earned every point' : 'came out as expected';
  if (flags.json) printLine(jsonText({ runs, passed, unknown, failing }));
  else if (passed === runs) {
    printLine(`${colour.green(`${allOf(runs)} ${all}.`)} Again: ${again(scenarios, seeds, flags)}`);
  } else {
    const verdict = colour.red(shortInWords(short, unknown, runs));
    printLine(`${verdict} Replay the first: ${firstReplay.short || firstReplay.unknown}`);
  }
  return exitCodeOf(results);
}

/** Beginning a sentence. */
export function allOf(runs: number): string {
  return runs === 1 ? 'The run' : `All ${runs} runs`;
}

function again(
  scenarios: readonly ScenarioFile[],
  seeds: readonly string[],
  { part, protocol }: SweepFlags,
): string {
  const files = scenarios.map(({ file }) => file);
  return `${overSeeds('run', files, seeds, part)}${protocolFlag(protocol)}`;
}

/** How many fell short, and of how many that could not be told. */
function shortInWords(short: number, unknown: number, runs: number): string {
  const untold = `${unknown} of ${runs} runs ended before it could be told.`;
  if (short === 0) return untold;
  const fell = `${short} of ${runs} runs fell short.`;
  return unknown === 0 ? fell : `${fell} ${untold}`;
}
