import fc from 'fast-check';

import {
  type Arc,
  arcsHold,
  arcsWithout,
  commonArcs,
  mergeArcs,
  positionsIn,
} from '../../../src/protocol/ring/arcs';
import type { RingSpace } from '../../../src/protocol/ring/ring-space';
import { cutArcs, TokenRing } from '../../../src/protocol/ring/token-ring';
import { tries } from '../../support/trials';

const SIZE = 40;
const POSITIONS = Array.from({ length: SIZE }, (_, i) => i);
/** The tokens of the nodes 1, 2, ..., some of which may be the same. */
const tokens = fc.array(fc.array(fc.nat(SIZE - 1), { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 8,
});

function ringOf(tokensOf: readonly (readonly number[])[]): TokenRing {
  const space: RingSpace = {
    ...{ size: SIZE, ties: 'address', positionOf: () => 0 },
    tokensOf: (address) => Uint32Array.from(tokensOf[address - 1]!).sort(),
  };
  const owners = tokensOf.map((_, i) => ({ address: i + 1, incarnation: 0 }));
  return TokenRing.of(space, owners);
}

test('the partners of an owner are those who are with it in the list of some position', () => {
  fc.assert(
    fc.property(tokens, fc.integer({ min: 1, max: 4 }), (tokensOf, count) => {
      const ring = ringOf(tokensOf);
      const lists = POSITIONS.map((position) =>
        ring.listAt(position, count).map(({ address }) => address),
      );
      for (const { address } of ring.owners) {
        const together = lists.filter((list) => list.includes(address)).flat();
        const others = new Set(together.filter((one) => one !== address));
        const expected = [...others].sort((a, b) => a - b);
        expect(ring.partnersOf(address, count).map((owner) => owner.address)).toEqual(expected);
      }
    }),
    { seed: 1, numRuns: tries(500) },
  );
});

test('nobody is a partner of who is not on the ring', () => {
  expect(ringOf([[3], [9]]).partnersOf(5, 3)).toEqual([]);
});

test('the common arcs of two lists have the positions that are in both, in order and apart', () => {
  const position = fc.nat(SIZE - 1);
  const arcs = fc
    .array(fc.tuple(position, position))
    .map((ends) =>
      mergeArcs(ends.map(([a, b]): Arc => ({ first: Math.min(a, b), last: Math.max(a, b) }))),
    );
  fc.assert(
    fc.property(arcs, arcs, (a, b) => {
      const common = commonArcs(a, b);
      expect(common).toEqual([...common].sort((x, y) => x.first - y.first));
      const inBoth = POSITIONS.filter((at) => arcsHold(a, at) && arcsHold(b, at));
      expect(POSITIONS.filter((at) => arcsHold(common, at))).toEqual(inBoth);
      const counted = common.reduce((sum, { first, last }) => sum + last - first + 1, 0);
      expect(counted).toBe(inBoth.length);
    }),
    { seed: 2, numRuns: tries(500) },
  );
});

test('arcs without one have their other positions, in order and apart', () => {
  const position = fc.nat(SIZE - 1);
  const arc = fc.tuple(position, position).map(([a, b]): Arc => {
    return { first: Math.min(a, b), last: Math.max(a, b) };
  });
  fc.assert(
    fc.property(fc.array(arc).map(mergeArcs), arc, (arcs, gone) => {
      const left = arcsWithout(arcs, gone);
      const expected = POSITIONS.filter((at) => arcsHold(arcs, at) && !arcsHold([gone], at));
      expect(POSITIONS.filter((at) => arcsHold(left, at))).toEqual(expected);
      expect(positionsIn(left)).toBe(expected.length);
    }),
    { seed: 4, numRuns: tries(500) },
  );
});

test('arcs are cut into pieces, none of them empty, in which neither ring has other owners', () => {
  const position = fc.nat(SIZE - 1);
  const ends = fc.uniqueArray(position, { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(tokens, tokens, ends, (a, b, [one, other]) => {
      const rings = [ringOf(a), ringOf(b)];
      const arcs = mergeArcs([
        { first: 0, last: Math.min(one!, other!) },
        { first: Math.max(one!, other!), last: SIZE - 1 },
      ]);
      const pieces = cutArcs(arcs, rings);
      const covered = pieces.flatMap(({ first, last }) => POSITIONS.slice(first, last + 1));
      expect(covered).toEqual(POSITIONS.filter((at) => arcsHold(arcs, at)));
      for (const { first, last } of pieces) {
        expect(first).toBeLessThanOrEqual(last);
        for (const ring of rings) {
          const lists = POSITIONS.slice(first, last + 1).map((at) => ring.listAt(at, 9));
          for (const list of lists) expect(list).toEqual(lists[0]);
        }
      }
    }),
    { seed: 1, numRuns: tries(500) },
  );
});
