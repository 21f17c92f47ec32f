import { DESIGN_LOSS, fanOutFor } from '../../../src/protocol/membership/fan-out';

const TFAIL = 5;
const TREMOVE = 20;
const SIZES = [
  ...Array.from({ length: 3000 }, (_, i) => i + 1),
  ...[5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000],
];

/** Periods of silence that the bound counts on, by the rule's own words. */
function periodsOfSilence(members: number, fanOut: number): number {
  const everywhere = Math.ceil(Math.log(members) / Math.log(fanOut + 1) - 1e-9);
  return TREMOVE - TFAIL / 2 - everywhere - Math.ceil(Math.log(members) / fanOut);
}

describe('the fan-out', () => {
  test('for a view of some sizes', () => {
    const sizes = [1, 2, 3, 5, 10, 64, 65, 100, 500, 1000, 2048, 2049, 10_000, 1_000_000];
    const fanOuts = sizes.map((members) => fanOutFor(members, TFAIL, TREMOVE));
    expect(fanOuts).toEqual([0, 1, 2, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 7]);
  });

  test('is never more than all the others', () => {
    for (const members of SIZES) {
      for (const remove of [6, 10, 20, 100]) {
        const fanOut = fanOutFor(members, TFAIL, remove);
        expect(fanOut).toBeGreaterThanOrEqual(Math.min(1, members - 1));
        expect(fanOut).toBeLessThan(members);
      }
    }
  });

  test('never falls when the view grows', () => {
    let before = 0;
    for (const members of SIZES) {
      const fanOut = fanOutFor(members, TFAIL, TREMOVE);
      expect(fanOut).toBeGreaterThanOrEqual(before);
      before = fanOut;
    }
  });

  test('never rises when members are given more time', () => {
    for (const members of [10, 100, 1000]) {
      let before = members;
      for (let remove = 6; remove <= 200; remove++) {
        const fanOut = fanOutFor(members, TFAIL, remove);
        expect(fanOut).toBeLessThanOrEqual(before);
        before = fanOut;
      }
    }
  });

  test('keeps expected false removals below one in a million runs of 3600 periods', () => {
    for (const members of SIZES) {
      const fanOut = fanOutFor(members, TFAIL, TREMOVE);
      if (fanOut >= members - 1) continue;
      const tail = Math.exp(-fanOut * (1 - DESIGN_LOSS) * periodsOfSilence(members, fanOut));
      expect(members * members * 3600 * tail).toBeLessThanOrEqual(1e-6);
    }
  });

  test('is next to the smallest that does', () => {
    for (const members of SIZES.filter((size) => size >= 100)) {
      const less = fanOutFor(members, TFAIL, TREMOVE) - 2;
      const tail = Math.exp(-less * (1 - DESIGN_LOSS) * periodsOfSilence(members, less));
      expect(members * members * 3600 * tail).toBeGreaterThan(1e-6);
    }
  });

  test('is everybody where no time is left after the failure time', () => {
    expect(fanOutFor(50, 10, 6)).toBe(49);
  });
});
