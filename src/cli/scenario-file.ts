/** Reads scenario files from disk. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CONF_BYTES_MAX, type Part, readConf, type ReadScenario } from '../scenario/conf';
import { InputError } from '../scenario/input-error';
import type { CourseScenario } from '../scenario/scenario';
import { reasonOf } from './output-files';
import { shellWord } from './seeds';
import { warn } from './terminal';

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
  const separator = seed.startsWith('-') ? '=' : ' ';
  return `./Application run ${shellWord(path)} --seed${separator}${shellWord(seed)}${flags}`;
}

/** @throws InputError where the file cannot be read or is no scenario */
function readScenarioFile(file: string, part: Part | undefined): ReadScenario {
  return readConf(file, firstBytes(file), part);
}

/** One byte more than a scenario may have, so that a larger file shows. */
function firstBytes(file: string): Uint8Array {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    if (fstatSync(descriptor).isDirectory()) {
      throw new InputError(`${file}:1:1`, 'a folder, not a scenario: give the files in it');
    }
    const buffer = Buffer.alloc(CONF_BYTES_MAX + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(descriptor, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file}:1:1`, `cannot be read: ${reasonOf(error)}`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
