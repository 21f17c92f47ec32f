import { Store } from '../../../src/protocol/store/store';
import type { Operation } from '../../../src/protocol/store/store-messages';
import { placedVersion } from '../../support/placed-ring';
import { completeDisk, FakeHost } from '../../support/protocol-host';
import { StoreClients } from '../../support/store-clients';

const OPTIONS = {
  replicas: 1,
  readQuorum: 1,
  writeQuorum: 1,
  operationTimeoutTicks: 20,
  offerRetryTicks: 5,
};

/** A store that is its own only replica, and whose mail to itself arrives at once. */
function alone() {
  const host = new FakeHost(1);
  const ring = placedVersion(1, [{ address: 1, incarnation: 0, position: 0 }]);
  const store = new Store(host, OPTIONS, { ring: () => ring });
  const settle = () => {
    do {
      completeDisk(host, store);
      for (const { from, message } of host.take()) store.onMessage(from, message);
    } while (host.submitted.length + host.sent.length > 0);
  };
  store.start();
  store.onRing(ring);
  settle();
  const operate = (operation: Operation['operation'], request: number, value = '') => {
    store.onOperation({ kind: 'operation', client: 1, request, operation, key: 'k', value });
  };
  return { host, store, settle, operate };
}

describe('a store of one node', () => {
  test('is its own coordinator and replica', () => {
    const { host, settle, operate } = alone();
    operate('create', 1, 'a');
    settle();
    operate('update', 2, 'b');
    settle();
    operate('read', 3);
    settle();
    operate('delete', 4);
    settle();
    operate('read', 5);
    settle();
    const ends = host
      .recorded<{ kind: 'completed'; outcome: string; value: string }>('completed')
      .map(({ outcome, value }) => `${outcome} '${value}'`);
    expect(ends).toEqual(["ok 'a'", "ok 'b'", "ok 'b'", "ok ''", "fail ''"]);
  });

  test('has nothing in progress afterwards', () => {
    const { host, store, settle, operate } = alone();
    operate('create', 1, 'a');
    settle();
    expect(store.inspect()).toMatchObject({ operations: [], unacknowledged: [] });
    expect(host.timers).toEqual([]);
  });

  test('says of a message that is not its own that it does not know it', () => {
    const { store } = alone();
    expect(store.onMessage(2, { kind: 'gossip' })).toBe(false);
  });

  test('ends its operations when their time is up', () => {
    const { host, store, operate } = alone();
    operate('update', 1, 'a');
    host.take();
    host.now += 20;
    for (const { kind, data } of host.dueTimers('store')) store.onTimer(kind, data);
    expect(host.recorded('completed')).toHaveLength(1);
    expect(store.inspect()).toMatchObject({ operations: [] });
  });
});

describe('requests by another ring', () => {
  const epochCheck = { nodes: 5, rules: { epochCheck: true } };

  test('are refused where rings are compared, and carried out where not', () => {
    for (const [setting, reason] of [
      [epochCheck, 'wrong epoch'],
      [{ nodes: 5 }, ''],
    ] as const) {
      const clients = new StoreClients(setting);
      clients.otherRings.set(5, StoreClients.ringOf(1, 2, 3, 4));
      expect(clients.does('put', 'k', 'v', { at: 5 }).reason).toBe(reason);
      expect(clients.stored('k').size).toBe(reason === '' ? 3 : 0);
    }
  });

  test('are carried out when the client asks again, of one that knows better', () => {
    const clients = new StoreClients(epochCheck);
    clients.otherRings.set(5, StoreClients.ringOf(1, 2, 3, 4));
    const { request } = clients.does('put', 'k', 'v', { at: 5 });
    expect(clients.does('put', 'k', 'v', { at: 2, request })).toMatchObject({ outcome: 'ok' });
    expect(clients.does('read', 'k')).toMatchObject({ outcome: 'ok', value: 'v' });
  });
});

describe('a put', () => {
  test('that is tried again elsewhere is one write, with the same reply', () => {
    const clients = new StoreClients({ nodes: 5 });
    clients.does('create', 'k', 'a');
    const first = clients.does('put', 'k', 'b');
    expect(first).toMatchObject({ outcome: 'ok', replaced: ['a'] });
    clients.run(3);
    const stored = clients.stored('k');
    const again = clients.does('put', 'k', 'b', { at: 3, request: first.request });
    expect(again).toEqual(first);
    expect(clients.stored('k')).toEqual(stored);
  });

  test('without dedupe is another one, which wins over what came in between (S15)', () => {
    for (const dedupe of [true, false]) {
      const clients = new StoreClients({ nodes: 5, store: { dedupe } });
      const { request } = clients.does('put', 'k', 'first');
      clients.does('put', 'k', 'second');
      clients.does('put', 'k', 'first', { at: 3, request });
      expect(clients.does('read', 'k').value).toBe(dedupe ? 'second' : 'first');
    }
  });

  test('with a version of its client is that one, however often it is carried out', () => {
    const version = { timestamp: 1, storageId: 2 ** 40 + 1, counter: 9 };
    const clients = new StoreClients({ nodes: 5, store: { dedupe: false } });
    const options = { version };
    for (const at of [1, 2, 3]) {
      const end = clients.does('put', 'k', 'v', { at, request: 9, options });
      expect(end.version).toEqual(version);
    }
    clients.run(3);
    expect([...clients.stored('k').values()].map((record) => record.version)).toEqual(
      Array(3).fill(version),
    );
  });
});

describe('hints', () => {
  const hints = { windowTicks: 100, countTowardW: false };

  test('bring a replica what it missed, and what was deleted meanwhile', () => {
    const clients = new StoreClients({ nodes: 5, store: { hints } });
    const [, second] = clients.homes('k') as [number, number, number];
    const at = clients.homes('k')[0]!;
    clients.does('put', 'l', 'old', { at });
    clients.crash(second);
    clients.does('put', 'k', 'a', { at });
    clients.does('put', 'k', 'b', { at });
    clients.does('put', 'l', 'new', { at });
    clients.does('delete', 'l', '', { at });
    clients.run(30);
    expect(clients.recorded('hinted')).not.toEqual([]);
    clients.restart(second).run(5);
    expect(clients.stored('k').get(second)?.value).toBe('b');
    expect(clients.stored('l').get(second)?.deleted).toBe(true);
    const delivered = clients.recorded<{ kind: 'hintDelivered'; key: string }>('hintDelivered');
    expect(delivered.map(({ key }) => key).sort()).toEqual(['k', 'l']);
    clients.run(100);
    expect(clients.recorded('hintExpired')).toEqual([]);
    expect(clients.world.host(at).timers).toEqual([]);
  });

  test('are kept by who stands in, and counted if asked for', () => {
    for (const countTowardW of [true, false]) {
      const store = { hints: { ...hints, countTowardW }, quorum: 'sloppy' as const };
      const clients = new StoreClients({ nodes: 5, store });
      const [at, second, third] = clients.homes('k') as [number, number, number];
      clients.crash(second, third);
      const { outcome } = clients.does('put', 'k', 'a', { at });
      expect(outcome).toBe(countTowardW ? 'ok' : 'unknown');
      // What stands in is asked to read, too.
      expect(clients.does('read', 'k', '', { at })).toMatchObject({ outcome: 'ok', value: 'a' });
      expect([...clients.stored('k').keys()]).toEqual([at]);
      clients.restart(second, third).run(10);
      expect([...clients.stored('k').keys()].sort()).toEqual([at, second, third].sort());
    }
  });

  test('outlive those who keep them', () => {
    const clients = new StoreClients({ nodes: 5, store: { hints } });
    const [at, second] = clients.homes('k') as [number, number];
    clients.crash(second);
    clients.does('put', 'k', 'a', { at });
    clients.run(30);
    clients.crash(at).run(10);
    clients.restart(second).run(10);
    expect(clients.stored('k').has(second)).toBe(false);
    clients.restart(at).run(10);
    expect(clients.stored('k').get(second)?.value).toBe('a');
    expect(Object.keys(clients.stored('k'))).not.toContain('hint');
  });

  test('that nobody keeps are not asked for', () => {
    const clients = new StoreClients({ nodes: 5 });
    const [at, second] = clients.homes('k') as [number, number];
    clients.crash(second);
    clients.does('put', 'k', 'a', { at });
    clients.run(60);
    expect(clients.recorded('hinted')).toEqual([]);
    expect(clients.world.host(at).timers).toEqual([]);
  });
});

describe('read repair', () => {
  test.each(['none', 'async', 'blocking'] as const)('%s', (readRepair) => {
    const clients = new StoreClients({ nodes: 5, store: { readRepair } });
    const [at, second, third] = clients.homes('k') as [number, number, number];
    clients.does('put', 'k', 'a', { at });
    clients.run(3);
    clients.world.fate = ({ to }) => (to === third ? 0 : 1);
    clients.does('put', 'k', 'b', { at });
    clients.world.fate = ({ to }) => (to === second ? 0 : 1);
    // The first and the third answer; the second's silence is waited for by async alone.
    const { outcome, value } = clients.does('read', 'k', '', { at });
    expect([outcome, value]).toEqual(['ok', 'b']);
    expect(clients.stored('k').get(third)?.value).toBe(readRepair === 'blocking' ? 'b' : 'a');
    clients.run(30);
    expect(clients.stored('k').get(third)?.value).toBe(readRepair === 'none' ? 'a' : 'b');
  });
});

describe('what is to stay for a while', () => {
  test('is read until then, and then gone everywhere, its tombstone after the grace', () => {
    const clients = new StoreClients({ nodes: 5, store: { graceTicks: 40 } });
    const { version } = clients.does('put', 'k', 'v', { options: { ttlTicks: 30 } });
    expect(clients.does('read', 'k')).toMatchObject({ outcome: 'ok', value: 'v' });
    clients.run(version.timestamp + 30 - clients.world.now);
    expect(clients.does('read', 'k')).toMatchObject({ outcome: 'fail', reason: 'no such key' });
    expect(clients.does('update', 'k', 'w')).toMatchObject({ outcome: 'fail' });
    expect([...clients.stored('k').values()].map(({ deleted }) => deleted)).toEqual(
      Array(3).fill(true),
    );
    clients.run(50);
    expect([...clients.stored('k')]).toEqual([]);
    expect(clients.recorded('purged')).toHaveLength(3);
  });

  test('is for good again when it is written so', () => {
    const clients = new StoreClients({ nodes: 5 });
    clients.does('put', 'k', 'v', { options: { ttlTicks: 30 } });
    clients.does('update', 'k', 'w');
    clients.run(60);
    expect(clients.does('read', 'k')).toMatchObject({ outcome: 'ok', value: 'w' });
  });
});

describe('by a hybrid clock', () => {
  test('who has seen a write writes above it, though the clocks say otherwise (S04)', () => {
    for (const clock of ['wall', 'hybrid'] as const) {
      const clients = new StoreClients({ nodes: 5, store: { clock } });
      clients.world.host(1).wallAhead = 5000;
      const first = clients.does('put', 'k', 'first', { at: 1 });
      const options = { seen: first.version.timestamp };
      clients.does('put', 'k', 'second', { at: 2, options });
      const { value } = clients.does('read', 'k', '', { at: 3 });
      expect(value).toBe(clock === 'wall' ? 'first' : 'second');
    }
  });

  test('who has not is refused rather than lost, and knows better the next time', () => {
    const clients = new StoreClients({ nodes: 5, store: { clock: 'hybrid' } });
    const at = [1, 2, 3, 4, 5].find((node) => !clients.homes('k').includes(node))!;
    const [first] = clients.homes('k');
    clients.world.host(first!).wallAhead = 5000;
    clients.does('put', 'k', 'first', { at: first! });
    const refused = clients.does('put', 'k', 'second', { at });
    expect(refused).toMatchObject({ outcome: 'fail', reason: 'stale' });
    const again = clients.does('put', 'k', 'second', { at, request: refused.request });
    expect(again).toMatchObject({ outcome: 'ok', replaced: ['first'] });
    expect(clients.does('read', 'k').value).toBe('second');
  });
});

test('of two writes with one timestamp replicas keep what came last, where ties go by arrival (S05)', () => {
  for (const ties of ['actor', 'arrival'] as const) {
    const clients = new StoreClients({ nodes: 5, store: { ties } });
    const [, second] = clients.homes('k');
    clients.world.order = (mail) => {
      const isMixed = (to: number) => to === second;
      return [
        ...mail.filter(({ to }) => !isMixed(to)),
        ...mail.filter(({ to }) => isMixed(to)).reverse(),
      ];
    };
    clients.ask('put', 'k', 'a', { at: 1 });
    clients.ask('put', 'k', 'b', { at: 2 });
    clients.run(10);
    const values = new Set([...clients.stored('k').values()].map(({ value }) => value));
    expect(values.size).toBe(ties === 'actor' ? 1 : 2);
  }
});
