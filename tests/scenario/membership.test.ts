import { cluster, type ClusterOptions } from '../../src/scenario/cluster';
import { problemsIn } from '../support/yaml-files';

function problemOf(membership: ClusterOptions['membership'], more: Partial<ClusterOptions> = {}) {
  try {
    cluster({ nodes: 5, ...(membership === undefined ? {} : { membership }), ...more });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test.each([
  [
    { protocol: 'heartbeat', periodTicks: 0 },
    'membership.periodTicks: cannot be 0: a whole number from 1',
  ],
  [{ failTicks: 9, removeTicks: 8 }, 'membership.removeTicks: a member cannot be removed before'],
  [{ protocol: 'swim', indirectChecks: 6 }, 'indirectChecks: is more than the 5 nodes'],
  [
    { protocol: 'swim', gossipNodes: 7, gossipIntervalTicks: 1 },
    'gossipNodes: is more than the 5 nodes',
  ],
  [
    { protocol: 'swim', probeIntervalTicks: 500 },
    'probeTimeoutTicks: is as long as the probe interval',
  ],
  [
    { protocol: 'phi', threshold: 0 },
    'membership.threshold: cannot be 0: a number from 0.1 to 100',
  ],
] as const)('%j is refused, and named with what is allowed', (membership, problem) => {
  expect(problemOf(membership)).toContain(problem);
});

describe('a time-out shorter than a round trip', () => {
  const swim = { protocol: 'swim', probeTimeoutTicks: 79 } as const;

  test.each([
    { distribution: 'constant', ticks: 40 } as const,
    { distribution: 'uniform', minTicks: 40, maxTicks: 50 } as const,
    { distribution: 'exponential', floorTicks: 40, meanTicks: 50 } as const,
    { distribution: 'tail', minTicks: 40, maxTicks: 50, slowShare: 0.5, slowTicks: 60 } as const,
  ])('is refused where the delay is $distribution', (delay) => {
    expect(problemOf(swim, { network: { delay } })).toBe(
      'membership.probeTimeoutTicks: is shorter than a round trip, which takes 80 ticks or more',
    );
    expect(problemOf({ ...swim, probeTimeoutTicks: 80 }, { network: { delay } })).toBe('');
  });

  test('is refused in a file', () => {
    const text =
      'duration: 9s\nnetwork: { latency: 600ms }\ncluster: { nodes: 3, membership: swim }\n';
    expect(problemsIn(text)).toEqual([expect.stringContaining('shorter than a round trip')]);
  });
});

test('the usual number of helpers is not too many for a small cluster', () => {
  expect(problemOf({ protocol: 'lifeguard' }, { nodes: 1 })).toBe('');
});
