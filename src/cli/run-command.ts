/** `run`: scenarios in, the course's logs and a summary out. */

import { join } from 'node:path';
import type { Argv } from 'yargs';
import { Application } from '../application/application';
import type { Run } from '../application/run';
import { OperationOutcomes } from '../checks/operations';
import { MAX_LOG } from '../explain/event-lines';
import { type Measures, Measuring } from '../measures/measures';
import type { IdleStep } from '../faults/idle';
import { EVENT_LEVELS, type EventLevel } from '../library/history';
import { CourseOutput } from '../report/course-output';
import { DBG_LOG_HEAD, dbgLogLine, isStatistic } from '../report/dbg-log';
import { MessageCounts } from '../report/message-counts';
import { idleLines, type OutcomesOfOperations, summaryLines, titleOf } from '../report/run-summary';
import type { Part } from '../scenario/conf';
import type { Protocols } from '../protocol/membership/protocols';
import { InputError, onOneLine } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { advance } from './advance';
import { command, scenarioFiles, withScenarios } from './command';
import { SLICE_EVENTS } from './drive';
import { jsonText } from './json';
import { exitCodeOf, Judge, type Judgement } from './judge';
import { OutputFiles } from './output-files';
import { protocolFlag, protocolsFrom, withProtocolFlag } from './protocol-module';
import { type Keeping, RunKeeper } from './run-keeper';
import {
  commandOn,
  flagOf,
  readScenarios,
  replayCommand,
  type ScenarioFile,
} from './scenario-file';
import { DEFAULT_SEED, readSeed, readSeeds } from './seeds';
import { sweep } from './sweep';
import { breathe, colours, print, printLine, Progress } from './terminal';

export const run = command({
  ...{ name: 'run', words: '[files..]', describe: 'Run scenarios, write their logs' },
  flags: runFlags,
  run: async (flags) =>
    runCommand({
      files: scenarioFiles(flags, 'run'),
      seed: flags.seed === undefined ? DEFAULT_SEED : readSeed(flags.seed),
      seeds: flags.seeds === undefined ? undefined : readSeeds(flags.seeds),
      part: flags.part,
      out: flags.out ?? '.',
      quiet: flags.quiet,
      json: flags.json,
      protocol: flags.protocol,
      protocols: await protocolsFrom(flags.protocol),
      keeping: keepingOf(flags),
    }),
});

/** For runs that nobody asks to keep. */
export const KEEP_NOTHING: Keeping = {
  ...{ events: undefined, save: undefined, level: 'outcomes', maxLog: MAX_LOG },
};

function runFlags(flags: Argv) {
  return withProtocolFlag(withScenarios(flags))
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
    .option('save', {
      ...{ type: 'string', requiresArg: true, conflicts: ['seeds', 'out'] },
      describe: 'Keep the run in this folder',
    } as const)
    .option('events', {
      ...{ type: 'string', requiresArg: true, conflicts: 'seeds' },
      describe: 'Write the events to this file',
    } as const)
    .option('level', {
      ...{ choices: LEVELS, requiresArg: true },
      describe: 'Which events',
    } as const)
    .option('max-log', {
      ...{ type: 'string', requiresArg: true },
      describe: `How many events (default ${MAX_LOG})`,
    } as const)
    .option('quiet', { type: 'boolean', default: false, describe: 'Print the verdict only' })
    .example('$0 testcases/create.conf', 'Run one')
    .example('$0 run testcases/read.conf --seed 7', 'Another seed')
    .example('$0 testcases/*.conf --seeds 1..200', 'Many seeds')
    .example('$0 testcases/read.conf --save kept', 'Keep it, to explain and replay');
}

interface KeepingFlags {
  readonly events?: string | undefined;
  readonly save?: string | undefined;
  readonly level?: EventLevel | undefined;
  readonly maxLog?: string | undefined;
}

function keepingOf({ events, save, level, maxLog }: KeepingFlags): Keeping {
  if (events === undefined && save === undefined && (level ?? maxLog) !== undefined) {
    throw new InputError('--level and --max-log', 'say what --events FILE or --save DIR write');
  }
  if (maxLog !== undefined && !/^[0-9]{1,9}$/.test(maxLog)) {
    const allowed = 'a number of events, such as 1000';
    throw new InputError('--max-log', `cannot be ${JSON.stringify(maxLog)}: ${allowed}`);
  }
  return { events, save, level: level ?? 'outcomes', maxLog: Number(maxLog ?? MAX_LOG) };
}

export interface RunFlags {
  readonly files: readonly string[];
  readonly seed: string;
  readonly seeds: readonly string[] | undefined;
  readonly part: Part | undefined;
  readonly out: string;
  readonly quiet: boolean;
  readonly json: boolean;
  /** A module with a protocol, and the protocols that scenarios may name. */
  readonly protocol: string | undefined;
  readonly protocols: Protocols;
  readonly keeping: Keeping;
}

const LOGS = ['dbg.log', 'stats.log'];
/** A line a node and a tick: for runs of the course's length. */
const COURSE_LOGS = [...LOGS, 'msgcount.log'];
const LEVELS = Object.keys(EVENT_LEVELS) as EventLevel[];

/** Returns the exit code: 0 where every scenario earned all its points or met its expectations. */
export async function runCommand(flags: RunFlags): Promise<number> {
  const scenarios = readScenarios(flags.files, flags.part, flags.protocols);
  if (flags.seeds !== undefined) return sweep(scenarios, flags.seeds, flags);
  if (flags.keeping.events !== undefined && scenarios.length > 1) {
    throw new InputError('--events', 'takes the events of one scenario; --save keeps several');
  }
  const folders = foldersOf(scenarios, flags.keeping.save ?? flags.out);
  const reports = [];
  for (const [index, named] of scenarios.entries()) {
    reports.push(await runOne(named, folders[index]!, flags));
  }
  if (flags.json)
    printLine(
      jsonText(scenarios.length === 1 ? reports[0]!.json : reports.map(({ json }) => json)),
    );
  return exitCodeOf(reports.map(({ result }) => result));
}

/** Of several scenarios each gets a folder of its own, named for it. */
function foldersOf(scenarios: readonly ScenarioFile[], out: string): string[] {
  if (scenarios.length === 1) return [out];
  const taken = new Set<string>();
  for (const file of scenarios) {
    // `...conf` is a file's name, and `..` would lead out of the folder.
    const name = /^\.*$/.test(file.name) ? 'scenario' : file.name;
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
  readonly measures: Measures;
  /** The steps of the plan that did nothing. */
  readonly idleSteps: readonly IdleStep[];
  readonly judgement: Judgement;
  readonly wallSeconds: number;
  readonly replay: string;
  /** The command that explains the first check that failed, if one did. */
  readonly explain: string | undefined;
}

/** What is printed as JSON, and how it ended. */
interface Reported {
  readonly json: object;
  readonly result: Judgement['result'];
}

async function runOne(named: ScenarioFile, folder: string, flags: RunFlags): Promise<Reported> {
  const scenario = named.scenarioFor(flags.seed);
  const isShown = !flags.quiet && !flags.json;
  const { keeping, seed } = flags;
  const flag = `${keeping.save === undefined ? '--out' : '--save'} ${folder}`;
  const names = [...logsOf(scenario), ...RunKeeper.filesOf(keeping)];
  const files = new OutputFiles(folder, names, flag, flags.files);
  let keeper: RunKeeper | undefined;
  try {
    keeper = new RunKeeper({ scenario, seed }, keeping, files, flags.files);
    if (isShown) printLine(onOneLine(`${titleOf(scenario)}, seed ${seed}`));
    const report = await record(named.file, scenario, files, keeper, flags, isShown);
    files.commit();
    keeper.commit();
    if (!flags.json) await printReport(report, scenario, flags, keeper.summaryLines());
    const { judgement, ...told } = report;
    const { grade, expected, result } = judgement;
    const came = grade === undefined ? { expected } : { grade };
    return { json: { ...told, ...came, logs: folder }, result };
  } finally {
    files.discard();
    keeper?.discard();
  }
}

/** Runs a scenario in slices, its logs written as it goes. */
async function record(
  file: string,
  scenario: Scenario,
  files: OutputFiles,
  keeper: RunKeeper,
  { seed, part, protocol }: RunFlags,
  isShown: boolean,
): Promise<Report> {
  const startedAt = performance.now();
  const operations = new OperationOutcomes();
  const measuring = new Measuring(scenario);
  const counts = scenario.rubric === undefined ? undefined : new MessageCounts(scenario);
  let written = DBG_LOG_HEAD;
  let statistics = '';
  let printed = '';
  const judge = new Judge(scenario, (entry) => {
    if (isStatistic(entry)) statistics += dbgLogLine(entry);
    else written += dbgLogLine(entry);
  });
  const output = new CourseOutput((line) => (printed += `${onOneLine(line)}\n`));
  const counted = counts === undefined ? [] : [counts];
  const folds = [operations, ...measuring.sinks, ...counted];
  const sinks = [...judge.sinks, ...folds, output, ...keeper.sinks];
  const application = new Application(scenario, seed, sinks);
  const progress = new Progress(scenario.durationTicks, 'ticks', isShown);
  try {
    for (let isDone = false; !isDone;) {
      isDone = advance(application, SLICE_EVENTS);
      files.write('dbg.log', written);
      files.write('stats.log', statistics);
      keeper.flush();
      if (isShown) print(printed);
      written = statistics = printed = '';
      await progress.update(application.now);
      if (!isDone) await breathe();
    }
  } finally {
    progress.stop();
  }
  for (const text of counts?.text() ?? []) files.write('msgcount.log', text);
  const run = application.run();
  keeper.finish(run);
  const judgement = judge.finish(run);
  const flags = protocolFlag(protocol);
  return {
    ...{ file, run },
    operations: operations.finish(),
    measures: measuring.finish(application.sentByKind()),
    idleSteps: application.idleSteps(),
    judgement,
    wallSeconds: (performance.now() - startedAt) / 1000,
    replay: replayCommand(file, seed, part) + flags,
    explain: explainCommand(file, seed, judgement.failedCheck, flags),
  };
}

function explainCommand(
  file: string,
  seed: string,
  check: string | undefined,
  flags: string,
): string | undefined {
  if (check === undefined) return undefined;
  return `${commandOn('explain', file)} ${flagOf('seed', seed)}${flags} ${flagOf('check', check)}`;
}

async function printReport(
  report: Report,
  scenario: Scenario,
  flags: RunFlags,
  written: readonly string[],
): Promise<void> {
  const colour = await colours();
  const { result, inWords, shortfalls } = report.judgement;
  if (!flags.quiet) {
    printLine('');
    const { run, operations, wallSeconds, measures } = report;
    const figures = summaryLines(run, operations, wallSeconds, measures);
    const idle = idleLines(report.idleSteps).map(onOneLine);
    for (const line of [...figures, ...written, ...idle]) printLine(line);
  }
  for (const { line } of flags.quiet ? [] : shortfalls) printLine(line);
  if (report.explain !== undefined && !flags.quiet) printLine(`To see why: ${report.explain}`);
  const words = `${onOneLine(scenario.name)} ${inWords}.`;
  const verdict = result === 'good' ? colour.green(words) : colour.red(words);
  printLine(`${verdict} Replay: ${report.replay}`);
}

function logsOf({ rubric }: Scenario): readonly string[] {
  return rubric === undefined ? LOGS : COURSE_LOGS;
}
