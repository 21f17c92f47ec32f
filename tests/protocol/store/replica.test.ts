import fc from 'fast-check';

import {
  compareVersions,
  newest,
  NO_VERSION,
  type StoredRecord,
  type Version,
} from '../../../src/protocol/store/record';
import { Replica } from '../../../src/protocol/store/replica';
import type { ServedEvent } from '../../../src/protocol/store/store-events';
import type {
  OperationName,
  ReplicaReply,
  ReplicaRequest,
} from '../../../src/protocol/store/store-messages';
import { closeVersion } from '../../support/protocol-arbitraries';
import { completeDisk, FakeHost } from '../../support/protocol-host';

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
  const value = operation === 'create' || operation === 'update' ? `of ${timestamp}` : '';
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

function setUp(stored: readonly (readonly [string, StoredRecord])[] = []) {
  const host = new FakeHost(1);
  host.stored = new Map(stored);
  const told: string[] = [];
  const replica = new Replica(host, {
    written: (key) => told.push(`written ${key}`),
    copyStored: (key, from) => told.push(`copy of ${key} from n${from}`),
    recovered: () => told.push('recovered'),
  });
  const settle = () => {
    completeDisk(host, replica);
  };
  const completeOne = () => {
    const { token, result } = host.completeOne()!;
    replica.onDisk(token, result);
  };
  /** Has a request carried out to the end; returns the one reply. */
  const ask = (request: ReplicaRequest): ReplicaReply => {
    replica.onRequest(COORDINATOR, request);
    settle();
    const sent = host.take();
    expect(sent.map(({ to }) => to)).toEqual([COORDINATOR]);
    return sent[0]!.message as ReplicaReply;
  };
  return { host, replica, told, settle, completeOne, ask };
}

function started(stored: readonly (readonly [string, StoredRecord])[] = []) {
  const all = setUp(stored);
  all.replica.start();
  all.settle();
  all.told.length = 0;
  return all;
}

const ALIVE = [['k', recordOf(5)]] as const;
const DELETED = [['k', recordOf(5, true)]] as const;

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

  test('is repeated to a duplicate, and nothing else happens', () => {
    for (const operation of ['create', 'read', 'update', 'delete'] as const) {
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

  test('stays the same though the record has changed since', () => {
    const { ask } = started(ALIVE);
    const read = requestOf('read', 6);
    const create = requestOf('create', 6);
    const first = [ask(read), ask(create)];
    ask(requestOf('delete', 7));
    expect([ask(read), ask(create)]).toEqual(first);
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
    const all = Array.from({ length: 16_384 + 3 }, () => requestOf('read', 1));
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
    const others = Array.from({ length: 16_384 }, () => requestOf('read', 1, { key: 'l' }));
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
    const { replica, host, settle, told } = setUp(ALIVE);
    replica.start();
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
