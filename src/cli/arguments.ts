/** The commands, and what is said of arguments that fit none. */

import { closest, distance } from 'fastest-levenshtein';
import yargs, { type Argv } from 'yargs';
import { InputError } from '../scenario/input-error';
import type { Command } from './command';
import { grade } from './grade-command';
import { run } from './run-command';

declare const RINGSIM_VERSION: string;

/** Runs the command that the arguments name; returns its exit code. */
export async function parseArguments(args: string[]): Promise<number> {
  let exitCode = 0;
  const parser = yargs(args)
    .scriptName('./Application')
    .parserConfiguration({ 'parse-numbers': false, 'parse-positional-numbers': false })
    .usage('A deterministic simulator of a ring-membership cluster and its key-value store.')
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
  const add = <Flags>(
    to: Argv,
    { name, words, describe, flags, run: start }: Command<Flags>,
    isDefault = false,
  ) =>
    to.command(
      isDefault ? [`${name} ${words}`, `$0 ${words}`] : `${name} ${words}`,
      describe,
      flags,
      async (found) => {
        exitCode = await start(found);
      },
    );
  add(parser, run, true);
  add(parser, grade);
  await parser.parseAsync();
  return exitCode;
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

/** What may be given several times. */
const LISTS = ['files', 'keys', '_', '--'];

/** A flag given twice would reach a command as a list. */
function refuseRepeats(flags: Record<string, unknown>): true {
  for (const [flag, value] of Object.entries(flags)) {
    const isRepeated = Array.isArray(value) && !LISTS.includes(flag);
    if (isRepeated) throw new InputError(`--${flag}`, 'given twice, give it once');
  }
  return true;
}
