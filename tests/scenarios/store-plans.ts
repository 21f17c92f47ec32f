/** What the store promises, held against as many plans as a test wants. */

import fc from 'fast-check';
import { brokenPromises, storePlan } from '../support/store-plans';

export function testStorePlans(numRuns: number): void {
  test(`${numRuns} random plans: nothing acknowledged is lost, nothing deleted is back, replicas are equal`, () => {
    let within = 0;
    const seeds = fc.integer({ min: 1, max: 1_000_000 }).map(String);
    const property = fc.property(storePlan, seeds, (scenario, seed) => {
      const broken = brokenPromises(scenario, seed);
      if (broken === undefined) return;
      within++;
      expect(broken).toEqual([]);
    });
    fc.assert(property, { seed: 6, numRuns });
    // Most plans stay within the budget of each key.
    expect(within).toBeGreaterThan(numRuns * 0.8);
  }, 3_600_000);
}
