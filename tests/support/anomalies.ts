/** The pairs of testcases/anomalies: what goes wrong, and the one setting that mends it. */

import { join } from 'node:path';
import { anomaliesIn, type Anomaly } from '../../scripts/anomaly-files';
import { runScenario } from '../../src/application/application';
import { Expectations } from '../../src/checks/expectations';
import { ROOT } from './cli-program';
import { scenarioOf } from './yaml-files';

export const ANOMALIES: readonly Anomaly[] = anomaliesIn(join(ROOT, 'testcases', 'anomalies'));

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
