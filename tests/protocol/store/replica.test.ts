import fc from 'fast-check';

import {
  compareVersions,
  newest,
  NO_VERSION,
  type StoredRecord,
  type Version,
} from '../../../src/protocol/store/record';
import { Replica, type ReplicaOptions } from '../../../src/protocol/store/replica';
import { MemoryStorage } from '../../../src/protocol/storage/memory-storage';
import type { ServedEvent } from '../../../src/protocol/store/store-events';
import type {
  OperationName,
  ReplicaReply,
  ReplicaRequest,
} from '../../../src/protocol/store/store-messages';
import { closeVersion } from '../../support/protocol-arbitraries';
import { completeDisk, FakeHost } from '../../support/protocol-host';
import { tries } from '../../support/trials';

const COORDINATOR = 8;
const OTHER = 9;

function at(timestamp: number, counter = 1): Version {
  return { timestamp, storageId: 1, counter };
}

function recordOf(timestamp: number, deleted = false): StoredRecord {
  return { version: at(timestamp), deleted, value: deleted ? '' : `of ${timestamp}` };
}

let requests = 0;

function requestOf(
  operation: OperationName,
  timestamp: number,
  more: Partial<ReplicaRequest> = {},
): ReplicaRequest {
  const value = operation === 'read' || operation === 'delete' ? '' : `of ${timestamp}`;
  const id = { client: 1, request: ++requests };
  return {
    kind: 'replicaRequest',
    ...id,
    operation,
    key: 'k',
    value,
    version: at(timestamp),
    replicas: [],
    ...more,
  };
}

function setUp(
  stored: readonly (readonly [string, StoredRecord])[] = [],
  options: ReplicaOptions = {},
) {
  const host = new FakeHost(1);
  host.stored = new Map(stored);
  const told: string[] = [];
  const storage = new MemoryStorage(host, {
    recovered: (records) => {
      replica.onRecovered(records);
    },
    done: (token, ok) => {
      expect(replica.onDone(token, ok)).toBe(true);
    },
  });
  const index = new Map<string, StoredRecord>();
  const replica: Replica = new Replica(host, options, storage, {
    written: (key) => told.push(`written ${key}`),
    copyStored: (key, from) => told.push(`copy of ${key} from n${from}`),
    recovered: () => told.push('recovered'),
    changed: (key, record) => {
      if (record === undefined) index.delete(key);
      else index.set(key, record);
    },
  });
  const start = () => {
    storage.recover();
  };
  const checkIndex = () => {
    expect(index).toEqual(new Map([...replica.keys()].map((key) => [key, replica.get(key)])));
  };
  const settle = () => {
    completeDisk(host, storage);
    checkIndex();
  };
  const completeOne = () => {
    const { token, result } = host.completeOne()!;
    storage.onDisk(token, result);
    checkIndex();
  };
  /** Lets the store's timers that are due by then fire. */
  const passUntil = (now: number) => {
    host.now = now;
    for (const { kind, data } of host.dueTimers('store')) replica.onTimer(kind, data);
    settle();
  };
  /** Has a request carried out to the end; returns the one reply. */
  const ask = (request: ReplicaRequest): ReplicaReply => {
    replica.onRequest(COORDINATOR, request);
    settle();
    const sent = host.take();
    expect(sent.map(({ to }) => to)).toEqual([COORDINATOR]);
    return sent[0]!.message as ReplicaReply;
  };
  return { host, replica, told, start, settle, completeOne, ask, passUntil };
}

function started(
  stored: readonly (readonly [string, StoredRecord])[] = [],
  options: ReplicaOptions = {},
) {
  const all = setUp(stored, options);
  all.start();
  all.settle();
  all.told.length = 0;
  return all;
}

const ALIVE = [['k', recordOf(5)]] as const;
const DELETED = [['k', recordOf(5, true)]] as const;
const EXPIRED: StoredRecord = { ...recordOf(5), expiresAt: 7 };

describe('what a replica carries out', () => {
  test.each([
    ['create', 'nothing', [], true],
    ['create', 'a value', ALIVE, false],
    ['create', 'a tombstone', DELETED, true],
    ['update', 'nothing', [], false],
    ['update', 'a value', ALIVE, true],
    ['update', 'a tombstone', DELETED, false],
    ['delete', 'nothing', [], false],
    ['delete', 'a value', ALIVE, true],
    ['delete', 'a tombstone', DELETED, false],
    ['read', 'nothing', [], false],
    ['read', 'a value', ALIVE, true],
    ['read', 'a tombstone', DELETED, false],
    ['put', 'nothing', [], true],
    ['put', 'a value', ALIVE, true],
    ['put', 'a tombstone', DELETED, true],
  ] as const)('%s where there is %s', (operation, _, stored, ok) => {
    const { ask, replica, host } = started(stored);
    const request = requestOf(operation, 9);
    const reply = ask(request);
    expect(reply).toMatchObject({ client: 1, request: request.request, ok });
    const writes = ok && operation !== 'read';
    const written = { version: at(9), deleted: operation === 'delete', value: request.value };
    expect(replica.get('k')).toEqual(writes ? written : stored[0]?.[1]);
    expect(host.stored.get('k')).toEqual(replica.get('k'));
    const shown = writes ? [{ ...written, value: '' }] : [];
    expect(reply.found).toEqual(operation === 'read' ? stored.map(([, record]) => record) : shown);
    const refusal = operation === 'create' ? 'exists' : 'no such key';
    expect(reply.reason).toBe(ok ? '' : refusal);
    const [served] = host.recorded<ServedEvent>('served');
    expect(served).toMatchObject({ outcome: ok ? 'ok' : 'fail', reason: reply.reason });
    expect(served!.version).toEqual(replica.get('k')?.version ?? NO_VERSION);
  });

  test('is recorded once for each request, with what was read or written', () => {
    const { ask, host } = started();
    ask(requestOf('create', 1));
    ask(requestOf('read', 2));
    ask(requestOf('create', 3));
    const served = host.recorded<ServedEvent>('served');
    expect(served.map(({ operation, value, outcome }) => [operation, value, outcome])).toEqual([
      ['create', 'of 1', 'ok'],
      ['read', 'of 1', 'ok'],
      ['create', 'of 3', 'fail'],
    ]);
  });

  test('leaves a newer record in place, and acknowledges what it was asked for', () => {
    const { ask, replica, host } = started(ALIVE);
    expect(ask(requestOf('update', 3))).toMatchObject({ ok: true, found: [{ version: at(3) }] });
    expect(ask(requestOf('delete', 4))).toMatchObject({ ok: true, found: [{ version: at(4) }] });
    expect(replica.get('k')).toEqual(recordOf(5));
    const served = host.recorded<ServedEvent>('served');
    expect(served.map(({ version }) => version)).toEqual([at(5), at(5)]);
  });
});

describe('the newest record wins', () => {
  const write = fc.record({ version: closeVersion, deleted: fc.boolean(), copy: fc.boolean() });
  const writes = fc.uniqueArray(write, {
    selector: ({ version }) => JSON.stringify(version),
    minLength: 1,
  });

  test('whatever the order of updates, deletes and copies, and of their storage', () => {
    fc.assert(
      fc.property(writes, fc.array(fc.boolean()), (all, completes) => {
        const { replica, host, completeOne, settle } = started([['k', recordOf(-1)]]);
        let expected: StoredRecord | undefined = recordOf(-1);
        for (const [i, { version, deleted, copy }] of all.entries()) {
          const value = deleted ? '' : JSON.stringify(version);
          const before = expected;
          if (copy) replica.onCopy(OTHER, 'k', { version, deleted, value });
          else
            replica.onRequest(8, requestOf(deleted ? 'delete' : 'update', 0, { version, value }));
          // An update or delete of what is deleted is refused.
          if (copy || !before!.deleted) expected = newest(before, { version, deleted, value });
          if (completes[i] === true && host.submitted.length > 0) completeOne();
        }
        settle();
        expect(replica.get('k')).toEqual(expected);
        expect(host.stored.get('k')).toEqual(expected);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('and what is stored never becomes older meanwhile', () => {
    fc.assert(
      fc.property(writes, (all) => {
        const { replica, host, completeOne } = started();
        for (const { version, deleted } of all) {
          replica.onCopy(OTHER, 'k', { version, deleted, value: '' });
        }
        while (host.submitted.length > 0) {
          const before = replica.get('k')?.version ?? at(-1);
          completeOne();
          expect(compareVersions(replica.get('k')!.version, before)).toBeGreaterThanOrEqual(0);
          expect(host.stored.get('k')).toEqual(replica.get('k'));
        }
      }),
      { seed: 2 },
    );
  });
});

describe('a reply', () => {
  test.each(['create', 'update', 'delete'] as const)(
    'to a %s waits for the storage, as does the event',
    (operation) => {
      const { replica, host, settle, told } = started(operation === 'create' ? [] : ALIVE);
      replica.onRequest(COORDINATOR, requestOf(operation, 9));
      expect([host.take(), host.events, told]).toEqual([[], [], []]);
      settle();
      expect(host.take()).toHaveLength(1);
      expect(host.recorded('served')).toHaveLength(1);
      expect(told).toEqual(['written k']);
    },
  );

  test('to a read shows only what is stored for certain', () => {
    const { replica, host, settle } = started(ALIVE);
    replica.onRequest(COORDINATOR, requestOf('update', 9));
    replica.onRequest(COORDINATOR, requestOf('read', 9));
    const [read] = host.take();
    expect((read!.message as ReplicaReply).found).toEqual([recordOf(5)]);
    settle();
    replica.onRequest(COORDINATOR, requestOf('read', 9));
    expect((host.take()[1]!.message as ReplicaReply).found).toEqual([recordOf(9)]);
  });

  test('of a write is repeated to a duplicate, and nothing else happens', () => {
    for (const operation of ['create', 'put', 'update', 'delete'] as const) {
      for (const stored of [[], ALIVE]) {
        const { replica, host, ask, told } = started(stored);
        const request = requestOf(operation, 9);
        const reply = ask(request);
        const before = { events: host.events.length, told: [...told], record: replica.get('k') };
        expect(ask(request)).toEqual(reply);
        expect(ask(request)).toEqual(reply);
        const after = { events: host.events.length, told: [...told], record: replica.get('k') };
        expect(after).toEqual(before);
        expect(host.submitted).toEqual([]);
      }
    }
  });

  test('of a write stays the same though the record has changed since', () => {
    const { ask } = started(ALIVE);
    const create = requestOf('create', 6);
    const first = ask(create);
    ask(requestOf('delete', 7));
    expect(ask(create)).toEqual(first);
  });

  test('to a read that comes again tells what is here by then', () => {
    const { ask } = started(ALIVE);
    const read = requestOf('read', 6);
    expect(ask(read).found).toEqual([recordOf(5)]);
    ask(requestOf('update', 9));
    expect(ask(read).found).toEqual([recordOf(9)]);
  });

  test('goes to everyone who asked while the write was in progress', () => {
    const { replica, host, settle } = started();
    const request = requestOf('create', 9);
    replica.onRequest(COORDINATOR, request);
    replica.onRequest(OTHER, request);
    expect(host.submitted).toHaveLength(1);
    expect(host.take()).toEqual([]);
    settle();
    const sent = host.take();
    expect(sent.map(({ to }) => to)).toEqual([COORDINATOR, OTHER]);
    expect(sent[0]!.message).toEqual(sent[1]!.message);
    expect(host.recorded('served')).toHaveLength(1);
  });

  test('tells equal numbers of two clients apart', () => {
    const { ask } = started();
    expect(ask(requestOf('create', 1, { client: 1, request: 5 })).ok).toBe(true);
    expect(ask(requestOf('create', 1, { client: 2, request: 5 })).ok).toBe(false);
  });

  test('is a refusal where the storage is full, and the record as before', () => {
    const { ask, host, replica, told } = started(ALIVE);
    host.full = true;
    const refusal = { ok: false, reason: 'full', found: [] };
    expect(ask(requestOf('create', 9, { key: 'new' }))).toMatchObject(refusal);
    expect(replica.get('new')).toBeUndefined();
    expect(told).toEqual([]);
    expect(ask(requestOf('update', 9)).ok).toBe(true);
    host.full = false;
    expect(ask(requestOf('create', 10, { key: 'new' })).ok).toBe(true);
  });

  test('is forgotten, the oldest first, only when there are very many', () => {
    const { host, replica } = started(ALIVE);
    const all = Array.from({ length: 16_384 + 3 }, () => requestOf('create', 6));
    for (const request of all) replica.onRequest(COORDINATOR, request);
    expect(host.recorded('replyForgotten')).toEqual(
      all.slice(0, 3).map(({ client, request }) => ({ kind: 'replyForgotten', client, request })),
    );
    const served = host.recorded('served').length;
    replica.onRequest(COORDINATOR, all[3]!);
    expect(host.recorded('served')).toHaveLength(served);
  });

  test('is forgotten in the order of replies; what is in progress has none to forget', () => {
    const { host, replica, settle } = started();
    const slow = requestOf('create', 9);
    const others = Array.from({ length: 16_384 }, () => requestOf('update', 9, { key: 'l' }));
    replica.onRequest(COORDINATOR, slow);
    for (const request of others) replica.onRequest(COORDINATOR, request);
    expect(host.recorded('replyForgotten')).toEqual([]);
    replica.onRequest(OTHER, slow);
    expect(host.submitted).toHaveLength(1);
    host.take();
    settle();
    expect(host.take().map(({ to }) => to)).toEqual([COORDINATOR, OTHER]);
    const [{ client, request }] = others as [ReplicaRequest];
    expect(host.recorded('replyForgotten')).toEqual([{ kind: 'replyForgotten', client, request }]);
    replica.onRequest(COORDINATOR, slow);
    expect(host.submitted).toHaveLength(0);
  });
});

describe('a copy', () => {
  test('is stored, then announced, once', () => {
    const { replica, host, settle, told } = started();
    replica.onCopy(OTHER, 'k', recordOf(5));
    expect(told).toEqual([]);
    settle();
    expect(replica.get('k')).toEqual(recordOf(5));
    expect(told).toEqual(['copy of k from n9']);
    expect(host.events).toEqual([{ kind: 'copied', key: 'k', from: OTHER, version: at(5) }]);
  });

  test('that is no news is acknowledged without a write', () => {
    for (const timestamp of [4, 5]) {
      const { replica, host, told } = started(ALIVE);
      replica.onCopy(OTHER, 'k', recordOf(timestamp));
      expect([host.submitted, host.events]).toEqual([[], []]);
      expect(told).toEqual(['copy of k from n9']);
      expect(replica.get('k')).toEqual(recordOf(5));
    }
  });

  test('that the storage has no room for is not announced', () => {
    const { replica, host, settle, told } = started();
    host.full = true;
    replica.onCopy(OTHER, 'k', recordOf(5));
    settle();
    expect([told, host.events]).toEqual([[], []]);
    expect(replica.get('k')).toBeUndefined();
  });
});

describe('a key given up', () => {
  test('is here for nobody, but stored until storage has removed it', () => {
    const { replica, host, completeOne, told } = started(ALIVE);
    replica.drop('k');
    expect([replica.get('k'), [...replica.keys()], host.events]).toEqual([undefined, [], []]);
    expect(replica.inspect()).toEqual({ k: recordOf(5) });
    // A copy of what is to be removed is one that is needed.
    replica.onCopy(OTHER, 'k', recordOf(5));
    expect([told, host.submitted.length]).toEqual([[], 2]);
    completeOne();
    expect([replica.inspect(), host.stored.size]).toEqual([{}, 0]);
    expect(host.events).toEqual([{ kind: 'handedOff', key: 'k' }]);
    completeOne();
    expect([replica.get('k'), host.stored.get('k')]).toEqual([recordOf(5), recordOf(5)]);
    expect(told).toEqual(['copy of k from n9']);
  });

  test('is no key to a client', () => {
    const { replica, ask, host } = started(ALIVE);
    replica.drop('k');
    expect(ask(requestOf('update', 9)).reason).toBe('no such key');
    expect(ask(requestOf('read', 9)).reason).toBe('no such key');
    expect(ask(requestOf('create', 9)).ok).toBe(true);
    expect(host.stored.get('k')).toEqual(recordOf(9));
  });

  test('is gone from memory and storage, and recorded', () => {
    const { replica, host, settle } = started(ALIVE);
    expect(replica.drop('k')).toBe(true);
    settle();
    expect([replica.get('k'), host.stored.size]).toEqual([undefined, 0]);
    expect(host.events).toEqual([{ kind: 'handedOff', key: 'k' }]);
  });

  test('stays while a write of it is in progress', () => {
    const { replica, settle } = started(ALIVE);
    replica.onCopy(OTHER, 'k', recordOf(9));
    expect(replica.drop('k')).toBe(false);
    settle();
    expect(replica.get('k')).toEqual(recordOf(9));
    expect(replica.drop('k')).toBe(true);
  });

  test('stays while the second of two writes is in progress, though it brings nothing new', () => {
    const { replica, host, completeOne, settle } = started(ALIVE);
    replica.onCopy(OTHER, 'k', recordOf(9));
    replica.onRequest(COORDINATOR, requestOf('update', 8));
    completeOne();
    const dropped = replica.drop('k');
    settle();
    expect(host.stored.get('k')).toEqual(replica.get('k'));
    expect(dropped).toBe(false);
  });
});

describe('after a restart', () => {
  test('a replica meets everything with silence until its storage is read', () => {
    const { replica, host, start, settle, told } = setUp(ALIVE);
    start();
    replica.onRequest(COORDINATOR, requestOf('read', 9));
    replica.onRequest(COORDINATOR, requestOf('create', 9));
    replica.onCopy(OTHER, 'k', recordOf(9));
    expect([host.take(), host.events, told, host.submitted.length]).toEqual([[], [], [], 1]);
    settle();
    expect(told).toEqual(['recovered']);
    expect(host.take()).toEqual([]);
  });

  test('it has what the storage had acknowledged, tombstones too', () => {
    const stored = [...ALIVE, ['gone', recordOf(3, true)]] as const;
    const { replica, ask } = started(stored);
    expect([...replica.keys()]).toEqual(['k', 'gone']);
    expect(replica.inspect()).toEqual(Object.fromEntries(stored));
    expect(ask(requestOf('read', 9)).found).toEqual([recordOf(5)]);
  });

  test('it carries out what it never had on its disk', () => {
    const { replica, host } = started();
    const request = requestOf('create', 9);
    replica.onRequest(COORDINATOR, request);
    host.restart();
    const again = started([...host.stored]);
    expect(again.ask(request).ok).toBe(true);
  });
});

describe('a put', () => {
  test.each([
    ['nothing', [], []],
    ['a value', ALIVE, [recordOf(5)]],
    ['a tombstone', DELETED, [recordOf(5, true)]],
    ['what has expired', [['k', EXPIRED]], [EXPIRED]],
  ] as const)('tells what was there before: %s', (_, stored, replaced) => {
    const { ask, host } = started(stored);
    host.now = 7;
    const request = requestOf('put', 9);
    const reply = ask(request);
    expect(reply.replaced).toEqual(replaced);
    expect(ask(request)).toEqual(reply);
  });

  test('tells of what was under way when it came', () => {
    const { replica, host, settle } = started();
    replica.onRequest(COORDINATOR, requestOf('put', 8));
    replica.onRequest(COORDINATOR, requestOf('put', 9));
    settle();
    const replies = host.take().map(({ message }) => message as ReplicaReply);
    expect(replies.map(({ replaced }) => replaced)).toEqual([[], [recordOf(8)]]);
  });

  test('no other operation tells it', () => {
    const { ask } = started(ALIVE);
    expect(ask(requestOf('update', 9))).not.toHaveProperty('replaced');
    expect(ask(requestOf('delete', 9))).not.toHaveProperty('replaced');
  });
});

describe('what expires', () => {
  const expiring = (timestamp: number, expiresAt: number) => ({
    ...recordOf(timestamp),
    expiresAt,
  });
  const options = (expiresAt: number) => ({ options: { expiresAt, home: 0, ring: 0 } });

  test('is no value from then on, and a tombstone of the same version', () => {
    const { host, replica, ask, passUntil } = started();
    ask(requestOf('create', 3, options(20)));
    expect(replica.get('k')).toEqual(expiring(3, 20));
    host.now = 19;
    expect(ask(requestOf('read', 9))).toMatchObject({ ok: true });
    host.now = 20;
    expect(ask(requestOf('read', 9))).toMatchObject({ ok: false, reason: 'no such key' });
    expect(host.recorded<ServedEvent>('served').at(-1)!.value).toBe('');
    passUntil(20);
    expect(replica.get('k')).toEqual({ ...expiring(3, 20), deleted: true, value: '' });
    expect(host.stored.get('k')).toEqual(replica.get('k'));
    expect(host.timers).toEqual([]);
  });

  test('is gone for writers before its timer fires', () => {
    const { host, ask } = started([['k', expiring(5, 20)]]);
    host.now = 20;
    expect(ask(requestOf('update', 9)).reason).toBe('no such key');
    expect(ask(requestOf('delete', 9)).reason).toBe('no such key');
    expect(ask(requestOf('create', 9)).ok).toBe(true);
  });

  test('does not undo what was written since, whoever hears of it when', () => {
    const { replica, settle, passUntil } = started([['k', expiring(5, 20)]]);
    replica.onCopy(OTHER, 'k', recordOf(6));
    settle();
    passUntil(50);
    expect(replica.get('k')).toEqual(recordOf(6));
    replica.onCopy(OTHER, 'k', { ...expiring(5, 20), deleted: true, value: '' });
    settle();
    expect(replica.get('k')).toEqual(recordOf(6));
  });

  test('expires on each replica that has it, those that were down after their return', () => {
    const { host, replica, start, settle, passUntil } = setUp([['k', expiring(5, 20)]]);
    host.now = 70;
    start();
    settle();
    passUntil(70);
    expect(replica.get('k')).toEqual({ ...expiring(5, 20), deleted: true, value: '' });
  });

  test('is removed with its grace, counted from when it expired', () => {
    const { host, replica, passUntil } = started([['k', expiring(5, 20)]], { graceTicks: 10 });
    passUntil(20);
    passUntil(29);
    expect(replica.get('k')?.deleted).toBe(true);
    passUntil(30);
    expect([replica.get('k'), host.stored.size, host.timers]).toEqual([undefined, 0, []]);
    expect(host.recorded('purged')).toEqual([{ kind: 'purged', key: 'k', version: at(5) }]);
  });
});

describe('a tombstone whose grace is over', () => {
  test('is gone, and comes back in no copy', () => {
    const { host, replica, told, settle, passUntil } = started([], { graceTicks: 10 });
    host.now = 5;
    replica.onCopy(OTHER, 'k', recordOf(5, true));
    settle();
    told.length = 0;
    passUntil(14);
    expect(replica.get('k')).toEqual(recordOf(5, true));
    passUntil(15);
    expect([replica.get('k'), host.stored.size]).toEqual([undefined, 0]);
    replica.onCopy(OTHER, 'k', recordOf(5, true));
    expect([host.submitted, told]).toEqual([[], []]);
    replica.onCopy(OTHER, 'k', recordOf(6));
    settle();
    expect(replica.get('k')).toEqual(recordOf(6));
  });

  test('stays while something newer is being stored', () => {
    const { host, replica, settle, passUntil } = started(DELETED, { graceTicks: 10 });
    host.now = 15;
    replica.onRequest(COORDINATOR, requestOf('create', 12));
    for (const { kind, data } of host.dueTimers('store')) replica.onTimer(kind, data);
    settle();
    passUntil(100);
    expect(replica.get('k')).toEqual(recordOf(12));
  });

  test('is gone at once where the replica was down for longer', () => {
    const { host, replica, start, settle, passUntil } = setUp(DELETED, { graceTicks: 10 });
    host.now = 70;
    start();
    settle();
    expect(replica.isOver(replica.get('k')!)).toBe(true);
    passUntil(70);
    expect([replica.get('k'), host.stored.size]).toEqual([undefined, 0]);
  });
});

describe('settings for showing why not', () => {
  const twin = (storageId: number): StoredRecord => ({
    version: { timestamp: 5, storageId, counter: 1 },
    ...{ deleted: false, value: `by ${storageId}` },
  });

  test.each([
    ['actor', [1, 2], 'by 2'],
    ['actor', [2, 1], 'by 2'],
    ['arrival', [1, 2], 'by 2'],
    ['arrival', [2, 1], 'by 1'],
  ] as const)('ties by %s, %j in this order', (ties, order, value) => {
    const { replica, settle } = started([], { ties });
    for (const each of order) replica.onCopy(OTHER, 'k', twin(each));
    settle();
    expect(replica.get('k')?.value).toBe(value);
  });

  test('ties by arrival leave an older write alone', () => {
    const { replica, settle } = started(ALIVE, { ties: 'arrival' });
    replica.onCopy(OTHER, 'k', recordOf(4));
    settle();
    expect(replica.get('k')).toEqual(recordOf(5));
  });

  test('without dedupe a request that comes again is another write', () => {
    const { ask, replica } = started(ALIVE, { dedupe: false });
    const request = requestOf('update', 6);
    ask(request);
    ask(requestOf('update', 7));
    ask({ ...request, version: at(8) });
    expect(replica.get('k')).toEqual({ ...recordOf(6), version: at(8) });
  });
});

describe('by a hybrid clock', () => {
  test('a write that is older than what is here is refused, and tells what is', () => {
    const { ask, replica, host } = started(ALIVE, { clock: 'hybrid' });
    const request = requestOf('update', 4);
    const refusal = { ok: false, reason: 'stale', found: [{ ...recordOf(5), value: '' }] };
    expect(ask(request)).toMatchObject(refusal);
    expect(replica.get('k')).toEqual(recordOf(5));
    expect(host.recorded('served')).toMatchObject([{ outcome: 'fail', reason: 'stale' }]);
    // With a newer stamp the same request is carried out, and then remembered.
    const again = { ...request, version: at(6) };
    expect(ask(again)).toMatchObject({ ok: true, found: [{ version: at(6) }] });
    expect(ask({ ...request, version: at(7) })).toMatchObject({ found: [{ version: at(6) }] });
  });

  test.each(['put', 'delete'] as const)('so is a %s', (operation) => {
    const { ask } = started(ALIVE, { clock: 'hybrid' });
    expect(ask(requestOf(operation, 4)).reason).toBe('stale');
    expect(ask(requestOf(operation, 5)).ok).toBe(true);
  });

  test('and a create, of what is deleted', () => {
    const { ask } = started(DELETED, { clock: 'hybrid' });
    expect(ask(requestOf('create', 4)).reason).toBe('stale');
    expect(ask(requestOf('create', 6)).ok).toBe(true);
  });
});

describe('merges', () => {
  /** What may come to a replica, of one key; what expires has one time for each write. */
  const often = fc.record({
    timestamp: fc.constant(2),
    storageId: fc.constant(2),
    counter: fc.constant(1),
  });
  const arrival = fc.record({
    version: fc.oneof(closeVersion, often),
    as: fc.constantFrom('copy', 'put', 'delete', 'tombstone'),
    isTwice: fc.boolean(),
  });
  const arrivals = fc.array(arrival, { minLength: 1, maxLength: 8 });
  const recordFor = ({ version, as }: { version: Version; as: string }): StoredRecord => {
    // One write is one record: an even counter deletes, others expire or do not by their storage.
    const deleted = version.counter % 2 === 0;
    const record = { version, deleted, value: deleted ? '' : JSON.stringify(version) };
    if (deleted || version.storageId === 0) return record;
    const expiring = { ...record, expiresAt: 100 + version.timestamp };
    return as === 'tombstone' ? { ...expiring, deleted: true, value: '' } : expiring;
  };

  /** What is stored in the end, having seen to it that no version was lowered on the way. */
  function merged(all: readonly { version: Version; as: string; isTwice: boolean }[], end: number) {
    const { replica, host, settle, passUntil } = started();
    let before: StoredRecord | undefined;
    for (const each of all) {
      const record = recordFor(each);
      const operation = record.deleted ? 'delete' : 'put';
      const { expiresAt = 0 } = record;
      for (let times = each.isTwice ? 2 : 1; times > 0; times--) {
        if (each.as === 'copy' || each.as === 'tombstone') replica.onCopy(OTHER, 'k', record);
        else {
          const more = { version: record.version, value: record.value };
          const options = { expiresAt, home: 0, ring: 0 };
          replica.onRequest(COORDINATOR, requestOf(operation, 0, { ...more, options }));
        }
        if (times === 1) settle();
      }
      const now = replica.get('k');
      if (before !== undefined) {
        expect(compareVersions(now!.version, before.version)).toBeGreaterThanOrEqual(0);
      }
      before = now;
    }
    passUntil(end);
    expect(host.stored.get('k')).toEqual(replica.get('k'));
    return replica.get('k');
  }

  test('of copies and writes come to the same in any order, however often, and never to less', () => {
    const two = arrivals.chain((all) => {
      // A delete of what is not there is refused: those come as copies.
      const safe = all.map((each) => ({
        ...each,
        as: each.version.counter % 2 === 0 ? 'copy' : each.as,
      }));
      const shuffled = fc.shuffledSubarray(safe, { minLength: safe.length });
      return fc.tuple(fc.constant(safe), shuffled, fc.constantFrom(0, 101, 200));
    });
    fc.assert(
      fc.property(two, ([one, other, end]) => {
        expect(merged(one, end)).toEqual(merged(other, end));
      }),
      { seed: 4, numRuns: tries(500) },
    );
  });

  test('with refused deletes among them never lower a version', () => {
    fc.assert(
      fc.property(arrivals, (all) => {
        merged(all, 200);
      }),
      { seed: 5, numRuns: tries(300) },
    );
  });
});
