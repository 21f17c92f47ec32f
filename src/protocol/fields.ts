/** The types a declared field can have: each knows its size, digest and wire form. */

import { fieldByField } from './field-by-field';
import { utf8Bytes, utf8Length, utf8Text } from './utf8';

/** Bound once: in a jest sandbox every look-up of a global is slow. */
const { imul } = Math;

/** A running digest of content: two 32-bit lanes. One changed word always changes a lane. */
export class Digest {
  low = 0;
  high = 0;

  reset(): void {
    this.low = 0x9e3779b9 | 0;
    this.high = 0x85ebca6b | 0;
  }

  /** Adds a whole number of at most 32 bits. The shift brings its top bits down among the others. */
  add(word: number): void {
    const low = imul(this.low ^ word, 0x2c1b3c6d);
    const high = imul(this.high ^ word, 0x297a2d39);
    this.low = low ^ (low >>> 15);
    this.high = high ^ (high >>> 13);
  }

  /** Adds a safe integer, as two words. */
  addLong(value: number): void {
    this.add(value | 0);
    this.add(Math.floor(value / 0x1_0000_0000));
  }

  /** Adds 32-bit words with one multiplication a word, four chains side by side. */
  addWords(words: Int32Array, start: number, end: number): void {
    let a = end - start;
    let b = 0;
    let c = 0;
    let d = 0;
    const whole = end - ((end - start) & 3);
    for (let i = start; i < whole; i += 4) {
      a = imul(a ^ words[i]!, 0x2c1b3c6d);
      b = imul(b ^ words[i + 1]!, 0x297a2d39);
      c = imul(c ^ words[i + 2]!, 0x1b873593);
      d = imul(d ^ words[i + 3]!, 0x5bd1e995);
      a ^= a >>> 15;
      b ^= b >>> 15;
      c ^= c >>> 15;
      d ^= d >>> 15;
    }
    this.add(a);
    this.add(b);
    this.add(c);
    this.add(d);
    for (let i = whole; i < end; i++) this.add(words[i]!);
  }

  /** Adds a text's length and its code units; the lanes are local, for texts are most of what is said. */
  addText(text: string): void {
    this.add(text.length);
    let { low, high } = this;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      low = imul(low ^ unit, 0x2c1b3c6d);
      high = imul(high ^ unit, 0x297a2d39);
      low ^= low >>> 15;
      high ^= high >>> 13;
    }
    this.low = low;
    this.high = high;
  }
}

/** Writes little-endian into a buffer of known size. */
export class ByteWriter {
  private readonly view: DataView;
  private position = 0;

  constructor(size: number) {
    this.view = new DataView(new ArrayBuffer(size));
  }

  u8(value: number): void {
    this.view.setUint8(this.position, value);
    this.position += 1;
  }

  u16(value: number): void {
    this.view.setUint16(this.position, value, true);
    this.position += 2;
  }

  u32(value: number): void {
    this.view.setUint32(this.position, value, true);
    this.position += 4;
  }

  /** The bytes written; throws if they are not exactly as many as were announced. */
  bytes(): Uint8Array {
    if (this.position !== this.view.byteLength) {
      throw new Error(
        `encoded ${this.position} bytes where ${this.view.byteLength} were announced`,
      );
    }
    return new Uint8Array(this.view.buffer);
  }
}

/** Reads little-endian. Past the end it reads zeros and is no longer intact. */
export class ByteReader {
  private readonly view: DataView;
  private position = 0;
  private end: number;
  private damaged = false;

  constructor(private readonly content: Uint8Array) {
    this.view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    this.end = content.length;
  }

  /** Goes on with the bytes from `start` up to `end`, whatever came of others. */
  goTo(start: number, end: number): void {
    this.position = start;
    this.end = end;
    this.damaged = false;
  }

  /** True if everything asked for was there and nothing is left over. */
  intact(): boolean {
    return !this.damaged && this.position === this.end;
  }

  /** Marks the content as out of its declared bounds. */
  refuse(): void {
    this.damaged = true;
  }

  /** How many bytes are left: the bound of every length that the content announces. */
  remaining(): number {
    return this.end - this.position;
  }

  u8(): number {
    return this.has(1) ? this.view.getUint8(this.position++) : 0;
  }

  u16(): number {
    if (!this.has(2)) return 0;
    this.position += 2;
    return this.view.getUint16(this.position - 2, true);
  }

  u32(): number {
    if (!this.has(4)) return 0;
    this.position += 4;
    return this.view.getUint32(this.position - 4, true);
  }

  /** The next bytes, of which there must be so many, as text; undefined where they are none. */
  text(bytes: number): string | undefined {
    this.position += bytes;
    return utf8Text(this.content, this.position - bytes, this.position);
  }

  private has(bytes: number): boolean {
    if (this.position + bytes <= this.end) return true;
    this.damaged = true;
    return false;
  }
}

/** A field's type. `size`, `write` and `read` agree: what was written reads back equal. */
export interface Field<T> {
  /** Encoded, in bytes. */
  size(value: T): number;
  /** Adds every part of the value. */
  digest(value: T, digest: Digest): void;
  /** Throws a RangeError for a value out of the declared bounds. */
  write(value: T, writer: ByteWriter): void;
  /** Refuses what is out of bounds. */
  read(reader: ByteReader): T;
}

/** A whole number from 0 to max, in as many bytes as `max` needs (1, 2 or 4). */
export function unsigned(max: number): Field<number> {
  requireWhole(max, 0xffff_ffff);
  const bytes = max <= 0xff ? 1 : max <= 0xffff ? 2 : 4;
  return {
    size: () => bytes,
    digest: (value, digest) => {
      digest.add(value);
    },
    write: (value, writer) => {
      requireWhole(value, max);
      if (bytes === 1) writer.u8(value);
      else if (bytes === 2) writer.u16(value);
      else writer.u32(value);
    },
    read: (reader) => {
      const value = bytes === 1 ? reader.u8() : bytes === 2 ? reader.u16() : reader.u32();
      if (value > max) reader.refuse();
      return value;
    },
  };
}

/** A count or a time: a whole number from 0 to 2^53 - 1, in 8 bytes. */
export const counter: Field<number> = {
  size: () => 8,
  digest: (value, digest) => {
    digest.addLong(value);
  },
  write: (value, writer) => {
    requireWhole(value, Number.MAX_SAFE_INTEGER);
    writer.u32(value % 0x1_0000_0000);
    writer.u32(Math.floor(value / 0x1_0000_0000));
  },
  read: (reader) => {
    const low = reader.u32();
    const value = low + reader.u32() * 0x1_0000_0000;
    if (value > Number.MAX_SAFE_INTEGER) reader.refuse();
    return value;
  },
};

/** An address as the course writes it: 4 bytes of id and 2 bytes of port, which is 0. */
export const address: Field<number> = {
  size: () => 6,
  digest: (value, digest) => {
    digest.add(value);
  },
  write: (value, writer) => {
    requireWhole(value, 0x7fffffff);
    writer.u32(value);
    writer.u16(0);
  },
  read: (reader) => {
    const id = reader.u32();
    if (reader.u16() !== 0 || id > 0x7fffffff) reader.refuse();
    return id;
  },
};

/** One of a fixed list of words, in one byte. */
export function oneOf<T extends string>(...words: readonly T[]): Field<T> {
  return {
    size: () => 1,
    digest: (value, digest) => {
      digest.add(words.indexOf(value));
    },
    write: (value, writer) => {
      const index = words.indexOf(value);
      if (index < 0) throw new RangeError(`${value} is none of ${words.join(', ')}`);
      writer.u8(index);
    },
    read: (reader) => {
      const word = words[reader.u8()];
      if (word !== undefined) return word;
      reader.refuse();
      return words[0]!;
    },
  };
}

/** Text of at most maxBytes bytes of UTF-8; lone surrogates have no such form and are refused. */
export function text(maxBytes: number): Field<string> {
  requireWhole(maxBytes, 0xffff);
  return {
    size: (value) => 2 + utf8Length(value),
    digest: (value, digest) => {
      digest.addText(value);
    },
    write: (value, writer) => {
      const bytes = utf8Bytes(value);
      requireWhole(bytes.length, maxBytes);
      writer.u16(bytes.length);
      for (const byte of bytes) writer.u8(byte);
    },
    read: (reader) => {
      const length = boundedLength(reader.u16(), maxBytes, 1, reader);
      const value = reader.text(length);
      if (value === undefined) reader.refuse();
      return value ?? '';
    },
  };
}

/** A list of at most maxItems values of one type. */
export function listOf<T>(item: Field<T>, maxItems: number): Field<readonly T[]> {
  requireWhole(maxItems, 0xffff);
  return {
    size: (values) => values.reduce((sum, value) => sum + item.size(value), 2),
    digest: (values, digest) => {
      digest.add(values.length);
      for (const value of values) item.digest(value, digest);
    },
    write: (values, writer) => {
      requireWhole(values.length, maxItems);
      writer.u16(values.length);
      for (const value of values) item.write(value, writer);
    },
    read: (reader) => {
      const length = boundedLength(reader.u16(), maxItems, 1, reader);
      return Array.from({ length }, () => item.read(reader));
    },
  };
}

/** A plain object of typed fields, in declared order. */
export function struct<T extends object>(fields: {
  readonly [K in keyof T]: Field<T[K]>;
}): Field<T> {
  const names = Object.keys(fields) as (keyof T)[];
  return {
    ...fieldByField<T, Digest>(fields),
    write: (value, writer) => {
      for (const name of names) fields[name].write(value[name], writer);
    },
    read: (reader) => {
      const value: Partial<T> = {};
      for (const name of names) value[name] = fields[name].read(reader);
      return value as T;
    },
  };
}

/** A last field that may be missing: where it is, it takes no bytes and changes no digest. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return {
    size: (value) => (value === undefined ? 0 : field.size(value)),
    digest: (value, digest) => {
      if (value !== undefined) field.digest(value, digest);
    },
    write: (value, writer) => {
      if (value !== undefined) field.write(value, writer);
    },
    read: (reader) => (reader.remaining() > 0 ? field.read(reader) : undefined),
  };
}

/** A length that the content announces, cut to what the rest of the content can hold. */
function boundedLength(
  announced: number,
  max: number,
  itemBytes: number,
  reader: ByteReader,
): number {
  if (announced <= max && announced * itemBytes <= reader.remaining()) return announced;
  reader.refuse();
  return 0;
}

function requireWhole(value: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > max) {
    throw new RangeError(`${value} is not a whole number from 0 to ${max}`);
  }
}
