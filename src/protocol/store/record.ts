/** What a replica stores under a key, and which of two records is the newer. */

import { counter, type Field, oneOf, struct, text } from '../fields';

export const KEY_BYTES_MAX = 1024;
/** With the largest key, a copy of a record still fits the course's message of 3983 bytes. */
export const VALUE_BYTES_MAX = 2048;

/**
 * Orders all writes of a key: by the wall clock of whoever stamped it, then by actor. An actor is a
 * coordinator's storage and a counter that it never gives out twice, so that no two writes tie.
 */
export interface Version {
  /** Ticks on the wall clock of whoever stamped it. */
  readonly timestamp: number;
  readonly storageId: number;
  readonly counter: number;
}

/** Where nothing is, or is known: older than every version that is given out. */
export const NO_VERSION: Version = { timestamp: 0, storageId: 0, counter: 0 };

/** A value, or the tombstone that a delete leaves. */
export interface StoredRecord {
  readonly version: Version;
  readonly deleted: boolean;
  /** Empty for a tombstone. */
  readonly value: string;
  /**
   * The wall clock's tick from which on the value is as good as deleted; not given where it stays.
   * Its tombstone keeps the version of the write: stamped with the time of expiry it would undo
   * writes that came in between, on replicas that had not heard of them.
   */
  readonly expiresAt?: number;
}

/** Below 0 where a is older than b, above 0 where it is newer, 0 for the same write. */
export function compareVersions(a: Version, b: Version): number {
  return a.timestamp - b.timestamp || a.storageId - b.storageId || a.counter - b.counter;
}

/**
 * Below 0 where a loses to b, above 0 where it wins, 0 for the same record. Of one write's value and
 * its tombstone, once it has expired, the tombstone wins.
 */
export function compareRecords(a: StoredRecord, b: StoredRecord): number {
  return compareVersions(a.version, b.version) || Number(a.deleted) - Number(b.deleted);
}

/** The newer of two records, either of which may be missing. */
export function newest(
  a: StoredRecord | undefined,
  b: StoredRecord | undefined,
): StoredRecord | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareRecords(a, b) >= 0 ? a : b;
}

/**
 * True for a record that holds a value: there is one, it is no tombstone and has not expired.
 * @param now on the wall clock of whoever asks
 */
export function isAlive(record: StoredRecord | undefined, now: number): record is StoredRecord {
  return record !== undefined && !record.deleted && !isExpired(record, now);
}

/** True for a value whose time is over. */
export function isExpired({ expiresAt }: StoredRecord, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

export const versionField: Field<Version> = struct({
  timestamp: counter,
  storageId: counter,
  counter,
});

const flags = oneOf('value', 'tombstone', 'expiring', 'expired');

/** Tombstones of expired values keep the time of expiry: their grace begins with it. */
function flagOf({ deleted, expiresAt }: StoredRecord) {
  if (expiresAt === undefined) return deleted ? 'tombstone' : 'value';
  return deleted ? 'expired' : 'expiring';
}

export const recordField: Field<StoredRecord> = {
  size: ({ version, value, expiresAt }) =>
    versionField.size(version) + 1 + valueField.size(value) + (expiresAt === undefined ? 0 : 8),
  digest: (record, digest) => {
    versionField.digest(record.version, digest);
    flags.digest(flagOf(record), digest);
    valueField.digest(record.value, digest);
    if (record.expiresAt !== undefined) counter.digest(record.expiresAt, digest);
  },
  write: (record, writer) => {
    versionField.write(record.version, writer);
    flags.write(flagOf(record), writer);
    valueField.write(record.value, writer);
    if (record.expiresAt !== undefined) counter.write(record.expiresAt, writer);
  },
  read: (reader) => {
    const version = versionField.read(reader);
    const flag = flags.read(reader);
    const value = valueField.read(reader);
    const record = { version, deleted: flag === 'tombstone' || flag === 'expired', value };
    const isKept = flag === 'value' || flag === 'tombstone';
    return isKept ? record : { ...record, expiresAt: counter.read(reader) };
  },
};

/** No key begins so, but the names under which a store keeps what are no records of its own. */
export const NO_KEY = '\u0000';
/** Such a name has at most so many bytes more than the key that it is about. */
export const NAME_BYTES_MORE = 32;

export const keyField: Field<string> = text(KEY_BYTES_MAX);
/** What storage has something under: a key, or the name of what is no record. */
export const nameField: Field<string> = text(KEY_BYTES_MAX + NAME_BYTES_MORE);
export const valueField: Field<string> = text(VALUE_BYTES_MAX);
