/** The commands and their flags. */

import { closest, distance } from 'fastest-levenshtein';
import yargs, { type Argv } from 'yargs';
import { PARTS } from '../scenario/conf';
import { InputError } from '../scenario/input-error';
import { gradeCommand } from './grade-command';
import { runCommand } from './run-command';
import { DEFAULT_SEED, readSeed, readSeeds } from './seeds';

declare const RINGSIM_VERSION: string;

/** Runs the command that the arguments name; returns its exit code. */
export async function parseArguments(args: string[]): Promise<number> {
  let exitCode = 0;
  const commands = yargs(args)
    .scriptName('./Application')
    .parserConfiguration({ 'parse-numbers': false, 'parse-positional-numbers': false })
    .usage('A deterministic simulator of a ring-membership cluster and its key-value store.')
    .command(
      ['run [files..]', '$0 [files..]'],
      'Run scenarios and write their logs',
      runFlags,
      async (flags) => {
        exitCode = await runCommand({
          files: filesOf(flags),
          seed: flags.seed === undefined ? DEFAULT_SEED : readSeed(flags.seed),
          seeds: flags.seeds === undefined ? undefined : readSeeds(flags.seeds),
          part: flags.part,
          out: flags.out ?? '.',
          quiet: flags.quiet,
          json: flags.json,
        });
      },
    )
    .command(
      'grade [files..]',
      "Give the course's points over many seeds",
      gradeFlags,
      async (flags) => {
        exitCode = await gradeCommand({
          files: filesOf(flags),
          seeds: readSeeds(flags.seeds),
          part: flags.part,
          json: flags.json,
        });
      },
    )
    .strictOptions()
    .check(refuseRepeats)
    .locale('en')
    .version(RINGSIM_VERSION)
    .help()
    .wrap(null)
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // yargs gives a null message for errors that a command threw.
      if (error !== undefined && message === null) throw error;
      const problem = (message ?? String(error)).split('\n').join(' ');
      const hint = nearestFlag(problem) ?? '--help lists what is allowed';
      throw new InputError('./Application', `${problem}; ${hint}`);
    });
  await commands.parseAsync();
  return exitCode;
}

interface FileFlags {
  readonly files?: string[] | undefined;
  readonly _: readonly (string | number)[];
}

function isCommand(word: string): boolean {
  return word === 'run' || word === 'grade';
}

/** Checked here and not by yargs, so that a misspelt flag is reported before a missing file. */
function filesOf({ files = [], _: rest }: FileFlags): readonly string[] {
  // What follows `--` is left over; the name of the command is not.
  const all = [...files, ...rest.map(String).filter((word, i) => i > 0 || !isCommand(word))];
  if (all.length > 0) return all;
  const example = './Application testcases/create.conf';
  throw new InputError('./Application', `no scenario is named, as in ${example}; see --help`);
}

const FLAGS = ['seed', 'seeds', 'part', 'out', 'quiet', 'json', 'help', 'version'];
/** A word further than this from every flag is not taken for a slip of the pen. */
const SLIP_MAX = 2;

function nearestFlag(problem: string): string | undefined {
  const unknown = /^Unknown argument: (.+)$/.exec(problem)?.[1];
  if (unknown === undefined) return undefined;
  const nearest = closest(unknown, FLAGS);
  return distance(unknown, nearest) <= SLIP_MAX ? `did you mean --${nearest}?` : undefined;
}

/** A flag given twice would reach a command as a list. */
function refuseRepeats(flags: Record<string, unknown>): true {
  for (const [flag, value] of Object.entries(flags)) {
    const isRepeated = Array.isArray(value) && !['files', '_', '--'].includes(flag);
    if (isRepeated) throw new InputError(`--${flag}`, 'given twice, give it once');
  }
  return true;
}

function runFlags(flags: Argv) {
  return withFiles(flags)
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

function gradeFlags(flags: Argv) {
  return withFiles(flags)
    .option('seeds', {
      ...{ type: 'string', requiresArg: true, default: '100' },
      describe: 'Which seeds: 100 for 1..100',
    } as const)
    .example('$0 grade testcases/*.conf', 'All, 100 seeds')
    .example('$0 grade testcases/read.conf --seeds 5..9', 'Five seeds');
}

function withFiles(flags: Argv) {
  return flags
    .positional('files', {
      ...{ type: 'string', array: true, describe: 'Scenario files' },
    } as const)
    .option('part', {
      ...{ choices: PARTS, requiresArg: true },
      describe: 'Which part of a file to run',
    } as const)
    .option('json', {
      ...{ type: 'boolean', default: false },
      describe: 'Print one JSON document',
    } as const);
}
