/** What nodes running gossiped heartbeats say to each other. */

import { ADDRESS_MAX } from '../address';
import { type Field, unsigned } from '../fields';
import { Catalogue } from '../message';

/** Rows of [address, incarnation, heartbeat], one after the other. */
export type Rows = Int32Array;
export const ROW_WORDS = 3;

export type HeartbeatMessage =
  /** Let me in: sent to an introducer until it answers. */
  | { readonly kind: 'joinRequest'; readonly incarnation: number; readonly heartbeat: number }
  /** The introducer's table, or the part of it that one message holds. */
  | { readonly kind: 'joinReply'; readonly rows: Rows }
  /** Some of the sender's table; the first row is its own. */
  | { readonly kind: 'gossip'; readonly rows: Rows }
  /** You were taken for dead: come back under an incarnation above this one. */
  | { readonly kind: 'removalNotice'; readonly incarnation: number };

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

const rowsField: Field<Rows> = {
  size: (rows) => 2 + (rows.length / ROW_WORDS) * ROW_BYTES,
  digest: (rows, digest) => {
    digest.addWords(rows);
  },
  write: (rows, writer) => {
    writer.u16(rows.length / ROW_WORDS);
    for (let i = 0; i < rows.length; i += ROW_WORDS) {
      writer.u32(rows[i]!);
      writer.u16(0);
      writer.u32(rows[i + 1]!);
      writer.u32(rows[i + 2]!);
    }
  },
  read: (reader) => {
    const announced = reader.u16();
    const enough = announced * ROW_BYTES <= reader.remaining();
    if (!enough) reader.refuse();
    const rows = new Int32Array(enough ? announced * ROW_WORDS : 0);
    for (let i = 0; i < rows.length; i += ROW_WORDS) {
      const id = reader.u32();
      const port = reader.u16();
      rows[i] = id;
      rows[i + 1] = reader.u32();
      rows[i + 2] = reader.u32();
      const inRange = rows[i]! > 0 && rows[i + 1]! >= 0 && rows[i + 2]! >= 0;
      if (port !== 0 || id > ADDRESS_MAX || !inRange) reader.refuse();
    }
    return rows;
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
});
