/** The copies fold knows only events; nodes know what they store. Both must say the same. */

import { heldCopies } from '../support/held-copies';

describe('in the end the fold tells who holds the value', () => {
  test.seeds(40)('where nodes fail and clients write', ({ seed }) => {
    for (const { told, stored } of heldCopies(seed, {})) expect(told).toEqual(stored);
  });

  test.seeds(20)('with slow disks', ({ seed }) => {
    const held = heldCopies(seed, { disk: { latencyTicks: 2 } });
    for (const { told, stored } of held) expect(told).toEqual(stored);
  });

  test('of many values', () => {
    const held = Array.from({ length: 20 }, (_, i) => heldCopies(`${i + 1}`, {})).flat();
    const counts = held.filter(({ value }) => value !== undefined).map(({ told }) => told.length);
    expect(counts.filter((count) => count === 3).length).toBeGreaterThan(5);
  });
});

test.seeds(60)(
  'in the end the fold tells who holds the value, where messages are lost',
  ({ seed }) => {
    const loss = { probability: 0.05, firstTick: 20, lastTick: 300 };
    for (const { told, stored } of heldCopies(seed, { network: { loss } })) {
      expect(told).toEqual(stored);
    }
  },
);
