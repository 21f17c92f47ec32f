/** What chance does to messages: how often, and that nothing changes what it does to others. */

import fc from 'fast-check';
import type { Delay } from '../../src/simulation/delay';
import type { NetworkOptions } from '../../src/simulation/emulnet';
import type { LinkRule } from '../../src/simulation/links';
import { RandomRoot } from '../../src/simulation/random';
import { network, NODES, parcel, SEED, TYPE } from '../support/emulated-network';
import { constant } from '../support/toy-protocol';
import { tries } from '../support/trials';

const MESSAGES = 100_000;
const UNIFORM: Delay = { distribution: 'uniform', minTicks: 11, maxTicks: 20 };

/** Sends 100,000 messages from node 1 to node 2, ten a tick. */
function many(options: Partial<NetworkOptions>, rules: readonly LinkRule[] = []) {
  const world = network(options);
  rules.forEach((rule, i) => {
    world.net.addRule(`rule ${i}`, rule);
  });
  for (let i = 0; i < MESSAGES; i++) {
    world.log.time = Math.floor(i / 10);
    world.net.send(1, 2, parcel(10, TYPE, i));
  }
  return world;
}

/** Three deviations of a count with this share: under 3 % of it for shares of 0.1 and more. */
function tolerance(share: number): number {
  return 3 * Math.sqrt(MESSAGES * share * (1 - share));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('shares', () => {
  test.each([0.1, 0.5, 0.9])('%d lost by a rule', (share) => {
    const { net } = many({}, [{ from: [1], to: [2], loss: share }]);
    expect(Math.abs(net.counts.lost - share * MESSAGES)).toBeLessThan(tolerance(share));
  });

  test.each([0.1, 0.5, 0.9])('%d arrive twice', (share) => {
    const { net, carried } = many({ duplicate: share });
    expect(carried.length).toBe(MESSAGES + net.counts.duplicated);
    expect(Math.abs(net.counts.duplicated - share * MESSAGES)).toBeLessThan(tolerance(share));
  });

  test.each([0.1, 0.5, 0.9])('%d wait for a second delay', (share) => {
    const { carried } = many({ reorder: share, delay: constant(7) });
    const late = carried.filter(({ ticks }) => ticks === 14).length;
    expect(carried.filter(({ ticks }) => ticks === 7).length).toBe(MESSAGES - late);
    expect(Math.abs(late - share * MESSAGES)).toBeLessThan(tolerance(share));
  });
});

describe('delays', () => {
  test('are those of the distribution, one a message', () => {
    const ticks = many({ delay: UNIFORM }).carried.map((each) => each.ticks);
    for (let value = 11; value <= 20; value++) {
      const count = ticks.filter((each) => each === value).length;
      expect(Math.abs(count - MESSAGES / 10)).toBeLessThan(tolerance(0.1));
    }
    expect([Math.min(...ticks.slice(0, 1000)), Math.max(...ticks.slice(0, 1000))]).toEqual([
      ...[11, 20],
    ]);
  });

  test('of a link are those of its rule', () => {
    const slow: Delay = { distribution: 'exponential', floorTicks: 5, meanTicks: 25 };
    const { net, carried } = network({ delay: UNIFORM });
    net.addRule('slow', { from: [1], to: [2], delay: slow });
    for (let i = 0; i < 2 * MESSAGES; i++) net.send(1, 2 + (i % 2), parcel());
    const meanOf = (node: number) =>
      mean(carried.filter(({ to }) => to === node).map(({ ticks }) => ticks));
    expect(Math.abs(meanOf(2) - 25)).toBeLessThan(0.3);
    expect(Math.abs(meanOf(3) - 15.5)).toBeLessThan(0.05);
  });

  test('of a reordered message are two, independent of each other', () => {
    const ticks = many({ delay: UNIFORM, reorder: 1 }).carried.map((each) => each.ticks);
    // Two dice of ten: each extreme is one in a hundred, where one die taken twice makes it ten.
    const extremes = ticks.filter((each) => each === 22 || each === 40).length;
    expect(Math.abs(extremes - MESSAGES / 50)).toBeLessThan(tolerance(0.02));
  });

  test('of the two copies are independent of each other', () => {
    const { carried } = many({ delay: UNIFORM, duplicate: 1 });
    const equal = carried.filter(({ ticks }, i) => i % 2 === 0 && ticks === carried[i + 1]!.ticks);
    expect(Math.abs(equal.length - MESSAGES / 10)).toBeLessThan(tolerance(0.1));
    expect(Math.abs(mean(carried.map(({ ticks }) => ticks)) - 15.5)).toBeLessThan(0.05);
  });

  test('differ by sender, by receiver, by tick and by order', () => {
    const { net, log, carried } = network({ delay: UNIFORM });
    for (log.time = 0; log.time < 10_000; log.time++) {
      for (const from of [1, 1, 3, 1]) net.send(from, carried.length % 4 === 1 ? 3 : 2, parcel());
    }
    const ticks = carried.map((each) => each.ticks);
    // In fours by tick: 1 to 2, 1 to 3, 3 to 2, and 1 to 2 again.
    for (const distance of [1, 2, 3, 4]) {
      const equal = ticks.filter((each, i) => i % 4 === 0 && each === ticks[i + distance]).length;
      expect(Math.abs(equal - 1000)).toBeLessThan(100);
    }
  });

  test('a second copy is not reordered', () => {
    const { carried } = many({ delay: constant(7), duplicate: 1, reorder: 1 });
    expect(carried.slice(0, 4).map(({ ticks }) => ticks)).toEqual([14, 7, 14, 7]);
  });
});

test('what happens by chance to one message says nothing of what else does', () => {
  const world = many({ delay: UNIFORM, duplicate: 0.5, reorder: 0.5 });
  const first = new Map<unknown, number>();
  const twice = new Set<unknown>();
  for (const { content, ticks } of world.carried) {
    if (first.has(content)) twice.add(content);
    else first.set(content, ticks);
  }
  const late = [...first].filter(([, ticks]) => ticks > 21);
  const both = late.filter(([content]) => twice.has(content)).length / late.length;
  expect(Math.abs(both - 0.5)).toBeLessThan(0.01);
});

describe('a decision depends on link, tick and order alone', () => {
  const ALL: Partial<NetworkOptions> = {
    ...{ delay: UNIFORM, duplicate: 0.4, reorder: 0.4 },
    loss: { probability: 0.4, firstTick: 0, lastTick: 99 },
  };
  interface Sending {
    readonly from: number;
    readonly to: number;
    readonly time: number;
    readonly id: number;
  }
  /** A rule, and the ticks at whose begin it comes and goes. */
  interface Ruling {
    readonly rule: LinkRule;
    readonly first: number;
    readonly last: number;
  }

  /** What became of each message: its delays in order, or what took it. */
  function fates(sendings: readonly Sending[], rulings: readonly Ruling[]): Map<number, string> {
    const { net, log, carried, events } = network(ALL);
    const apply = (time: number) => {
      log.time = time;
      rulings.forEach(({ rule, first, last }, i) => {
        if (first === time) net.addRule(`rule ${i}`, rule);
        if (last === time) net.removeRule(`rule ${i}`);
      });
    };
    const ids = new Map<number, number>();
    const found = new Map<number, string>();
    for (let time = 0; time <= 9; time++) {
      apply(time);
      for (const { from, to, id } of sendings.filter((each) => each.time === time)) {
        ids.set(log.count + 1, id);
        net.send(from, to, parcel());
      }
    }
    const add = (sentId: number, what: string) =>
      found.set(ids.get(sentId)!, `${found.get(ids.get(sentId)!) ?? ''} ${what}`);
    for (const { kind, cause, b } of events) if (kind !== 'sent') add(cause, `${kind} ${b}`);
    for (const { sentId, ticks } of carried) add(sentId, String(ticks));
    // Ids of events shift with every message that is taken away; what they stand for does not.
    for (const [id, fate] of found) found.set(id, fate.replace(/lost \d+/, 'lost'));
    return found;
  }

  const node = fc.integer({ min: 1, max: NODES });
  const tick = fc.integer({ min: 0, max: 8 });
  const share = fc.constantFrom(0, 0.5, 1);
  const nodes = fc.oneof(fc.constant('all' as const), fc.uniqueArray(node, { maxLength: 2 }));
  const rulings: fc.Arbitrary<Ruling[]> = fc.array(
    fc.record({
      rule: fc.record(
        {
          ...{ from: nodes, to: nodes, loss: share, duplicate: share, reorder: share },
          delay: fc.constant(constant(3)),
          ...{ cut: fc.boolean(), hold: fc.boolean() },
        },
        { requiredKeys: ['from', 'to'] },
      ),
      ...{ first: tick, last: fc.constant(9) },
    }),
    { maxLength: 4 },
  );
  const sendings = fc
    .array(fc.record({ from: node, to: node, time: tick }), { minLength: 1, maxLength: 60 })
    .map((plan) => plan.sort((a, b) => a.time - b.time).map((each, id) => ({ ...each, id })));

  function expectSame(
    sent: readonly Sending[],
    before: ReadonlyMap<number, string>,
    after: ReadonlyMap<number, string>,
  ): void {
    for (const { id } of sent) expect(after.get(id)).toBe(before.get(id));
  }

  test('removing a message changes nothing but for its followers on link and tick', () => {
    const property = fc.property(sendings, rulings, fc.nat(), (sent, rules, pick) => {
      const victim = sent[pick % sent.length]!;
      const others = sent.filter((each) => each !== victim);
      const unrelated = others.filter(
        ({ from, to, time, id }) =>
          from !== victim.from || to !== victim.to || time !== victim.time || id < victim.id,
      );
      expectSame(unrelated, fates(sent, rules), fates(others, rules));
    });
    fc.assert(property, { seed: 5, numRuns: tries(200) });
  });

  test('removing a node changes nothing between the others', () => {
    const property = fc.property(sendings, rulings, node, (sent, rules, victim) => {
      const others = sent.filter(({ from, to }) => from !== victim && to !== victim);
      expectSame(others, fates(sent, rules), fates(others, rules));
    });
    fc.assert(property, { seed: 6, numRuns: tries(200) });
  });

  test('removing a rule changes nothing on the links it was not about', () => {
    const property = fc.property(sendings, rulings, fc.nat(), (sent, rules, pick) => {
      fc.pre(rules.length > 0);
      const victim = rules[pick % rules.length]!;
      const { from, to } = victim.rule;
      const untouched = sent.filter(
        (each) =>
          (from !== 'all' && !from.includes(each.from)) || (to !== 'all' && !to.includes(each.to)),
      );
      const others = rules.filter((each) => each !== victim);
      expectSame(untouched, fates(sent, rules), fates(sent, others));
    });
    fc.assert(property, { seed: 7, numRuns: tries(200) });
  });

  test('removing what a rule changes leaves the other draws of its links as they were', () => {
    const late = (duplicate: number) => {
      const { carried } = many({ delay: UNIFORM, reorder: 0.5, duplicate });
      const seen = new Set<unknown>();
      return carried.filter(({ content }) => !seen.has(content) && seen.add(content));
    };
    const ticks = (duplicate: number) => late(duplicate).map((each) => each.ticks);
    expect(ticks(0.5)).toEqual(ticks(0));
  });

  test('a message that was refused has its number all the same', () => {
    const loss = { probability: 0.5, firstTick: 0, lastTick: 999 };
    const draw = new RandomRoot(SEED).keyed('loss');
    const narrow = network({ loss, maxInFlight: 1 });
    for (let time = 0; time < 200; time++) {
      narrow.log.time = time;
      for (const size of [10, 200, 11]) {
        narrow.net.send(1, 2, parcel(size));
        narrow.arrive();
      }
    }
    const expected = [...Array(200).keys()].flatMap((time) =>
      [0, 2].filter((order) => draw.chance(0.5, 1, 2, time, order)).map(() => time),
    );
    const lost = narrow.events.filter(({ kind }) => kind === 'lost').map(({ time }) => time);
    expect(lost).toEqual(expected);
  });

  test('what was sent in the tick before a rule came counts', () => {
    const draw = new RandomRoot(SEED).keyed('loss');
    const { net, log, events } = network();
    for (let time = 0; time < 200; time++) {
      log.time = time;
      net.send(1, 2, parcel());
      net.addRule('lossy', { from: [1], to: [2], loss: 0.5 });
      net.send(1, 2, parcel());
      net.removeRule('lossy');
    }
    const expected = [...Array(200).keys()].filter((time) => draw.chance(0.5, 1, 2, time, 1));
    const lost = events.filter(({ kind }) => kind === 'lost').map(({ time }) => time);
    expect(lost).toEqual(expected);
  });

  test('a held message keeps its draws, even if nothing was drawn when it was sent', () => {
    const free = network({ delay: UNIFORM });
    const held = network();
    held.net.addRule('hold', { from: 'all', to: 'all', hold: true });
    for (const { net, log } of [free, held]) {
      for (let i = 0; i < 100; i++) {
        log.time = Math.floor(i / 7);
        net.send(1 + (i % 2), 3, parcel());
      }
    }
    held.net.addRule('uneven', { from: 'all', to: 'all', delay: UNIFORM });
    expect(held.carried).toEqual([]);
    held.net.removeRule('hold');
    expect(held.carried).toEqual(free.carried);
    expect(new Set(held.carried.map(({ ticks }) => ticks)).size).toBe(10);
  });
});
