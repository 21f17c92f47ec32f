import type { StorageEvent } from '../../../src/protocol/storage/storage-events';
import { LOG_DEFAULTS, type LogOptions } from '../../../src/protocol/storage/storage-options';
import { recordOf, StorageMachine } from './machine';

const LOG: LogOptions = { ...LOG_DEFAULTS, snapshotEvery: 1000 };

function started(options: Partial<LogOptions> = {}): StorageMachine {
  return new StorageMachine({ ...LOG, ...options }).settle();
}

/** What the disk is asked while changes are carried out to the end. */
function askedOf(machine: StorageMachine, change: () => void): string[] {
  const asked: string[] = [];
  change();
  do {
    const next = machine.host.submitted[0]?.operation;
    if (next !== undefined) asked.push(next.kind);
  } while (machine.step());
  return asked;
}

test('each change is added to the log, and synced before it is acknowledged', () => {
  const machine = started();
  const asked = askedOf(machine, () => machine.storage.put('a', recordOf(1)));
  // The first of a boot has the names synced, too.
  expect(asked).toEqual(['append', 'fsync', 'fsyncNames']);
  machine.storage.put('b', recordOf(2));
  machine.step();
  expect(machine.done).toHaveLength(1);
  machine.step();
  expect(machine.done).toHaveLength(2);
});

test('what comes while the disk is busy goes together, in order', () => {
  const machine = started();
  const tokens: number[] = [];
  const asked = askedOf(machine, () => {
    for (const key of ['a', 'b', 'c']) tokens.push(machine.storage.put(key, recordOf(1)));
    tokens.push(machine.storage.remove('b'));
  });
  expect(asked).toEqual(['append', 'fsync', 'fsyncNames', 'append', 'fsync']);
  expect(machine.done).toEqual(tokens.map((token) => ({ token, ok: true })));
  machine.crash('lost').settle();
  expect([...machine.recovered!.keys()]).toEqual(['a', 'c']);
});

test('where nothing is synced, a change is acknowledged once it is written', () => {
  const machine = started({ fsync: 'never' });
  expect(askedOf(machine, () => machine.storage.put('a', recordOf(1)))).toEqual(['append']);
  expect(machine.done).toHaveLength(1);
  expect(machine.crash('kept').settle().recovered).toEqual(new Map([['a', recordOf(1)]]));
  expect(machine.crash('lost').settle().recovered).toEqual(new Map());
});

describe('a batch', () => {
  const batch = { fsync: 'batch', batchTicks: 5, batchRecords: 3 } as const;

  test('waits for its time', () => {
    const machine = started(batch);
    machine.storage.put('a', recordOf(1));
    machine.storage.put('b', recordOf(2));
    expect(machine.host.submitted).toEqual([]);
    expect(machine.host.timers.map(({ due }) => due - machine.host.now)).toEqual([5]);
    expect(askedOf(machine, () => undefined)).toEqual(['append', 'fsync', 'fsyncNames']);
    expect(machine.done).toHaveLength(2);
  });

  test('or for its number, and then has no timer', () => {
    const machine = started(batch);
    for (const key of ['a', 'b', 'c']) machine.storage.put(key, recordOf(1));
    expect(machine.host.submitted.map(({ operation }) => operation.kind)).toEqual(['append']);
    expect(machine.host.timers).toEqual([]);
  });

  test('that came due while the disk was busy goes when it is not', () => {
    const machine = started(batch);
    for (const key of ['a', 'b', 'c', 'd']) machine.storage.put(key, recordOf(1));
    const [timer] = machine.host.timers;
    machine.host.cancel(timer!.id);
    machine.storage.onTimer(timer!.kind);
    const asked = askedOf(machine, () => undefined);
    expect(asked).toEqual(['append', 'fsync', 'fsyncNames', 'append', 'fsync']);
  });
});

test('a timer that is not its own is left to others', () => {
  expect(started().storage.onTimer({ name: 'batch', layer: 'store' })).toBe(false);
});

describe('a snapshot', () => {
  test('is written beside, synced and named before the log is emptied', () => {
    const machine = started({ snapshotEvery: 2 });
    askedOf(machine, () => machine.storage.put('a', recordOf(1)));
    const asked = askedOf(machine, () => machine.storage.put('b', recordOf(2)));
    const snapshot = ['writeFile', 'fsync', 'rename', 'fsyncNames', 'truncate'];
    expect(asked).toEqual(['append', 'fsync', ...snapshot]);
    expect(machine.file('log')).toHaveLength(0);
    expect(machine.file('snapshot.new')).toBeUndefined();
    const told = machine.host.events.filter(({ kind }) => kind.startsWith('snapshot'));
    expect(told).toEqual([
      { kind: 'snapshotBegun', records: 2 },
      { kind: 'snapshotTaken', records: 2 },
    ]);
  });

  test('or after, where the settings are wrong: in between everything is lost', () => {
    const machine = started({ snapshotEvery: 2, renameBeforeTruncate: false });
    askedOf(machine, () => machine.storage.put('a', recordOf(1)));
    machine.storage.put('b', recordOf(2));
    while (machine.told('snapshotBegun').length === 0) machine.step();
    machine.step();
    expect(machine.done).toHaveLength(2);
    expect(machine.crash('kept').settle().recovered).toEqual(new Map());
  });

  test('counts the changes since the last one, over restarts', () => {
    const machine = started({ snapshotEvery: 3 });
    const putOne = () => machine.storage.put('a', recordOf(1));
    const taken = () => machine.told('snapshotTaken').length;
    for (const [change, count] of [
      [putOne, 0],
      [putOne, 0],
      [() => machine.crash('lost'), 0],
      [putOne, 1],
      [putOne, 1],
      [putOne, 1],
      [putOne, 2],
    ] as const) {
      change();
      machine.settle();
      expect(taken()).toBe(count);
    }
  });

  test('that does not fit is tried again as many changes later', () => {
    const machine = started({ snapshotEvery: 2 });
    const putOne = () => machine.storage.put('a', recordOf(1));
    askedOf(machine, putOne);
    putOne();
    while (machine.told('snapshotBegun').length === 0) machine.step();
    machine.host.files.isFull = true;
    machine.settle();
    expect(machine.told('snapshotTaken')).toEqual([]);
    machine.host.files.isFull = false;
    askedOf(machine, putOne);
    expect(machine.told('snapshotBegun')).toHaveLength(1);
    askedOf(machine, putOne);
    expect(machine.told('snapshotTaken')).toHaveLength(1);
    expect(machine.crash('lost').settle().recovered).toEqual(new Map([['a', recordOf(1)]]));
  });
});

describe('a full disk', () => {
  test('refuses puts, which then never happened', () => {
    const machine = started();
    machine.host.files.isFull = true;
    const token = machine.storage.put('a', recordOf(1));
    machine.settle();
    expect(machine.done).toEqual([{ token, ok: false }]);
    machine.host.files.isFull = false;
    machine.storage.put('b', recordOf(2));
    machine.settle().crash('lost').settle();
    expect(machine.recovered).toEqual(new Map([['b', recordOf(2)]]));
    expect(machine.told('storageDamaged')).toEqual([]);
  });

  test('keeps removals waiting until something fits again', () => {
    const machine = started();
    machine.storage.put('a', recordOf(1));
    machine.settle();
    machine.host.files.isFull = true;
    const removal = machine.storage.remove('a');
    machine.settle();
    expect(machine.done).toHaveLength(1);
    machine.host.files.isFull = false;
    machine.storage.put('b', recordOf(2));
    machine.settle();
    expect(machine.done.map(({ token }) => token)).toContain(removal);
    expect([...machine.crash('lost').settle().recovered!.keys()]).toEqual(['b']);
  });

  test('has removals tried again, ever less often, where nothing else comes', () => {
    const machine = started();
    machine.storage.put('a', recordOf(1));
    machine.settle();
    machine.host.files.isFull = true;
    const removal = machine.storage.remove('a');
    // Each 100 ticks it lets what is due happen, until nothing is.
    machine.settle();
    expect(machine.host.timers).toHaveLength(1);
    machine.host.files.isFull = false;
    machine.host.now = machine.host.timers[0]!.due;
    machine.settle();
    expect(machine.done.map(({ token }) => token)).toContain(removal);
    expect(machine.host.timers).toEqual([]);
    expect(machine.crash('lost').settle().recovered).toEqual(new Map());
  });
});

describe('when it is read back', () => {
  const three = () => {
    const machine = started();
    for (const [i, key] of ['a', 'b', 'c'].entries()) machine.storage.put(key, recordOf(i));
    return machine.settle();
  };

  test('everything is told, by key and version', () => {
    const machine = three().crash('lost').settle();
    expect(machine.host.events.slice(-4)).toEqual([
      { kind: 'recovered', records: 3 },
      ...[0, 1, 2].map((i) => ({
        ...{ kind: 'recalled', key: 'abc'[i], version: recordOf(i).version },
      })),
    ]);
  });

  test('a torn end is cut off, and told', () => {
    const machine = three();
    const before = machine.file('log')!.length;
    machine.storage.put('d', recordOf(4));
    machine.step();
    const whole = machine.file('log')!.length;
    // All of the entry but one byte, and no zeros after it.
    const drawn = [0, whole - before - 1, 0];
    machine.crash('torn', { below: () => drawn.shift()! }).settle();
    const bytes = whole - before - 1;
    expect(machine.told('tornTail')).toEqual([{ kind: 'tornTail', offset: before, bytes }]);
    expect(machine.file('log')).toHaveLength(before);
    expect(machine.recovered!.size).toBe(3);
  });

  test.each([
    ['log', 0],
    ['log', 60],
    ['snapshot', 3],
    ['snapshot', 70],
  ] as const)('damage in the middle of the %s, at %i, is refused, once', (file, at) => {
    const machine = started({ snapshotEvery: file === 'snapshot' ? 3 : 1000 });
    for (const key of ['a', 'b', 'c']) machine.storage.put(key, recordOf(1));
    machine.settle();
    machine.host.files.rot(file, [at, at], { below: () => 0 });
    machine.crash('lost').settle();
    const damaged = machine.told<StorageEvent & { kind: 'storageDamaged' }>('storageDamaged');
    expect(damaged.map((event) => event.file)).toEqual([file]);
    expect(damaged[0]!.offset).toBeLessThanOrEqual(at);
    expect(machine.recovered).toEqual(new Map());
    machine.storage.put('d', recordOf(4));
    machine.settle().crash('lost').settle();
    expect(machine.recovered).toEqual(new Map([['d', recordOf(4)]]));
    expect(machine.told('storageDamaged')).toHaveLength(1);
  });

  test('and without checksums is believed', () => {
    const machine = started({ checksum: false });
    for (const key of ['a', 'b']) machine.storage.put(key, recordOf(1));
    machine.settle();
    const value = machine.file('log')!.indexOf('v'.charCodeAt(0));
    machine.host.files.rot('log', [value, value], { below: () => 0 });
    machine.crash('lost').settle();
    expect(machine.recovered!.get('a')).toEqual({ ...recordOf(1), value: 'w' });
  });
});
