/**
 * Which values were ever written, in a fixed amount of memory, however many: a Bloom filter (1970). What
 * was written is always among them. What was not is taken for it less than once in 100,000 where a
 * million were, which is why it may clear a read, never accuse one.
 */

import { murmur3 } from '../protocol/ring/murmur3';

/** Eight megabytes of bits. */
const BITS = 0x400_0000;
const BITS_PER_VALUE = 4;

export class WrittenValues {
  private readonly words = new Uint32Array(BITS / 32);

  add(key: string, value: string): void {
    for (const bit of bitsOf(key, value)) this.words[bit >>> 5]! |= 1 << (bit & 31);
  }

  has(key: string, value: string): boolean {
    return bitsOf(key, value).every((bit) => (this.words[bit >>> 5]! & (1 << (bit & 31))) !== 0);
  }
}

function bitsOf(key: string, value: string): number[] {
  const name = JSON.stringify([key, value]);
  const first = murmur3(name);
  const step = murmur3(name, 1);
  return Array.from({ length: BITS_PER_VALUE }, (_, i) => (first + i * step) % BITS);
}
