import { SimulatedDisk } from '../../src/simulation/disk';

function disk(node = 1, maxRecords = 100): SimulatedDisk {
  return new SimulatedDisk(node, { latencyTicks: 0, maxRecords });
}

function write(key: string, value: unknown) {
  return { kind: 'write', key, value } as const;
}

const scan = { kind: 'scan' } as const;

test('a scan lists every record, in the order of first writing', () => {
  const storage = disk();
  for (const key of ['b', 'a', 'c']) storage.perform(write(key, `${key}1`));
  storage.perform(write('b', 'b2'));
  storage.perform({ kind: 'remove', key: 'a' });
  storage.perform({ kind: 'remove', key: 'never written' });
  storage.perform(write('a', 'a2'));
  const entries = [
    ['b', 'b2'],
    ['c', 'c1'],
    ['a', 'a2'],
  ];
  expect(storage.perform(scan)).toEqual({ ok: true, entries });
});

test('a scan is of its moment: later writes do not change it', () => {
  const storage = disk();
  const before = storage.perform(scan);
  storage.perform(write('a', 1));
  expect(before).toEqual({ ok: true, entries: [] });
});

test('a write of one record too many fails and changes nothing; one over an old record does not', () => {
  const storage = disk(1, 2);
  storage.perform(write('a', 1));
  storage.perform(write('b', 1));
  expect(storage.perform(write('c', 1))).toEqual({ ok: false, reason: 'full' });
  expect(storage.perform(write('a', 2))).toEqual({ ok: true, entries: [] });
  expect(storage.perform(scan)).toMatchObject({
    entries: [
      ['a', 2],
      ['b', 1],
    ],
  });
  storage.perform({ kind: 'remove', key: 'b' });
  expect(storage.perform(write('c', 1)).ok).toBe(true);
});

test('a wipe empties it and gives a storageId that no other disk ever has', () => {
  const disks = [disk(1), disk(2), disk(65_536)];
  const ids = new Set(disks.map((each) => each.storageId));
  for (const each of disks) {
    each.perform(write('a', 1));
    each.wipe();
    expect(each.perform(scan)).toEqual({ ok: true, entries: [] });
    ids.add(each.storageId);
    each.wipe();
    ids.add(each.storageId);
  }
  expect(ids.size).toBe(9);
  expect([...ids].every(Number.isSafeInteger)).toBe(true);
});

test('a slow disk takes so many ticks on top of its latency, until it does not', () => {
  const storage = new SimulatedDisk(1, { latencyTicks: 3, maxRecords: 9 });
  expect(storage.latencyTicks).toBe(3);
  storage.slowTicks = 4;
  expect(storage.latencyTicks).toBe(7);
  storage.slowTicks = 0;
  expect(storage.latencyTicks).toBe(3);
});

test('a full one takes nothing, old records and new, but can be read and removed from', () => {
  const storage = disk();
  storage.perform(write('a', 1));
  storage.isFull = true;
  expect(storage.perform(write('a', 2))).toEqual({ ok: false, reason: 'full' });
  expect(storage.perform(write('b', 2))).toEqual({ ok: false, reason: 'full' });
  expect(storage.perform(scan)).toEqual({ ok: true, entries: [['a', 1]] });
  expect(storage.perform({ kind: 'remove', key: 'a' }).ok).toBe(true);
  expect(storage.perform(write('a', 2)).ok).toBe(false);
  storage.isFull = false;
  expect(storage.perform(write('a', 2)).ok).toBe(true);
});

test('a wipe makes room, and mends neither slowness nor fullness', () => {
  const storage = disk(1, 1);
  storage.perform(write('a', 1));
  storage.slowTicks = 2;
  storage.isFull = true;
  storage.wipe();
  expect([storage.slowTicks, storage.isFull]).toEqual([2, true]);
  storage.isFull = false;
  expect(storage.perform(write('b', 1)).ok).toBe(true);
});
