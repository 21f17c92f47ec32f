/** What a command of the command line is, and the arguments that several have. */

import type { ArgumentsCamelCase, Argv } from 'yargs';
import { PARTS } from '../scenario/conf';
import { InputError } from '../scenario/input-error';
import { PROGRAM } from './program-name';

interface Definition<Flags> {
  /** Its name, and its words as yargs reads them: `grade [files..]`. */
  readonly name: string;
  readonly words: string;
  readonly describe: string;
  /** Declares its flags and two examples. */
  readonly flags: (flags: Argv) => Argv<Flags>;
  /** Returns the exit code. */
  readonly run: (flags: ArgumentsCamelCase<Flags>) => number | Promise<number>;
}

/** A command whose flags' types are its own business. */
export interface Command {
  readonly name: string;
  readonly words: string;
  readonly describe: string;
  readonly flags: (flags: Argv) => unknown;
  /** Lets a parser start it under these names; `onEnd` is given the exit code. */
  readonly addTo: (parser: Argv, names: string[], onEnd: (exitCode: number) => void) => void;
}

export function command<Flags>(definition: Definition<Flags>): Command {
  const { describe, flags, run, words } = definition;
  return {
    ...definition,
    addTo: (parser, names, onEnd) => {
      const spellings = names.map((name) => `${name} ${words}`.trim());
      parser.command(spellings, describe, flags, async (found) => {
        onEnd(await run(found));
      });
    },
  };
}

/** The words of a command: those before `--`, and those after it. */
export function wordsOf(
  words: readonly string[] = [],
  rest: readonly (string | number)[],
  name: string,
): readonly string[] {
  // What follows `--` is left over; the name of the command is not.
  return [...words, ...rest.map(String).filter((word, i) => i > 0 || word !== name)];
}

/** Checked here and not by yargs, so that a misspelt flag is reported before a missing file. */
export function requireWords(
  words: readonly string[],
  what: string,
  example: string,
): readonly string[] {
  if (words.length > 0) return words;
  throw new InputError(PROGRAM, `no ${what} is named, as in ${example}; see --help`);
}

/** What commands that run scenarios take. */
export function withScenarios(flags: Argv) {
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

export function scenarioFiles(
  {
    files,
    _: rest,
  }: { readonly files?: string[] | undefined; readonly _: readonly (string | number)[] },
  name: string,
): readonly string[] {
  const example = `${PROGRAM} ${name} testcases/create.conf`;
  return requireWords(wordsOf(files, rest, name), 'scenario', example);
}
