import { medianInterval, medianOf, rankOfLow, shareInterval } from '../../src/measures/median';

test.each([
  [[3], 3],
  [[1, 2], 1.5],
  [[5, 1, 3], 3],
  [[1, Infinity, Infinity], Infinity],
  [[1, 2, Infinity], 2],
])('the median of %j is %d', (sample, expected) => {
  expect(medianInterval(sample).median).toBe(expected);
});

test('two infinities have one in the middle', () => {
  expect(medianOf([Infinity, Infinity])).toBe(Infinity);
});

/** Tables of the sign test: 2.5 % on each side. */
test.each([
  [5, 0],
  [6, 1],
  [8, 1],
  [9, 2],
  [12, 3],
  [20, 6],
  [50, 18],
  [100, 40],
  [1000, 469],
  [1001, 469],
  [1_000_000, 499_020],
])('of %d values the interval begins with the %d-th', (n, rank) => {
  expect(rankOfLow(n)).toBe(rank);
});

test('the interval goes from the k-th smallest to the k-th largest', () => {
  const sample = Array.from({ length: 20 }, (_, i) => 20 - i);
  expect(medianInterval(sample)).toEqual({ median: 10.5, interval: [6, 15] });
  expect(medianInterval(sample.slice(0, 5))).toEqual({ median: 18, interval: undefined });
});

test('it holds the median of the distribution as often as it says', () => {
  let state = 1;
  const random = () => (state = (state * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
  const trials = 4000;
  let held = 0;
  for (let i = 0; i < trials; i++) {
    const [low, high] = medianInterval(Array.from({ length: 20 }, random)).interval!;
    if (low <= 0.5 && high >= 0.5) held++;
  }
  // For 20 values it is 95.9 %; of so many trials that is right to 1.3 % (four deviations).
  expect(Math.abs(held / trials - 0.959)).toBeLessThan(0.013);
});

/** Wilson's intervals, as Newcombe (1998) tells them. */
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%d of %d', (some, all, low, high) => {
  const interval = shareInterval(some, all);
  expect(interval[0]).toBeCloseTo(low, 4);
  expect(interval[1]).toBeCloseTo(high, 4);
});
