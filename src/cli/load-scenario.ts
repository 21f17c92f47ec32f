/** Reads scenario files from disk. */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { PROTOCOLS, type Protocols } from '../protocol/membership/protocols';
import { CONF_BYTES_MAX, type Part, readConf, type ReadScenario } from '../scenario/conf';
import { InputError } from '../scenario/input-error';
import type { CourseScenario, Scenario } from '../scenario/scenario';
import { protocolsWith, type UsersProtocol } from '../scenario/users-protocol';
import { reasonOf } from './output-files';
import { DEFAULT_SEED } from './seeds';

/** Windows has no such flag, and no such files. */
const NO_WAITING = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

/** How a scenario file is read. */
export interface LoadOptions {
  /** Which part of a `.conf` file to run, where its keys alone are not to decide. */
  readonly part?: Part;
  /** What draws from the ranges of a YAML file: that of the run, or `'1'` unless given. */
  readonly seed?: string;
  /** Membership protocols of your own, which a YAML file may name. */
  readonly protocols?: readonly UsersProtocol<never>[];
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
export function loadScenario(file: string, options: LoadOptions = {}): Scenario {
  const { part, seed, protocols } = options;
  const { scenarioFor, warnings } = readScenarioFile(file, part, protocolsWith(protocols));
  for (const line of warnings) process.emitWarning(line, 'RingsimWarning');
  return scenarioFor(seed ?? DEFAULT_SEED);
}

/** @throws InputError where the file cannot be read or is no scenario */
export function readScenarioFile(
  file: string,
  part: Part | undefined,
  protocols: Protocols = PROTOCOLS,
): ReadFile {
  if (isYaml(file)) {
    if (part !== undefined) throw new InputError('--part', `${file} has no parts: .conf files do`);
    const { readYaml, YAML_BYTES_MAX } = yamlReader();
    return readYaml(file, firstBytes(file, YAML_BYTES_MAX), [], protocols);
  }
  const { scenario, warnings } = readCourseFile(file, part);
  return { scenarioFor: () => scenario, warnings };
}

/** The bytes of a YAML file. @throws InputError where it cannot be read or is of another kind */
export function yamlBytes(file: string): Uint8Array {
  if (!isYaml(file)) throw new InputError(file, 'only .yaml scenarios have settings to vary');
  return firstBytes(file, yamlReader().YAML_BYTES_MAX);
}

/** Reads YAML. Only what has some to read loads the libraries for it. */
export function yamlReader(): typeof import('../scenario/yaml/read') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be a promise
  return require('../scenario/yaml/read') as typeof import('../scenario/yaml/read');
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
    // What somebody has yet to write to is not waited for.
    descriptor = openSync(file, constants.O_RDONLY | NO_WAITING);
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) {
      throw new InputError(`${file}:1:1`, 'a folder, not a scenario: give the files in it');
    }
    if (!stats.isFile()) throw new InputError(`${file}:1:1`, 'no regular file');
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
