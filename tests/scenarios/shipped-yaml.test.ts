import { Expectations } from '../../src/checks/expectations';
import { runScenario } from '../../src/application/application';
import { scenarioOf, SHIPPED_YAML } from '../support/yaml-files';

/** Two hundred seeds are for `run --seeds 200`. */
const SEEDS = ['1', '2', 'another'];

test('there are some, for all kinds of trouble', () => {
  expect(SHIPPED_YAML.length).toBeGreaterThanOrEqual(12);
});

test.each(SHIPPED_YAML)('%s comes out as it expects', (_, text) => {
  for (const seed of SEEDS) {
    const scenario = scenarioOf(text, seed);
    const expectations = new Expectations(scenario);
    const expected = expectations.finish(runScenario(scenario, seed, expectations.sinks));
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.filter(({ result }) => result !== 'pass')).toEqual([]);
  }
});
