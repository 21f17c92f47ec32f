import fc from 'fast-check';

import type { Arc } from '../../../src/protocol/ring/arcs';
import { COURSE_RING } from '../../../src/protocol/ring/ring-settings';
import { type RingSpace, ringSpace } from '../../../src/protocol/ring/ring-space';
import { KeyIndex, POINTS } from '../../../src/protocol/store/key-index';
import { type RangeDigest, RangeDigests } from '../../../src/protocol/store/range-digests';
import type { Version } from '../../../src/protocol/store/record';
import { closeVersion } from '../../support/protocol-arbitraries';
import { tries } from '../../support/trials';

const COURSE = ringSpace(COURSE_RING);
/** Keys at the very ends of what leaves have. */
const EVEN: RingSpace = {
  ...ringSpace({ ...COURSE_RING, hash: 'murmur3', tokens: 1 }),
  positionOf: (key) => Number(key.slice(4)) * STEP,
};
const STEP = 0x100_0000;
const ALL: Arc = { first: 0, last: POINTS - 1 };

/** Records that come, in place of what there is, and go. */
const keys = fc.nat(150).map((number) => `key ${number}`);
const changes = fc.array(
  fc.record({ key: keys, version: fc.option(closeVersion, { nil: undefined }) }),
  { maxLength: 500 },
);
const points = fc.oneof(
  fc.nat(POINTS - 1),
  fc.nat(255).map((i) => i * STEP),
);
const arcs = fc
  .tuple(points, points)
  .map(([a, b]): Arc => ({ first: Math.min(a, b), last: Math.max(a, b) }));

/** A replica's keys and their digests, as it keeps them. */
class Records {
  readonly index: KeyIndex;
  readonly digests: RangeDigests;
  readonly versions = new Map<string, Version>();

  constructor(private readonly space = COURSE) {
    this.index = new KeyIndex(space);
    this.digests = new RangeDigests(this.index);
  }

  set(key: string, version: Version | undefined): this {
    if (version === undefined) {
      this.digests.remove(key);
      this.index.remove(key);
      this.versions.delete(key);
    } else {
      this.index.add(key);
      this.digests.set(key, version);
      this.versions.set(key, version);
    }
    return this;
  }

  /** Digests of nothing but what is in an arc, made anew, the last key first. */
  anew(arc: Arc): RangeDigest {
    const fresh = new Records(this.space);
    for (const [key, version] of [...this.versions].reverse()) {
      const point = this.index.pointOf(key);
      if (arc.first <= point && point <= arc.last) fresh.set(key, version);
    }
    return fresh.digests.of(ALL);
  }
}

describe('digests of arcs', () => {
  test('are those of what is there, whatever was there before and in whatever order it came', () => {
    fc.assert(
      fc.property(changes, arcs, fc.constantFrom(COURSE, EVEN), (done, arc, space) => {
        const records = new Records(space);
        for (const { key, version } of done) records.set(key, version);
        expect(records.digests.of(arc)).toEqual(records.anew(arc));
        expect(records.digests.of(ALL).count).toBe(records.versions.size);
      }),
      { seed: 1, numRuns: tries(1000) },
    );
  });

  test('of the parts of an arc sum up to that of the whole', () => {
    const records = new Records();
    for (let i = 0; i < 5000; i++) {
      records.set(`key ${i}`, { timestamp: i % 7, storageId: 1, counter: i });
    }
    fc.assert(
      fc.property(arcs, fc.nat(), ({ first, last }, at) => {
        const middle = first + (at % (last - first + 1));
        const left = records.digests.of({ first, last: middle });
        const right =
          middle < last
            ? records.digests.of({ first: middle + 1, last })
            : { count: 0, low: 0, high: 0 };
        expect(records.digests.of({ first, last })).toEqual({
          count: left.count + right.count,
          low: (left.low + right.low) >>> 0,
          high: (left.high + right.high) >>> 0,
        });
      }),
      { seed: 2, numRuns: tries(1000) },
    );
  });

  test('take in what is at the very ends of an arc', () => {
    const records = new Records(EVEN);
    const version = { timestamp: 1, storageId: 1, counter: 1 };
    for (let i = 0; i < 256; i++) records.set(`key ${i}`, version);
    for (let i = 0; i < 256; i++) {
      const upTo = records.digests.of({ first: 0, last: i * STEP });
      const from = records.digests.of({ first: i * STEP, last: POINTS - 1 });
      expect([upTo.count, from.count]).toEqual([i + 1, 256 - i]);
    }
  });

  test('of any arc are had without a look at more than a few keys', () => {
    const records = new Records();
    for (let i = 0; i < 5000; i++) {
      records.set(`key ${i}`, { timestamp: 1, storageId: 1, counter: i });
    }
    let looks = 0;
    const { index } = records;
    const visit = index.visit.bind(index);
    index.visit = (points, visitor) => {
      visit(points, (key, point) => {
        looks++;
        visitor(key, point);
      });
    };
    for (let i = 0; i < 100; i++) {
      records.digests.of({ first: i * 1000, last: POINTS - 1 - i * 10_000_000 });
    }
    expect(looks / 100).toBeGreaterThan(0);
    expect(looks / 100).toBeLessThan(30);
  });

  test('tell apart what differs in one key, in any part of a version, or in whose it is', () => {
    const version = { timestamp: 1, storageId: 2, counter: 3 };
    const sets: [string, Version][][] = [
      [],
      [['a', version]],
      [['b', version]],
      [['a', { ...version, timestamp: 2 }]],
      [['a', { ...version, storageId: 3 }]],
      [['a', { ...version, counter: 4 }]],
      [['a', { timestamp: 2, storageId: 1, counter: 3 }]],
      [
        ['a', version],
        ['b', { ...version, counter: 4 }],
      ],
      [
        ['a', { ...version, counter: 4 }],
        ['b', version],
      ],
    ];
    const digests = sets.map((set) => {
      const records = new Records();
      for (const [key, of] of set) records.set(key, of);
      const { low, high } = records.digests.of(ALL);
      // Each of the sums alone.
      return [low, high];
    });
    expect(new Set(digests.map(([low]) => low)).size).toBe(sets.length);
    expect(new Set(digests.map(([, high]) => high)).size).toBe(sets.length);
  });

  test('are zero where nothing is', () => {
    const records = new Records().set('a', { timestamp: 1, storageId: 2, counter: 3 });
    const point = records.index.pointOf('a');
    const nothing = { count: 0, low: 0, high: 0 };
    expect(records.digests.of({ first: 0, last: point - 1 })).toEqual(nothing);
    expect(records.digests.of({ first: point, last: point }).count).toBe(1);
    expect(records.digests.of({ first: point + 1, last: POINTS - 1 })).toEqual(nothing);
    expect(records.set('a', undefined).digests.of(ALL)).toEqual(nothing);
  });
});
