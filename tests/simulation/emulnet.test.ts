import { DROP_REASONS } from '../../src/simulation/events';
import { RandomRoot } from '../../src/simulation/random';
import { bytesOf, network, NODES, parcel, SEED, TYPE } from '../support/emulated-network';

/** What a network can have dropped, with only these reasons counted. */
function dropped(counts: Partial<Record<(typeof DROP_REASONS)[number], number>> = {}) {
  const none = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0]));
  return { ...none, ...counts };
}

test('a message is handed on as it is, once, under the id of its sending', () => {
  const { net, carried, events, log } = network();
  const given = parcel();
  log.cause = 77;
  net.send(1, 2, given);
  const { content } = given;
  expect(carried).toEqual([{ from: 1, to: 2, boot: 1, type: TYPE, content, sentId: 1, ticks: 1 }]);
  expect(carried[0]!.content).toBe(content);
  expect(events).toMatchObject([{ kind: 'sent', node: 1, a: 2, b: 10, c: TYPE, cause: 77 }]);
});

test('an arrival is caused by its sending', () => {
  const { net, events, log } = network();
  net.send(1, 2, parcel());
  log.cause = 55;
  expect(net.arrive(1, 2, TYPE, 1)).toBe(2);
  expect(events[1]).toMatchObject({ kind: 'delivered', node: 2, a: 1, b: 1, c: TYPE, cause: 1 });
});

describe('limits', () => {
  test('a message of the largest size passes, one of a byte more is dropped', () => {
    const { net, carried } = network({ maxMessageBytes: 100 });
    net.send(1, 2, parcel(100));
    net.send(1, 2, parcel(101));
    expect(carried.length).toBe(1);
    expect(net.counts).toMatchObject({
      sent: 2,
      bytes: 201,
      dropped: dropped({ 'too large': 1 }),
    });
  });

  test('as many messages as fit are under way; each arrival and purge makes room for one', () => {
    const { net, carried } = network({ maxInFlight: 3 });
    for (let i = 0; i < 5; i++) net.send(1, 2, parcel());
    expect(carried.length).toBe(3);
    expect(net.counts.dropped).toEqual(dropped({ 'network full': 2 }));
    net.arrive(1, 2, TYPE, carried[0]!.sentId);
    net.purge(1, 2, TYPE, carried[1]!.sentId);
    for (let i = 0; i < 3; i++) net.send(1, 2, parcel());
    expect(carried.length).toBe(5);
    const counts = dropped({ 'network full': 3, 'nobody there': 1 });
    expect(net.counts).toMatchObject({ sent: 8, delivered: 1, lost: 0, dropped: counts });
  });

  test('what is dropped or lost takes no room', () => {
    const loss = { probability: 1, firstTick: 0, lastTick: 0 };
    const { net, carried, log } = network({ maxInFlight: 1, loss });
    net.send(1, 2, parcel(101));
    net.send(1, NODES + 1, parcel());
    net.send(1, 2, parcel());
    log.time = 1;
    net.send(1, 2, parcel());
    expect(carried.length).toBe(1);
  });

  test.each([0, -1, NODES + 1, 2 ** 31 - 1])('mail to node %d, which does not exist', (to) => {
    const { net, carried, events, log } = network();
    log.cause = 9;
    net.send(1, to, parcel());
    expect(carried).toEqual([]);
    expect(net.counts.dropped).toEqual(dropped({ 'nobody there': 1 }));
    const b = DROP_REASONS.indexOf('nobody there');
    expect(events[1]).toMatchObject({ kind: 'dropped', node: 1, a: to, b, c: TYPE, cause: 1 });
    expect(log.cause).toBe(9);
  });
});

test('purged and unknown messages are dropped by name, caused by their sending', () => {
  const { net, events, log } = network();
  net.send(1, 2, parcel());
  net.send(1, 3, parcel());
  log.cause = 9;
  net.purge(1, 2, TYPE, 1);
  net.arrive(1, 3, TYPE, 2);
  net.dropUnknown(1, 3, TYPE, 2);
  expect(net.counts).toMatchObject({
    sent: 2,
    delivered: 1,
    dropped: dropped({ 'nobody there': 1, 'unknown kind': 1 }),
  });
  const drops = events.filter(({ kind }) => kind === 'dropped');
  expect(drops).toMatchObject([
    { node: 1, a: 2, b: DROP_REASONS.indexOf('nobody there'), cause: 1 },
    { node: 1, a: 3, b: DROP_REASONS.indexOf('unknown kind'), cause: 2 },
  ]);
});

test('what was sent of each type is counted, whatever became of it', () => {
  const { net } = network();
  for (const type of [1, 1, 255]) net.send(1, 2, parcel(10, type));
  net.send(2, 1, parcel(10, 1));
  net.send(2, 2, parcel(1000, 1));
  expect(net.sentOf(1)).toEqual({ sent: 4, bytes: 1030 });
  expect(net.sentOf(255)).toEqual({ sent: 1, bytes: 10 });
  expect(net.sentOf(2)).toEqual({ sent: 0, bytes: 0 });
});

describe('loss', () => {
  test('takes its share, inside its window only, and says so', () => {
    const loss = { probability: 0.1, firstTick: 100, lastTick: 299 };
    const { net, log, events, carried } = network({ loss });
    for (log.time = 0; log.time < 400; log.time++) {
      for (let i = 0; i < 400; i++) net.send(1 + (i % NODES), 1 + (i % 3), parcel());
    }
    const losses = events.filter(({ kind }) => kind === 'lost');
    expect(net.counts.lost).toBe(losses.length);
    expect(carried.length + losses.length).toBe(160_000);
    // 80,000 at 0.1: 8,000 with a deviation of 85.
    expect(Math.abs(losses.length - 8000)).toBeLessThan(3 * 85);
    expect(losses.every(({ time }) => time >= 100 && time <= 299)).toBe(true);
    expect(losses.every(({ cause, b }) => cause === b)).toBe(true);
  });

  test('of probability 1 takes all from the first tick to the last, both included', () => {
    const { net, log, events } = network({ loss: { probability: 1, firstTick: 5, lastTick: 7 } });
    for (log.time = 3; log.time < 10; log.time++) net.send(1, 2, parcel());
    const times = events.filter(({ kind }) => kind === 'lost').map(({ time }) => time);
    expect(times).toEqual([5, 6, 7]);
  });

  test('is decided by link, time and order alone, over thousands of links in one tick', () => {
    const nodes = 100;
    const loss = { probability: 0.5, firstTick: 0, lastTick: 9 };
    const { net, log, carried } = network({ loss }, nodes);
    const draw = new RandomRoot(SEED).keyed('loss');
    const expected: string[] = [];
    const send = (from: number, to: number, order: number) => {
      net.send(from, to, parcel(order));
      const lost = draw.chance(0.5, from, to, log.time, order);
      if (!lost) expected.push(`${from} ${to} ${order}`);
    };
    log.time = 8;
    for (let link = 0; link < nodes * nodes; link++) {
      // Two at once, and a third when thousands of other links have been counted.
      for (const order of [0, 1]) send(1 + (link % nodes), 1 + Math.floor(link / nodes), order);
    }
    for (let to = 1; to <= nodes; to++) send(3, to, 2);
    log.time = 9;
    for (let to = 1; to <= nodes; to++) send(3, to, 0);
    const arrived = carried.map((each) => `${each.from} ${each.to} ${bytesOf(each)}`);
    expect(arrived).toEqual(expected);
  });
});

test('what a message holds is in the fingerprint', () => {
  const print = (digestLow: number, digestHigh: number) => {
    const { net, log } = network();
    net.send(1, 2, { ...parcel(), digestLow, digestHigh });
    return log.fingerprint.toString();
  };
  expect(new Set([print(1, 2), print(1, 3), print(4, 2)]).size).toBe(3);
});
