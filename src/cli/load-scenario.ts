/** Reads scenario files from disk. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CONF_BYTES_MAX, type Part, readConf, type ReadScenario } from '../scenario/conf';
import { InputError } from '../scenario/input-error';
import type { CourseScenario, Scenario } from '../scenario/scenario';
import { reasonOf } from './output-files';
import { DEFAULT_SEED } from './seeds';

/** How a scenario file is read. */
export interface LoadOptions {
  /** Which part of a `.conf` file to run, where its keys alone are not to decide. */
  readonly part?: Part;
  /** What draws from the ranges of a YAML file: that of the run, or `'1'` unless given. */
  readonly seed?: string;
}

/** A scenario file that was read. */
export interface ReadFile {
  /** The scenario that a seed makes of it. */
  readonly scenarioFor: (seed: string) => Scenario;
  /** What was put up with, a line each. */
  readonly warnings: readonly string[];
}

/**
 * The scenario of a `.conf` or a YAML file. What was put up with is a warning of the process.
 * @throws InputError where the file cannot be read or is no scenario
 */
export function loadScenario(file: `${string}.conf`, options?: LoadOptions): CourseScenario;
export function loadScenario(file: string, options?: LoadOptions): Scenario;
export function loadScenario(file: string, { part, seed }: LoadOptions = {}): Scenario {
  const { scenarioFor, warnings } = readScenarioFile(file, part);
  for (const line of warnings) process.emitWarning(line, 'RingsimWarning');
  return scenarioFor(seed ?? DEFAULT_SEED);
}

/** @throws InputError where the file cannot be read or is no scenario */
export function readScenarioFile(file: string, part: Part | undefined): ReadFile {
  if (isYaml(file)) {
    if (part !== undefined) throw new InputError('--part', `${file} has no parts: .conf files do`);
    // Only what has one to read loads the libraries for it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be a promise
    const yaml = require('../scenario/yaml/read') as typeof import('../scenario/yaml/read');
    return yaml.readYaml(file, firstBytes(file, yaml.YAML_BYTES_MAX));
  }
  const { scenario, warnings } = readCourseFile(file, part);
  return { scenarioFor: () => scenario, warnings };
}

/** @throws InputError where the file cannot be read or is no `.conf` file */
export function readCourseFile(file: string, part: Part | undefined): ReadScenario {
  if (isYaml(file)) throw new InputError(file, 'only .conf scenarios have points: run runs this');
  return readConf(file, firstBytes(file, CONF_BYTES_MAX), part);
}

export function isYaml(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}

/** One byte more than a scenario may have, so that a larger file shows. */
function firstBytes(file: string, bytesMax: number): Uint8Array {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    if (fstatSync(descriptor).isDirectory()) {
      throw new InputError(`${file}:1:1`, 'a folder, not a scenario: give the files in it');
    }
    const buffer = Buffer.alloc(bytesMax + 1);
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
