import { Ancestry } from '../../src/explain/ancestry';
import { Explanation, roundsToKeep } from '../../src/explain/explanation';
import type { Scenario } from '../../src/scenario/scenario';
import { runWith } from './random-plans';

/** The explanation of an event, as `explain` prints it. */
export function explained(scenario: Scenario, seed: string, id: number): string[] {
  const ancestry = new Ancestry(id, roundsToKeep(scenario));
  runWith(scenario, seed, [ancestry]);
  const explanation = new Explanation(scenario, ancestry);
  const { plan } = runWith(scenario, seed, [explanation.circumstances]);
  return explanation.lines(plan);
}
