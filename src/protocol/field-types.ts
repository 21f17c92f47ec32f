/** The types that fields of messages can have, under one name for whoever declares messages. */

import { address, counter, listOf, oneOf, struct, text, unsigned } from './fields';

/**
 * The types that fields of messages can have. Each says how many bytes a value takes and what is
 * allowed; a value out of its bounds is refused where it is encoded.
 *
 * ```ts
 * const beat = {
 *   number: 224,
 *   fields: { incarnation: fields.unsigned(0x7fffffff), members: fields.listOf(fields.address, 1000) },
 * };
 * ```
 */
export const fields = {
  /** A node's address, 1 and on: 6 bytes. */
  address,
  /** A whole number from 0 to 2^53 - 1: 8 bytes. */
  counter,
  /** A whole number from 0 to a most of up to 2^32 - 1: 1, 2 or 4 bytes. */
  unsigned,
  /** One of some words: a byte. */
  oneOf,
  /** Text of so many bytes of UTF-8 at most: 2 bytes more. */
  text,
  /** So many values of a type at most: 2 bytes more. */
  listOf,
  /** An object of fields. */
  struct,
} as const;
