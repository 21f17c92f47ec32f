/** What nodes running SWIM say to each other. */

import { ADDRESS_MAX } from '../../address';
import { address, type Field, unsigned } from '../../fields';
import { Catalogue } from '../../message';
import { ALIVE, LEFT } from './members';
import {
  ACCUSER,
  countOf,
  INCARNATION,
  MEMBER,
  STATE,
  UPDATE_WORDS,
  type Updates,
  writeUpdate,
} from './updates';

export type SwimMessage =
  /** Are you there? */
  | { readonly kind: 'ping'; readonly sequence: number; readonly updates: Updates }
  /** Ping the target for me. */
  | {
      readonly kind: 'pingRequest';
      readonly sequence: number;
      readonly target: number;
      readonly updates: Updates;
    }
  /** I am; or: the target of your request is. */
  | { readonly kind: 'ack'; readonly sequence: number; readonly updates: Updates }
  /** The target of your request has not answered me either. */
  | { readonly kind: 'nack'; readonly sequence: number }
  /** Updates that ride on nothing else. */
  | { readonly kind: 'news'; readonly updates: Updates }
  /** A page of what I know; give me yours from your index `wanted` on. */
  | {
      readonly kind: 'pushPull';
      readonly session: number;
      readonly wanted: number;
      readonly updates: Updates;
    }
  /** The page that was asked for; the following one begins at `next`, 0 where there is none. */
  | {
      readonly kind: 'pushPullReply';
      readonly session: number;
      readonly wanted: number;
      readonly next: number;
      readonly updates: Updates;
    };

/** A byte of state, and four each of the member's id, its incarnation and the accuser's id. */
const UPDATE_BYTES = 13;
/** The longest header of a message with updates: its kind, three numbers, how many updates. */
const HEADER_BYTES = 15;
const MAX_UPDATES = 0xffff;
const INT31_MAX = 0x7fffffff;
const UINT32_MAX = 0xffffffff;

/** How many updates any message of so many bytes holds. */
export function updatesThatFit(maxMessageBytes: number): number {
  return Math.min(MAX_UPDATES, Math.floor((maxMessageBytes - HEADER_BYTES) / UPDATE_BYTES));
}

/** The smallest message that so many updates fit. */
export function bytesForUpdates(updates: number): number {
  return HEADER_BYTES + updates * UPDATE_BYTES;
}

/** Bound once: in a jest sandbox every look-up of a global is slow. */
const { imul } = Math;

const updatesField: Field<Updates> = {
  size: (updates) => 2 + countOf(updates) * UPDATE_BYTES,
  digest: (updates, digest) => {
    const { words, start, end } = updates;
    digest.add(countOf(updates));
    // Products that do not wait for each other; by odd factors, so that each word counts.
    for (let at = start; at < end; at += UPDATE_WORDS) {
      const state = words[at + STATE]!;
      const member = words[at + MEMBER]!;
      const incarnation = words[at + INCARNATION]!;
      const accuser = words[at + ACCUSER]!;
      const spread = imul(incarnation, 0x297a2d39) + imul(accuser, 0x1b56c4e9);
      const turned = imul(incarnation, 0x68e31da5) + imul(accuser, 0x6c8e944b);
      digest.add(imul(member, 0x2c1b3c6d) + state + spread);
      digest.add(imul(member, 0x5bd1e995) + imul(state, 0x7feb352d) + turned);
    }
  },
  write: (updates, writer) => {
    const { words, start, end } = updates;
    writer.u16(countOf(updates));
    for (let at = start; at < end; at += UPDATE_WORDS) {
      writer.u8(words[at + STATE]!);
      writer.u32(words[at + MEMBER]!);
      writer.u32(words[at + INCARNATION]!);
      writer.u32(words[at + ACCUSER]!);
    }
  },
  read: (reader) => {
    const announced = reader.u16();
    const enough = announced * UPDATE_BYTES <= reader.remaining();
    if (!enough) reader.refuse();
    const words = new Int32Array(enough ? announced * UPDATE_WORDS : 0);
    for (let at = 0; at < words.length; at += UPDATE_WORDS) {
      const state = reader.u8();
      const member = reader.u32();
      const incarnation = reader.u32();
      const accuser = reader.u32();
      const isMember = member >= 1 && member <= ADDRESS_MAX && accuser <= ADDRESS_MAX;
      if (state < ALIVE || state > LEFT || !isMember || incarnation > INT31_MAX) reader.refuse();
      writeUpdate(words, at, { state, member, incarnation, accuser });
    }
    return { words, start: 0, end: words.length };
  },
};

const number = unsigned(UINT32_MAX);

export const swimMessages = Catalogue.of<SwimMessage>({
  ping: { number: 160, fields: { sequence: number, updates: updatesField } },
  pingRequest: {
    number: 161,
    fields: { sequence: number, target: address, updates: updatesField },
  },
  ack: { number: 162, fields: { sequence: number, updates: updatesField } },
  nack: { number: 163, fields: { sequence: number } },
  news: { number: 164, fields: { updates: updatesField } },
  pushPull: { number: 165, fields: { session: number, wanted: number, updates: updatesField } },
  pushPullReply: {
    number: 166,
    fields: { session: number, wanted: number, next: number, updates: updatesField },
  },
});
