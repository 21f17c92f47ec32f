/**
 * The fan-out rests on a bound for the tail of heartbeat gaps. Gaps as long as the removal time
 * never occur, so the bound is held against those that do: at the design loss the measured share
 * stays below it at every length.
 */

import { gapCounts, tailBound, tailShare } from '../../bench/gap-tails';
import { DESIGN_LOSS } from '../../src/protocol/membership/fan-out';
import { tries } from '../support/trials';

/** A share is taken for known where it comes from so many gaps. */
const ENOUGH = 100;

describe.each([
  { nodes: 10, seeds: tries(60), ticks: 400 },
  { nodes: 30, seeds: tries(24), ticks: 300 },
])('gaps at $nodes nodes', ({ nodes, seeds, ticks }) => {
  const counts = gapCounts(nodes, DESIGN_LOSS, seeds, ticks);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const lengths = counts
    .map((_, gap) => gap)
    .filter((gap) => gap >= 4 && tailShare(counts, gap) * total >= ENOUGH);

  test('are long enough, often enough, to say anything', () => {
    expect(lengths.length).toBeGreaterThanOrEqual(2);
  });

  test('are no more frequent than the bound', () => {
    for (const gap of lengths) {
      expect(tailShare(counts, gap)).toBeLessThanOrEqual(tailBound(nodes, 5, 20, gap));
    }
  });
});
