/**
 * What shares tokens give, over many rings, beside what theory says of uniform ones. Each ring has nodes of
 * its own. A figure may be four standard errors off, as the rings themselves show them: by chance that
 * is so once in 16,000.
 */

import {
  copiedByJoin,
  meanPeakOfOneToken,
  movedByJoin,
  peakBand,
  shareDeviation,
  shareQuantile,
} from '../../../src/predictions/ring-load';
import { arcsHold, positionsIn } from '../../../src/protocol/ring/arcs';
import { ringOf } from '../../../src/protocol/ring/ring-of';
import { ringSpace } from '../../../src/protocol/ring/ring-space';
import { changedArcs, type TokenRing } from '../../../src/protocol/ring/token-ring';
import { range } from '../../support/course-logs';
import { tries } from '../../support/trials';

const NODES = [3, 5, 10, 32, 100];
const TOKENS = [1, 10, 150];
const KINDS = NODES.flatMap((nodes) => TOKENS.map((tokens) => [nodes, tokens] as const));

/** Tokens that are placed for each figure: the more, the closer it has to be. */
const PLACED = 400_000;

function ringsOf(nodes: number, tokens: number): TokenRing[] {
  const space = ringSpace({ hash: 'murmur3', tokens, ties: 'address' });
  const rings = Math.max(10, Math.round(tries(PLACED) / (nodes * tokens)));
  return range(0, Math.min(rings, tries(5000)) - 1).map((ring) => {
    return ringOf(space, range(1 + ring * 1000, nodes + ring * 1000));
  });
}

/** Each node's share of the positions that it is a replica of, of `count`. */
function sharesOf(ring: TokenRing, count = 1): number[] {
  return ring.owners.map(
    ({ address }) => positionsIn(ring.arcsOf(address, count)) / ring.space.size,
  );
}

/** The mean of independent figures, and how far off it may be by chance. */
function meanOf(figures: readonly number[]) {
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const squares = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (figures.length - 1) / figures.length) };
}

function expectNear(figures: readonly number[], theory: number): void {
  const { mean, error } = meanOf(figures);
  expect(Math.abs(mean - theory) / error).toBeLessThan(4);
}

describe.each(KINDS)('on rings of %i nodes with %i tokens', (nodes, tokens) => {
  const shares = ringsOf(nodes, tokens).map((ring) => sharesOf(ring));

  test('shares are all of the ring', () => {
    for (const ring of shares)
      expect(ring.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test('they deviate from their mean as they should', () => {
    const variances = shares.map((ring) => {
      return ring.reduce((sum, share) => sum + (nodes * share - 1) ** 2, 0) / nodes;
    });
    expectNear(variances, shareDeviation(nodes, tokens) ** 2);
  });

  test('nine in ten lie between the quantiles of 5 and 95 %', () => {
    const low = shareQuantile(nodes, tokens, 0.05);
    const high = shareQuantile(nodes, tokens, 0.95);
    const below = shares.map((ring) => ring.filter((share) => share < low).length / nodes);
    const above = shares.map((ring) => ring.filter((share) => share > high).length / nodes);
    expectNear(below, 0.05);
    expectNear(above, 0.05);
  });

  test('the largest lies in its band nine times in ten or more', () => {
    const [low, high] = peakBand(nodes, tokens);
    const peaks = shares.map((ring) => nodes * Math.max(...ring));
    const { mean } = meanOf(peaks.map((peak) => Number(peak >= low && peak <= high)));
    expect(mean).toBeGreaterThan(0.9 - 4 * Math.sqrt((0.9 * 0.1) / peaks.length));
    if (tokens === 1) expectNear(peaks, meanPeakOfOneToken(nodes));
    // The low end is a bound: of those below it there may be fewer, no more.
    const off = 4 * Math.sqrt((0.05 * 0.95) / peaks.length);
    expect(peaks.filter((peak) => peak < low).length / peaks.length).toBeLessThan(0.05 + off);
    // The high end is no bound alone: it is where one in twenty is above.
    const twentieth = [...peaks].sort((a, b) => b - a)[Math.floor(peaks.length / 20)]!;
    expect(Math.abs(high / twentieth - 1)).toBeLessThan(0.05);
  });
});

test.each([
  [3, 1.84, 1.27, 1.07],
  [5, 2.32, 1.39, 1.1],
  [10, 2.96, 1.56, 1.13],
  [32, 4.0, 1.75, 1.17],
  [100, 5.19, 1.97, 1.22],
])(
  'of %i nodes the largest share is, as others measured it, %d, %d and %d times the mean',
  (nodes, ...peaks) => {
    for (const [i, tokens] of TOKENS.entries()) {
      const found = ringsOf(nodes, tokens).map((ring) => nodes * Math.max(...sharesOf(ring)));
      const { mean, error } = meanOf(found);
      // They are given to a hundredth, and by chance themselves.
      expect(Math.abs(mean - peaks[i]!)).toBeLessThan(4 * error + 0.04);
    }
  },
);

test.each([1, 10, 150])(
  'three copies on three nodes are everywhere, whatever the %i tokens',
  (tokens) => {
    for (const ring of ringsOf(3, tokens).slice(0, 20))
      expect(sharesOf(ring, 3)).toEqual([1, 1, 1]);
  },
);

test.each([
  [1, 1.71],
  [10, 1.31],
  [150, 1.08],
])('with %i tokens copies of three on ten nodes peak at %d times the mean', (tokens, peak) => {
  const found = ringsOf(10, tokens).map((ring) => (10 / 3) * Math.max(...sharesOf(ring, 3)));
  const { mean, error } = meanOf(found);
  expect(Math.abs(mean - peak)).toBeLessThan(4 * error + 0.01);
});

describe.each(KINDS)('when a node joins %i with %i tokens', (nodes, tokens) => {
  const rings = ringsOf(nodes, tokens).slice(0, tries(1000));
  const joins = rings.map((before) => {
    const joiner = before.owners.at(-1)!.address + 1;
    return {
      before,
      joiner,
      after: before.changed({ joined: [{ address: joiner, incarnation: 0 }] }),
    };
  });

  test('it takes 1/(N+1) of all positions, and min(3, N+1)/(N+1) with copies', () => {
    const moved = joins.map(
      ({ before, after }) => positionsIn(changedArcs(before, after, 1)) / 2 ** 32,
    );
    expectNear(moved, movedByJoin(nodes));
    const copied = joins.map(
      ({ before, after }) => positionsIn(changedArcs(before, after, 3)) / 2 ** 32,
    );
    expectNear(copied, copiedByJoin(nodes, 3));
  });

  test('keys move to it alone, from it alone when it leaves, and no other key moves', () => {
    for (const { before, after, joiner } of joins.slice(0, 20)) {
      const arcs = changedArcs(before, after, 1);
      expect(changedArcs(after, before, 1)).toEqual(arcs);
      expect(after.arcsOf(joiner, 1)).toEqual(arcs);
      const strays = range(1, 200).filter((i) => {
        const position = before.positionOf(`key ${i}`);
        const [was] = before.listAt(position, 1);
        const [is] = after.listAt(position, 1);
        return is!.address !== (arcsHold(arcs, position) ? joiner : was!.address);
      });
      expect(strays).toEqual([]);
    }
  });
});
