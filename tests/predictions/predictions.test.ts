/** The formulas against numbers computed elsewhere: by hand, or by simulation of nothing else. */

import { exponentialSilence, normalSilence } from '../../src/predictions/accrual';
import {
  allToAllLoad,
  gossipLoad,
  gossipRounds,
  heartbeatDetection,
  missed,
} from '../../src/predictions/gossip';
import { exp, power } from '../../src/predictions/powers';
import {
  falseSuspicion,
  firstPing,
  firstPingBy,
  firstPingRounds,
  messagesPerProbe,
} from '../../src/predictions/probing';
import {
  firstDead,
  firstDeadBy,
  minimumSuspicion,
  suspicionAfter,
} from '../../src/predictions/suspicion';

/** memberlist's settings for a LAN. */
const lan = (members: number) => ({ members, probeInterval: 1, mult: 4, maxMult: 6 });

test.each([
  [0, 1],
  [1, Math.E],
  [-7.25, Math.exp(-7.25)],
  [-30, Math.exp(-30)],
  [12.5, Math.exp(12.5)],
])('exp(%d)', (x, expected) => {
  expect(exp(x) / expected).toBeCloseTo(1, 10);
});

test('powers', () => {
  expect([power(2, 10), power(0.5, 3), power(7, 0), power(3, 5)]).toEqual([1024, 0.125, 1, 243]);
});

test('the first ping in lock-step', () => {
  expect(firstPingRounds(10)).toBeCloseTo(1.53, 2);
  expect(firstPingRounds(1_000_000)).toBeCloseTo(Math.E / (Math.E - 1), 5);
});

test('the first ping at phases of their own is near exponential with mean 1', () => {
  expect(firstPing(10_000)).toBeCloseTo(1, 3);
  expect(firstPingBy(0.5, 10_000)).toBeCloseTo(Math.LN2, 3);
  expect(firstPingBy(0.99, 128)).toBeGreaterThan(4.3);
  expect(firstPingBy(0.99, 128)).toBeLessThan(4.61);
});

test('the first ping by a single other, which two passes bound', () => {
  // Half of the time it is still to come in this pass, after 1/3 on average, else after 5/6.
  expect(firstPing(2)).toBeCloseTo(7 / 12, 6);
});

/** Nodes that go through shuffled lists, simulated: how long until one of them meets the last. */
function simulatedFirstPing(members: number, random: () => number): number {
  const others = members - 1;
  const waits = Array.from({ length: others }, () => {
    const at = random() * others;
    const here = random() * others;
    return here > at ? here - at : others - at + random() * others;
  });
  return Math.min(...waits);
}

test.each([3, 5, 32])('the first ping among %d, by simulation', (members) => {
  let state = 1;
  const random = () => (state = (state * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
  const trials = 40_000;
  let sum = 0;
  for (let i = 0; i < trials; i++) sum += simulatedFirstPing(members, random);
  // Its deviation is below its mean, which is below 1: four of the mean of so many are 0.02.
  expect(Math.abs(sum / trials - firstPing(members))).toBeLessThan(0.02);
});

test.each([
  [5, 4],
  [10, 4],
  [32, 6.02],
  [100, 8],
  [128, 8.428],
  [1000, 12],
])("memberlist's shortest suspicion among %d", (members, seconds) => {
  expect(minimumSuspicion(lan(members))).toBeCloseTo(seconds, 6);
});

test('a suspicion that others confirm ends sooner', () => {
  const times = [0, 1, 2, 3].map((confirmed) => suspicionAfter(confirmed, lan(128)));
  expect(times.map((time) => time.toFixed(2))).toEqual(['50.57', '23.98', '8.43', '8.43']);
  expect(suspicionAfter(0, lan(32))).toBeCloseTo(36.1, 1);
});

test('where too few are there to confirm it, it is the shortest', () => {
  expect(suspicionAfter(0, lan(3))).toBe(4);
  expect(suspicionAfter(0, lan(4))).toBe(24);
  expect(suspicionAfter(0, { ...lan(32), mult: 2 })).toBeCloseTo(3.01, 6);
});

/** Means that others simulated, of some hundreds of runs each: hence the 2 %. */
test.each([
  [5, 5.86],
  [10, 5.95],
  [32, 7.98],
  [100, 10.05],
  [128, 10.5],
])('the first declared dead among %d', (members, seconds) => {
  expect(Math.abs(firstDead(lan(members)) / seconds - 1)).toBeLessThan(0.02);
});

test('its median and 99th percentile among 128', () => {
  expect(firstDeadBy(0.5, lan(128))).toBeCloseTo(10.12, 2);
  expect(Math.abs(firstDeadBy(0.99, lan(128)) / 14.1 - 1)).toBeLessThan(0.02);
});

/** Below 3 the confirmations often come too late for the shortest time-out, which it leaves out. */
test.each([
  [5, 12.25],
  [4, 10.14],
  [3, 8.05],
])('tuned to a multiplier of %d', (mult, seconds) => {
  expect(Math.abs(firstDeadBy(0.5, { ...lan(128), mult }) / seconds - 1)).toBeLessThan(0.02);
});

/** What was measured takes up to about one round more. */
test.each([
  [10, 2.85],
  [32, 4.3],
  [100, 5.6],
  [128, 5.9],
  [500, 7.3],
])('rounds of gossip among %d', (nodes, measured) => {
  const more = measured - gossipRounds(nodes, 3);
  expect(more).toBeGreaterThan(0.2);
  expect(more).toBeLessThan(1.1);
});

test('news that gossip alone does not bring to all', () => {
  expect(missed(64, 8, 0.25)).toBeCloseTo(0.16, 2);
  expect(missed(100, 12, 0.25)).toBeCloseTo(0.012, 3);
  expect(missed(1000, 1, 0)).toBe(1);
});

test.each([
  [0.01, '1.2e-6'],
  [0.05, '6.2e-4'],
  [0.1, '7.7e-3'],
  [0.2, '7.4e-2'],
])('false suspicions at a loss of %d', (loss, expected) => {
  expect(falseSuspicion(loss, 3).toExponential(1)).toBe(expected);
});

test.each([
  [0, '2.00'],
  [0.05, '3.04'],
  [0.1, '3.86'],
])('messages a probe at a loss of %d', (loss, expected) => {
  expect(messagesPerProbe(loss, 3).toFixed(2)).toBe(expected);
});

test('loads of heartbeats', () => {
  expect([allToAllLoad(10), gossipLoad(10, 2), gossipLoad(1000, 3, 4)]).toEqual([90, 20, 12_000]);
});

test("the course's detection: 20 to about 26 ticks", () => {
  const { first, all } = heartbeatDetection(10, 2, 20);
  expect(first).toEqual([19, 21]);
  expect(all[0]).toBeGreaterThan(20);
  expect(all[1]).toBeCloseTo(24.25, 2);
});

test('silences of accrual detection', () => {
  expect(exponentialSilence(8, 1)).toBeCloseTo(18.4, 1);
  expect(normalSilence(8, 1, 0.1, 3)).toBeCloseTo(4.52, 2);
  expect(normalSilence(8, 0, 1, 0)).toBeCloseTo(5.23, 2);
});
