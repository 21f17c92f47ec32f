import { mergeTicksOf, settleTicksOf } from '../../src/checks/settle';
import { runScenario } from '../../src/library/run-scenario';
import { cluster, type ClusterOptions } from '../../src/scenario/cluster';

function settleTicks(changes: Partial<ClusterOptions> = {}): number {
  return settleTicksOf(cluster({ nodes: 5, ...changes }));
}

test('is twice the removal, a new request, a period and ten exchanges', () => {
  expect(settleTicks()).toBe(2 * (20 + 5 + 1 + 10));
  const membership = { periodTicks: 10, failTicks: 50, removeTicks: 300, joinRetryTicks: 40 };
  expect(settleTicks({ membership })).toBe(2 * (300 + 40 + 10 + 10));
});

test('takes the repair of a store into account', () => {
  expect(settleTicks({ store: true })).toBe(settleTicks() + 2 * 5);
  expect(settleTicks({ store: { offerRetryTicks: 50 } })).toBe(settleTicks() + 2 * 50);
});

test('grows with slow networks and disks', () => {
  const constant = { distribution: 'constant', ticks: 7 } as const;
  expect(settleTicks({ network: { delay: constant } })).toBe(settleTicks() + 20 * 6);
  const uniform = { distribution: 'uniform', minTicks: 1, maxTicks: 9 } as const;
  expect(settleTicks({ network: { delay: uniform } })).toBe(settleTicks() + 20 * 8);
  const exponential = { distribution: 'exponential', floorTicks: 1, meanTicks: 2 } as const;
  expect(settleTicks({ network: { delay: exponential } })).toBe(settleTicks() + 20 * 9);
  expect(settleTicks({ disk: { latencyTicks: 3 } })).toBe(settleTicks() + 20 * 3);
});

function mergeTicks(membership: ClusterOptions['membership']): number {
  return mergeTicksOf(cluster({ nodes: 5, ...(membership === undefined ? {} : { membership }) }));
}

test('a merge takes as long as the protocol’s parameters say, where it has ways of its own', () => {
  expect(mergeTicks(undefined)).toBe(0);
  const swim = { protocol: 'swim', healIntervalTicks: 700 } as const;
  expect(mergeTicks(swim)).toBe(10 * 700);
  expect(mergeTicks({ ...swim, heal: false })).toBe(0);
  expect(mergeTicks({ protocol: 'lifeguard' })).toBe(10 * 30_000);
  expect(mergeTicks({ protocol: 'phi', periodTicks: 300 })).toBe(10 * 5 * 300);
});

/** What viewsAgree says so long after a partition that had its halves remove each other. */
function afterSplit(
  membership: ClusterOptions['membership'] & object,
  ticks: number,
): string | undefined {
  const partition = [{ nodes: [1, 2] }, { nodes: [3, 4, 5] }];
  const split = { id: 'split', at: 20_000, partition, for: 60_000 };
  const options = { nodes: 5, durationTicks: 80_000 + ticks, tickMicros: 1000, faults: [split] };
  const { verdicts } = runScenario(cluster({ ...options, membership }));
  return verdicts.find(({ check }) => check === 'viewsAgree')?.verdict;
}

test('a partition that healed is no failure before it could merge', () => {
  const swim = { protocol: 'swim', healIntervalTicks: 3_000_000 } as const;
  expect(afterSplit(swim, 100_000)).toBe('unknown');
  expect(afterSplit({ ...swim, heal: false }, 100_000)).toBe('fail');
});

test.each(['swim', 'lifeguard', 'phi'] as const)('after that time %s has merged', (protocol) => {
  const scenario = cluster({ nodes: 5, membership: { protocol } });
  expect(afterSplit({ protocol }, settleTicksOf(scenario) + mergeTicksOf(scenario))).toBe('pass');
});
