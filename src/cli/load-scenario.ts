/** Reads a scenario file from disk. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CONF_BYTES_MAX, type Part, readConf, type ReadScenario } from '../scenario/conf';
import { InputError } from '../scenario/input-error';
import type { CourseScenario } from '../scenario/scenario';
import { reasonOf } from './output-files';

/**
 * The scenario of a `.conf` file. What was put up with is a warning of the process.
 * @param part which part to run, where the keys in the file alone are not to decide
 * @throws InputError where the file cannot be read or is no scenario
 */
export function loadScenario(file: string, part?: Part): CourseScenario {
  const { scenario, warnings } = readScenarioFile(file, part);
  for (const line of warnings) process.emitWarning(line, 'RingsimWarning');
  return scenario;
}

/** @throws InputError where the file cannot be read or is no scenario */
export function readScenarioFile(file: string, part: Part | undefined): ReadScenario {
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
