/** `run`: scenarios in, the course's logs and a summary out. */

import { join } from 'node:path';
import type { Argv } from 'yargs';
import { Application } from '../application/application';
import type { Run } from '../application/run';
import { OperationOutcomes } from '../checks/operations';
import { Grader, type Grade } from '../grade/grade';
import { CourseOutput } from '../report/course-output';
import { DbgLog, DBG_LOG_HEAD, dbgLogLine, isStatistic } from '../report/dbg-log';
import { MessageCounts } from '../report/message-counts';
import { type OutcomesOfOperations, summaryLines, titleOf } from '../report/run-summary';
import type { Part } from '../scenario/conf';
import type { CourseScenario } from '../scenario/scenario';
import { command, scenarioFiles, withScenarios } from './command';
import { jsonText } from './json';
import { OutputFiles } from './output-files';
import { type NamedScenario, readScenarios, replayCommand } from './scenario-file';
import { DEFAULT_SEED, readSeed, readSeeds } from './seeds';
import { sweep } from './sweep';
import { breathe, colours, printLine, Progress } from './terminal';

export const run = command({
  ...{ name: 'run', words: '[files..]', describe: 'Run scenarios, write their logs' },
  flags: runFlags,
  run: (flags) =>
    runCommand({
      files: scenarioFiles(flags, 'run'),
      seed: flags.seed === undefined ? DEFAULT_SEED : readSeed(flags.seed),
      seeds: flags.seeds === undefined ? undefined : readSeeds(flags.seeds),
      part: flags.part,
      out: flags.out ?? '.',
      quiet: flags.quiet,
      json: flags.json,
    }),
});

function runFlags(flags: Argv) {
  return withScenarios(flags)
    .option('seed', {
      ...{ type: 'string', requiresArg: true, conflicts: 'seeds' },
      describe: `Any text (default ${DEFAULT_SEED})`,
    } as const)
    .option('seeds', {
      ...{ type: 'string', requiresArg: true },
      describe: 'Run many seeds, 1..200, without logs',
    } as const)
    .option('out', {
      ...{ type: 'string', requiresArg: true, conflicts: 'seeds' },
      describe: 'Where logs go (default: here)',
    } as const)
    .option('quiet', { type: 'boolean', default: false, describe: 'Print the verdict only' })
    .example('$0 testcases/create.conf', 'Run one')
    .example('$0 run testcases/read.conf --seed 7', 'Another seed')
    .example('$0 testcases/*.conf --seeds 1..200', 'Many seeds');
}

export interface RunFlags {
  readonly files: readonly string[];
  readonly seed: string;
  readonly seeds: readonly string[] | undefined;
  readonly part: Part | undefined;
  readonly out: string;
  readonly quiet: boolean;
  readonly json: boolean;
}

const LOGS = ['dbg.log', 'stats.log', 'msgcount.log'];
/** Events between two looks at the outside world: some tens of milliseconds. */
const SLICE_EVENTS = 100_000;

/** Returns the exit code: 0 where every scenario earned all its points, else 1. */
export async function runCommand(flags: RunFlags): Promise<number> {
  const scenarios = readScenarios(flags.files, flags.part);
  if (flags.seeds !== undefined) return sweep(scenarios, flags.seeds, flags);
  const folders = foldersOf(scenarios, flags.out);
  const reports = [];
  for (const [index, named] of scenarios.entries()) {
    reports.push(await runOne(named, folders[index]!, flags));
  }
  if (flags.json) printLine(jsonText(scenarios.length === 1 ? reports[0] : reports));
  return reports.every(({ grade }) => grade.points === grade.of) ? 0 : 1;
}

/** Of several scenarios each gets a folder of its own, named for it. */
function foldersOf(scenarios: readonly NamedScenario[], out: string): string[] {
  if (scenarios.length === 1) return [out];
  const taken = new Set<string>();
  for (const { scenario } of scenarios) {
    // `...conf` is a file's name, and `..` would lead out of the folder.
    const name = /^\.*$/.test(scenario.name) ? 'scenario' : scenario.name;
    let folder = name;
    for (let copy = 2; taken.has(folder); copy++) folder = `${name}-${copy}`;
    taken.add(folder);
  }
  return [...taken].map((folder) => join(out, folder));
}

interface Report {
  readonly file: string;
  readonly run: Run;
  readonly operations: OutcomesOfOperations;
  readonly grade: Grade;
  readonly wallSeconds: number;
  readonly logs: string;
  readonly replay: string;
}

async function runOne(named: NamedScenario, folder: string, flags: RunFlags): Promise<Report> {
  const { scenario } = named;
  const isShown = !flags.quiet && !flags.json;
  const files = new OutputFiles(folder, LOGS);
  try {
    if (isShown) printLine(`${titleOf(scenario)}, seed ${flags.seed}`);
    const report = await record(named, files, flags, isShown);
    files.commit();
    if (!flags.json) await printReport(report, scenario, flags);
    return { ...report, logs: folder };
  } finally {
    files.discard();
  }
}

/** Runs a scenario in slices, its logs written as it goes. */
async function record(
  { file, scenario }: NamedScenario,
  files: OutputFiles,
  { seed, part }: RunFlags,
  isShown: boolean,
): Promise<Omit<Report, 'logs'>> {
  const startedAt = performance.now();
  const grader = new Grader(scenario);
  const operations = new OperationOutcomes();
  const counts = new MessageCounts(scenario);
  let written = DBG_LOG_HEAD;
  let statistics = '';
  let printed = '';
  const dbgLog = new DbgLog(scenario, (entry) => {
    grader.add(entry);
    if (isStatistic(entry)) statistics += dbgLogLine(entry);
    else written += dbgLogLine(entry);
  });
  const output = new CourseOutput((line) => (printed += `${line}\n`));
  const sinks = [dbgLog, operations, counts, output];
  const application = new Application(scenario, seed, sinks);
  const progress = new Progress(scenario.durationTicks, 'ticks', isShown);
  for (let isDone = false; !isDone;) {
    isDone = application.advance(SLICE_EVENTS);
    files.write('dbg.log', written);
    files.write('stats.log', statistics);
    if (isShown) process.stdout.write(printed);
    written = statistics = printed = '';
    await progress.update(application.now);
    if (!isDone) await breathe();
  }
  progress.stop();
  for (const text of counts.text()) files.write('msgcount.log', text);
  return {
    file,
    run: application.run(),
    operations: operations.finish(),
    grade: grader.grade(),
    wallSeconds: (performance.now() - startedAt) / 1000,
    replay: replayCommand(file, seed, part),
  };
}

async function printReport(
  report: Omit<Report, 'logs'>,
  scenario: CourseScenario,
  flags: RunFlags,
): Promise<void> {
  const colour = await colours();
  const { grade, replay } = report;
  if (!flags.quiet) {
    printLine('');
    for (const line of summaryLines(report.run, report.operations, report.wallSeconds)) {
      printLine(line);
    }
  }
  for (const { test, points, of, expected, found } of flags.quiet ? [] : grade.rows) {
    if (points < of) printLine(`${test}: ${points} of ${of} points: ${expected}; found ${found}`);
  }
  const verdict =
    grade.points === grade.of
      ? colour.green(`${scenario.name} earned all ${grade.of} points.`)
      : colour.red(`${scenario.name} earned ${grade.points} of ${grade.of} points.`);
  printLine(`${verdict} Replay: ${replay}`);
}
