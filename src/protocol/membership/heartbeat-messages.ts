/** What nodes running gossiped heartbeats say to each other. */

import { ADDRESS_MAX } from '../address';
import { type Field, unsigned } from '../fields';
import { Catalogue } from '../message';

/**
 * Rows of [address, incarnation, heartbeat], one after the other: the words from `start` to `end`
 * of an array that may hold the rows of other messages too. Words once written never change.
 */
export interface Rows {
  readonly words: Int32Array;
  readonly start: number;
  readonly end: number;
}
export const ROW_WORDS = 3;

export type HeartbeatMessage =
  /** Let me in: sent to an introducer until it answers. */
  | { readonly kind: 'joinRequest'; readonly incarnation: number; readonly heartbeat: number }
  /** The introducer's table, or the part of it that one message holds. */
  | { readonly kind: 'joinReply'; readonly rows: Rows }
  /** Some of the sender's table; the first row is its own. */
  | { readonly kind: 'gossip'; readonly rows: Rows }
  /** You were taken for dead: come back under an incarnation above this one. */
  | { readonly kind: 'removalNotice'; readonly incarnation: number }
  /** I go: sent to every member once. Whoever does not hear of it removes the sender in time. */
  | { readonly kind: 'leaving'; readonly incarnation: number };

/** As the course's 14 bytes: 4 of id, 2 of port, 8 of heartbeat, here split with the incarnation. */
const ROW_BYTES = 14;
/** Before the first row: the message's kind and the number of rows. */
const HEADER_BYTES = 3;
const MAX_ROWS = 0xffff;
const INT31_MAX = 0x7fffffff;

/** How many rows a message of so many bytes holds. */
export function rowsThatFit(maxMessageBytes: number): number {
  return Math.min(MAX_ROWS, Math.floor((maxMessageBytes - HEADER_BYTES) / ROW_BYTES));
}

/** The smallest message that so many rows fit. */
export function bytesForRows(rows: number): number {
  return HEADER_BYTES + rows * ROW_BYTES;
}

/** Words of a page: many messages share one, because small typed arrays are dear to make. */
const PAGE_WORDS = 4096;

/** Writes the rows of one message after another. */
export class RowWriter {
  private words = new Int32Array(0);
  private start = 0;
  private end = 0;

  /** Begins a message of at most so many rows. */
  begin(rows: number): void {
    const words = rows * ROW_WORDS;
    if (this.end + words > this.words.length) {
      this.words = new Int32Array(Math.max(PAGE_WORDS, words));
      this.end = 0;
    }
    this.start = this.end;
  }

  add(address: number, incarnation: number, heartbeat: number): void {
    const { words, end } = this;
    words[end] = address;
    words[end + 1] = incarnation;
    words[end + 2] = heartbeat;
    this.end = end + ROW_WORDS;
  }

  /** The rows added since `begin`. */
  finish(): Rows {
    return { words: this.words, start: this.start, end: this.end };
  }
}

const rowsField: Field<Rows> = {
  size: ({ start, end }) => 2 + ((end - start) / ROW_WORDS) * ROW_BYTES,
  digest: ({ words, start, end }, digest) => {
    digest.addWords(words, start, end);
  },
  write: ({ words, start, end }, writer) => {
    writer.u16((end - start) / ROW_WORDS);
    for (let i = start; i < end; i += ROW_WORDS) {
      writer.u32(words[i]!);
      writer.u16(0);
      writer.u32(words[i + 1]!);
      writer.u32(words[i + 2]!);
    }
  },
  read: (reader) => {
    const announced = reader.u16();
    const enough = announced * ROW_BYTES <= reader.remaining();
    if (!enough) reader.refuse();
    const words = new Int32Array(enough ? announced * ROW_WORDS : 0);
    for (let i = 0; i < words.length; i += ROW_WORDS) {
      const id = reader.u32();
      const port = reader.u16();
      words[i] = id;
      words[i + 1] = reader.u32();
      words[i + 2] = reader.u32();
      const inRange = words[i]! > 0 && words[i + 1]! >= 0 && words[i + 2]! >= 0;
      if (port !== 0 || id > ADDRESS_MAX || !inRange) reader.refuse();
    }
    return { words, start: 0, end: words.length };
  },
};

export const heartbeatMessages = Catalogue.of<HeartbeatMessage>({
  joinRequest: {
    number: 1,
    fields: { incarnation: unsigned(INT31_MAX), heartbeat: unsigned(INT31_MAX) },
  },
  joinReply: { number: 2, fields: { rows: rowsField } },
  gossip: { number: 3, fields: { rows: rowsField } },
  removalNotice: { number: 4, fields: { incarnation: unsigned(INT31_MAX) } },
  leaving: { number: 5, fields: { incarnation: unsigned(INT31_MAX) } },
});
