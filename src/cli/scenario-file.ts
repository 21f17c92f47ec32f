/** The scenarios that a command is given, and the commands that run them again. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROTOCOLS, type Protocols } from '../protocol/membership/protocols';
import { shellWord } from '../report/shell';
import type { Part } from '../scenario/conf';
import { InputError, onOneLine } from '../scenario/input-error';
import type { CourseScenario, Scenario } from '../scenario/scenario';
import { requireMemory } from './enough-memory';
import { readCourseFile, readScenarioFile } from './load-scenario';
import { PROGRAM } from './program-name';
import { RUN_FILE } from './run-file';
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
    refuseKeptRun(file);
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

/** The folder of `--save` is easily taken for what it was made from. */
function refuseKeptRun(file: string): void {
  if (!existsSync(join(file, RUN_FILE))) return;
  throw new InputError(file, 'a kept run, not a scenario: replay and explain take it');
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
  return `${commandOn('run', file)} ${flagOf('seed', seed)}${partFlag(part)}`;
}

/** A command that runs these files with all these seeds, which follow each other. */
export function overSeeds(
  name: string,
  files: readonly string[],
  seeds: readonly string[],
  part: Part | undefined,
): string {
  const range = `${seeds[0]}..${seeds.at(-1)}`;
  return `${commandOn(name, ...files)} ${flagOf('seeds', range)}${partFlag(part)}`;
}

function partFlag(part: Part | undefined): string {
  return part === undefined ? '' : ` --part ${part}`;
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
