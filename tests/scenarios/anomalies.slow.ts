import { ANOMALIES, misfits } from '../support/anomalies';

const SEEDS = 100;
const TIMEOUT_MS = 600_000;

test.each(ANOMALIES)(
  '$name fails on every seed with the fault, and on none without',
  (anomaly) => {
    expect(misfits(anomaly, SEEDS)).toEqual([]);
  },
  TIMEOUT_MS,
);
