/**
 * The numbers that SWIM and Lifeguard are known by, each beside what its formula predicts. A sample
 * is as large as it takes to notice that a number is off by a twentieth.
 */

import { FailureDetector } from '../../../../src/protocol/membership/swim/failure-detector';
import { leastSuspicionTicks } from '../../../../src/protocol/membership/swim/suspicion';
import { swimMessages } from '../../../../src/protocol/membership/swim/swim-messages';
import { LIFEGUARD_LAN, SWIM } from '../../../../src/protocol/membership/swim/swim-options';
import { SwimCluster } from '../../../support/swim-cluster';

const PERIOD = LIFEGUARD_LAN.probeIntervalTicks;
const HELPERS = SWIM.indirectChecks;

/** What became of one crash: ticks from it to the first ping, suspicion and removal, and the last. */
interface Detection {
  readonly firstPing: number;
  readonly firstSuspicion: number;
  readonly firstRemoval: number;
  readonly lastRemoval: number;
}

/** One member of a converged cluster crashes, at a time that has no part in anybody's period. */
function detect(nodes: number, seed: string): Detection {
  const cluster = new SwimCluster({ seed, nodes, converged: true, parameters: LIFEGUARD_LAN });
  const ping = swimMessages.numberOf('ping');
  let firstPing = 0;
  cluster.simulation.subscribe({
    kinds: ['dropped'],
    on: ({ time, c }) => {
      if (c === ping) firstPing ||= time - 1;
    },
  });
  cluster.startAll().run(3 * PERIOD);
  const crashed = cluster.now;
  cluster.crash(2).run(30 * PERIOD);
  const times = (kind: string) => cluster.recorded(kind, 2).map(({ time }) => time - crashed);
  expect(cluster.recorded('removed')).toHaveLength(nodes - 1);
  expect(cluster.recorded('removed', 2)).toHaveLength(nodes - 1);
  return {
    firstPing: firstPing - crashed,
    firstSuspicion: Math.min(...times('suspected')),
    firstRemoval: Math.min(...times('removed')),
    lastRemoval: Math.max(...times('removed')),
  };
}

/**
 * The mean wait, in periods, until the first of n observers pings a given member, where each pings
 * n members a round in an order drawn anew, their phases drawn too. A window of x periods that lies
 * in one round misses the member with probability 1 - x/n; one that begins u periods into a round
 * and reaches into the next misses it in both.
 */
function meanFirstPing(n: number): number {
  const missed = (x: number) => {
    const inBoth = (u: number) => ((2 * n - x) * u ** 2) / 2 - u ** 3 / 3;
    return ((n - x) ** 2 / n + (inBoth(n) - inBoth(n - x)) / n ** 2) / n;
  };
  const steps = 10_000;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += missed(((i + 0.5) / steps) * n) ** n;
  return (sum * n) / steps;
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean of a sample lies within four standard errors of what is predicted. */
function expectMean(values: readonly number[], predicted: number): void {
  const average = mean(values);
  const variance = mean(values.map((value) => (value - average) ** 2));
  const error = Math.sqrt(variance / values.length);
  // Large enough a sample: it would notice a twentieth, or a tenth of the first ping alone.
  expect(4 * error).toBeLessThan(0.35 * PERIOD);
  expect(Math.abs(average - predicted)).toBeLessThan(4 * error);
}

/** SWIM under loss, nobody removed: probes that were begun and that failed, and what they cost. */
function probing(seed: string, nodes: number, loss: number, periods: number) {
  const cluster = new SwimCluster({
    seed,
    nodes,
    converged: true,
    parameters: { ...SWIM, suspicionMult: 10_000 },
    network: { loss: { probability: loss, firstTick: 0, lastTick: Infinity } },
  });
  let probes = 0;
  cluster.simulation.subscribe({
    kinds: ['timer'],
    on: ({ data }) => {
      if (data === 'probe') probes++;
    },
  });
  const failed = jest.spyOn(FailureDetector.prototype as unknown as { fail: () => void }, 'fail');
  cluster.startAll().run(periods * PERIOD);
  const failures = failed.mock.calls.length;
  failed.mockRestore();
  const messages = cluster.sent('ping') + cluster.sent('ack') + cluster.sent('pingRequest');
  return { probes, messages, failures };
}

/** Declares the tests, with so many crashes for each cluster size and so many probes. */
export function numbers(
  crashes: readonly (readonly [nodes: number, runs: number])[],
  probes: number,
): void {
  describe.each(crashes)('of %i nodes, over %i crashes', (nodes, runs) => {
    const found = Array.from({ length: runs }, (_, i) => detect(nodes, `crash ${i}`));
    const firstPing = meanFirstPing(nodes - 1) * PERIOD;
    const least = leastSuspicionTicks(LIFEGUARD_LAN.suspicionMult, nodes, PERIOD);

    test('the crashed node is first pinged after about a period', () => {
      expectMean(
        found.map((detection) => detection.firstPing),
        firstPing,
      );
      expect(firstPing / PERIOD).toBeGreaterThan(0.75);
      expect(firstPing / PERIOD).toBeLessThan(1.05);
    });

    test('and suspected a period later', () => {
      for (const detection of found) {
        expect(detection.firstSuspicion).toBe(detection.firstPing + PERIOD);
      }
    });

    test('and first removed when the shortest suspicion has passed, never earlier', () => {
      const waits = found.map((detection) => detection.firstRemoval - detection.firstSuspicion);
      expect(Math.min(...waits)).toBe(least);
      // Now and then the confirmations take longer: a tenth of a period in the mean.
      expect(mean(waits) - least).toBeLessThan(0.1 * PERIOD);
      expectMean(
        found.map((detection) => detection.firstRemoval),
        firstPing + PERIOD + mean(waits),
      );
    });

    test('and by all soon after, by gossip', () => {
      const waits = found.map((detection) => detection.lastRemoval - detection.firstRemoval);
      expect(mean(waits)).toBeLessThan(0.7 * PERIOD);
    });
  });

  test.each([0, 0.05, 0.1])('at a loss of %d a probe takes as many messages as predicted', (p) => {
    const nodes = 20;
    const q = 1 - p;
    const predicted = 1 + q + (1 - q ** 2) * HELPERS * (1 + q + q ** 2 + q ** 3);
    const found = probing(`loss ${p}`, nodes, p, probes / nodes);
    expect(Math.abs(found.messages / found.probes / predicted - 1)).toBeLessThan(0.03);
  });

  test('at a loss of 0.1 as many probes wrongly fail as predicted', () => {
    const nodes = 20;
    const q = 0.9;
    const found = probing('false suspicions', nodes, 1 - q, probes / nodes);
    // Suspicions are fewer: some of the targets are suspects already.
    const predicted = found.probes * (1 - q ** 2) * (1 - q ** 4) ** HELPERS;
    expect(Math.abs(found.failures - predicted)).toBeLessThan(4 * Math.sqrt(predicted));
  });
}
