import { type Delay, delayOf, typicalTicks } from '../../src/simulation/delay';
import { RandomRoot } from '../../src/simulation/random';

function sample(delay: Delay, count = 100_000): number[] {
  const stream = new RandomRoot('1').stream('delays');
  return Array.from({ length: count }, () => delayOf(delay, stream.next()));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('constant', () => {
  expect(new Set(sample({ distribution: 'constant', ticks: 7 }, 10))).toEqual(new Set([7]));
});

test('uniform: every whole number from the least to the most, as often', () => {
  const delays = sample({ distribution: 'uniform', minTicks: 3, maxTicks: 7 });
  for (const ticks of [3, 4, 5, 6, 7]) {
    const share = delays.filter((delay) => delay === ticks).length / delays.length;
    expect(Math.abs(share - 0.2)).toBeLessThan(0.005);
  }
  expect(Math.min(...delays)).toBe(3);
  expect(Math.max(...delays)).toBe(7);
});

test.each([
  [1, 5],
  [10, 10],
  [2, 1000],
])('exponential with floor %i has mean %i, and a tail of its kind', (floorTicks, meanTicks) => {
  const delays = sample({ distribution: 'exponential', floorTicks, meanTicks });
  const beyond = meanTicks - floorTicks;
  expect(Math.min(...delays.slice(0, 1000))).toBeGreaterThanOrEqual(floorTicks);
  expect(Math.abs(mean(delays) - meanTicks)).toBeLessThanOrEqual(0.015 * beyond);
  // Three means beyond the floor are exceeded with probability (m / (1 + m))^(3 m).
  const expected = beyond === 0 ? 0 : (beyond / (1 + beyond)) ** (3 * beyond);
  const share = delays.filter((delay) => delay >= floorTicks + 3 * beyond).length / delays.length;
  if (beyond > 0) expect(Math.abs(share - expected)).toBeLessThan(0.003);
});

test('the draws at both ends are finite and whole', () => {
  const delay = { distribution: 'exponential', floorTicks: 1, meanTicks: 1e6 } as const;
  expect(delayOf(delay, 0xffff_ffff)).toBe(1);
  const longest = delayOf(delay, 0);
  expect(Number.isInteger(longest)).toBe(true);
  expect(longest / 1e6).toBeGreaterThan(22);
  expect(longest / 1e6).toBeLessThan(24);
});

test('a slow tail: a share of the delays lies between the others and the slowest', () => {
  const delays = sample({
    ...{ distribution: 'tail', minTicks: 1, maxTicks: 4, slowShare: 0.1, slowTicks: 103 },
  });
  // Of the slow ones, one in a hundred takes 4 ticks, as the slowest of the others.
  const slow = delays.filter((delay) => delay > 4);
  expect(Math.abs(slow.length / delays.length - 0.099)).toBeLessThan(0.003);
  expect(Math.abs(mean(slow) - 54)).toBeLessThan(1);
  expect(Math.abs(mean(delays.filter((delay) => delay <= 4)) - 2.5)).toBeLessThan(0.02);
  expect([Math.min(...delays), Math.max(...delays)]).toEqual([1, 103]);
});

test.each([0, 1])('a tail with a slow share of %d', (slowShare) => {
  const delays = sample({
    ...{ distribution: 'tail', minTicks: 2, maxTicks: 4, slowShare, slowTicks: 6 },
  });
  expect([...new Set(delays)].sort()).toEqual(slowShare === 0 ? [2, 3, 4] : [4, 5, 6]);
});

test.each<[Delay, number, number]>([
  [{ distribution: 'constant', ticks: 7 }, 7, 0],
  [{ distribution: 'uniform', minTicks: 3, maxTicks: 7 }, 7, 0],
  [{ distribution: 'exponential', floorTicks: 1, meanTicks: 9 }, 45, 0.01],
  [{ ...{ distribution: 'tail', minTicks: 1, maxTicks: 4 }, slowShare: 0.1, slowTicks: 99 }, 99, 0],
])('hardly any delay of %j is above %d', (delay, most, share) => {
  expect(typicalTicks(delay)).toBe(most);
  const above = sample(delay).filter((ticks) => ticks > most).length;
  expect(above / 100_000).toBeLessThanOrEqual(share);
});

test('the same draw is the same delay', () => {
  const delay = { distribution: 'exponential', floorTicks: 1, meanTicks: 5 } as const;
  const draws = [0, 1, 0x1234_5678, 0x8000_0000, 0xffff_ffff];
  expect(draws.map((draw) => delayOf(delay, draw))).toEqual([103, 98, 12, 4, 1]);
});
