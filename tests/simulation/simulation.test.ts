import type { TimerKind } from '../../src/protocol/host';
import { DROP_REASONS, type EventView } from '../../src/simulation/events';
import { ProgramError, type Simulation } from '../../src/simulation/simulation';
import {
  constant,
  Keeper,
  PING,
  type Script,
  scripted,
  simulation,
  TOY_NODES,
  TOY_TICKS,
  type ToyMessage,
  toyRecord,
  toyRun,
} from '../support/toy-protocol';

const STORE_TIMER: TimerKind = { name: 'store timer', layer: 'store' };
const KERNEL_KINDS = ['started', 'crashed', 'sent', 'delivered', 'lost', 'dropped', 'timer'];
const ALL_KINDS = [...KERNEL_KINDS, 'stored', 'command', 'note', 'held', 'heard'];
/** The events that say what came of a run, without the traffic that brought it about. */
const OUTCOMES = ['started', 'crashed', 'lost', 'dropped', 'command', 'note', 'held', 'heard'];

const ping = (number: number): ToyMessage => ({ kind: 'ping', number });
const write = (content: number) =>
  ({ kind: 'write', key: 'key', value: toyRecord(content) }) as const;

/** Runs a script and returns what it wrote down. */
function journal(make: (write: (line: string) => void) => Script) {
  const lines: string[] = [];
  return { lines, program: scripted(make((line) => lines.push(line))) };
}

function start(world: Simulation, ...nodes: number[]): void {
  for (const node of nodes) world.start(node);
}

/** Crashes a node in one tick and starts it again in another. */
function restart(world: Simulation, node: number, down: number, up: number): void {
  const crash = () => {
    world.crash(node);
  };
  const boot = () => {
    world.start(node);
  };
  world.at(down, 'faults', crash);
  world.at(up, 'faults', boot);
}

function fingerprintOf(world: Simulation): string {
  world.advance(TOY_TICKS);
  return world.log.fingerprint.toString();
}

describe('the network', () => {
  test.each([1, 2, 300])('delivers after %d ticks, in the order of sending', (ticks) => {
    const { lines, program } = journal((note) => ({
      start: (host) => {
        if (host.self === 1) for (const number of [3, 1, 2]) host.send(2, ping(number));
      },
      message: (host, from, message) => {
        note(`${host.monotonicNow()}: ${host.self} from ${from}: ${JSON.stringify(message)}`);
        return true;
      },
    }));
    const world = simulation(program, { network: { delay: constant(ticks) } });
    start(world, 2, 1);
    world.advance(ticks - 1);
    expect(lines).toEqual([]);
    world.advance(1000);
    expect(lines).toEqual(
      [3, 1, 2].map((n) => `${ticks}: 2 from 1: {"kind":"ping","number":${n}}`),
    );
  });

  test('drops a message larger than the limit, by the size of its declaration', () => {
    const { lines, program } = journal((note) => ({
      start: (host) => {
        for (const size of [10, 11, 12]) {
          host.send(host.self, { kind: 'baton', laps: 1, padding: 'x'.repeat(size) } as ToyMessage);
        }
      },
      message: (_host, _from, message) => {
        if (message.kind === 'baton') note(message.padding);
        return true;
      },
    }));
    // One byte of kind, eight of laps, two of length, then the text.
    const world = simulation(program, { network: { maxMessageBytes: 22 } });
    start(world, 1);
    world.advance(5);
    expect(lines.map((line) => line.length)).toEqual([10, 11]);
    expect(world.net.counts.dropped['too large']).toBe(1);
  });

  test('counts a message of a kind its receiver does not know as dropped', () => {
    const world = simulation(
      scripted({
        start: (host) => {
          host.send(2, { kind: 'gibberish' });
        },
        message: () => false,
      }),
    );
    const keeper = new Keeper(['sent', 'dropped']);
    world.subscribe(keeper);
    start(world, 2, 1);
    world.advance(5);
    expect(world.net.counts).toMatchObject({ delivered: 2, dropped: { 'unknown kind': 2 } });
    const drops = keeper.seen.filter(({ kind }) => kind === 'dropped');
    expect(drops.map(({ b }) => DROP_REASONS[b])).toEqual(['unknown kind', 'unknown kind']);
    const sends = keeper.seen.filter(({ kind }) => kind === 'sent');
    expect(drops.map(({ cause }) => cause)).toEqual(sends.map(({ id }) => id));
  });

  test('purges and counts the mail of a node that is down when it arrives', () => {
    const { lines, program } = journal((note) => ({
      start: (host) => {
        if (host.self === 1) host.setTimer(4, PING);
      },
      timer: (host) => {
        for (const number of [1, 2]) host.send(2, ping(number));
      },
      message: (_host, _from, message) => {
        note(message.kind);
        return true;
      },
    }));
    const world = simulation(program, { network: { delay: constant(3), maxInFlight: 2 } });
    start(world, 1, 2);
    world.at(5, 'faults', () => {
      world.crash(2);
    });
    world.advance(6);
    expect(world.net.counts.dropped['nobody there']).toBe(0);
    world.advance(7);
    expect(world.net.counts).toMatchObject({
      sent: 2,
      delivered: 0,
      dropped: { 'nobody there': 2 },
    });
    expect(lines).toEqual([]);
  });
});

describe('boots', () => {
  const chatter: (note: (line: string) => void) => Script = (note) => ({
    start: (host) => {
      if (host.self !== 2) return;
      for (const delay of [5, 20, 40]) host.setTimer(delay, PING, host.boot);
      host.disk.submit(write(host.boot));
      host.send(2, ping(host.boot));
    },
    timer: (host, _kind, data) => {
      note(`timer of ${data} in ${host.boot}`);
    },
    disk: (host, token) => {
      note(`disk ${token} in ${host.boot}`);
    },
    message: (host, _from, message) => {
      if (message.kind === 'ping') note(`mail of ${message.number} in ${host.boot}`);
      return true;
    },
  });

  test('fence timers, mail and disk results of an earlier boot off', () => {
    const { lines, program } = journal(chatter);
    const slow = { network: { delay: constant(10) }, disk: { latencyTicks: 10 } };
    const world = simulation(program, slow);
    start(world, 1, 2);
    restart(world, 2, 6, 8);
    world.advance(200);
    expect(lines).toEqual([
      'timer of 1 in 1',
      'timer of 2 in 2',
      'mail of 2 in 2',
      'disk 1 in 2',
      'timer of 2 in 2',
      'timer of 2 in 2',
    ]);
    expect(world.net.counts.dropped['nobody there']).toBe(1);
  });

  test('count up from 1 and are told to the program and in events', () => {
    const { lines, program } = journal((note) => ({
      start: (host) => {
        note(`${host.self} boots for the ${host.boot}. time`);
      },
    }));
    const world = simulation(program);
    const keeper = new Keeper(['started', 'crashed']);
    world.subscribe(keeper);
    start(world, 2);
    restart(world, 2, 3, 3);
    restart(world, 2, 4, 9);
    world.advance(10);
    expect(lines).toEqual([1, 2, 3].map((boot) => `2 boots for the ${boot}. time`));
    const seen = keeper.seen.map(({ kind, time, a }) => `${time} ${kind} ${a}`);
    expect(seen).toEqual([
      '0 started 1',
      '3 crashed 1',
      '3 started 2',
      '4 crashed 2',
      '9 started 3',
    ]);
  });

  test('mail sent to a node before it was ever up reaches it, if it is up by then', () => {
    const { lines, program } = journal((note) => ({
      start: (host) => {
        if (host.self === 1) host.send(2, ping(1));
      },
      message: (host) => {
        note(`${host.self}`);
        return true;
      },
    }));
    const world = simulation(program, { network: { delay: constant(5) } });
    start(world, 1);
    world.at(2, 'faults', () => {
      world.start(2);
    });
    world.advance(9);
    expect(lines).toEqual(['2']);
    expect(world.net.counts.dropped['nobody there']).toBe(0);
  });

  test('mail that arrives before its receiver was ever up is dropped', () => {
    const world = simulation(
      scripted({
        start: (host) => {
          if (host.self === 1) host.send(2, ping(1));
        },
      }),
    );
    start(world, 1);
    world.advance(9);
    expect(world.net.counts.dropped['nobody there']).toBe(1);
  });

  test('nodes know who is up; a node cannot start twice, nor crash or be asked while down', () => {
    const world = simulation(scripted({}));
    start(world, 3, 1);
    expect(world.upNodes()).toEqual([1, 3]);
    expect([world.isUp(1), world.isUp(2)]).toEqual([true, false]);
    expect([world.inspect(3), world.inspect(2)]).toEqual([{ self: 3, boot: 1 }, undefined]);
    expect(() => {
      world.start(1);
    }).toThrow('node 1 is up already');
    expect(() => {
      world.crash(2);
    }).toThrow('node 2 is down');
    expect(() => {
      world.command(2, ping(1));
    }).toThrow('node 2 is down');
    expect(() => {
      world.wipe(1);
    }).toThrow('node 1 is up');
    expect(() => {
      world.start(4);
    }).toThrow('there is no node 4');
    expect(() => {
      world.start(0);
    }).toThrow('there is no node 0');
  });
});

describe('storage', () => {
  const scanner = (note: (line: string) => void): Script => ({
    start: (host) => {
      host.disk.submit({ kind: 'scan' });
    },
    command: (host, command) => {
      if (command.kind === 'ping') host.disk.submit(write(command.number));
    },
    disk: (host, token, result) => {
      const found = result.ok ? JSON.stringify(result.entries) : result.reason;
      note(`${host.monotonicNow()} boot ${host.boot} disk ${token}: ${found}`);
    },
  });

  test('is acknowledged after its latency and outlives a crash', () => {
    const { lines, program } = journal(scanner);
    const world = simulation(program, { disk: { latencyTicks: 4 } });
    start(world, 1);
    world.at(1, 'application', () => {
      world.command(1, ping(7));
    });
    restart(world, 1, 6, 10);
    world.advance(20);
    expect(lines).toEqual([
      '4 boot 1 disk 1: []',
      '5 boot 1 disk 2: []',
      '14 boot 2 disk 1: [["key",{"content":7}]]',
    ]);
  });

  test('an operation that a crash overtakes never happened', () => {
    const { lines, program } = journal(scanner);
    const world = simulation(program, { disk: { latencyTicks: 4 } });
    start(world, 1);
    world.at(2, 'application', () => {
      world.command(1, ping(7));
    });
    restart(world, 1, 5, 10);
    world.advance(20);
    expect(lines).toEqual(['4 boot 1 disk 1: []', '14 boot 2 disk 1: []']);
  });

  test('a memory acknowledges within the tick, after mail and before timers, never in the call', () => {
    const { lines, program } = journal((note) => ({
      start: (host) => {
        host.send(1, ping(1));
        host.setTimer(1, PING);
      },
      message: (host, _from, message) => {
        host.disk.submit(write(1));
        note(`${host.monotonicNow()} ${message.kind}`);
        if (message.kind === 'ping') host.send(1, { kind: 'pong', number: 1 } as ToyMessage);
        return true;
      },
      timer: (host) => {
        note(`${host.monotonicNow()} timer`);
      },
      disk: (host) => {
        note(`${host.monotonicNow()} stored`);
      },
    }));
    const world = simulation(program);
    start(world, 1);
    world.advance(5);
    expect(lines).toEqual(['1 ping', '1 stored', '1 timer', '2 pong', '2 stored']);
  });

  test('a wipe loses what was stored and gives a new storageId; a crash does neither', () => {
    const ids: number[] = [];
    const { lines, program } = journal((note) => ({
      ...scanner(note),
      create: (host) => ids.push(host.storageId),
    }));
    const world = simulation(program);
    start(world, 1);
    world.advance(1);
    world.command(1, ping(5));
    world.advance(2);
    restart(world, 1, 3, 4);
    world.advance(5);
    world.crash(1);
    world.wipe(1);
    world.start(1);
    world.advance(9);
    expect(lines.map((line) => line.slice(2))).toEqual([
      'boot 1 disk 1: []',
      'boot 1 disk 2: []',
      'boot 2 disk 1: [["key",{"content":5}]]',
      'boot 3 disk 1: []',
    ]);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });
});

describe('the order of a tick', () => {
  const busy = (note: (line: string) => void): Script => {
    const say = (self: number, what: string) => {
      note(`${what} ${self}`);
    };
    return {
      start: (host) => {
        host.setTimer(2, STORE_TIMER);
        host.setTimer(2, PING);
        host.setTimer(1, PING, 99);
      },
      timer: (host, kind, data) => {
        if (data !== 99) {
          say(host.self, kind.name);
          return;
        }
        host.disk.submit(write(1));
        for (const to of [1, 2, 3]) host.send(to, ping(host.self));
      },
      message: (host, from) => {
        say(host.self, `mail from ${from} to`);
        return true;
      },
      disk: (host) => {
        say(host.self, 'disk');
      },
    };
  };
  const run = (nodeOrder: 'arrival' | 'falling') => {
    const { lines, program } = journal(busy);
    const world = simulation(program, { nodeOrder, disk: { latencyTicks: 1 } });
    world.at(2, 'application', () => lines.push('application'));
    world.at(2, 'faults', () => lines.push('faults'));
    start(world, 2, 1, 3);
    world.advance(2);
    return lines;
  };

  test('is mail, disk, membership, store, faults, application; first come, first served', () => {
    expect(run('arrival')).toEqual([
      ...[1, 2, 3].map((to) => `mail from 2 to ${to}`),
      ...[1, 2, 3].map((to) => `mail from 1 to ${to}`),
      ...[1, 2, 3].map((to) => `mail from 3 to ${to}`),
      ...['disk 2', 'disk 1', 'disk 3', 'ping 2', 'ping 1', 'ping 3'],
      ...['store timer 2', 'store timer 1', 'store timer 3', 'faults', 'application'],
    ]);
  });

  test('is the same with the highest node first within each lane where nodes fall', () => {
    expect(run('falling')).toEqual([
      ...[3, 2, 1].flatMap((to) => [3, 2, 1].map((from) => `mail from ${from} to ${to}`)),
      ...['disk 3', 'disk 2', 'disk 1', 'ping 3', 'ping 2', 'ping 1'],
      ...['store timer 3', 'store timer 2', 'store timer 1', 'faults', 'application'],
    ]);
  });
});

describe('advance', () => {
  test('leaves the clock at its limit, and nothing beyond it happens', () => {
    const { lines, program } = journal((note) => ({
      start: (host) => {
        host.setTimer(10, PING);
        host.setTimer(11, PING);
      },
      timer: (host) => {
        note(`${host.monotonicNow()}`);
      },
    }));
    const world = simulation(program);
    start(world, 1);
    expect(world.advance(10)).toBe(true);
    expect([world.now, lines]).toEqual([10, ['10']]);
    expect(world.advance(5_000_000_000)).toBe(true);
    expect([world.now, lines]).toEqual([5_000_000_000, ['10', '11']]);
  });

  test('in slices gives the same run as in one', () => {
    const whole = fingerprintOf(toyRun());
    for (const slice of [1, 9]) {
      const world = toyRun();
      let slices = 1;
      while (!world.advance(TOY_TICKS, slice)) slices++;
      expect(slices).toBeGreaterThan(20);
      expect(fingerprintOf(world)).toBe(whole);
    }
    const world = toyRun();
    for (let tick = 0; tick <= TOY_TICKS; tick++) world.advance(tick);
    expect(fingerprintOf(world)).toBe(whole);
  });

  test('stops after about maxEvents, before the limit', () => {
    const world = toyRun();
    expect(world.advance(TOY_TICKS, 50)).toBe(false);
    expect(world.log.count).toBeGreaterThanOrEqual(50);
    expect(world.log.count).toBeLessThan(70);
    expect(world.now).toBeLessThan(TOY_TICKS);
  });

  test.each([0.5, NaN, Infinity, 2 ** 53])('refuses the limit %d', (limit) => {
    const world = simulation(scripted({}));
    // Something due, so that a limit that is let through cannot search for ever.
    world.at(0, 'faults', () => {
      world.note(0, 'due');
    });
    expect(() => world.advance(limit, 1)).toThrow(RangeError);
  });

  test('to a tick that is past does nothing, though something is due now', () => {
    const lines: string[] = [];
    const world = simulation(scripted({}));
    world.advance(10);
    world.at(10, 'faults', () => lines.push('due'));
    world.advance(5);
    expect([world.now, lines]).toEqual([10, []]);
    world.advance(10);
    expect(lines).toEqual(['due']);
  });

  test('nothing can be planned for the past', () => {
    const world = simulation(scripted({}));
    world.advance(10);
    expect(() => {
      world.at(9, 'faults', () => undefined);
    }).toThrow('cannot schedule at 9');
  });

  test('puts the leak guard up around programs and takes it down again', () => {
    const world = simulation(
      scripted({ timer: () => Math.random(), start: (host) => host.setTimer(1, PING) }),
    );
    start(world, 1);
    expect(() => world.advance(5)).toThrow('Math.random was used inside the simulation');
    expect(Math.random()).toBeLessThan(1);
  });
});

describe('causes', () => {
  const world = toyRun();
  const keeper = new Keeper(ALL_KINDS);
  world.subscribe(keeper);
  world.advance(TOY_TICKS);
  const events = keeper.seen;
  const causeOf = (event: EventView) => events[event.cause - 1];
  const kindsOfCauses = (kind: string) => {
    const causes = events.filter((event) => event.kind === kind).map(causeOf);
    return [...new Set(causes.map((cause) => cause?.kind ?? 'the scenario'))].sort();
  };

  test('ids count up without gaps, times never fall and a cause comes before its effect', () => {
    expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1));
    expect(events.length).toBe(world.log.count);
    expect(events.every(({ time }, i) => time >= (events[i - 1]?.time ?? 0))).toBe(true);
    expect(events.every(({ id, cause }) => cause >= 0 && cause < id)).toBe(true);
  });

  test('each kind has the causes it can have', () => {
    expect(kindsOfCauses('delivered')).toEqual(['sent']);
    expect(kindsOfCauses('lost')).toEqual(['sent']);
    expect(kindsOfCauses('dropped')).toEqual(['sent']);
    expect(kindsOfCauses('sent')).toEqual(['delivered', 'timer']);
    expect(kindsOfCauses('stored')).toEqual(['command', 'delivered']);
    expect(kindsOfCauses('timer')).toEqual(['started', 'stored', 'timer']);
    expect(kindsOfCauses('heard')).toEqual(['delivered']);
    expect(kindsOfCauses('held')).toEqual(['command', 'delivered']);
    for (const kind of ['started', 'crashed', 'command', 'note']) {
      expect(kindsOfCauses(kind)).toEqual(['the scenario']);
    }
  });

  test('a delivery is caused by its own sending, two ticks before, and nothing arrives twice', () => {
    const deliveries = events.filter(({ kind }) => kind === 'delivered');
    for (const delivery of deliveries) {
      const sent = causeOf(delivery)!;
      expect(sent).toMatchObject({ node: delivery.a, a: delivery.node, c: delivery.c });
      expect(delivery).toMatchObject({ b: sent.id, time: sent.time + 2 });
    }
    expect(new Set(deliveries.map(({ cause }) => cause)).size).toBe(deliveries.length);
  });

  test('what a node does is caused by an event of its own', () => {
    const own = events.filter(({ kind }) =>
      ['sent', 'held', 'heard', 'stored', 'timer'].includes(kind),
    );
    expect(own.every((event) => causeOf(event)!.node === event.node)).toBe(true);
  });

  test('every message ends once: delivered, lost, dropped or under way', () => {
    const { sent, delivered, lost, dropped } = world.net.counts;
    const ends = delivered + lost + dropped['nobody there'];
    expect(dropped['nobody there'] * lost).toBeGreaterThan(0);
    const late = events.filter(({ kind, time }) => kind === 'sent' && time > TOY_TICKS - 2);
    const lateEnds = events.filter(
      (event) => event.kind === 'lost' && causeOf(event)!.time > TOY_TICKS - 2,
    );
    expect(sent - ends).toBe(late.length - lateEnds.length);
  });
});

describe('a message that is changed after it was sent', () => {
  const mutable = { kind: 'ping' as const, number: 1 };
  const sender: Script = {
    start: (host) => {
      mutable.number = 1;
      host.send(1, mutable);
      host.setTimer(1, PING);
      mutable.number = 2;
    },
  };

  test('is caught where messages are checked', () => {
    const world = simulation(scripted(sender), { checkMessages: true });
    expect(() => {
      start(world, 1);
      world.advance(5);
    }).toThrow('a ping message was changed after it was sent');
  });

  test('is caught when the receiver changes what another will get', () => {
    const message = { kind: 'ping' as const, number: 1 };
    const program = scripted({
      start: (host) => {
        if (host.self === 3) for (const to of [1, 2]) host.send(to, message);
      },
      message: (_host, _from, received) => {
        (received as typeof message).number++;
        return true;
      },
    });
    const world = simulation(program, { checkMessages: true });
    start(world, 1, 2, 3);
    expect(() => world.advance(5)).toThrow('a ping message was changed');
  });

  test('is caught when it is sent once more, changed, after another one', () => {
    const message = { kind: 'ping' as const, number: 1 };
    const pong = { kind: 'pong' as const, number: 1 };
    const program = scripted({
      start: (host) => {
        host.send(1, message);
        host.send(1, pong);
        message.number = 2;
        host.send(1, message);
      },
    });
    const world = simulation(program, { checkMessages: true });
    expect(() => {
      start(world, 1);
      world.advance(5);
    }).toThrow('a ping message was changed after it was sent');
  });

  test('is not looked at where they are not', () => {
    const world = simulation(scripted(sender));
    start(world, 1);
    expect(world.advance(5)).toBe(true);
  });
});

describe('a program that throws', () => {
  const boom = (): never => {
    throw new TypeError('boom');
  };
  const failing: readonly (readonly [string, Script, string])[] = [
    ['in a timer', { start: (host) => host.setTimer(3, PING), timer: boom }, 'tick 3, event 2'],
    [
      'on a message',
      {
        start: (host) => {
          host.send(2, ping(1));
        },
        message: boom,
      },
      'tick 1, event 3',
    ],
    [
      'on a disk result',
      { start: (host) => host.disk.submit(write(1)), disk: boom },
      'tick 0, event 2',
    ],
  ];

  test.each(failing)('%s is named with node, tick and event', (_name, script, where) => {
    const world = simulation(scripted(script));
    start(world, 2);
    let thrown: unknown;
    try {
      world.advance(9);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ProgramError);
    expect((thrown as Error).message).toBe(`node n2, ${where}: TypeError: boom`);
    expect((thrown as Error).cause).toBeInstanceOf(TypeError);
  });

  test.each<readonly [string, Script]>([
    ['at its start', { start: boom }],
    ['while it is made', { create: boom }],
    ['on a command', { command: boom }],
  ])('%s is named, where the fault plan or workload called it', (_name, script) => {
    const world = simulation(scripted(script));
    world.at(4, 'faults', () => {
      world.start(2);
    });
    world.at(4, 'application', () => {
      world.command(2, ping(1));
    });
    expect(() => world.advance(9)).toThrow(/^node n2, tick 4, event \d: TypeError: boom$/);
  });

  test('an error of the scenario itself is no program error, even after one', () => {
    const world = simulation(scripted({ start: (host) => host.setTimer(1, PING), timer: boom }));
    start(world, 2);
    expect(() => world.advance(2)).toThrow(ProgramError);
    world.at(3, 'faults', () => {
      throw new Error('mine');
    });
    expect(() => world.advance(5)).toThrow(/^mine$/);
  });
});

describe('the fingerprint of a run', () => {
  test('changes with one byte of one delivered message, though no outcome does', () => {
    const run = (changed: boolean) => {
      const padding = (laps: number) => (changed && laps === 9 ? 'nothinG' : 'nothing');
      const world = toyRun({ padding });
      const outcomes = new Keeper(OUTCOMES);
      const batons = new Keeper(['delivered']);
      world.subscribe(outcomes);
      world.subscribe(batons);
      return {
        fingerprint: fingerprintOf(world),
        outcomes: outcomes.seen,
        mail: batons.seen,
        world,
      };
    };
    const [one, other] = [run(false), run(true)];
    expect(other.outcomes).toEqual(one.outcomes);
    expect(other.mail).toEqual(one.mail);
    expect(other.world.net.counts).toEqual(one.world.net.counts);
    expect(
      one.outcomes.some(
        ({ kind, data }) => kind === 'held' && (data as { laps: number }).laps === 10,
      ),
    ).toBe(true);
    expect(other.fingerprint).not.toBe(one.fingerprint);
  });

  test('is the same after other runs in the same process, and beside them', () => {
    const first = fingerprintOf(toyRun());
    for (const seed of ['a', 'b', 'c']) expect(fingerprintOf(toyRun({ seed }))).not.toBe(first);
    const [one, other] = [toyRun(), toyRun({ seed: 'a' })];
    for (let tick = 0; tick <= TOY_TICKS; tick += 10) {
      one.advance(tick);
      other.advance(tick);
    }
    expect(fingerprintOf(one)).toBe(first);
  });

  test('does not depend on who watches, nor on whether messages are checked', () => {
    const watched = toyRun();
    watched.subscribe(new Keeper(ALL_KINDS));
    expect(fingerprintOf(watched)).toBe(fingerprintOf(toyRun()));
  });

  test('holds what timers, commands, records and notes say', () => {
    const print = (change: Script, end?: (world: Simulation) => void) => {
      const world = simulation(scripted(change));
      start(world, 1);
      end?.(world);
      return fingerprintOf(world);
    };
    const prints = [
      print({}),
      ...[0, 1, 2 ** 31].map((data) => print({ start: (host) => host.setTimer(1, PING, data) })),
      print({ start: (host) => host.setTimer(2, PING) }),
      print({ start: (host) => host.setTimer(1, { ...PING, name: 'pong' }) }),
      ...[1, 2].map((n) =>
        print({}, (world) => {
          world.command(1, ping(n));
        }),
      ),
      ...['a', 'b'].map((text) =>
        print({}, (world) => {
          world.note(1, text);
        }),
      ),
      ...[1, 2, 2 ** 40].map((laps) =>
        print({
          start: (host) => {
            host.record({ kind: 'held', laps } as { kind: string });
          },
        }),
      ),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  test("holds all 53 bits of a timer's data", () => {
    const print = (data: number) => {
      const world = simulation(scripted({ start: (host) => host.setTimer(1, PING, data) }));
      start(world, 1);
      return fingerprintOf(world);
    };
    expect(print(2 ** 40 + 1)).not.toBe(print(1));
  });
});

test('the toy run is worth its name: laps, losses, purges and unknown mail all occur', () => {
  const world = toyRun();
  world.advance(TOY_TICKS);
  const { lost, delivered, dropped } = world.net.counts;
  expect(
    Math.min(lost, delivered, dropped['nobody there'], dropped['unknown kind']),
  ).toBeGreaterThan(0);
  expect(world.upNodes().length).toBe(TOY_NODES);
});
