import fc from 'fast-check';

import { type LogEntry, logBytes, readLog } from '../../../src/protocol/storage/log-format';
import { readSnapshot, snapshotBytes } from '../../../src/protocol/storage/snapshot-format';
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from '../../../src/protocol/store/record';
import { anyText, anyVersion, recordOf } from '../../support/protocol-arbitraries';
import { tries } from '../../support/trials';
import { recordOf as numbered } from './machine';

const record = fc.option(recordOf(anyVersion), { nil: undefined });
const entries = fc
  .array(fc.record({ key: anyText, record }), { maxLength: 6 })
  .map((changes) => changes.map((change, i): LogEntry => ({ number: i + 5, ...change })));
const RUNS = { seed: 1, numRuns: tries(1000) };

function entry(number: number, key = 'k'): LogEntry {
  return { number, key, record: numbered(number) };
}

const THREE = [entry(1), entry(2, 'removed'), entry(3)].map((each) =>
  each.key === 'removed' ? { ...each, record: undefined } : each,
);

test('what was written reads back, with checksums and without', () => {
  fc.assert(
    fc.property(entries, fc.boolean(), (written, isChecked) => {
      const bytes = logBytes(written, isChecked);
      const read = readLog(bytes, isChecked);
      expect(read).toEqual({ entries: written, end: bytes.length, rest: 'nothing' });
    }),
    RUNS,
  );
});

test('so do the largest keys and values', () => {
  const largest = { ...entry(1, 'k'.repeat(KEY_BYTES_MAX)) };
  const value = 'v'.repeat(VALUE_BYTES_MAX);
  const written = [{ ...largest, record: { ...largest.record!, value } }];
  expect(readLog(logBytes(written, true), true).entries).toEqual(written);
});

test('an entry has the length, checksum and content that the format says', () => {
  const bytes = logBytes([{ number: 1, key: 'k', record: undefined }], true);
  const length = [12, 0];
  // As zlib's crc32 gives it.
  const checksum = [0x82, 0x3f, 0x6e, 0x83];
  expect([...bytes]).toEqual([...length, ...checksum, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 107]);
});

test('whatever the damage, no entry is read that was not written', () => {
  const bend = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) });
  fc.assert(
    fc.property(
      entries,
      fc.array(bend, { maxLength: 3 }),
      fc.uint8Array(),
      (written, bends, more) => {
        const bytes = Uint8Array.from([...logBytes(written, true), ...more]);
        for (const { at, byte } of bends) bytes[Math.floor(at * bytes.length)] = byte;
        const read = readLog(bytes, true);
        expect(read.entries).toEqual(written.slice(0, read.entries.length));
        expect(read.end).toBe(logBytes(read.entries, true).length);
        expect(read.rest === 'nothing').toBe(read.end === bytes.length);
      },
    ),
    RUNS,
  );
});

test('nor does it throw without checksums', () => {
  fc.assert(
    fc.property(entries, fc.uint8Array(), fc.nat(200), (written, damage, at) => {
      const bytes = logBytes(written, false);
      bytes.set(damage.slice(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
      const read = readLog(bytes, false);
      expect(read.rest).not.toBe('damaged');
      readSnapshot(bytes, false);
    }),
    RUNS,
  );
});

test('cut off anywhere it is torn, and what is whole before that is read', () => {
  const bytes = logBytes(THREE, true);
  const ends = [0, 1, 2, 3].map((count) => logBytes(THREE.slice(0, count), true).length);
  for (let size = 0; size <= bytes.length; size++) {
    const count = ends.filter((end) => end <= size).length - 1;
    const rest = size === ends[count] ? 'nothing' : 'torn';
    const expected = { entries: THREE.slice(0, count), end: ends[count], rest };
    expect({ size, ...readLog(bytes.slice(0, size), true) }).toEqual({ size, ...expected });
  }
});

test('one bit anywhere before the last entry is damage, and in it the end is torn', () => {
  const bytes = logBytes(THREE, true);
  const last = logBytes(THREE.slice(0, 2), true).length;
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const bent = Uint8Array.from(bytes);
    bent[bit >> 3]! ^= 1 << (bit & 7);
    const rest = bit >> 3 < last ? 'damaged' : 'torn';
    expect({ bit, rest: readLog(bent, true).rest }).toEqual({ bit, rest });
  }
});

test('zeros at the end are torn, not entries', () => {
  const bytes = Uint8Array.from([...logBytes(THREE, false), ...new Uint8Array(100)]);
  for (const isChecked of [true, false]) {
    const whole = isChecked
      ? Uint8Array.from([...logBytes(THREE, true), ...new Uint8Array(100)])
      : bytes;
    expect(readLog(whole, isChecked)).toMatchObject({ entries: THREE, rest: 'torn' });
  }
});

test('a number that does not follow the one before ends a log', () => {
  const gap = logBytes([entry(1), entry(3)], true);
  expect(readLog(gap, true)).toMatchObject({ entries: [entry(1)], rest: 'damaged' });
  const again = logBytes([entry(1), entry(1)], true);
  expect(readLog(again, true)).toMatchObject({ entries: [entry(1)], rest: 'torn' });
  expect(readLog(logBytes([entry(2)], true), true, 1)).toMatchObject({ rest: 'damaged' });
});

describe('a snapshot', () => {
  const records = new Map([
    ['a', numbered(1)],
    ['b', { ...numbered(2), deleted: true, value: '' }],
  ]);

  test.each([true, false])('reads back, checked or not: %j', (isChecked) => {
    const bytes = snapshotBytes({ number: 77, records }, isChecked);
    expect(readSnapshot(bytes, isChecked)).toEqual({ number: 77, records });
    const empty = { number: 3, records: new Map() };
    expect(readSnapshot(snapshotBytes(empty, isChecked), isChecked)).toEqual(empty);
  });

  test('is none with a bit turned over, with less of it, or with more', () => {
    const bytes = snapshotBytes({ number: 77, records }, true);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const bent = Uint8Array.from(bytes);
      bent[bit >> 3]! ^= 1 << (bit & 7);
      expect({ bit, offset: typeof readSnapshot(bent, true) }).toEqual({ bit, offset: 'number' });
    }
    for (let size = 0; size < bytes.length; size++) {
      expect(typeof readSnapshot(bytes.slice(0, size), true)).toBe('number');
    }
    expect(readSnapshot(Uint8Array.from([...bytes, 0]), true)).toBe(bytes.length);
    const more = logBytes([entry(3)], true);
    expect(readSnapshot(Uint8Array.from([...bytes, ...more]), true)).toBe(
      bytes.length + more.length,
    );
  });

  test('tells where it is damaged', () => {
    const bytes = snapshotBytes({ number: 77, records }, true);
    const first = 20;
    const second = first + logBytes([{ number: 1, key: 'a', record: numbered(1) }], true).length;
    for (const [at, offset] of [
      [19, 0],
      [first, first],
      [second - 1, first],
      [second, second],
    ] as const) {
      const bent = Uint8Array.from(bytes);
      bent[at]! ^= 1;
      expect(readSnapshot(bent, true)).toBe(offset);
    }
  });
});
