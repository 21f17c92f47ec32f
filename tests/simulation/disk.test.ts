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
