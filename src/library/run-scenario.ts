/** Running scenarios from code. */

import type { Scenario } from '../scenario/scenario';
import type { Run } from './run';
import { Simulation, type SimulationOptions } from './simulation';

/**
 * A simulation at tick 0, to be stepped and steered.
 *
 * ```ts
 * const sim = simulation(cluster({ nodes: 10, store: true }), { seed: '7' });
 * sim.runUntil(150);
 * sim.node('n3').create('k', 'v');
 * sim.crash('n4');
 * const run = sim.finish();
 * ```
 *
 * @param scenario from `loadScenario`, `readConf` or `cluster`
 * @throws InputError for a seed that is no text
 */
export function simulation(scenario: Scenario, options: SimulationOptions = {}): Simulation {
  return new Simulation(scenario, options);
}

/** Runs a scenario from its first tick to its last. */
export function runScenario(scenario: Scenario, options: SimulationOptions = {}): Run {
  return simulation(scenario, options).finish();
}
