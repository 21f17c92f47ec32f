import { DESIGN_LOSS, fanOutFor, ln } from '../../../src/protocol/membership/fan-out';

const TFAIL = 5;
const TREMOVE = 20;
const SIZES = [
  ...Array.from({ length: 3000 }, (_, i) => i + 1),
  ...[5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000],
];

/** Expected false removals in a million runs of 3600 periods, by the rule's own words. */
function falseRemovals(members: number, fanOut: number): number {
  const others = members - 1;
  const missed = (1 - (fanOut * (1 - DESIGN_LOSS)) / others) ** others;
  const offset = 1 + Math.log(members) / fanOut;
  return 1e6 * members * members * 3600 * missed ** (TREMOVE - TFAIL / 2 - offset);
}

describe('the fan-out', () => {
  test('for a view of some sizes', () => {
    const sizes = [1, 2, 3, 5, 10, 64, 65, 100, 500, 1000, 2048, 2049, 10_000, 1_000_000];
    const fanOuts = sizes.map((members) => fanOutFor(members, TFAIL, TREMOVE));
    expect(fanOuts).toEqual([0, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 5]);
  });

  test('is never more than all the others', () => {
    for (const members of SIZES.filter((size) => size < 300 || size % 1000 === 0)) {
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

  test('is the smallest with less than one false removal in a million runs', () => {
    for (const members of SIZES) {
      const fanOut = fanOutFor(members, TFAIL, TREMOVE);
      if (fanOut < members - 1) expect(falseRemovals(members, fanOut)).toBeLessThan(1.000001);
      if (fanOut > 1) expect(falseRemovals(members, fanOut - 1)).toBeGreaterThan(0.999999);
    }
  });

  test('is everybody where no time is left after the failure time', () => {
    expect(fanOutFor(50, 10, 6)).toBe(49);
  });
});

describe('the logarithm', () => {
  test('is the natural one, to a billionth', () => {
    for (let x = 1e-12; x < 1e16; x *= 1.07) {
      expect(Math.abs(ln(x) - Math.log(x))).toBeLessThan(1e-9);
    }
    expect(ln(1)).toBe(0);
  });
});
