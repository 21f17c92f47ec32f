/**
 * A random order in which no number is remembered: a keyed permutation of 0 .. 2^b-1, of as few
 * bits b as `size` numbers need. It is what makes a round of probes, and a draw of a few members
 * without one twice, cost a handful of words however many members there are.
 */

import type { Random } from '../../host';

/** Bound once: in a jest sandbox every look-up of a global is slow. */
const { imul, clz32 } = Math;

/** With fewer, pairs of neighbours in small domains are not equally likely. */
const ROUNDS = 6;

export class Permutation {
  private readonly mask: number;
  private readonly shift: number;
  private readonly key: number;
  private readonly otherKey: number;
  private position = 0;

  constructor(size: number, random: Random) {
    const bits = size <= 1 ? 0 : 32 - clz32(size - 1);
    this.mask = bits === 0 ? 0 : -1 >>> (32 - bits);
    this.shift = (bits + 1) >>> 1;
    this.key = random.below(0x1_0000_0000) | 0;
    this.otherKey = random.below(0x1_0000_0000) | 0;
  }

  /** How many numbers there are in all. */
  get size(): number {
    return this.mask + 1;
  }

  /** The next number, which may be `size` or more: the caller passes over those; -1 after the last. */
  next(): number {
    return this.position > this.mask ? -1 : this.at(this.position++);
  }

  /** Each step can be undone within b bits: an odd factor, a sum, a shift to the right. */
  private at(position: number): number {
    const { mask, shift } = this;
    let key = this.key;
    let x = position;
    for (let round = 0; round < ROUNDS; round++) {
      x = (imul(x, key | 1) + (key >>> 16)) & mask;
      x ^= x >>> shift;
      key = imul(key ^ (key >>> 15), 0x2c1b3c6d);
      key = ((key ^ (key >>> 13)) + this.otherKey) | 0;
    }
    return x;
  }
}
