/** The pairs of `testcases/anomalies`: what goes wrong, and the one setting that mends it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A scenario with the fault, and one without. */
export interface Anomaly {
  /** What the names of its files begin with. */
  readonly name: string;
  readonly fault: string;
  readonly cure: string;
}

/** @param folder of the pairs */
export function anomaliesIn(folder: string): Anomaly[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.fault.yaml'))
    .map((file) => {
      const name = file.replace('.fault.yaml', '');
      const text = (kind: string) => readFileSync(join(folder, `${name}.${kind}.yaml`), 'utf8');
      return { name, fault: text('fault'), cure: text('cure') };
    });
}
