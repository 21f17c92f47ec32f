import type { Host, TimerId } from '../../src/protocol/host';
import {
  PING,
  type Script,
  scripted,
  simulation,
  type ToyMessage,
  toyRecord,
} from '../support/toy-protocol';

/** Starts node 1 (and 2) with a script and hands its host out, as a program would have it. */
function hosted(script: Script = {}, maxMessageBytes = 1000) {
  const hosts: Host[] = [];
  const program = scripted({ ...script, create: (host) => hosts.push(host) });
  const world = simulation(program, { network: { maxMessageBytes } });
  world.start(1);
  world.start(2);
  return { world, host: hosts[0]!, other: hosts[1]! };
}

test('a host knows itself, its limits and the time', () => {
  const { world, host, other } = hosted({}, 321);
  world.advance(17);
  expect([host.self, host.boot, host.maxMessageBytes]).toEqual([1, 1, 321]);
  expect([host.monotonicNow(), host.wallNow()]).toEqual([17, 17]);
  expect(other.storageId).not.toBe(host.storageId);
});

test('a timer of no delay fires in the same tick, but never during the call', () => {
  const lines: string[] = [];
  const { world } = hosted({
    start: (host) => {
      host.setTimer(0, PING);
      lines.push('set');
    },
    timer: (host) => lines.push(`fired at ${host.monotonicNow()}`),
  });
  expect(lines).toEqual(['set', 'set']);
  world.advance(0);
  expect(lines.slice(2)).toEqual(['fired at 0', 'fired at 0']);
});

test('a timer brings its kind and data back; data is 0 unless given', () => {
  const fired: unknown[] = [];
  const { world, host } = hosted({ timer: (_host, kind, data) => fired.push([kind, data]) });
  host.setTimer(1, PING, 2 ** 53 - 1);
  host.setTimer(2, PING);
  world.advance(2);
  expect(fired).toEqual([
    [PING, 2 ** 53 - 1],
    [PING, 0],
  ]);
});

test.each([-1, 0.5, NaN, Infinity])('a delay of %d is refused', (delay) => {
  const { host } = hosted();
  expect(() => host.setTimer(delay, PING)).toThrow(RangeError);
});

test('a cancelled timer does not fire, and cancelling again or too late does nothing', () => {
  const fired: number[] = [];
  const { world, host } = hosted({ timer: (_host, _kind, data) => fired.push(data) });
  const timers: TimerId[] = [1, 2, 3].map((data) => host.setTimer(5, PING, data));
  host.cancel(timers[1]!);
  host.cancel(timers[1]!);
  world.advance(5);
  for (const timer of timers) host.cancel(timer);
  host.setTimer(1, PING, 4);
  for (const timer of timers) host.cancel(timer);
  world.advance(6);
  expect(fired).toEqual([1, 3, 4]);
});

test('disk tokens count up within a boot, and results come with the token of their operation', () => {
  const seen: unknown[] = [];
  const { world, host } = hosted({ disk: (at, token) => seen.push([at.self, token]) });
  expect([1, 2].map(() => host.disk.submit({ kind: 'scan' }))).toEqual([1, 2]);
  world.advance(0);
  expect(seen).toEqual([
    [1, 1],
    [1, 2],
  ]);
});

test('what is sent arrives as the very same object, at every receiver', () => {
  const seen: unknown[] = [];
  const { world, host } = hosted({
    message: (_host, _from, message) => {
      seen.push(message);
      return true;
    },
  });
  const message: ToyMessage = Object.freeze({ kind: 'ping', number: 5 });
  for (const to of [1, 2]) host.send(to, message);
  world.advance(3);
  expect(seen.map((each) => each === message)).toEqual([true, true]);
});

test('a message or record of a kind that was never declared is refused by name', () => {
  const { host } = hosted();
  expect(() => {
    host.send(1, { kind: 'undeclared' });
  }).toThrow('kind undeclared is not in the catalogue');
  expect(() => {
    host.record({ kind: 'undeclared' });
  }).toThrow('kind undeclared is not in the catalogue');
});

test("each node's chance is its own", () => {
  const draw = (host: Host) => Array.from({ length: 10 }, () => host.random.below(1000));
  const [one, two] = [hosted(), hosted()];
  const first = draw(one.host);
  draw(two.other);
  expect(draw(two.host)).toEqual(first);
  expect(draw(one.other)).not.toEqual(first);
});

describe('clocks that are wrong', () => {
  const READ: Script = {
    timer: (host, _kind, data) => shown.push([data, host.monotonicNow(), host.wallNow()]),
  };
  let shown: number[][] = [];

  beforeEach(() => {
    shown = [];
  });

  test('step the wall clock alone; timers go by the other', () => {
    const { world, host } = hosted(READ);
    host.setTimer(10, PING, 1);
    world.machineOf(1).clock.step(-100);
    world.advance(5);
    expect([host.monotonicNow(), host.wallNow()]).toEqual([5, -95]);
    world.machineOf(1).clock.step(1000);
    expect([host.monotonicNow(), host.wallNow()]).toEqual([5, 905]);
    world.advance(10);
    expect(shown).toEqual([[1, 10, 910]]);
  });

  test('drift both clocks, and timers with them: each waits as long as it shows', () => {
    const { world, host, other } = hosted(READ);
    world.machineOf(1).clock.drift(250_000, 0);
    world.machineOf(2).clock.drift(-500_000, 0);
    host.setTimer(100, PING, 1);
    other.setTimer(100, PING, 2);
    world.advance(80);
    expect(shown).toEqual([[1, 100, 100]]);
    expect([other.monotonicNow(), other.wallNow()]).toEqual([40, 40]);
    world.advance(200);
    expect(shown).toEqual([
      [1, 100, 100],
      [2, 100, 100],
    ]);
  });

  test('a timer waits as it was set, whatever the clock does later', () => {
    const { world, host } = hosted(READ);
    host.setTimer(100, PING, 1);
    world.advance(50);
    world.machineOf(1).clock.drift(900_000, 50);
    host.setTimer(95, PING, 2);
    world.advance(99);
    expect(shown).toEqual([]);
    world.advance(100);
    expect(shown).toEqual([
      [1, 145, 145],
      [2, 145, 145],
    ]);
  });

  test('are those of one node', () => {
    const { world, host, other } = hosted();
    world.machineOf(1).clock.drift(900_000, 0);
    world.machineOf(1).clock.step(7);
    world.advance(10);
    expect([host.monotonicNow(), host.wallNow()]).toEqual([19, 26]);
    expect([other.monotonicNow(), other.wallNow()]).toEqual([10, 10]);
  });

  test('a timer of no delay fires in its tick, however slow the clock', () => {
    const { world, host } = hosted(READ);
    world.machineOf(1).clock.drift(-900_000, 0);
    host.setTimer(0, PING, 1);
    host.setTimer(1, PING, 2);
    world.advance(0);
    expect(shown).toEqual([[1, 0, 0]]);
    world.advance(9);
    expect(shown).toHaveLength(1);
    world.advance(10);
    expect(shown).toEqual([
      [1, 0, 0],
      [2, 1, 1],
    ]);
  });
});

describe('disks that are slow or full', () => {
  test('a slow one answers so much later, and only what was asked of it while it was', () => {
    const seen: number[][] = [];
    const { world, host } = hosted({
      disk: (at, token) => seen.push([at.self, token, at.monotonicNow()]),
    });
    const { disk } = world.machineOf(1);
    host.disk.submit({ kind: 'scan' });
    world.advance(10);
    disk.slowTicks = 5;
    host.disk.submit({ kind: 'scan' });
    world.advance(20);
    disk.slowTicks = 0;
    host.disk.submit({ kind: 'scan' });
    world.advance(30);
    expect(seen).toEqual([
      [1, 1, 0],
      [1, 2, 15],
      [1, 3, 20],
    ]);
  });

  test('a full one says so, when it would have answered', () => {
    const seen: unknown[] = [];
    const { world, host } = hosted({ disk: (_host, token, result) => seen.push([token, result]) });
    world.machineOf(1).disk.isFull = true;
    host.disk.submit({ kind: 'write', key: 'k', value: {} as never });
    host.disk.submit({ kind: 'scan' });
    world.advance(0);
    expect(seen).toEqual([
      [1, { ok: false, reason: 'full' }],
      [2, { ok: true, entries: [] }],
    ]);
  });

  test('one that was slow for a while carries out in the order in which it was asked', () => {
    const seen: number[][] = [];
    const { world, host } = hosted({
      disk: (at, token) => seen.push([token, at.monotonicNow()]),
    });
    const { disk } = world.machineOf(1);
    disk.slowTicks = 10;
    host.disk.submit({ kind: 'write', key: 'k', value: toyRecord('old') });
    disk.slowTicks = 0;
    host.disk.submit({ kind: 'write', key: 'k', value: toyRecord('new') });
    world.advance(20);
    expect(disk.perform({ kind: 'scan' })).toMatchObject({ entries: [['k', { content: 'new' }]] });
    expect(seen).toEqual([
      [1, 10],
      [2, 10],
    ]);
  });

  test('what it was asked for before a restart holds nothing up after it', () => {
    const seen: number[][] = [];
    const { world, host } = hosted({
      disk: (at, token) => seen.push([at.boot, token, at.monotonicNow()]),
    });
    const { disk } = world.machineOf(1);
    disk.slowTicks = 50;
    host.disk.submit({ kind: 'scan' });
    disk.slowTicks = 0;
    world.advance(5);
    world.crash(1);
    world.start(1);
    host.disk.submit({ kind: 'scan' });
    world.advance(60);
    expect(seen).toEqual([[2, 1, 5]]);
  });
});
