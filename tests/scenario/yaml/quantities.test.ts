import fc from 'fast-check';
import {
  bytesOf,
  rateOf,
  shareOf,
  shareText,
  timeOf,
  timeText,
} from '../../../src/scenario/yaml/quantities';
import { tries } from '../../support/trials';

test.each([
  ['15s', { micros: 15_000_000 }],
  ['2.5ms', { micros: 2500 }],
  ['100us', { micros: 100 }],
  ['5min', { micros: 300_000_000 }],
  ['1.5h', { micros: 5_400_000_000 }],
  ['0s', { micros: 0 }],
  ['1 s', { micros: 1_000_000 }],
  ['1e3ms', { micros: 1_000_000 }],
  ['7 ticks', { ticks: 7 }],
  ['1tick', { ticks: 1 }],
  // 4.35 * 1e6 is 4349999.999999999.
  ['4.35s', { micros: 4_350_000 }],
])('%s is a time', (text, time) => {
  expect(timeOf(text)).toEqual(time);
});

test.each(['', '15', 's', '-1s', '1m', '1 day', '1S', '.5s', '1s ', 'NaNs', '0x1s', '1,5s', '１s'])(
  '%j is no time',
  (text) => {
    expect(timeOf(text)).toBeUndefined();
  },
);

test.each([
  ['50/s', { count: 50, per: { micros: 1_000_000 } }],
  ['1/20ms', { count: 1, per: { micros: 20_000 } }],
  ['3/1000 ticks', { count: 3, per: { ticks: 1000 } }],
])('%s is a rate', (text, rate) => {
  expect(rateOf(text)).toEqual(rate);
});

test.each(['50', '50s', '0/s', '1/0s', '/s', '1/', '50 per s', '-1/s'])('%j is no rate', (text) => {
  expect(rateOf(text)).toBeUndefined();
});

test.each([
  ['1400B', 1400],
  ['4KiB', 4096],
  ['4kB', 4000],
  ['1.5MB', 1_500_000],
  ['1MiB', 1_048_576],
])('%s is %d bytes', (text, bytes) => {
  expect(bytesOf(text)).toBe(bytes);
});

test.each(['1400', '4 KB', '-1B', 'B'])('%j is no size', (text) => {
  expect(bytesOf(text)).toBeUndefined();
});

test.each([
  ['1%', 0.01],
  ['2.5 %', 0.025],
  ['0%', 0],
  ['100%', 1],
  // 0.07 * 100 is 7.000000000000001, and 29 / 100 is 0.29.
  ['7%', 0.07],
  ['29%', 0.29],
])('%s is a share', (text, share) => {
  expect(shareOf(text)).toBe(share);
});

test.each(['1', '%', '-1%', '1%%', '1 percent'])('%j is no share', (text) => {
  expect(shareOf(text)).toBeUndefined();
});

test.each([
  [0.01, '1%'],
  [0.07, '7%'],
  [1, '100%'],
  [0, '0%'],
])('%d is written %s', (share, text) => {
  expect(shareText(share)).toBe(text);
});

test('every share reads as it was, to the last bit', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      expect(shareOf(shareText(share))).toBe(share);
    }),
    { numRuns: tries(2000), examples: [[0.1 + 0.2], [1 / 3], [5e-324], [1 - 2 ** -53]] },
  );
});

test.each([
  [60_000, 1000, '1min'],
  [59_999, 1000, '59999ms'],
  [5000, 1000, '5s'],
  [1, 100, '100us'],
  [0, 1000, '0s'],
  [36_000_000, 100, '1h'],
  [2.5, 1000, '2500us'],
  [1 / 3, 1000, '0.3333333333333333 ticks'],
  [700, undefined, '700 ticks'],
  [1, undefined, '1 tick'],
])('%d ticks of %d us are written %s', (ticks, micros, text) => {
  expect(timeText(ticks, micros)).toBe(text);
});

test('every whole number of ticks reads as it was', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0x7fff_ffff }),
      fc.integer({ min: 10, max: 1_000_000 }),
      (ticks, micros) => {
        const time = timeOf(timeText(ticks, micros))!;
        expect('ticks' in time ? time.ticks : time.micros / micros).toBe(ticks);
      },
    ),
    { numRuns: tries(2000) },
  );
});
