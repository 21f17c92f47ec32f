import type { TimerKind } from '../../src/protocol/host';
import type { Simulation, SimulationOptions } from '../../src/simulation/simulation';
import {
  constant,
  Keeper,
  PING,
  type Script,
  scripted,
  simulation,
  TOY_TICKS,
  type ToyMessage,
  toyRecord,
  toyRun,
} from '../support/toy-protocol';

const STORE_TIMER: TimerKind = { name: 'store timer', layer: 'store' };
const MAILBOX = 10_000;

const ping = (number: number): ToyMessage => ({ kind: 'ping', number });

/** Programs that write down what they are called for. */
function journal(script: Script = {}, changes: Parameters<typeof simulation>[1] = {}) {
  const lines: string[] = [];
  const note = (self: number, now: number, what: string) => lines.push(`${now}: n${self} ${what}`);
  const world = simulation(
    scripted({
      message: (host, from, message) => {
        const what = message.kind === 'ping' ? `ping ${message.number}` : message.kind;
        note(host.self, host.monotonicNow(), `${what} from n${from}`);
        return true;
      },
      timer: (host, kind, data) => note(host.self, host.monotonicNow(), `${kind.name} ${data}`),
      disk: (host, token) => note(host.self, host.monotonicNow(), `disk ${token}`),
      command: (host, command) => note(host.self, host.monotonicNow(), command.kind),
      ...script,
    }),
    changes,
  );
  return { lines, world };
}

function at(world: Simulation, time: number, action: () => void): void {
  world.at(time, 'faults', action);
}

function paused(world: Simulation, node: number, from: number, to: number): void {
  at(world, from, () => {
    world.pause(node);
  });
  at(world, to, () => {
    world.resume(node);
  });
}

describe('while a node stands still', () => {
  /** Node 1 has mail, timers of both layers, disk operations and a command come due in ticks 3..5. */
  function busy(nodeOrder: SimulationOptions['nodeOrder']) {
    const start: Script['start'] = (host) => {
      if (host.self === 2) for (const number of [1, 2]) host.send(1, ping(number));
      if (host.self !== 1) return;
      for (const ticks of [4, 3, 3]) host.setTimer(ticks, STORE_TIMER, ticks);
      for (const ticks of [5, 4]) host.setTimer(ticks, PING, ticks);
      for (let i = 0; i < 2; i++) host.disk.submit({ kind: 'scan' });
    };
    const changes = { disk: { latencyTicks: 3 }, network: { delay: constant(5) }, nodeOrder };
    const { lines, world } = journal({ start }, changes);
    for (const node of [1, 2]) world.start(node);
    world.at(4, 'application', () => {
      world.command(1, { kind: 'begin' });
    });
    return { lines, world };
  }

  test.each(['arrival', 'falling'] as const)(
    'what comes due waits, and comes by lane and then as it came due (%s)',
    (nodeOrder) => {
      const { lines, world } = busy(nodeOrder);
      paused(world, 1, 2, 9);
      world.advance(8);
      expect(lines).toEqual([]);
      world.advance(20);
      const inOrder = [
        ...['ping 1 from n2', 'ping 2 from n2', 'disk 1', 'disk 2', 'ping 4', 'ping 5'],
        ...['store timer 3', 'store timer 3', 'store timer 4', 'begin'],
      ];
      expect(lines).toEqual(inOrder.map((line) => `9: n1 ${line}`));
    },
  );

  test('its mail waits in the order in which it arrived, each sender in turn', () => {
    const { lines, world } = journal({
      start: (host) => {
        for (const number of [1, 2]) host.setTimer(number, PING, number);
      },
      timer: (host, _kind, data) => {
        if (host.self !== 1) host.send(1, ping(10 * host.self + data));
      },
    });
    for (const node of [3, 1, 2]) world.start(node);
    paused(world, 1, 1, 6);
    world.advance(20);
    expect(lines).toEqual(
      [...['ping 31 from n3', 'ping 21 from n2', 'ping 32 from n3', 'ping 22 from n2']].map(
        (line) => `6: n1 ${line}`,
      ),
    );
  });

  test('others go on, and its own mail that is under way arrives', () => {
    const { lines, world } = journal({
      start: (host) => {
        host.send(3 - host.self, ping(host.self));
      },
    });
    for (const node of [1, 2]) world.start(node);
    world.pause(1);
    world.advance(5);
    expect(lines).toEqual(['1: n2 ping 1 from n1']);
    expect([world.isPaused(1), world.isPaused(2), world.isUp(1)]).toEqual([true, false, true]);
  });

  test('it goes on within the tick: what it sends and times then goes its way', () => {
    const { lines, world } = journal({
      start: (host) => {
        if (host.self === 1) host.setTimer(3, PING, 7);
      },
      timer: (host) => {
        host.send(2, ping(5));
      },
    });
    for (const node of [1, 2]) world.start(node);
    paused(world, 1, 2, 9);
    world.advance(20);
    expect(lines).toEqual(['10: n2 ping 5 from n1']);
  });

  test('what comes due in the very tick of the pause is done; in that of going on it waits for it', () => {
    const { lines, world } = journal({
      start: (host) => {
        for (const tick of [5, 6, 8, 9]) host.setTimer(tick, PING, tick);
      },
    });
    world.start(1);
    paused(world, 1, 5, 8);
    world.advance(20);
    expect(lines).toEqual(['5: n1 ping 5', '8: n1 ping 6', '8: n1 ping 8', '9: n1 ping 9']);
  });

  test('a pause of no length holds nothing up', () => {
    const { lines, world } = journal({ start: (host) => void host.setTimer(5, PING, 1) });
    world.start(1);
    at(world, 5, () => {
      world.pause(1);
      world.resume(1);
    });
    world.advance(9);
    expect(lines).toEqual(['5: n1 ping 1']);
  });

  test('paused again before it came to anything, it loses nothing', () => {
    const { lines, world } = journal(
      {
        start: (host) => {
          host.setTimer(4, PING, 1);
          host.send(1, ping(2));
          host.disk.submit({ kind: 'scan' });
        },
      },
      { disk: { latencyTicks: 2 } },
    );
    world.start(1);
    world.pause(1);
    world.at(3, 'application', () => {
      world.command(1, { kind: 'begin' });
    });
    at(world, 6, () => {
      world.resume(1);
      world.pause(1);
    });
    world.advance(8);
    expect(lines).toEqual([]);
    world.resume(1);
    world.advance(9);
    expect(lines).toEqual(['8: n1 ping 2 from n1', '8: n1 disk 1', '8: n1 ping 1', '8: n1 begin']);
  });

  test('its storage takes nothing until it goes on', () => {
    const { world } = journal(
      {
        start: (host) => {
          host.disk.submit({ kind: 'write', key: 'k', value: toyRecord(1) });
        },
      },
      { disk: { latencyTicks: 2 } },
    );
    const stored = () => world.machineOf(1).disk.perform({ kind: 'scan' });
    world.start(1);
    paused(world, 1, 1, 7);
    world.advance(6);
    expect(stored()).toMatchObject({ entries: [] });
    world.advance(7);
    expect(stored()).toMatchObject({ entries: [['k', { content: 1 }]] });
  });

  test('a command is an event when the node takes it on', () => {
    const { lines, world } = journal();
    const keeper = new Keeper(['command', 'paused', 'resumed']);
    world.subscribe(keeper);
    world.start(1);
    paused(world, 1, 2, 6);
    world.at(4, 'application', () => {
      world.command(1, { kind: 'begin' });
    });
    world.advance(9);
    expect(keeper.seen.map(({ kind, time, node }) => `${time} ${kind} n${node}`)).toEqual([
      ...['2 paused n1', '6 resumed n1', '6 command n1'],
    ]);
    expect(lines).toEqual(['6: n1 begin']);
  });
});

describe('the mailbox', () => {
  /** Node 2 sends node 1 so many pings in tick 1. */
  function filled(count: number, timers = 0) {
    const { lines, world } = journal(
      {
        start: (host) => {
          if (host.self === 1) for (let i = 0; i < timers; i++) host.setTimer(1, STORE_TIMER, i);
          if (host.self !== 2) return;
          for (let number = 1; number <= count; number++) host.send(1, ping(number));
        },
      },
      { network: { maxInFlight: 20_000, delay: constant(2) } },
    );
    for (const node of [1, 2]) world.start(node);
    world.pause(1);
    return { lines, world };
  }

  test.each([
    [MAILBOX, 0],
    [MAILBOX + 1, 1],
    [MAILBOX + 70, 70],
  ])('of %i messages drops %i, the newest', (count, dropped) => {
    const { lines, world } = filled(count);
    const keeper = new Keeper(['dropped']);
    world.subscribe(keeper);
    world.advance(3);
    expect(world.net.counts.dropped['mailbox full']).toBe(dropped);
    expect(keeper.seen).toHaveLength(dropped);
    for (const { node, a, time } of keeper.seen) expect([node, a, time]).toEqual([2, 1, 2]);
    world.resume(1);
    world.advance(4);
    expect(lines).toHaveLength(MAILBOX);
    expect(lines.at(-1)).toBe(`3: n1 ping ${MAILBOX} from n2`);
    expect(world.net.counts).toMatchObject({ sent: count, delivered: MAILBOX });
  });

  test('that is full drops no timer', () => {
    const { lines, world } = filled(MAILBOX + 5, 3);
    world.advance(3);
    world.resume(1);
    world.advance(3);
    expect(lines.filter((line) => line.includes('store timer'))).toHaveLength(3);
    expect(world.net.counts.dropped['mailbox full']).toBe(8);
  });

  test('is empty again after it went on', () => {
    const { world } = filled(MAILBOX);
    world.advance(3);
    world.resume(1);
    world.advance(3);
    world.pause(1);
    world.crash(2);
    world.start(2);
    world.advance(9);
    expect(world.net.counts.dropped['mailbox full']).toBe(0);
  });
});

describe('what is under way', () => {
  /** How many more messages the network takes before it is full. */
  function room(world: Simulation, limit: number): number {
    const before = world.net.counts.dropped['network full'];
    world.start(3);
    return limit - (world.net.counts.dropped['network full'] - before);
  }

  const LIMIT = 10;
  /** Node 2 sends node 1, which stands still, six messages; node 3 fills the network. */
  function waiting() {
    const { world } = journal(
      {
        start: (host) => {
          const count = host.self === 2 ? 6 : host.self === 3 ? LIMIT : 0;
          for (let number = 1; number <= count; number++) host.send(1, ping(number));
        },
      },
      { network: { maxInFlight: LIMIT } },
    );
    for (const node of [1, 2]) world.start(node);
    world.pause(1);
    world.advance(4);
    return world;
  }

  test('counts mail that waits for a node that stands still', () => {
    expect(room(waiting(), LIMIT)).toBe(LIMIT - 6);
  });

  test('counts it no more once the node went on', () => {
    const world = waiting();
    world.resume(1);
    world.advance(4);
    expect(room(world, LIMIT)).toBe(LIMIT);
    expect(world.net.counts).toMatchObject({ delivered: 6 });
  });

  test('counts it no more once the node went down', () => {
    const world = waiting();
    world.crash(1);
    expect(room(world, LIMIT)).toBe(LIMIT);
    expect(world.net.counts).toMatchObject({ delivered: 0, dropped: { 'nobody there': 6 } });
  });
});

describe('a crash of a node that stands still', () => {
  test('loses all that waited: the next boot gets none of it', () => {
    const { lines, world } = journal(
      {
        start: (host) => {
          if (host.boot > 1) return;
          host.setTimer(4, PING, 1);
          host.disk.submit({ kind: 'write', key: 'k', value: toyRecord(1) });
          if (host.self === 2) for (const number of [1, 2]) host.send(1, ping(number));
        },
      },
      { disk: { latencyTicks: 2 } },
    );
    const keeper = new Keeper(['started', 'paused', 'resumed', 'crashed', 'dropped']);
    for (const node of [1, 2]) world.start(node);
    world.subscribe(keeper);
    world.pause(1);
    world.at(3, 'application', () => {
      world.command(1, { kind: 'begin' });
    });
    at(world, 6, () => {
      world.crash(1);
    });
    at(world, 7, () => {
      world.start(1);
    });
    world.advance(20);
    expect(lines.filter((line) => line.includes(': n1'))).toEqual([]);
    expect(keeper.seen.map(({ kind, time, node, a }) => [time, kind, node, a])).toEqual([
      ...[
        [0, 'paused', 1, 1],
        [6, 'crashed', 1, 1],
      ],
      ...[
        [6, 'dropped', 2, 1],
        [6, 'dropped', 2, 1],
        [7, 'started', 1, 2],
      ],
    ]);
    expect(world.machineOf(1).disk.perform({ kind: 'scan' })).toMatchObject({ entries: [] });
    expect(world.isPaused(1)).toBe(false);
  });

  test('after it went on, but before it came to anything, loses it as well', () => {
    const { lines, world } = journal({
      start: (host) => {
        host.setTimer(3, PING, 1);
        host.send(1, ping(2));
      },
    });
    world.start(1);
    world.pause(1);
    world.at(2, 'application', () => {
      world.command(1, { kind: 'begin' });
    });
    at(world, 5, () => {
      world.resume(1);
      world.crash(1);
    });
    at(world, 5, () => {
      world.start(1);
    });
    world.advance(20);
    expect(lines).toEqual(['6: n1 ping 2 from n1', '8: n1 ping 1']);
    expect(world.net.counts).toMatchObject({ delivered: 1, dropped: { 'nobody there': 1 } });
  });

  test('its mail that arrives late is for nobody', () => {
    const { lines, world } = journal(
      {
        start: (host) => {
          if (host.self === 2) host.send(1, ping(1));
        },
      },
      { network: { delay: constant(9) } },
    );
    for (const node of [1, 2]) world.start(node);
    world.pause(1);
    world.crash(1);
    world.start(1);
    world.pause(1);
    world.advance(10);
    world.resume(1);
    world.advance(10);
    expect(lines).toEqual([]);
    expect(world.net.counts.dropped['nobody there']).toBe(1);
  });
});

describe('leaving', () => {
  test('the goodbyes go out before the node is down, and then it is', () => {
    const { lines, world } = journal({
      leave: (host) => {
        host.send(2, ping(1));
        host.setTimer(0, PING);
      },
    });
    const keeper = new Keeper(['sent', 'stopped']);
    world.subscribe(keeper);
    for (const node of [1, 2]) world.start(node);
    at(world, 5, () => {
      world.leave(1);
    });
    world.advance(9);
    expect(lines).toEqual(['6: n2 ping 1 from n1']);
    expect(keeper.seen.map(({ kind, node, time }) => [kind, node, time])).toEqual([
      ...[
        ['sent', 1, 5],
        ['stopped', 1, 5],
      ],
    ]);
    expect(world.isUp(1)).toBe(false);
    world.start(1);
    expect(world.inspect(1)).toEqual({ self: 1, boot: 2 });
  });

  test('an error of it names the node', () => {
    const { world } = journal({
      leave: () => {
        throw new Error('no way out');
      },
    });
    world.start(1);
    expect(() => {
      world.leave(1);
    }).toThrow('node n1, tick 0, event 0: Error: no way out');
  });
});

test('what cannot be is refused', () => {
  const { world } = journal();
  world.start(1);
  const refused = (act: () => void, problem: string) => {
    expect(act).toThrow(new Error(problem));
  };
  refused(() => {
    world.pause(2);
  }, 'node 2 is down');
  refused(() => {
    world.resume(2);
  }, 'node 2 does not stand still');
  refused(() => {
    world.leave(2);
  }, 'node 2 is down already');
  refused(() => {
    world.resume(1);
  }, 'node 1 does not stand still');
  world.pause(1);
  refused(() => {
    world.pause(1);
  }, 'node 1 stands still already');
  refused(() => {
    world.leave(1);
  }, 'node 1 stands still: resume it first');
  refused(() => {
    world.start(1);
  }, 'node 1 is up already');
  world.crash(1);
  refused(() => {
    world.resume(1);
  }, 'node 1 does not stand still');
  expect(() => {
    world.pause(4);
  }).toThrow(RangeError);
});

describe('the fingerprint', () => {
  function fingerprintOf(prepare: (world: Simulation) => void): string {
    const world = toyRun();
    prepare(world);
    world.advance(TOY_TICKS);
    return world.log.fingerprint.toString();
  }

  test('of a run with pauses is the same again, in slices or not', () => {
    const pauses = (world: Simulation) => {
      paused(world, 2, 30, 60);
      paused(world, 5, 100, 101);
    };
    const once = fingerprintOf(pauses);
    expect(fingerprintOf(pauses)).toBe(once);
    expect(fingerprintOf(() => undefined)).not.toBe(once);
    const world = toyRun();
    pauses(world);
    for (let tick = 0; tick <= TOY_TICKS; tick += 7) while (!world.advance(tick, 3));
    world.advance(TOY_TICKS);
    expect(world.log.fingerprint.toString()).toBe(once);
  });

  test('holds each pause, each end of one, and each change, by its words', () => {
    const short = fingerprintOf((world) => {
      at(world, 299, () => {
        world.pause(2);
      });
    });
    const resumed = fingerprintOf((world) => {
      at(world, 299, () => {
        world.pause(2);
        world.resume(2);
      });
    });
    const changes = (['a', 'b'] as const).flatMap((step) =>
      ['x', 'y'].map((text) =>
        fingerprintOf((world) => {
          at(world, 299, () => {
            world.changed(0, step, text);
          });
        }),
      ),
    );
    const all = [fingerprintOf(() => undefined), short, resumed, ...changes];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('a timer that came due while the node stood still', () => {
  /** A node whose mail cancels a timer of its own. */
  function cancelling(fired: number[]): Script {
    let timer = 0;
    return {
      start: (host) => {
        timer = host.setTimer(4, PING, 1);
        host.send(1, { kind: 'begin' });
      },
      message: (host) => {
        host.cancel(timer);
        return true;
      },
      timer: (_host, _kind, data) => fired.push(data),
    };
  }

  test('can be cancelled by what comes before it', () => {
    const fired: number[] = [];
    const world = simulation(scripted(cancelling(fired)));
    world.start(1);
    world.pause(1);
    world.advance(6);
    world.resume(1);
    world.advance(9);
    expect(fired).toEqual([]);
  });

  test('so it can where the node was paused again in between', () => {
    const fired: number[] = [];
    const world = simulation(scripted(cancelling(fired)));
    world.start(1);
    world.pause(1);
    for (let i = 0; i < 3; i++) {
      world.advance(6 + i);
      world.resume(1);
      world.pause(1);
    }
    world.resume(1);
    world.advance(20);
    expect(fired).toEqual([]);
  });
});
