import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConf } from '../../src/scenario/conf';
import type { Scenario } from '../../src/scenario/scenario';

/** One of the shipped scenarios. */
export function courseScenario(name: string): Scenario {
  const file = join(__dirname, '..', '..', 'testcases', `${name}.conf`);
  return readConf(file, readFileSync(file)).scenario;
}
