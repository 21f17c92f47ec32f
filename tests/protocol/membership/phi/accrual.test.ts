import {
  type AccrualOptions,
  deviationsAt,
  silenceLimit,
} from '../../../../src/protocol/membership/phi/accrual';
import { Intervals } from '../../../../src/protocol/membership/phi/intervals';

const CASSANDRA: AccrualOptions = {
  ...{ distribution: 'exponential', threshold: 8, minDeviationTicks: 100, pauseTicks: 3000 },
};
const AKKA: AccrualOptions = { ...CASSANDRA, distribution: 'normal' };

/** Intervals that were all alike, long enough for the first guesses to be forgotten. */
function steady(interval: number): Intervals {
  const intervals = new Intervals(interval, 1000);
  for (let i = 0; i < 1000; i++) intervals.add(interval);
  return intervals;
}

test('Cassandra’s phi of 8 at a heartbeat a second takes 18.4 s', () => {
  const limit = silenceLimit(CASSANDRA);
  expect(limit(steady(1000))).toBe(Math.ceil(8 * Math.LN10 * 1000));
  expect(limit(steady(1000)) / 1000).toBeCloseTo(18.42, 2);
});

test('Akka’s phi of 8 takes the mean, the pause and 5.23 deviations: 4.52 s', () => {
  const limit = silenceLimit(AKKA);
  expect(limit(steady(1000))).toBe(4523);
});

test.each([0.3, 1, 3, 8, 12.5, 16])(
  'at the limit of %d Akka’s own formula gives it back',
  (threshold) => {
    const y = deviationsAt(threshold);
    const e = Math.exp(-y * (1.5976 + 0.070566 * y * y));
    const phi = -Math.log10(y > 0 ? e / (1 + e) : 1 - 1 / (1 + e));
    expect(phi).toBeCloseTo(threshold, 6);
  },
);

test('a deviation above the least counts as it is', () => {
  const intervals = steady(1000);
  for (let i = 0; i < 1000; i++) intervals.add(i % 2 === 0 ? 700 : 1300);
  const limit = silenceLimit({ ...AKKA, pauseTicks: 0 });
  expect(limit(intervals)).toBe(Math.ceil(1000 + deviationsAt(8) * 300));
});
