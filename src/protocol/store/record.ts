/** What a replica stores under a key, and which of two records is the newer. */

import { counter, type Field, oneOf, struct, text } from '../fields';

export const KEY_BYTES_MAX = 1024;
/** With the largest key, a copy of a record still fits the course's message of 3983 bytes. */
export const VALUE_BYTES_MAX = 2048;

/**
 * Orders all writes of a key: by the coordinator's wall clock, then by actor. An actor is a
 * coordinator's storage and a counter that it never gives out twice, so that no two writes tie.
 */
export interface Version {
  /** Ticks on the coordinator's wall clock. */
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
}

/** Below 0 where a is older than b, above 0 where it is newer, 0 for the same write. */
export function compareVersions(a: Version, b: Version): number {
  return a.timestamp - b.timestamp || a.storageId - b.storageId || a.counter - b.counter;
}

/** The newer of two records, either of which may be missing. */
export function newest(
  a: StoredRecord | undefined,
  b: StoredRecord | undefined,
): StoredRecord | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareVersions(a.version, b.version) >= 0 ? a : b;
}

/** True for a record that holds a value: there is one, and it is no tombstone. */
export function isAlive(record: StoredRecord | undefined): record is StoredRecord {
  return record !== undefined && !record.deleted;
}

export const versionField: Field<Version> = struct({
  timestamp: counter,
  storageId: counter,
  counter,
});

const flags = oneOf('value', 'tombstone');

export const recordField: Field<StoredRecord> = {
  size: (record) => versionField.size(record.version) + 1 + valueField.size(record.value),
  digest: (record, digest) => {
    versionField.digest(record.version, digest);
    flags.digest(record.deleted ? 'tombstone' : 'value', digest);
    valueField.digest(record.value, digest);
  },
  write: (record, writer) => {
    versionField.write(record.version, writer);
    flags.write(record.deleted ? 'tombstone' : 'value', writer);
    valueField.write(record.value, writer);
  },
  read: (reader) => ({
    version: versionField.read(reader),
    deleted: flags.read(reader) === 'tombstone',
    value: valueField.read(reader),
  }),
};

export const keyField: Field<string> = text(KEY_BYTES_MAX);
export const valueField: Field<string> = text(VALUE_BYTES_MAX);
