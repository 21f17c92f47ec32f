/** The commands, and what is said of arguments that fit none. */

import { existsSync } from 'node:fs';
import { closest, distance } from 'fastest-levenshtein';
import yargs from 'yargs';
import { InputError } from '../scenario/input-error';
import type { Command } from './command';
import { completionOf } from './completion-command';
import { declarationsOf } from './declared-flags';
import { grade } from './grade-command';
import { locate } from './locate-command';
import { log } from './log-command';
import { PROGRAM } from './program-name';
import { run } from './run-command';

declare const RINGSIM_VERSION: string;

const COMMANDS: readonly Command[] = [run, grade, locate, log, completionOf(() => COMMANDS)];
const NAMES = COMMANDS.map(({ name }) => name);

/** Runs the command that the arguments name; returns its exit code. */
export async function parseArguments(args: string[]): Promise<number> {
  refuseMisspeltCommand(args[0] ?? '');
  let exitCode = 0;
  const parser = yargs(args)
    .scriptName(PROGRAM)
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
      const hint = nearestFlag(problem, args) ?? '--help lists what is allowed';
      throw new InputError(PROGRAM, `${problem}; ${hint}`);
    });
  for (const command of COMMANDS) {
    // What is left out is `run`.
    const names = command === run ? [command.name, '$0'] : [command.name];
    command.addTo(parser, names, (code) => {
      exitCode = code;
    });
  }
  await parser.parseAsync();
  return exitCode;
}

/** A word further than this from every known one is not taken for a slip of the pen. */
const SLIP_MAX = 2;

function nearest(word: string, known: readonly string[]): string | undefined {
  const found = closest(word, known);
  const slipMax = Math.min(SLIP_MAX, found.length >> 1);
  return distance(word, found) <= slipMax ? found : undefined;
}

/** Without a command a word is a scenario's file. */
function refuseMisspeltCommand(word: string): void {
  const meant = nearest(word, NAMES);
  if (meant === undefined || meant === word || existsSync(word)) return;
  throw new InputError(word, `neither a command nor a file; did you mean ${meant}?`);
}

function nearestFlag(problem: string, args: readonly string[]): string | undefined {
  const unknown = /^Unknown argument: (.+)$/.exec(problem)?.[1];
  if (unknown === undefined) return undefined;
  const name = args.find((word) => NAMES.includes(word));
  const command = COMMANDS.find((known) => known.name === name) ?? run;
  const flags = declarationsOf(command).flags.map((flag) => flag.name);
  const meant = nearest(unknown, flags);
  return meant === undefined ? undefined : `did you mean --${meant}?`;
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
