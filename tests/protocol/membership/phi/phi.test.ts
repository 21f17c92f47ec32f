import { heartbeatMessages } from '../../../../src/protocol/membership/heartbeat-messages';
import { Phi, type PhiOptions } from '../../../../src/protocol/membership/phi/phi';
import { phiMessages } from '../../../../src/protocol/membership/phi/phi-messages';
import { Catalogue } from '../../../../src/protocol/message';
import type { NetworkOptions } from '../../../../src/simulation/emulnet';
import { cutBetween } from '../../../../src/simulation/links';
import { MembershipCluster } from '../../../support/membership-cluster';

const CASSANDRA: PhiOptions = {
  ...{ introducers: [1], periodTicks: 1000, window: 1000 },
  ...{ distribution: 'exponential', threshold: 8, minDeviationTicks: 100, pauseTicks: 3000 },
  ...{ removeTicks: 10_000, joinRetryTicks: 1000 },
};
const AKKA: PhiOptions = { ...CASSANDRA, distribution: 'normal' };
const messages = Catalogue.union(heartbeatMessages, phiMessages);

function nodes(
  count: number,
  options: PhiOptions = AKKA,
  network: Partial<NetworkOptions> = {},
): MembershipCluster {
  return new MembershipCluster({
    ...{ messages, nodes: count, network },
    create: (host, listener) => new Phi(host, options, listener),
  });
}

/** All are up and have seen thirty heartbeats of each other. */
function settled(count: number, options?: PhiOptions, network?: Partial<NetworkOptions>) {
  return nodes(count, options, network).start(1, count, 100).run(30_000);
}

test('all join and stay', () => {
  const cluster = settled(10).run(100_000);
  expect(cluster.disagreeing()).toEqual([]);
  expect(cluster.recorded('suspected')).toEqual([]);
  expect(cluster.recorded('joined')).toHaveLength(100);
});

test('each node sends its heartbeat to all others once a period, and asks one for its view', () => {
  const cluster = settled(10);
  const before = cluster.simulation.net.counts.sent;
  cluster.run(10_000);
  // In a removal time each asks once, and is answered once.
  expect(cluster.simulation.net.counts.sent - before).toBe(10 * 10 * 9 + 10 * 2);
});

test.each([
  ['Cassandra’s', CASSANDRA, 18_420],
  ['Akka’s', AKKA, 4523],
])('a crash is suspected after %s time from the last heartbeat', (_, options, limit) => {
  // Every delay is the same, so that all intervals are.
  const network = { delay: { distribution: 'constant', ticks: 1 } } as const;
  const cluster = settled(5, { ...options, window: 20 }, network);
  cluster.simulation.crash(3);
  const crashed = cluster.simulation.now;
  cluster.run(40_000);
  const suspected = cluster.recorded('suspected', crashed);
  expect(suspected.map(({ node }) => node).sort()).toEqual([1, 2, 4, 5]);
  for (const { time, member } of suspected) {
    expect(member).toBe(3);
    // Its last heartbeat was sent in the second before it crashed.
    expect(time - crashed).toBeGreaterThan(limit - 1001);
    expect(time - crashed).toBeLessThanOrEqual(limit + 2);
  }
  for (const { time } of cluster.recorded('removed', crashed)) {
    expect(time - suspected[0]!.time).toBe(options.removeTicks);
  }
  expect(cluster.disagreeing()).toEqual([]);
});

test('one that leaves is out of every view at once, and not suspected', () => {
  const cluster = settled(5);
  cluster.simulation.leave(4);
  cluster.run(10);
  expect(cluster.disagreeing()).toEqual([]);
  cluster.run(60_000);
  expect(cluster.recorded('left')).toHaveLength(4);
  expect(cluster.recorded('suspected')).toEqual([]);
});

test.each([
  ['before it is suspected', 1000, 'returned'],
  ['when it is suspected', 8000, 'returned'],
  ['when it is removed', 60_000, 'joined'],
])('one that is up again %s is back under a newer incarnation', (_, down, kind) => {
  const cluster = settled(5);
  cluster.simulation.crash(4);
  cluster.run(down);
  const restarted = cluster.simulation.now;
  cluster.simulation.start(4);
  cluster.run(30_000);
  expect(cluster.disagreeing()).toEqual([]);
  const back = cluster.recorded(kind, restarted).filter(({ member }) => member === 4);
  expect(back.filter(({ node }) => node !== 4)).toHaveLength(4);
});

test('one that stood still is suspected, and alive again when it goes on', () => {
  const cluster = settled(5);
  cluster.simulation.pause(4);
  cluster.run(9000);
  cluster.simulation.resume(4);
  cluster.run(30_000);
  expect(cluster.recorded('aliveAgain').filter(({ member }) => member === 4)).toHaveLength(4);
  expect(cluster.recorded('removed')).toEqual([]);
  expect(cluster.disagreeing()).toEqual([]);
});

test('one that was removed by mistake comes back by itself', () => {
  const cluster = settled(5);
  cluster.simulation.pause(4);
  cluster.run(60_000);
  expect(cluster.recorded('removed')).toHaveLength(4);
  cluster.simulation.resume(4);
  cluster.run(60_000);
  expect(cluster.disagreeing()).toEqual([]);
});

test.each([9000, 90_000])('two halves apart for %d ms are one again', (apart) => {
  const cluster = settled(6);
  const { net } = cluster.simulation;
  const cuts = cutBetween(
    [
      [1, 2],
      [3, 4, 5, 6],
    ],
    false,
  );
  for (const [i, rule] of cuts.entries()) net.addRule(`cut ${i}`, rule);
  cluster.run(apart);
  for (const i of cuts.keys()) net.removeRule(`cut ${i}`);
  cluster.run(90_000);
  expect(cluster.disagreeing()).toEqual([]);
});

test('two that found groups of their own are one', () => {
  const cluster = nodes(6, { ...AKKA, introducers: [1, 2] })
    .start(1, 6, 100)
    .run(60_000);
  expect(cluster.recorded('groupStarted')).toHaveLength(2);
  expect(cluster.disagreeing()).toEqual([]);
});

test('duplicates, reordering and 30 % loss do it no lasting harm', () => {
  const loss = { probability: 0.3, firstTick: 0, lastTick: 200_000 };
  const cluster = nodes(6, AKKA, { loss, duplicate: 0.3, reorder: 0.3 }).start(1, 6, 100);
  cluster.run(200_000);
  cluster.run(100_000);
  expect(cluster.disagreeing()).toEqual([]);
});

test('a beat that comes twice, or late, is not heard', () => {
  const cluster = settled(3, AKKA, { duplicate: 1 });
  const { limit } = (cluster.simulation.inspect(1) as readonly { limit: number }[])[0]!;
  // Heard twice each, intervals would have half the mean, and twice the deviation.
  expect(limit).toBeGreaterThan(4500);
  expect(limit).toBeLessThan(5000);
});
