/** What yargs finds wrong with flags, in the form of our other messages. */

import { InputError } from '../scenario/input-error';
import { nearestWord } from '../scenario/nearest-word';
import type { Declarations } from './declared-flags';
import { PROGRAM } from './program-name';

const UNKNOWN = /^Unknown argument: (.+)$/;
const WITHOUT_VALUE = /^Not enough arguments following: (.+)$/;
const EXCLUSIVE = /^Arguments (.+) and (.+) are mutually exclusive$/;
const NO_CHOICE = /^Invalid values:\s+Argument: (.+?), Given: (.+), Choices: (.+)$/;

/**
 * @param problem what yargs says, on one line
 * @param declared what the command takes
 */
export function flagProblem(problem: string, declared: Declarations): InputError {
  const withoutValue = WITHOUT_VALUE.exec(problem);
  if (withoutValue !== null) return new InputError(`--${withoutValue[1]}`, 'needs a value');
  const exclusive = EXCLUSIVE.exec(problem);
  if (exclusive !== null) {
    return new InputError(`--${exclusive[1]} and --${exclusive[2]}`, 'exclude each other');
  }
  const noChoice = NO_CHOICE.exec(problem);
  if (noChoice !== null) {
    const [, name = '', given, choices = ''] = noChoice;
    const place = declared.flags.some((flag) => flag.name === name) ? `--${name}` : name;
    return new InputError(place, `cannot be ${given}: ${choices.replaceAll('"', '')}`);
  }
  const hint = nearestFlag(problem, declared) ?? '--help lists what is allowed';
  return new InputError(PROGRAM, `${problem}; ${hint}`);
}

function nearestFlag(problem: string, { flags }: Declarations): string | undefined {
  const unknown = UNKNOWN.exec(problem)?.[1];
  if (unknown === undefined) return undefined;
  const meant = nearestWord(
    unknown,
    flags.map(({ name }) => name),
  );
  return meant === undefined ? undefined : `did you mean --${meant}?`;
}
