/**
 * A log as bytes: entries one after another, each its length, its checksum and its content. Numbers
 * rise by one from entry to entry, so that none is missing unnoticed.
 */

import { ByteReader, ByteWriter, counter, oneOf, unsigned } from '../fields';
import { nameField, recordField, type StoredRecord } from '../store/record';
import { crc32 } from './crc32';

/** One change of what is stored. */
export interface LogEntry {
  /** 1 for the first that a storage ever made, one more for each. */
  readonly number: number;
  readonly key: string;
  /** What is stored under the key from then on; undefined for a key that was removed. */
  readonly record: StoredRecord | undefined;
}

/** What a log holds. */
export interface LogContent {
  readonly entries: readonly LogEntry[];
  /** How many bytes from the beginning on are entries; fewer than there are where the rest is not. */
  readonly end: number;
  /**
   * What the rest is: `torn`, the beginning of what was being written when the power went; or
   * `damaged`, because an entry that is whole follows.
   */
  readonly rest: 'nothing' | 'torn' | 'damaged';
}

const length = unsigned(0xffff);
const checksum = unsigned(0xffff_ffff);
const change = oneOf('put', 'remove');
/** Before the content: its length and its checksum. */
const FRAME_BYTES = 6;
/** Of the smallest entry: number, kind and an empty key. */
const CONTENT_BYTES_MIN = 11;

/**
 * The bytes of entries.
 * @param isChecked whether they have checksums; without they have zeros
 */
export function logBytes(entries: readonly LogEntry[], isChecked: boolean): Uint8Array {
  const parts = entries.map((entry) => entryBytes(entry, isChecked));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

function entryBytes({ number, key, record }: LogEntry, isChecked: boolean): Uint8Array {
  const size =
    counter.size(number) + 1 + nameField.size(key) + (record ? recordField.size(record) : 0);
  const writer = new ByteWriter(FRAME_BYTES + size);
  length.write(size, writer);
  checksum.write(0, writer);
  counter.write(number, writer);
  change.write(record ? 'put' : 'remove', writer);
  nameField.write(key, writer);
  if (record) recordField.write(record, writer);
  const bytes = writer.bytes();
  if (isChecked) new DataView(bytes.buffer).setUint32(2, crc32(bytes, FRAME_BYTES), true);
  return bytes;
}

/**
 * What bytes hold as a log, whatever they are.
 * @param isChecked whether checksums are looked at; without them damage is taken for content wherever
 * it can be read as such, and whatever cannot for the torn end
 * @param first the number of the first entry; any unless given
 */
export function readLog(bytes: Uint8Array, isChecked: boolean, first?: number): LogContent {
  const reader = new LogReader(bytes, isChecked);
  const entries: LogEntry[] = [];
  let end = 0;
  let next = first;
  while (end < bytes.length) {
    const entry = reader.entryAt(end);
    if (entry === undefined || (next !== undefined && entry.number !== next)) {
      const isDamaged = isChecked && reader.entryFollows(end, (next ?? 1) - 1);
      return { entries, end, rest: isDamaged ? 'damaged' : 'torn' };
    }
    entries.push(entry);
    end = reader.end;
    next = entry.number + 1;
  }
  return { entries, end, rest: 'nothing' };
}

class LogReader {
  /** Where the entry ends that was read last. */
  end = 0;
  private readonly frame: ByteReader;
  private readonly content: ByteReader;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly isChecked: boolean,
  ) {
    this.frame = new ByteReader(bytes);
    this.content = new ByteReader(bytes);
  }

  /** The entry that begins at an offset; undefined where none does. */
  entryAt(offset: number): LogEntry | undefined {
    const { bytes, frame, content } = this;
    frame.goTo(offset, bytes.length);
    const size = length.read(frame);
    const sum = checksum.read(frame);
    if (size < CONTENT_BYTES_MIN || size > frame.remaining()) return undefined;
    const start = offset + FRAME_BYTES;
    this.end = start + size;
    if (this.isChecked && sum !== crc32(bytes, start, this.end)) return undefined;
    content.goTo(start, this.end);
    const number = counter.read(content);
    const kind = change.read(content);
    const key = nameField.read(content);
    const record = kind === 'put' ? recordField.read(content) : undefined;
    return content.intact() ? { number, key, record } : undefined;
  }

  /** True where an entry of a later number than this begins anywhere from an offset on. */
  entryFollows(from: number, number: number): boolean {
    for (let offset = from; offset < this.bytes.length; offset++) {
      const entry = this.entryAt(offset);
      if (entry !== undefined && entry.number > number) return true;
    }
    return false;
  }
}
