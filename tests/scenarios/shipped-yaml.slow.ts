import { SHIPPED_TWINS, SHIPPED_YAML } from '../support/yaml-files';
import { unmet } from '../support/shipped-runs';

const SEEDS = 200;
const TIMEOUT_MS = 600_000;

test.each([...SHIPPED_YAML, ...SHIPPED_TWINS])(
  '%s comes out as it expects with every seed',
  (_, text) => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      expect({ seed, unmet: unmet(text, String(seed)) }).toEqual({ seed, unmet: [] });
    }
  },
  TIMEOUT_MS,
);
