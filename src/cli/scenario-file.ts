/** The scenarios that a command is given, and the commands that run them again. */

import { PROTOCOLS, type Protocols } from '../protocol/membership/protocols';
import { shellWord } from '../report/shell';
import type { Part } from '../scenario/conf';
import { onOneLine } from '../scenario/input-error';
import type { CourseScenario, Scenario } from '../scenario/scenario';
import { requireMemory } from './enough-memory';
import { readCourseFile, readScenarioFile } from './load-scenario';
import { PROGRAM } from './program-name';
import { warn } from './terminal';
import { thisShell } from './this-shell';

/** A scenario of the course and the file it came from. */
export interface NamedScenario {
  readonly file: string;
  readonly scenario: CourseScenario;
}

/** A file and the scenario that a seed makes of it. */
export interface ScenarioFile {
  readonly file: string;
  /** That of the file, without its ending. */
  readonly name: string;
  readonly scenarioFor: (seed: string) => Scenario;
}

/** Reads all files before anything runs; warnings go to stderr. */
export function readScenarios(
  files: readonly string[],
  part: Part | undefined,
  protocols: Protocols = PROTOCOLS,
): ScenarioFile[] {
  return files.map((file) => {
    const { scenarioFor, warnings } = readScenarioFile(file, part, protocols);
    warnOf(warnings);
    const name = onOneLine(file.replace(/^.*[\\/]/, '').replace(/\.(conf|ya?ml)$/i, ''));
    const checkedFor = (seed: string) => {
      const scenario = scenarioFor(seed);
      requireMemory(scenario);
      return scenario;
    };
    return { file, name, scenarioFor: checkedFor };
  });
}

/** The same for files that the course gives points for. */
export function readCourseScenarios(
  files: readonly string[],
  part: Part | undefined,
): NamedScenario[] {
  return files.map((file) => {
    const { scenario, warnings } = readCourseFile(file, part);
    warnOf(warnings);
    return { file, scenario };
  });
}

function warnOf(warnings: readonly string[]): void {
  for (const line of warnings) warn(`warning: ${line}`);
}

/** The command that runs a scenario with a seed again. */
export function replayCommand(file: string, seed: string, part: Part | undefined): string {
  const flags = part === undefined ? '' : ` --part ${part}`;
  return `${commandOn('run', file)} ${flagOf('seed', seed)}${flags}`;
}

/** A command of this program on files, spelled for the shell at hand. */
export function commandOn(name: string, ...files: readonly string[]): string {
  const shell = thisShell();
  // What begins with a dash would be taken for a flag.
  const paths = files.map((file) => shellWord(file.startsWith('-') ? `./${file}` : file, shell));
  return onOneLine([PROGRAM, name, ...paths].join(' '));
}

/** A flag and its value, spelled for the shell at hand. */
export function flagOf(name: string, value: string): string {
  const shell = thisShell();
  const flag = value.startsWith('-')
    ? shellWord(`--${name}=${value}`, shell)
    : `--${name} ${shellWord(value, shell)}`;
  return onOneLine(flag);
}
