import { PROTOCOL_NAMES, unstood } from '../support/conformance-runs';

const SEEDS = 200;
const TIMEOUT_MS = 900_000;

test.each(PROTOCOL_NAMES)(
  '%s stands every case with every seed',
  (protocol) => {
    expect(unstood(protocol, SEEDS)).toEqual([]);
  },
  TIMEOUT_MS,
);
