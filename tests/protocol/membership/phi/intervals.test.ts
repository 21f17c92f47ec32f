import fc from 'fast-check';

import { Intervals } from '../../../../src/protocol/membership/phi/intervals';

test('begins with a guess on each side of what is expected', () => {
  const intervals = new Intervals(1000, 10);
  expect(intervals.mean).toBe(1000);
  expect(intervals.deviation).toBe(250);
});

test('has the mean and deviation of the latest, as many as it remembers', () => {
  const property = fc.property(
    fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 200 }),
    fc.integer({ min: 2, max: 50 }),
    (added, size) => {
      const intervals = new Intervals(1000, size);
      for (const interval of added) intervals.add(interval);
      const latest = [750, 1250, ...added].slice(-size);
      const mean = latest.reduce((a, b) => a + b) / latest.length;
      const variance = latest.reduce((sum, x) => sum + (x - mean) ** 2, 0) / latest.length;
      expect(intervals.mean).toBeCloseTo(mean, 6);
      expect(intervals.deviation).toBeCloseTo(Math.sqrt(variance), 2);
    },
  );
  fc.assert(property);
});
