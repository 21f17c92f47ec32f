/**
 * Updates as messages carry them: one after the other in an array of words that other messages
 * may refer to as well. So to send what was sent before copies nothing, and to read it is to read
 * memory in order.
 */

import type { Address } from '../../address';

/** What is said of a member. */
export interface Update {
  readonly state: number;
  readonly member: Address;
  readonly incarnation: number;
  /** Who suspects the member or takes it for dead; 0 for the other states. */
  readonly accuser: Address;
}

/** The words from `start` to `end`. Words once written never change. */
export interface Updates {
  readonly words: Int32Array;
  readonly start: number;
  readonly end: number;
}

/** The words of an update, in this order. */
export const UPDATE_WORDS = 4;
export const [STATE, MEMBER, INCARNATION, ACCUSER] = [0, 1, 2, 3] as const;

export const NO_UPDATES: Updates = { words: new Int32Array(0), start: 0, end: 0 };

export function countOf({ start, end }: Updates): number {
  return (end - start) / UPDATE_WORDS;
}

/** The update that begins at a word. */
export function updateAt(words: Int32Array, at: number): Update {
  return {
    state: words[at + STATE]!,
    member: words[at + MEMBER]!,
    incarnation: words[at + INCARNATION]!,
    accuser: words[at + ACCUSER]!,
  };
}

export function writeUpdate(words: Int32Array, at: number, update: Update): void {
  words[at + STATE] = update.state;
  words[at + MEMBER] = update.member;
  words[at + INCARNATION] = update.incarnation;
  words[at + ACCUSER] = update.accuser;
}

/** One update, and others behind it. */
export function updatesFrom(first: Update, others: Updates = NO_UPDATES): Updates {
  const { words, start, end } = others;
  const all = new Int32Array(UPDATE_WORDS + end - start);
  writeUpdate(all, 0, first);
  for (let i = start; i < end; i++) all[UPDATE_WORDS + i - start] = words[i]!;
  return { words: all, start: 0, end: all.length };
}
