import fc from 'fast-check';

import { arcsBetween, mergeArcs } from '../../../src/protocol/ring/arcs';
import { COURSE_RING } from '../../../src/protocol/ring/ring-settings';
import { ringSpace } from '../../../src/protocol/ring/ring-space';
import { KeyIndex, POINTS } from '../../../src/protocol/store/key-index';
import { tries } from '../../support/trials';

const COURSE = ringSpace(COURSE_RING);
const MURMUR = ringSpace({ ...COURSE_RING, hash: 'murmur3', tokens: 4 });
const ALL = { first: 0, last: POINTS - 1 };

/** What is done to an index: keys that are added, if they are not there, and taken out. */
const keys = fc.nat(200).map((number) => `key ${number}`);
const changes = fc.array(fc.record({ key: keys, isAdded: fc.boolean() }), { maxLength: 600 });
/** Arcs as a fraction of the circle, so that many of them go past its end. */
const fraction = fc.integer({ min: 0, max: 999 });
const stretches = fc.array(fc.tuple(fraction, fraction), { minLength: 1, maxLength: 4 });

/** The same keys in a plain list, in the order in which they were added. */
function listAfter(done: readonly { key: string; isAdded: boolean }[], index: KeyIndex): string[] {
  const list: string[] = [];
  for (const { key, isAdded } of done) {
    const at = list.indexOf(key);
    if (isAdded && at < 0) list.push(key);
    if (!isAdded && at >= 0) list.splice(at, 1);
    if (isAdded) index.add(key);
    else index.remove(key);
  }
  return list;
}

describe.each([
  ['of 512 positions', COURSE],
  ['of 2^32 positions', MURMUR],
] as const)('the index of keys on a ring %s', (_, space) => {
  test('finds the keys of arcs, past the end of the ring too, in the order of their coming', () => {
    fc.assert(
      fc.property(changes, stretches, (done, chosen) => {
        const index = new KeyIndex(space);
        const list = listAfter(done, index);
        const positions = chosen.map((ends) =>
          ends.map((end) => Math.floor((end / 1000) * space.size)),
        );
        const arcs = mergeArcs(positions.flatMap(([a, b]) => arcsBetween(a!, b!, space.size)));
        const expected = list.filter((key) => {
          const position = space.positionOf(key);
          return arcs.some(({ first, last }) => first <= position && position <= last);
        });
        expect(index.keysAt(arcs)).toEqual(expected);
        expect(index.size).toBe(list.length);
      }),
      { seed: 1, numRuns: tries(500) },
    );
  });

  test('shows the keys of any arc of points, each once, with its point', () => {
    fc.assert(
      fc.property(changes, fraction, fraction, (done, a, b) => {
        const index = new KeyIndex(space);
        const list = listAfter(done, index);
        const ends = [a, b].sort((x, y) => x - y).map((end) => Math.floor((end / 1000) * POINTS));
        const points = { first: ends[0]!, last: ends[1]! };
        const seen: string[] = [];
        index.visit(points, (key, point) => {
          expect(point).toBe(index.pointOf(key));
          seen.push(key);
        });
        const expected = list.filter((key) => {
          const point = index.pointOf(key);
          return points.first <= point && point <= points.last;
        });
        expect(seen.sort()).toEqual(expected.sort());
      }),
      { seed: 2, numRuns: tries(500) },
    );
  });

  test('loses none of many keys as it grows and shrinks', () => {
    const index = new KeyIndex(space);
    const many = Array.from({ length: 20_000 }, (_, i) => `${i}`);
    for (const key of many) index.add(key);
    const whole = [{ first: 0, last: space.size - 1 }];
    // No list of so many: what differs would take minutes to print.
    const found = index.keysAt(whole);
    expect(found.length).toBe(many.length);
    expect(found.find((key, i) => key !== many[i])).toBeUndefined();
    for (const key of many.slice(100)) index.remove(key);
    expect(index.keysAt(whole)).toEqual(many.slice(0, 100));
  });

  test('has the points of keys spread over the circle, those of a position in its arc', () => {
    const index = new KeyIndex(space);
    const points = Array.from({ length: 10_000 }, (_, i) => index.pointOf(`key ${i}`));
    expect(new Set(points).size).toBeGreaterThan(9990);
    expect(Math.min(...points)).toBeGreaterThanOrEqual(ALL.first);
    expect(Math.max(...points)).toBeLessThanOrEqual(ALL.last);
    for (let i = 0; i < 100; i++) {
      const position = space.positionOf(`key ${i}`);
      const { first, last } = index.pointsOf({ first: position, last: position });
      expect(points[i]).toBeGreaterThanOrEqual(first);
      expect(points[i]).toBeLessThanOrEqual(last);
    }
  });
});
