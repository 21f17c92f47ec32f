import { settleTicksOf } from '../../src/checks/settle';
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
