/** The pairs of testcases/anomalies: what goes wrong, and the one setting that mends it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScenario } from '../../src/application/application';
import { Expectations } from '../../src/checks/expectations';
import { ROOT } from './cli-program';
import { scenarioOf } from './yaml-files';

const FOLDER = join(ROOT, 'testcases', 'anomalies');

/** A scenario with the fault, and one without. */
export interface Anomaly {
  readonly name: string;
  readonly fault: string;
  readonly cure: string;
}

export const ANOMALIES: readonly Anomaly[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.fault.yaml'))
  .map((file) => {
    const name = file.replace('.fault.yaml', '');
    const text = (kind: string) => readFileSync(join(FOLDER, `${name}.${kind}.yaml`), 'utf8');
    return { name, fault: text('fault'), cure: text('cure') };
  });

/** What a scenario's checks come to with a seed. */
export function verdictsOf(text: string, seed: string): string[] {
  const scenario = scenarioOf(text, seed);
  const expectations = new Expectations(scenario);
  const run = runScenario(scenario, seed, expectations.sinks);
  return expectations.finish(run).map(({ verdict: { check, verdict } }) => `${check}: ${verdict}`);
}

/** Of seeds from 1, those with which a check does not fail with the fault, or pass without. */
export function misfits({ fault, cure }: Anomaly, seeds: number): string[] {
  return Array.from({ length: seeds }, (_, i) => String(i + 1)).flatMap((seed) => {
    const wrong = verdictsOf(fault, seed).filter((verdict) => !verdict.endsWith(': fail'));
    const right = verdictsOf(cure, seed).filter((verdict) => !verdict.endsWith(': pass'));
    return [
      ...wrong.map((verdict) => `seed ${seed}, fault: ${verdict}`),
      ...right.map((verdict) => `seed ${seed}, cure: ${verdict}`),
    ];
  });
}
