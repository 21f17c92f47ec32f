import fc from 'fast-check';

import { ByteReader, ByteWriter } from '../../../src/protocol/fields';
import {
  compareRecords,
  compareVersions,
  isAlive,
  isExpired,
  KEY_BYTES_MAX,
  newest,
  recordField,
  type StoredRecord,
  VALUE_BYTES_MAX,
} from '../../../src/protocol/store/record';
import { storeMessages } from '../../../src/protocol/store/store-messages';
import { anyVersion, closeVersion, recordOf } from '../../support/protocol-arbitraries';
import { tries } from '../../support/trials';

const version = fc.oneof(closeVersion, anyVersion);
/** Records whose content follows from their version: one write is one record. */
const maybeRecord = fc.option(
  closeVersion.map((of): StoredRecord => ({
    version: of,
    deleted: of.counter === 1,
    value: of.counter === 1 ? '' : JSON.stringify(of),
  })),
  { nil: undefined },
);

describe('the order of versions', () => {
  test('is total', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        }
      }),
      { seed: 1, numRuns: tries(1000) },
    );
  });

  test('ties only for the same write', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(compareVersions(a, b) === 0).toBe(same);
      }),
      { seed: 2, numRuns: tries(1000) },
    );
  });

  test('goes by time first, then by storage, then by counter', () => {
    const of = (timestamp: number, storageId: number, counter: number) => ({
      timestamp,
      storageId,
      counter,
    });
    expect(compareVersions(of(1, 9, 9), of(2, 1, 1))).toBeLessThan(0);
    expect(compareVersions(of(2, 1, 9), of(2, 2, 1))).toBeLessThan(0);
    expect(compareVersions(of(2, 2, 1), of(2, 2, 2))).toBeLessThan(0);
  });
});

describe('the newest of records', () => {
  test('is the same in whatever order and however often they come', () => {
    fc.assert(
      fc.property(maybeRecord, maybeRecord, maybeRecord, (a, b, c) => {
        expect(newest(a, b)).toEqual(newest(b, a));
        expect(newest(newest(a, b), c)).toEqual(newest(a, newest(b, c)));
        expect(newest(a, a)).toEqual(a);
        expect(newest(newest(a, b), b)).toEqual(newest(a, b));
      }),
      { seed: 3, numRuns: tries(1000) },
    );
  });

  test('is one of them, and no older than either', () => {
    fc.assert(
      fc.property(maybeRecord, maybeRecord, (a, b) => {
        const winner = newest(a, b);
        expect([a, b]).toContain(winner);
        for (const record of [a, b]) {
          if (record === undefined || winner === undefined) continue;
          expect(compareVersions(winner.version, record.version)).toBeGreaterThanOrEqual(0);
        }
      }),
      { seed: 4, numRuns: tries(500) },
    );
  });
});

describe('a record', () => {
  const stored = { version: { timestamp: 1, storageId: 1, counter: 1 }, deleted: false, value: '' };

  test('is alive unless it is missing or a tombstone', () => {
    expect(isAlive(undefined, 0)).toBe(false);
    expect(isAlive({ ...stored, deleted: true }, 0)).toBe(false);
    expect(isAlive(stored, 0)).toBe(true);
  });

  test('is alive until it expires', () => {
    const expiring = { ...stored, expiresAt: 5 };
    expect([4, 5, 6].map((now) => isAlive(expiring, now))).toEqual([true, false, false]);
    expect([4, 5].map((now) => isExpired(expiring, now))).toEqual([false, true]);
    expect(isExpired(stored, 1e9)).toBe(false);
  });

  test('loses to the tombstone that it leaves when it expires, and to nothing else of its version', () => {
    const expiring = { ...stored, expiresAt: 5 };
    const tombstone = { ...expiring, deleted: true };
    expect(newest(expiring, tombstone)).toBe(tombstone);
    expect(newest(tombstone, expiring)).toBe(tombstone);
    expect(compareRecords(expiring, { ...expiring })).toBe(0);
    const later = { ...stored, version: { ...stored.version, timestamp: 2 } };
    expect(newest(tombstone, later)).toBe(later);
  });

  test('takes no more bytes where it stays, and eight where it expires', () => {
    expect(recordField.size(stored)).toBe(27);
    expect(recordField.size({ ...stored, expiresAt: 5 })).toBe(35);
  });

  test('reads back as it was written, in as many bytes as announced', () => {
    fc.assert(
      fc.property(recordOf(anyVersion), (record) => {
        const writer = new ByteWriter(recordField.size(record));
        recordField.write(record, writer);
        const reader = new ByteReader(writer.bytes());
        expect(recordField.read(reader)).toEqual(record);
        expect(reader.intact()).toBe(true);
      }),
      { seed: 5 },
    );
  });

  test('of the largest key and value fits a message of the course, as does a request for it', () => {
    const key = 'k'.repeat(KEY_BYTES_MAX);
    const value = 'v'.repeat(VALUE_BYTES_MAX);
    const copy = { kind: 'copy', key, record: { ...stored, value } };
    const id = { client: 1, request: 1, operation: 'create' };
    const request = {
      kind: 'replicaRequest',
      ...id,
      key,
      value,
      version: stored.version,
      replicas: Array(3).fill({ address: 1, incarnation: 0 }),
    };
    expect(storeMessages.encode(copy).length).toBeLessThanOrEqual(3983);
    expect(storeMessages.encode(request).length).toBeLessThanOrEqual(3983);
  });
});
