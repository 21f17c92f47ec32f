/** The commands, and what is said of arguments that fit none. */

import { existsSync } from 'node:fs';
import yargs from 'yargs';
import { InputError } from '../scenario/input-error';
import { nearestWord } from '../scenario/nearest-word';
import type { Command } from './command';
import { compare } from './compare-command';
import { conformance } from './conformance-command';
import { completionOf } from './completion-command';
import { type Declarations, declarationsOf } from './declared-flags';
import { diff } from './diff-command';
import { explain } from './explain-command';
import { flagProblem } from './flag-problems';
import { grade } from './grade-command';
import { init } from './init-command';
import { locate } from './locate-command';
import { log } from './log-command';
import { PROGRAM, VERSION } from './program-name';
import { replay } from './replay-command';
import { ring } from './ring-command';
import { run } from './run-command';
import { commandOn } from './scenario-file';
import { schema } from './schema-command';
import { validate } from './validate-command';

const COMMANDS: readonly Command[] = [
  ...[
    run,
    grade,
    compare,
    conformance,
    explain,
    replay,
    diff,
    validate,
    init,
    schema,
    locate,
    ring,
    log,
  ],
  completionOf(() => COMMANDS),
];
const NAMES = COMMANDS.map(({ name }) => name);

/** Runs the command that the arguments name; returns its exit code. */
export async function parseArguments(args: string[]): Promise<number> {
  refuseMisspeltCommand(args[0] ?? '');
  refuseLateCommand(args);
  const declared = declarationsIn(args);
  let exitCode = 0;
  const parser = yargs(args)
    .scriptName(PROGRAM)
    .parserConfiguration({ 'parse-numbers': false, 'parse-positional-numbers': false })
    .usage('A deterministic simulator of a ring-membership cluster and its key-value store.')
    .strictOptions()
    .check(refuseRepeats)
    .check((flags) => refuseNothing(flags, declared))
    .locale('en')
    .version(VERSION)
    .help()
    .wrap(null)
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // yargs gives a null message for errors that a command threw.
      if (error !== undefined && message === null) throw error;
      if (error instanceof InputError) throw error;
      throw flagProblem((message ?? String(error)).split('\n').join(' '), declared);
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

/** Without a command a word is a scenario's file. */
function refuseMisspeltCommand(word: string): void {
  const meant = nearestWord(word, NAMES);
  if (meant === undefined || meant === word || existsSync(word)) return;
  throw new InputError(word, `neither a command nor a file; did you mean ${meant}?`);
}

/** A command after a file would be taken for a file, too. */
function refuseLateCommand([first = '', second = '']: readonly string[]): void {
  if (first.startsWith('-') || NAMES.includes(first) || !NAMES.includes(second)) return;
  if (existsSync(second)) return;
  throw new InputError(second, `a command comes first: ${commandOn(second, first)}`);
}

/** What the command that is meant takes. */
function declarationsIn(args: readonly string[]): Declarations {
  const name = args.find((word) => NAMES.includes(word));
  return declarationsOf(COMMANDS.find((known) => known.name === name) ?? run);
}

/** What may be given several times. */
const LISTS = ['files', 'keys', 'runs', 'vary', '_', '--'];

/** A flag given twice would reach a command as a list. */
function refuseRepeats(flags: Record<string, unknown>): true {
  for (const [flag, value] of Object.entries(flags)) {
    const isRepeated = Array.isArray(value) && !LISTS.includes(flag);
    if (isRepeated) throw new InputError(`--${flag}`, 'given twice, give it once');
  }
  return true;
}

/** As `--out "$FOLDER"` gives where there is no such variable. */
function refuseNothing(flags: Record<string, unknown>, declared: Declarations): true {
  const empty = declared.flags.find(({ name }) => flags[name] === '');
  if (empty !== undefined) throw new InputError(`--${empty.name}`, 'needs a value');
  return true;
}
