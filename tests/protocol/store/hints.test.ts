import { ADDRESS_MAX } from '../../../src/protocol/address';
import { Hints } from '../../../src/protocol/store/hints';
import { SideRecords } from '../../../src/protocol/store/side-records';
import {
  KEY_BYTES_MAX,
  NAME_BYTES_MORE,
  type StoredRecord,
} from '../../../src/protocol/store/record';
import type {
  OperationName,
  ReplicaRequest,
  StabilizationMessage,
} from '../../../src/protocol/store/store-messages';
import { MemoryStorage } from '../../../src/protocol/storage/memory-storage';
import { utf8Length } from '../../../src/protocol/utf8';
import { completeDisk, FakeHost } from '../../support/protocol-host';

const HOME = 9;
const COORDINATOR = 8;
const RETRY = 5;
const WINDOW = 100;

function recordOf(timestamp: number, expiresAt?: number): StoredRecord {
  const version = { timestamp, storageId: 1, counter: 1 };
  const record = { version, deleted: false, value: `of ${timestamp}` };
  return expiresAt === undefined ? record : { ...record, expiresAt };
}

function setUp(host = new FakeHost(1)) {
  const up = new Set<number>();
  const records: string[] = [];
  const storage = new MemoryStorage(host, {
    recovered: (stored) => {
      for (const [name, record] of stored) if (!hints.onRecovered(name, record)) records.push(name);
    },
    done: (token, ok) => {
      side.onDone(token, ok);
    },
  });
  const options = { windowTicks: WINDOW, countTowardW: false };
  const side = new SideRecords(storage);
  const hints: Hints = new Hints(host, options, RETRY, side, (node) => up.has(node));
  const settle = () => {
    completeDisk(host, storage);
  };
  const passUntil = (tick: number) => {
    for (; host.now < tick; host.now++) {
      for (const { kind } of host.dueTimers('store')) expect(hints.onTimer(kind)).toBe(true);
      settle();
    }
  };
  /** The copies that were sent, as `k of 5 to n9`. */
  const copies = () => {
    return host.take().map(({ to, message }) => {
      expect(message.kind).toBe('copy');
      const { key, record } = message as Extract<StabilizationMessage, { kind: 'copy' }>;
      return `${key} ${record.value} to n${to}`;
    });
  };
  const told = () => host.events.splice(0).map(({ kind }) => kind);
  const keep = (timestamp: number, key = 'k') => {
    hints.keep(HOME, key, recordOf(timestamp));
    settle();
  };
  const held = (timestamp: number, key = 'k') => {
    hints.onHeld(HOME, [{ key, version: recordOf(timestamp).version }]);
    settle();
  };
  storage.recover();
  settle();
  return { host, hints, side, up, records, settle, passUntil, copies, told, keep, held };
}

describe('a hint', () => {
  test('that is delivered before it is stored is not told of as kept', () => {
    const { hints, settle, told } = setUp();
    hints.keep(HOME, 'k', recordOf(5));
    hints.onHeld(HOME, [{ key: 'k', version: recordOf(5).version }]);
    settle();
    expect(told()).toEqual(['hintDelivered']);
  });

  test('is told of once it is stored, and not handed over to one that is down', () => {
    const { host, hints, settle, passUntil, copies, told } = setUp();
    hints.keep(HOME, 'k', recordOf(5));
    expect(told()).toEqual([]);
    settle();
    expect(host.events).toEqual([
      { kind: 'hinted', key: 'k', home: HOME, version: recordOf(5).version },
    ]);
    passUntil(50);
    expect(copies()).toEqual([]);
    expect(hints.inspect()).toEqual([{ home: HOME, keys: ['k'] }]);
  });

  test('goes over when its replica returns, and again until that says that it has it', () => {
    const { host, hints, up, passUntil, copies, told, keep, held } = setUp();
    keep(5);
    up.add(HOME);
    hints.onUp(HOME);
    expect(copies()).toEqual(['k of 5 to n9']);
    passUntil(12);
    expect(copies()).toEqual(['k of 5 to n9', 'k of 5 to n9']);
    told();
    held(4);
    hints.onHeld(7, [{ key: 'k', version: recordOf(5).version }]);
    expect(told()).toEqual([]);
    held(5);
    expect(told()).toEqual(['hintDelivered']);
    expect([host.stored.size, hints.inspect()]).toEqual([0, []]);
    passUntil(50);
    expect([copies(), host.timers]).toEqual([[], []]);
  });

  test('goes over by the timer to one that came back unheard', () => {
    const { up, passUntil, copies, keep } = setUp();
    keep(5);
    up.add(HOME);
    passUntil(7);
    expect(copies()).toEqual(['k of 5 to n9']);
  });

  test('is the newest that was to be kept, whatever the order', () => {
    for (const order of [
      [5, 7, 6],
      [7, 5, 6],
    ]) {
      const { host, hints, copies, keep, held } = setUp();
      for (const timestamp of order) keep(timestamp);
      expect([...host.stored.values()]).toEqual([recordOf(7)]);
      hints.onUp(HOME);
      expect(copies()).toEqual(['k of 7 to n9']);
      held(9);
      expect(hints.inspect()).toEqual([]);
    }
  });

  test('is given up after the window, counted from when it was kept, and told of', () => {
    const { host, hints, passUntil, told, keep } = setUp();
    keep(5);
    passUntil(60);
    keep(6, 'l');
    keep(4);
    told();
    passUntil(WINDOW);
    expect(told()).toEqual([]);
    passUntil(WINDOW + RETRY + 1);
    expect(host.events).toEqual([{ kind: 'hintExpired', key: 'k', home: HOME }]);
    expect(hints.inspect()).toEqual([{ home: HOME, keys: ['l'] }]);
    passUntil(300);
    expect([hints.inspect(), host.stored.size, host.timers]).toEqual([[], 0, []]);
  });

  test('outlives a restart, and is then no record', () => {
    const { host, keep } = setUp();
    const long = 'k'.repeat(KEY_BYTES_MAX);
    keep(5);
    keep(6, 'a key with spaces 7 ');
    keep(7, long);
    host.stored.set('9 k', recordOf(1));
    host.restart();
    const { hints, up, records, passUntil, copies, held, told } = setUp(host);
    expect(records).toEqual(['9 k']);
    expect(hints.inspect()).toEqual([{ home: HOME, keys: ['k', 'a key with spaces 7 ', long] }]);
    told();
    up.add(HOME);
    passUntil(7);
    expect(copies()).toContain('a key with spaces 7  of 6 to n9');
    held(5);
    expect([...host.stored.keys()]).not.toContain('\u0000hint 9 k');
    expect(told()).toEqual(['hintDelivered']);
  });

  test('that was kept before storage was read is not undone by an older one', () => {
    const { host, keep } = setUp();
    keep(5);
    host.restart();
    const again = setUp(host);
    again.keep(7);
    again.hints.onRecovered('\u0000hint 9 k', recordOf(5));
    again.hints.onUp(HOME);
    expect(again.copies()).toEqual(['k of 7 to n9']);
  });

  test('that storage has no room for is none; what was there before it is', () => {
    const { host, hints, side, told, copies, keep } = setUp();
    host.full = true;
    keep(5);
    expect([told(), hints.inspect(), host.stored.size]).toEqual([[], [], 0]);
    host.full = false;
    keep(5);
    hints.keep(HOME, 'k', recordOf(6));
    side.onDone(host.submitted.shift()!.token, false);
    hints.onUp(HOME);
    expect(copies()).toEqual(['k of 5 to n9']);
  });

  test('has other timers and names than others', () => {
    const { hints } = setUp();
    expect(hints.onTimer({ name: 'offer', layer: 'store' })).toBe(false);
    expect(hints.onRecovered('hint 9 k', recordOf(1))).toBe(false);
  });
});

describe('who stands in for a replica', () => {
  const requestOf = (operation: OperationName, timestamp = 5): ReplicaRequest => ({
    ...{ kind: 'replicaRequest', client: 1, request: timestamp, operation, key: 'k' },
    value: operation === 'read' || operation === 'delete' ? '' : `of ${timestamp}`,
    ...{ version: recordOf(timestamp).version, replicas: [] },
    options: { expiresAt: 0, home: HOME, ring: 0 },
  });
  const ask = ({ host, hints, settle }: ReturnType<typeof setUp>, request: ReplicaRequest) => {
    hints.onRequest(COORDINATOR, request);
    settle();
    const sent = host.take();
    expect(sent.map(({ to }) => to)).toEqual([COORDINATOR]);
    return sent[0]!.message;
  };

  test('stores a write for it before it answers, and reads it back', () => {
    const all = setUp();
    all.hints.onRequest(COORDINATOR, requestOf('update'));
    expect(all.host.take()).toEqual([]);
    all.settle();
    const made = { ...recordOf(5), value: '' };
    expect(all.host.take().map(({ message }) => message)).toEqual([
      { kind: 'replicaReply', client: 1, request: 5, ok: true, reason: '', found: [made] },
    ]);
    expect(ask(all, requestOf('read', 6))).toMatchObject({ ok: true, found: [recordOf(5)] });
    expect(ask(all, requestOf('delete', 7))).toMatchObject({ ok: true });
    expect(ask(all, requestOf('read', 8))).toMatchObject({
      ...{ ok: false, reason: 'no such key', found: [{ deleted: true, value: '' }] },
    });
  });

  test('knows nothing of what it was not asked to store, nor of other replicas', () => {
    const all = setUp();
    ask(all, requestOf('put'));
    const elsewhere = { ...requestOf('read', 6), options: { expiresAt: 0, home: 7, ring: 0 } };
    expect(ask(all, elsewhere)).toMatchObject({ ok: false, reason: 'no such key', found: [] });
  });

  test('does not give what has expired', () => {
    const all = setUp();
    const put = { ...requestOf('put'), options: { expiresAt: 30, home: HOME, ring: 0 } };
    ask(all, put);
    expect(ask(all, requestOf('read', 6))).toMatchObject({ ok: true });
    all.host.now = 30;
    expect(ask(all, requestOf('read', 7))).toMatchObject({ ok: false, reason: 'no such key' });
  });

  test('refuses what its storage has no room for', () => {
    const all = setUp();
    all.host.full = true;
    expect(ask(all, requestOf('put'))).toMatchObject({ ok: false, reason: 'full' });
    expect(all.hints.inspect()).toEqual([]);
  });
});

test('the name of a hint is longer than its key by no more than storage takes', () => {
  const { host, hints, settle } = setUp();
  const key = 'é'.repeat(KEY_BYTES_MAX / 2);
  hints.keep(ADDRESS_MAX, key, recordOf(5));
  settle();
  const [name] = host.stored.keys();
  expect(utf8Length(name!) - KEY_BYTES_MAX).toBeLessThanOrEqual(NAME_BYTES_MORE);
});
