/**
 * The keys of a replica by where they are on the ring, so that those of an arc are found without a
 * look at the others. A ring of few positions, as the course's, has many keys on each; so what is
 * kept is a key's *point* on a circle of 2^32: its position, followed by as many bits of another
 * hash as there is room for. Points in rising order are positions in rising order, and an arc of
 * positions is one of points.
 */

import { Digest } from '../fields';
import type { Arc } from '../ring/arcs';
import type { RingSpace } from '../ring/ring-space';

/** Points are 0 .. POINTS - 1. */
export const POINTS = 0x1_0000_0000;
/** Keys a bucket has on average before there are twice as many buckets. */
const KEYS_PER_BUCKET = 8;

interface Entry {
  readonly key: string;
  readonly point: number;
  /** Rises from each key that was added to the next. */
  readonly order: number;
}

export class KeyIndex {
  private readonly entries = new Map<string, Entry>();
  /** Each has the keys of an equal part of the circle, in any order. */
  private buckets: Entry[][] = [[]];
  private readonly pointsPerPosition: number;
  private readonly digest = new Digest();
  private added = 0;

  constructor(private readonly space: Pick<RingSpace, 'size' | 'positionOf'>) {
    this.pointsPerPosition = POINTS / space.size;
  }

  get size(): number {
    return this.entries.size;
  }

  /** Adds a key; one that is there stays where it is. */
  add(key: string): void {
    if (this.entries.has(key)) return;
    const entry = { key, point: this.place(key), order: ++this.added };
    this.entries.set(key, entry);
    this.bucketAt(entry.point).push(entry);
    if (this.size > KEYS_PER_BUCKET * this.buckets.length) this.resize(2 * this.buckets.length);
  }

  /** Takes a key out, if it is there. */
  remove(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    const bucket = this.bucketAt(entry.point);
    bucket[bucket.indexOf(entry)] = bucket.at(-1)!;
    bucket.pop();
    // Half of what would make it grow, so that a key that comes and goes does not move all others.
    const { length } = this.buckets;
    if (this.size < (KEYS_PER_BUCKET / 4) * length && length > 1) this.resize(length / 2);
  }

  /** The keys at the positions of arcs that are apart, in the order in which they were added. */
  keysAt(arcs: readonly Arc[]): string[] {
    const found: Entry[] = [];
    for (const arc of arcs) {
      const points = this.pointsOf(arc);
      this.visitEntries(points, (entry) => found.push(entry));
    }
    return found.sort((a, b) => a.order - b.order).map(({ key }) => key);
  }

  /** Shows the keys whose points are in an arc of points, in any order, each with its point. */
  visit(points: Arc, visitor: (key: string, point: number) => void): void {
    this.visitEntries(points, ({ key, point }) => {
      visitor(key, point);
    });
  }

  /** An arc of positions as one of points. */
  pointsOf({ first, last }: Arc): Arc {
    const { pointsPerPosition } = this;
    return { first: first * pointsPerPosition, last: (last + 1) * pointsPerPosition - 1 };
  }

  /** The point of a key, whether it is here or not; where it is, it costs nothing. */
  pointOf(key: string): number {
    return this.entries.get(key)?.point ?? this.place(key);
  }

  private place(key: string): number {
    const { space, pointsPerPosition, digest } = this;
    const position = space.positionOf(key);
    if (pointsPerPosition === 1) return position;
    digest.reset();
    digest.addText(key);
    // The upper bits: they are what all characters went into.
    const rest = Math.floor((digest.low >>> 0) / space.size);
    return position * pointsPerPosition + rest;
  }

  private visitEntries({ first, last }: Arc, visitor: (entry: Entry) => void): void {
    const { buckets } = this;
    const width = POINTS / buckets.length;
    const end = Math.floor(last / width);
    for (let i = Math.floor(first / width); i <= end; i++) {
      for (const entry of buckets[i]!) {
        if (entry.point >= first && entry.point <= last) visitor(entry);
      }
    }
  }

  private bucketAt(point: number): Entry[] {
    return this.buckets[Math.floor(point / (POINTS / this.buckets.length))]!;
  }

  private resize(count: number): void {
    this.buckets = Array.from({ length: count }, () => []);
    for (const entry of this.entries.values()) this.bucketAt(entry.point).push(entry);
  }
}
