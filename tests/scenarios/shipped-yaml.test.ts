import { SHIPPED_YAML } from '../support/yaml-files';
import { unmet } from '../support/shipped-runs';

/** Two hundred are in shipped-yaml.slow.ts. */
const SEEDS = ['1', 'another'];

test('there are some, for all kinds of trouble', () => {
  expect(SHIPPED_YAML.length).toBeGreaterThanOrEqual(12);
});

test.each(SHIPPED_YAML)('%s comes out as it expects', (_, text) => {
  for (const seed of SEEDS) expect(unmet(text, seed)).toEqual([]);
});
