/** The scenarios that a command is given, and the commands that run them again. */

import { shellWord } from '../report/shell';
import type { Part } from '../scenario/conf';
import { onOneLine } from '../scenario/input-error';
import type { CourseScenario } from '../scenario/scenario';
import { readScenarioFile } from './load-scenario';
import { PROGRAM } from './program-name';
import { warn } from './terminal';
import { thisShell } from './this-shell';

/** A scenario and the file it came from. */
export interface NamedScenario {
  readonly file: string;
  readonly scenario: CourseScenario;
}

/** Reads all files before anything runs; warnings go to stderr. */
export function readScenarios(files: readonly string[], part: Part | undefined): NamedScenario[] {
  return files.map((file) => {
    const { scenario, warnings } = readScenarioFile(file, part);
    for (const line of warnings) warn(`warning: ${line}`);
    return { file, scenario };
  });
}

/** The command that runs a scenario with a seed again. */
export function replayCommand(file: string, seed: string, part: Part | undefined): string {
  const flags = part === undefined ? '' : ` --part ${part}`;
  // What begins with a dash would be taken for a flag.
  const path = file.startsWith('-') ? `./${file}` : file;
  const shell = thisShell();
  const seedFlag = seed.startsWith('-')
    ? shellWord(`--seed=${seed}`, shell)
    : `--seed ${shellWord(seed, shell)}`;
  return onOneLine(`${PROGRAM} run ${shellWord(path, shell)} ${seedFlag}${flags}`);
}
