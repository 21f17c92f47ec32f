/** What is measured of the ring: preference lists, and what another owner costs. */

import { ringOf } from '../src/protocol/ring/ring-of';
import { ringSpace } from '../src/protocol/ring/ring-space';
import { changedArcs } from '../src/protocol/ring/token-ring';

/** A line of the bench. */
export interface RingLine {
  readonly what: string;
  readonly figure: string;
  readonly beside: string;
  readonly ratio: string;
  readonly goal: string;
}

const NODES = 1_000;
const TOKENS = 150;
const LISTS = 1_000_000;
/** As many as a store of that size has of them at hand: more than fit the processor's caches. */
const KEYS = 1 << 16;

export function* ringLines(): Generator<RingLine> {
  const space = ringSpace({ hash: 'murmur3', tokens: TOKENS, ties: 'address' });
  const nodes = Array.from({ length: NODES }, (_, i) => i + 1);
  const ring = ringOf(space, nodes);
  const keys = Array.from({ length: KEYS }, (_, i) => `user:${i}`);
  const hashing = best(LISTS, (i) => space.positionOf(keys[i & (KEYS - 1)]!));
  const listing = best(LISTS, (i) => ring.preferenceList(keys[i & (KEYS - 1)]!, 3).length);
  const of = `${NODES} nodes x ${TOKENS} tokens`;
  yield {
    what: `preference list of 3, ${of}`,
    figure: `${listing.toFixed(0)} ns`,
    ...{
      beside: `of which the hash of the key: ${hashing.toFixed(0)} ns`,
      ratio: '',
      goal: '300 ns',
    },
  };
  const joined = [{ address: NODES + 1, incarnation: 0 }];
  // Another one each time: the last few changes are remembered.
  const another = (i: number) => ({ joined: [{ address: NODES + 1 + i, incarnation: 0 }] });
  const merging = best(20, (i) => ring.changed(another(i)).tokenCount) / 1e6;
  const building = best(5, () => ringOf(space, nodes).tokenCount) / 1e6;
  const after = ring.changed({ joined });
  const arcs = best(200, () => changedArcs(ring, after, 3).length) / 1e6;
  yield {
    what: `one owner more, ${of}`,
    figure: `${merging.toFixed(2)} ms`,
    beside: `the ring made anew: ${building.toFixed(1)} ms; the arcs that change: ${arcs.toFixed(2)} ms`,
    ...{ ratio: (merging / building).toFixed(2), goal: 'none' },
  };
}

/** Nanoseconds that one takes, in the fastest of five rounds. */
function best(count: number, one: (i: number) => number): number {
  let least = Infinity;
  let sum = 0;
  for (let round = 0; round < 5; round++) {
    const startedAt = performance.now();
    for (let i = 0; i < count; i++) sum += one(i);
    least = Math.min(least, ((performance.now() - startedAt) * 1e6) / count);
  }
  if (Number.isNaN(sum)) throw new Error('nothing was measured');
  return least;
}
