import {
  leastSuspicionTicks,
  Suspicion,
  suspicionTicks,
} from '../../../../src/protocol/membership/swim/suspicion';

const MULT = 4;
const INTERVAL = 1000;

test('lasts at least SuspicionMult * max(1, log10 N) probe intervals', () => {
  const least = [1, 5, 10, 32, 100, 128, 1000].map((n) => leastSuspicionTicks(MULT, n, INTERVAL));
  expect(least).toEqual([4000, 4000, 4000, 6020, 8000, 8428, 12_000]);
  for (let n = 1; n < 2000; n++) {
    const formula = MULT * Math.max(1, Math.log10(n)) * INTERVAL;
    const ticks = leastSuspicionTicks(MULT, n, INTERVAL);
    expect(formula - ticks).toBeLessThan(1 + MULT);
    expect(ticks - formula).toBeLessThan(1e-6);
  }
});

test('falls with confirmations as memberlist computes it', () => {
  const least = leastSuspicionTicks(MULT, 128, INTERVAL);
  const waits = [0, 1, 2, 3].map((c) => suspicionTicks(least, 6 * least, c, MULT - 2));
  expect(waits).toEqual([50_568, 23_980, 8428, 8428]);
  expect(suspicionTicks(least, 6 * least, 0, 0)).toBe(least);
});

describe('a suspicion', () => {
  test('counts each accuser once, and no more than it waits for', () => {
    const suspicion = new Suspicion(1, 100, 8000, 48_000, 2);
    expect(suspicion.deadline).toBe(48_100);
    expect(suspicion.confirm(1)).toBe(false);
    expect(suspicion.confirm(2)).toBe(true);
    const half = suspicion.deadline;
    expect(half).toBeLessThan(48_100);
    expect(suspicion.confirm(2)).toBe(false);
    expect(suspicion.deadline).toBe(half);
    expect(suspicion.confirm(3)).toBe(true);
    expect(suspicion.deadline).toBe(8100);
    expect(suspicion.confirm(4)).toBe(false);
  });

  test('that waits for none is as short as can be, and takes none', () => {
    const suspicion = new Suspicion(1, 0, 4000, 24_000, 0);
    expect(suspicion.deadline).toBe(4000);
    expect(suspicion.confirm(2)).toBe(false);
  });
});
