import fc from 'fast-check';

import { ceilLog10, log10 } from '../../../../src/protocol/membership/swim/logarithm';

describe('the decimal logarithm', () => {
  test('is that of the engine, to twelve digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e9, noNaN: true }), (x) => {
        expect(log10(x)).toBeCloseTo(Math.log10(x), 12);
      }),
    );
  });

  test('is exact for powers of ten', () => {
    for (let d = 0; d <= 15; d++) expect(log10(Number(`1e${d}`))).toBe(d);
  });
});

test('the whole logarithm above is right on both sides of each power of ten', () => {
  expect([1, 2, 10, 11, 100, 101, 1000, 1001, 1_000_000, 1_000_001].map(ceilLog10)).toEqual([
    0, 1, 1, 2, 2, 3, 3, 4, 6, 7,
  ]);
});
