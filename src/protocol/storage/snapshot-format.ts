/** A snapshot as bytes: how far it goes and how much it holds, then its records as a log. */

import { ByteReader, ByteWriter, counter, unsigned } from '../fields';
import type { StoredRecord } from '../store/record';
import { crc32 } from './crc32';
import { logBytes, readLog } from './log-format';

/** What was stored at one moment. */
export interface Snapshot {
  /** The number of the last change that is in it. */
  readonly number: number;
  readonly records: ReadonlyMap<string, StoredRecord>;
}

const checksum = unsigned(0xffff_ffff);
/** Number, count and checksum of the two. */
const HEAD_BYTES = 20;
const COUNTED_BYTES = 16;

/** @param isChecked whether its parts have checksums; without they have zeros */
export function snapshotBytes({ number, records }: Snapshot, isChecked: boolean): Uint8Array {
  const counts = new ByteWriter(COUNTED_BYTES);
  counter.write(number, counts);
  counter.write(records.size, counts);
  const counted = counts.bytes();
  const sum = new ByteWriter(HEAD_BYTES - COUNTED_BYTES);
  checksum.write(isChecked ? crc32(counted) : 0, sum);
  const entries = Array.from(records, ([key, record], i) => ({ number: i + 1, key, record }));
  const rest = logBytes(entries, isChecked);
  const all = new Uint8Array(HEAD_BYTES + rest.length);
  all.set(counted);
  all.set(sum.bytes(), COUNTED_BYTES);
  all.set(rest, HEAD_BYTES);
  return all;
}

/**
 * What bytes hold as a snapshot, whatever they are; the offset from which on they do not where they
 * are not one as a whole: what is called a snapshot was on the disk before it was called that.
 */
export function readSnapshot(bytes: Uint8Array, isChecked: boolean): Snapshot | number {
  const head = new ByteReader(bytes.subarray(0, HEAD_BYTES));
  const number = counter.read(head);
  const count = counter.read(head);
  const sum = checksum.read(head);
  if (!head.intact()) return 0;
  if (isChecked && sum !== crc32(bytes, 0, COUNTED_BYTES)) return 0;
  const { entries, end } = readLog(bytes.subarray(HEAD_BYTES), isChecked, 1);
  const offset = HEAD_BYTES + end;
  if (offset < bytes.length || entries.length !== count) return offset;
  const records = new Map<string, StoredRecord>();
  for (const { key, record } of entries) if (record !== undefined) records.set(key, record);
  return records.size === count ? { number, records } : offset;
}
