/** The network as nodes see it: through a simulation, with a toy protocol. */

import { cutBetween, type LinkRule } from '../../src/simulation/links';
import type { NetworkOptions } from '../../src/simulation/emulnet';
import type { Simulation } from '../../src/simulation/simulation';
import {
  constant,
  Keeper,
  PING,
  scripted,
  simulation,
  TOY_TICKS,
  type ToyMessage,
  toyRun,
} from '../support/toy-protocol';

const LINK_12 = { from: [1], to: [2] };

/** Three nodes, each sending its tick to each other in ticks 1 to 19; not yet advanced. */
function chatter(network: Partial<NetworkOptions> = {}) {
  const heard: { from: number; to: number; sent: number; at: number; boot: number }[] = [];
  const program = scripted({
    start: (host) => host.setTimer(1, PING),
    timer: (host) => {
      const now = host.monotonicNow();
      for (const to of [1, 2, 3]) {
        if (to !== host.self) host.send(to, { kind: 'ping', number: now } as ToyMessage);
      }
      if (now < 19) host.setTimer(1, PING);
    },
    message: (host, from, message) => {
      const sent = (message as { number: number }).number;
      heard.push({ from, to: host.self, sent, at: host.monotonicNow(), boot: host.boot });
      return true;
    },
  });
  const world = simulation(program, { network });
  const at = (time: number, action: () => void) => {
    world.at(time, 'faults', action);
  };
  /** What went from one node to another: `sent>arrived`. */
  const link = (from: number, to: number) =>
    heard
      .filter((each) => each.from === from && each.to === to)
      .map(({ sent, at: arrived }) => `${sent}>${arrived}`);
  for (const node of [1, 2, 3]) world.start(node);
  return { world, heard, at, link };
}

/** Puts rules in place for what is sent after one tick and up to another. */
function ruleDuring(world: Simulation, first: number, last: number, rules: LinkRule[]): void {
  world.at(first, 'faults', () => {
    rules.forEach((rule, i) => {
      world.net.addRule(`rule ${i} of ${first}`, rule);
    });
  });
  world.at(last, 'faults', () => {
    rules.forEach((_rule, i) => {
      world.net.removeRule(`rule ${i} of ${first}`);
    });
  });
}

/** The messages of one link, each a tick under way, but for those sent in some ticks. */
function allBut(first: number, last: number): string[] {
  return [...Array(19).keys()]
    .map((i) => i + 1)
    .filter((tick) => tick < first || tick > last)
    .map((tick) => `${tick}>${tick + 1}`);
}

describe('a partition', () => {
  test('parts its groups until it is healed; within a group nothing changes', () => {
    const { world, link } = chatter();
    ruleDuring(world, 5, 10, cutBetween([[1, 3], [2]], false));
    world.advance(50);
    const parted = [link(1, 2), link(2, 1), link(3, 2), link(2, 3)];
    expect(parted).toEqual(Array(4).fill(allBut(6, 10)));
    expect(link(1, 3)).toEqual(allBut(0, 0));
    expect(link(3, 1)).toEqual(allBut(0, 0));
    expect(world.net.counts).toMatchObject({ lost: 0, dropped: { cut: 20 } });
  });

  test('one way stops the first group only', () => {
    const { world, link } = chatter();
    ruleDuring(world, 5, 10, cutBetween([[1], [2, 3]], true));
    world.advance(50);
    expect([link(1, 2), link(1, 3)]).toEqual([allBut(6, 10), allBut(6, 10)]);
    expect([link(2, 1), link(3, 1), link(2, 3)]).toEqual(Array(3).fill(allBut(0, 0)));
  });

  test('lets what is under way arrive', () => {
    const { world, link } = chatter({ delay: constant(4) });
    ruleDuring(world, 5, 50, cutBetween([[1], [2]], false));
    world.advance(60);
    expect(link(1, 2)).toEqual(['1>5', '2>6', '3>7', '4>8', '5>9']);
  });

  test('of others that overlaps goes on when one of them ends', () => {
    const { world, link } = chatter();
    ruleDuring(world, 5, 10, cutBetween([[1], [2, 3]], false));
    ruleDuring(world, 8, 12, cutBetween([[1, 3], [2]], false));
    world.advance(50);
    expect(link(1, 2)).toEqual(allBut(6, 12));
    expect(link(1, 3)).toEqual(allBut(6, 10));
    expect(link(3, 2)).toEqual(allBut(9, 12));
  });
});

describe('held messages', () => {
  const HOLD = [{ ...LINK_12, hold: true }];

  test('come in order, with their delay from the release on', () => {
    const { world, link } = chatter({ delay: constant(3) });
    ruleDuring(world, 5, 10, HOLD);
    world.advance(50);
    const early = ['1>4', '2>5', '3>6', '4>7', '5>8'];
    const held = ['6>13', '7>13', '8>13', '9>13', '10>13'];
    expect(link(1, 2).slice(0, 11)).toEqual([...early, ...held, '11>14']);
    expect(link(1, 2).length).toBe(19);
    expect(link(2, 1)).toContain('7>10');
  });

  test('are dropped after the release if their receiver went down or restarted meanwhile', () => {
    for (const restart of [false, true]) {
      const { world, heard, at } = chatter();
      ruleDuring(world, 5, 15, HOLD);
      at(10, () => {
        world.crash(2);
        if (restart) world.start(2);
      });
      world.advance(15);
      const before = world.net.counts.dropped['nobody there'];
      world.advance(16);
      // Sent in ticks 6 to 10, and to a node that is down also in 11 to 15.
      const stale = heard.filter(({ from, to, at: now }) => from === 1 && to === 2 && now === 16);
      expect(stale.map(({ sent }) => sent)).toEqual(restart ? [11, 12, 13, 14, 15] : []);
      const purged = world.net.counts.dropped['nobody there'] - before;
      // One more to the dead, from node 3.
      expect(purged).toBe(restart ? 5 : 11);
    }
  });

  test('wait for a node that was never up', () => {
    const heard: number[] = [];
    const program = scripted({
      start: (host) => {
        if (host.self === 1) host.send(2, { kind: 'ping', number: 1 } as ToyMessage);
      },
      message: (host) => {
        heard.push(host.monotonicNow());
        return true;
      },
    });
    const world = simulation(program);
    world.net.addRule('hold', { ...LINK_12, hold: true });
    world.start(1);
    world.at(5, 'faults', () => {
      world.start(2);
      world.net.removeRule('hold');
    });
    world.advance(9);
    expect(heard).toEqual([6]);
  });

  test('are bounded by what may be in flight', () => {
    const { world } = chatter({ maxInFlight: 30 });
    world.at(0, 'faults', () => {
      world.net.addRule('hold', { from: 'all', to: 'all', hold: true });
    });
    world.advance(50);
    expect(world.net.counts).toMatchObject({ sent: 114, delivered: 0 });
    expect(world.net.counts.dropped['network full']).toBe(84);
    world.net.removeRule('hold');
    world.advance(60);
    expect(world.net.counts.delivered).toBe(30);
  });
});

describe('the capacity of a link', () => {
  test('is what is under way on it: of a message a tick, with four ticks of delay, three', () => {
    const { world, link } = chatter({ delay: constant(4), linkCapacity: 3 });
    world.advance(50);
    // Each fourth finds the link full; the first of a tick has arrived when the next is sent.
    expect(link(1, 2).map((each) => Number.parseInt(each))).toEqual([
      ...[1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19],
    ]);
    expect(world.net.counts.dropped['link full']).toBe(6 * 4);
  });

  test('counts what was sent before it came, be it under way or waiting for a paused node', () => {
    const { world, link, at } = chatter({ delay: constant(3) });
    at(3, () => {
      world.pause(2);
    });
    at(5, () => {
      world.net.addRule('narrow', { ...LINK_12, capacity: 6 });
    });
    at(8, () => {
      world.resume(2);
    });
    world.advance(8);
    // 1 to 5 were sent before the rule; the sixth fills the link until node 2 goes on.
    expect(world.net.counts.dropped['link full']).toBe(2);
    world.advance(50);
    expect(link(1, 2).map((each) => Number.parseInt(each))).toEqual([
      ...[1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
    ]);
  });
});

describe('second copies', () => {
  test('reach the program as a message of their own, caused by the one sending', () => {
    const { world, link } = chatter();
    const keeper = new Keeper(['sent', 'delivered']);
    world.subscribe(keeper);
    world.net.addRule('twice', { ...LINK_12, duplicate: 1 });
    world.advance(50);
    expect(link(1, 2).length).toBe(2 * 19);
    expect(link(2, 1).length).toBe(19);
    const sent = keeper.seen.filter(
      ({ kind, node, a }) => kind === 'sent' && node === 1 && a === 2,
    );
    const causes = keeper.seen
      .filter(({ kind, node, a }) => kind === 'delivered' && node === 2 && a === 1)
      .map(({ cause }) => cause);
    expect(causes).toEqual(sent.flatMap(({ id }) => [id, id]));
    expect(sent).toHaveLength(19);
  });

  test('find the node down as any mail does', () => {
    const { world, at } = chatter({ duplicate: 1 });
    at(5, () => {
      world.crash(2);
    });
    world.advance(6);
    expect(world.net.counts.dropped['nobody there']).toBe(2 * 2);
  });
});

test('a reordered message is overtaken by the next', () => {
  const { world, link } = chatter({ delay: constant(2) });
  ruleDuring(world, 5, 6, [{ ...LINK_12, reorder: 1 }]);
  world.advance(50);
  const arrivals = link(1, 2);
  expect(arrivals.indexOf('6>10')).toBe(arrivals.indexOf('8>10') - 1);
  expect(arrivals.indexOf('7>9')).toBeLessThan(arrivals.indexOf('6>10'));
});

test('a named loss hits the one message that was named', () => {
  const run = (lose: boolean) => {
    const { world, heard } = chatter({ duplicate: 0.3, reorder: 0.3 });
    if (lose) world.net.lose(1, 2, 7, 0);
    world.advance(50);
    return { heard, lost: world.net.counts.lost };
  };
  const [with_, without] = [run(true), run(false)];
  expect(with_.lost).toBe(1);
  expect(with_.heard).toEqual(
    without.heard.filter(({ from, to, sent }) => from !== 1 || to !== 2 || sent !== 7),
  );
  expect(with_.heard.length).toBeLessThan(without.heard.length);
});

describe('a run with everything', () => {
  const network: Partial<NetworkOptions> = {
    delay: { distribution: 'exponential', floorTicks: 1, meanTicks: 4 },
    ...{ duplicate: 0.1, reorder: 0.1, linkCapacity: 4 },
  };
  function everything(seed: string, change?: (world: Simulation) => void) {
    const world = toyRun({ seed, network });
    ruleDuring(
      world,
      60,
      90,
      cutBetween(
        [
          [1, 2],
          [3, 4, 5],
        ],
        false,
      ),
    );
    ruleDuring(world, 100, 130, [{ from: [2], to: 'all', hold: true }]);
    ruleDuring(world, 140, 180, [{ from: 'all', to: [3], loss: 0.5, delay: constant(6) }]);
    change?.(world);
    world.advance(TOY_TICKS);
    return world;
  }
  const print = (world: Simulation) => world.log.fingerprint.toString();

  test('is the same run each time, and another under another seed', () => {
    expect(print(everything('a'))).toBe(print(everything('a')));
    expect(print(everything('a'))).not.toBe(print(everything('b')));
  });

  test('accounts for every message and copy', () => {
    const world = everything('a');
    // Nobody sends any more once all are down, so the network runs dry.
    for (const node of world.upNodes()) world.crash(node);
    world.advance(TOY_TICKS + 1000);
    const { sent, duplicated, delivered, lost, dropped } = world.net.counts;
    const refused = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(delivered + lost + refused - dropped['unknown kind']).toBe(sent + duplicated);
    expect(Math.min(duplicated, lost, dropped.cut, dropped['link full'])).toBeGreaterThan(0);
  });

  test('is not changed by a rule about a node that is not there, or that says nothing', () => {
    const silent = everything('a', (world) => {
      world.net.addRule('nobody', { from: [99], to: 'all', cut: true, capacity: 1 });
      world.net.addRule('nothing', { from: 'all', to: 'all' });
    });
    expect(print(silent)).toBe(print(everything('a')));
  });
});
