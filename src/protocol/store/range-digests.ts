/**
 * What a replica has, arc by arc, in a few words: a Merkle tree (Merkle, 1987) whose inner nodes are
 * sums. A leaf is the sum of the digests of its records, an inner node that of its children; so one
 * record more or less changes a path without a look at its neighbours, the order in which records
 * came is forgotten, and the digest of *any* arc, not only of one that is a node of the tree, is a
 * difference of sums (an incremental set hash: Bellare and Micciancio, 1997). Of the tree only the
 * sums to the left are kept, as a Fenwick tree: two words and a count for about eight records.
 *
 * What is digested is key and version: a version names one write. The tombstone of a value that has
 * expired has the value's version, and every replica makes it by itself.
 *
 * Two arcs with other records and the same digest are not told apart: of two that differ by
 * accident one in 2^64 (two sums of 32 bits, and the counts have to be the same). The difference then
 * stays until any record of the arc changes, or is found where a smaller or larger arc is compared.
 * Against somebody who chooses keys to that end sums are no defence.
 */

import { Digest } from '../fields';
import type { Arc } from '../ring/arcs';
import { finish } from '../ring/murmur3';
import { type KeyIndex, POINTS } from './key-index';
import type { Version } from './record';

/** Of the records in an arc: how many there are, and two sums modulo 2^32 of words that name them. */
export interface RangeDigest {
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/** Records of a leaf, on average, before there are twice as many leaves. */
const RECORDS_PER_LEAF = 8;

export class RangeDigests {
  private readonly versions = new Map<string, Version>();
  private leaves = 1;
  private sums = new FenwickSums(1);
  private readonly digest = new Digest();

  /** @param index where the keys are, those of all records that are given here and no others */
  constructor(private readonly index: KeyIndex) {}

  /** Under a key of the index there is a record of that version now. */
  set(key: string, version: Version): void {
    this.remove(key);
    this.versions.set(key, version);
    if (this.versions.size > RECORDS_PER_LEAF * this.leaves) this.grow();
    else this.change(key, version, 1);
  }

  /** There is no record under a key any more. */
  remove(key: string): void {
    const version = this.versions.get(key);
    if (version === undefined) return;
    this.versions.delete(key);
    this.change(key, version, -1);
  }

  /** The digest of the records in an arc of points; takes time with the logarithm of all records. */
  of({ first, last }: Arc): RangeDigest {
    const width = POINTS / this.leaves;
    const firstWhole = Math.ceil(first / width);
    const end = Math.floor((last + 1) / width);
    const sum = { count: 0, low: 0, high: 0 };
    if (firstWhole < end) {
      this.sums.addBetween(firstWhole, end, sum);
      if (first < firstWhole * width) this.addEach({ first, last: firstWhole * width - 1 }, sum);
      if (end * width <= last) this.addEach({ first: end * width, last }, sum);
    } else this.addEach({ first, last }, sum);
    return { count: sum.count, low: sum.low >>> 0, high: sum.high >>> 0 };
  }

  private change(key: string, version: Version, sign: 1 | -1): void {
    const { digest, index, leaves } = this;
    this.digestOf(key, version);
    const leaf = Math.floor(index.pointOf(key) / (POINTS / leaves));
    this.sums.change(leaf, { count: sign, low: sign * digest.low, high: sign * digest.high });
  }

  /** Adds the records in an arc, one by one. */
  private addEach(points: Arc, sum: Sums): void {
    const { digest } = this;
    this.index.visit(points, (key) => {
      const version = this.versions.get(key);
      if (version === undefined) return;
      this.digestOf(key, version);
      sum.count += 1;
      sum.low = (sum.low + digest.low) | 0;
      sum.high = (sum.high + digest.high) | 0;
    });
  }

  private grow(): void {
    this.leaves *= 2;
    this.sums = new FenwickSums(this.leaves);
    for (const [key, version] of this.versions) this.change(key, version, 1);
  }

  /** Leaves a record's words in `digest`. */
  private digestOf(key: string, { timestamp, storageId, counter }: Version): void {
    const { digest } = this;
    digest.reset();
    digest.addText(key);
    digest.addLong(timestamp);
    digest.addLong(storageId);
    digest.addLong(counter);
    // Sums of words that are not well mixed could cancel out.
    digest.low = finish(digest.low);
    digest.high = finish(digest.high);
  }
}

interface Sums {
  count: number;
  low: number;
  high: number;
}

/** Sums of a row of values that change, from any one to any other (Fenwick, 1994). */
class FenwickSums {
  /** At i the sum of as many values before i as i's lowest bit says. */
  private readonly counts: Int32Array;
  private readonly lows: Int32Array;
  private readonly highs: Int32Array;

  constructor(length: number) {
    this.counts = new Int32Array(length + 1);
    this.lows = new Int32Array(length + 1);
    this.highs = new Int32Array(length + 1);
  }

  /** Adds to the value at a place. */
  change(place: number, { count, low, high }: Sums): void {
    for (let i = place + 1; i < this.counts.length; i += i & -i) {
      this.counts[i]! += count;
      this.lows[i]! += low;
      this.highs[i]! += high;
    }
  }

  /** Adds the values from one place to another, that one not included, to a sum. */
  addBetween(first: number, end: number, sum: Sums): void {
    this.addBefore(end, 1, sum);
    this.addBefore(first, -1, sum);
  }

  private addBefore(end: number, sign: 1 | -1, sum: Sums): void {
    for (let i = end; i > 0; i -= i & -i) {
      sum.count += sign * this.counts[i]!;
      sum.low = (sum.low + sign * this.lows[i]!) | 0;
      sum.high = (sum.high + sign * this.highs[i]!) | 0;
    }
  }
}
