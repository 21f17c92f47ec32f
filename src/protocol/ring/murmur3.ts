/** MurmurHash3, x86, 32 bit (Appleby, 2011): places keys and tokens on a ring of 2^32. */

import { utf8Bytes } from '../utf8';

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

/** @returns 0 .. 2^32 - 1 */
export function murmur3(text: string, seed = 0): number {
  const { length } = text;
  const whole = length & ~3;
  let hash = seed | 0;
  let units = 0;
  for (let i = 0; i < whole; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    units |= a | b | c | d;
    hash = mix(hash, a | (b << 8) | (c << 16) | (d << 24));
  }
  let rest = 0;
  for (let i = whole; i < length; i++) {
    const unit = text.charCodeAt(i);
    units |= unit;
    rest |= unit << (8 * (i - whole));
  }
  // Of most keys each character is a byte: no list of them need be made.
  if (units > 0x7f) return murmur3OfBytes(utf8Bytes(text), seed);
  return finish(hash ^ scramble(rest) ^ length);
}

/** @returns 0 .. 2^32 - 1 */
export function murmur3OfBytes(bytes: ArrayLike<number>, seed = 0): number {
  const { length } = bytes;
  const whole = length & ~3;
  let hash = seed | 0;
  for (let i = 0; i < whole; i += 4) hash = mix(hash, load(bytes, i, 4));
  hash ^= scramble(load(bytes, whole, length - whole));
  return finish(hash ^ length);
}

/** Takes in four bytes. */
function mix(hash: number, word: number): number {
  const mixed = hash ^ scramble(word);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

/** Little-endian bytes from `at` on. */
function load(bytes: ArrayLike<number>, at: number, count: number): number {
  let word = 0;
  for (let i = 0; i < count; i++) word |= bytes[at + i]! << (8 * i);
  return word;
}

function scramble(word: number): number {
  const mixed = Math.imul(word, C1);
  return Math.imul((mixed << 15) | (mixed >>> 17), C2);
}

/** Its last step, by which every bit of a word comes to depend on all others: 0 .. 2^32 - 1. */
export function finish(hash: number): number {
  let word = hash;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
