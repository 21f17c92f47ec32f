/**
 * Chance. The seed, a string, is expanded by seedrandom into a 128-bit root; every stream and
 * every keyed draw is a hash of (root, name) and a counter or key, so that no draw depends on how
 * many others were made. Integer arithmetic only: every platform computes the same.
 */

import seedrandom from 'seedrandom';

/** Bound once: in a jest sandbox every look-up of a global is slow. */
const { imul } = Math;

/** One round of a 32-bit mixer with low bias (Wellons, "hash prospector", lowbias32). */
function round(value: number): number {
  let x = value;
  x = imul(x ^ (x >>> 16), 0x7feb352d);
  x = imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

export class RandomRoot {
  private readonly words: readonly [number, number, number, number];

  constructor(seed: string) {
    const expand = seedrandom(spelledOut(seed));
    this.words = [expand.int32(), expand.int32(), expand.int32(), expand.int32()];
  }

  /** The stream of that name: an endless sequence of its own. */
  stream(name: string): Stream {
    return new Stream(...this.keys(name));
  }

  /** The draws of that name: one number for each key, in any order, with nothing remembered. */
  keyed(name: string): KeyedDraw {
    return new KeyedDraw(...this.keys(name));
  }

  /** What a stream, or keyed draws, of that name are made of. */
  keys(name: string): [number, number] {
    let [a, b] = [this.words[0], this.words[1]];
    for (let i = 0; i < name.length; i++) {
      const unit = name.charCodeAt(i);
      a = round(a ^ unit);
      b = round((b + unit) | 0) ^ a;
    }
    return [round(a ^ this.words[2]), round(b ^ this.words[3])];
  }
}

/**
 * ARC4 repeats its key and takes the low byte of each character, so that `1` and `11` would be the
 * same seed: the length and every code unit in four digits make one key of each seed.
 */
function spelledOut(seed: string): string {
  const units = Array.from({ length: seed.length }, (_, i) =>
    seed.charCodeAt(i).toString(16).padStart(4, '0'),
  );
  return `${seed.length}:${units.join('')}`;
}

export class Stream {
  private drawn = 0;

  constructor(
    private readonly key0: number,
    private readonly key1: number,
  ) {}

  /** A whole number, uniform in 0..2^32-1. */
  next(): number {
    const low = this.drawn | 0;
    const high = (this.drawn / 0x1_0000_0000) | 0;
    this.drawn++;
    return round((round(low ^ this.key0) + this.key1 + high) | 0) >>> 0;
  }

  /** A whole number, uniform in 0..bound-1; bound is a whole number from 1 to 2^32. */
  below(bound: number): number {
    return Math.floor((this.next() * bound) / 0x1_0000_0000);
  }
}

export class KeyedDraw {
  constructor(
    private readonly key0: number,
    private readonly key1: number,
  ) {}

  /** The number that belongs to this key, uniform in 0..2^32-1. */
  of(a: number, b: number, time: number, order: number): number {
    let x = round(a ^ this.key0);
    x = round((x + b) | 0);
    x = round((x ^ time) | 0);
    x = round((x + ((time / 0x1_0000_0000) | 0)) | 0);
    return round(((x ^ order) + this.key1) | 0) >>> 0;
  }

  /** True for a share `probability` (0..1) of all keys. */
  chance(probability: number, a: number, b: number, time: number, order: number): boolean {
    return this.of(a, b, time, order) < probability * 0x1_0000_0000;
  }
}
