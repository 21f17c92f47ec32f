import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/scenario/input-error';
import type { Scenario } from '../../src/scenario/scenario';
import { readYaml } from '../../src/scenario/yaml/read';
import { ROOT } from './cli-program';

/** The least that is a scenario, to which tests add. */
export const LEAST = 'duration: 60s\ncluster: { nodes: 5, replication: {} }\n';

export function scenarioOf(text: string, seed = '1'): Scenario {
  return readYaml('x.yaml', new TextEncoder().encode(text)).scenarioFor(seed);
}

/** The lines that say what is wrong. */
export function problemsIn(text: string | Uint8Array): string[] {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  try {
    readYaml('x.yaml', bytes).scenarioFor('1');
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n');
    throw error;
  }
  return [];
}

type Shipped = readonly (readonly [file: string, text: string])[];

/** The scenarios that are shipped, by file. */
export const SHIPPED_YAML = shippedIn('');

/** Those that differ from their namesake in one setting that is wrong. */
export const SHIPPED_TWINS = shippedIn('twins/');

function shippedIn(folder: string): Shipped {
  const path = join(ROOT, 'testcases', folder);
  const names = readdirSync(path).filter((name) => name.endsWith('.yaml'));
  return names.map((name) => [`${folder}${name}`, readFileSync(join(path, name), 'utf8')]);
}
