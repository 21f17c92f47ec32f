/** Shipped scenarios, run: what came of what each expects. */

import { runScenario } from '../../src/application/application';
import { type Expected, Expectations } from '../../src/checks/expectations';
import { scenarioOf } from './yaml-files';

/** What a scenario expects that did not come out so with a seed. */
export function unmet(text: string, seed: string): Expected[] {
  const scenario = scenarioOf(text, seed);
  const expectations = new Expectations(scenario);
  const expected = expectations.finish(runScenario(scenario, seed, expectations.sinks));
  if (expected.length === 0) throw new Error('it expects nothing');
  return expected.filter(({ result }) => result !== 'pass');
}
