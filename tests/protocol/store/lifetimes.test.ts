import { Lifetimes } from '../../../src/protocol/store/lifetimes';
import type { StoredRecord } from '../../../src/protocol/store/record';
import { FakeHost } from '../../support/protocol-host';

function valueOf(timestamp: number, expiresAt?: number): StoredRecord {
  const version = { timestamp, storageId: 1, counter: 1 };
  return { version, deleted: false, value: 'v', ...(expiresAt === undefined ? {} : { expiresAt }) };
}

function tombstoneOf(timestamp: number, expiresAt?: number): StoredRecord {
  return { ...valueOf(timestamp, expiresAt), deleted: true, value: '' };
}

function setUp(graceTicks?: number) {
  const host = new FakeHost(1);
  const stored = new Map<string, StoredRecord>();
  const told: string[] = [];
  const listener = {
    get: (key: string) => stored.get(key),
    expire: (key: string) => told.push(`${host.now}: ${key} expires`),
    purge: (key: string) => told.push(`${host.now}: ${key} is purged`),
  };
  const lifetimes = new Lifetimes(host, graceTicks === undefined ? {} : { graceTicks }, listener);
  const put = (key: string, record: StoredRecord) => {
    stored.set(key, record);
    lifetimes.onStored(key, record);
  };
  const remove = (key: string) => {
    stored.delete(key);
    lifetimes.onRemoved(key);
  };
  /** Until a tick, tick by tick; timers that are due at once fire at once. */
  const runUntil = (tick: number) => {
    for (; host.now <= tick; host.now++) {
      for (let i = 0; i < 3; i++) {
        for (const { kind, data } of host.dueTimers('store')) lifetimes.onTimer(kind, data);
      }
    }
    return told.splice(0);
  };
  return { host, lifetimes, put, remove, runUntil };
}

test('a value without an end, and a tombstone without a grace, stay', () => {
  const { host, put } = setUp();
  put('k', valueOf(1));
  put('l', tombstoneOf(1));
  expect(host.timers).toEqual([]);
});

test('a value ends when it expires', () => {
  const { put, runUntil } = setUp();
  put('k', valueOf(1, 30));
  put('l', valueOf(1, 20));
  expect(runUntil(100)).toEqual(['20: l expires', '30: k expires']);
});

test('the grace of a tombstone counts from its delete, not from when it came', () => {
  const { host, put, runUntil } = setUp(50);
  host.now = 30;
  put('k', tombstoneOf(10));
  expect(runUntil(100)).toEqual(['60: k is purged']);
});

test('that of a value that expired counts from then', () => {
  const { put, runUntil } = setUp(50);
  put('k', tombstoneOf(10, 40));
  expect(runUntil(200)).toEqual(['90: k is purged']);
});

test('what is stored in its place, or removed, ends it no more', () => {
  const { host, put, remove, runUntil } = setUp(50);
  put('k', valueOf(1, 10));
  put('k', valueOf(2, 20));
  put('l', valueOf(1, 10));
  put('l', valueOf(2));
  put('m', tombstoneOf(1));
  remove('m');
  expect(host.timers).toHaveLength(1);
  expect(runUntil(200)).toEqual(['20: k expires']);
});

test('a clock that was set back makes it later, one that was set forward as late as it was', () => {
  const { host, put, runUntil } = setUp(50);
  put('k', valueOf(1, 30));
  put('l', tombstoneOf(0));
  host.wallAhead = -20;
  expect(runUntil(200)).toEqual(['50: k expires', '70: l is purged']);
  const forward = setUp(50);
  forward.put('k', valueOf(1, 30));
  forward.host.wallAhead = 20;
  expect(forward.runUntil(200)).toEqual(['30: k expires']);
});

test.each([
  ['a tombstone whose grace is over is', tombstoneOf(10), true],
  ['one whose grace is not is not', tombstoneOf(11), false],
  ['one of a value that expired later is not', tombstoneOf(10, 11), false],
  ['a value never is, be it expired', valueOf(1, 2), false],
])('%s to be passed on no more', (_, record, isOver) => {
  const { host, lifetimes } = setUp(50);
  host.now = 60;
  expect(lifetimes.isOver(record)).toBe(isOver);
  expect(setUp().lifetimes.isOver(record)).toBe(false);
});

test('other timers are not its own', () => {
  const { lifetimes } = setUp();
  expect(lifetimes.onTimer({ name: 'offer', layer: 'store' }, 1)).toBe(false);
});
