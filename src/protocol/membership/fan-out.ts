/**
 * How many random members each part of the table goes to in a period.
 *
 * An observer wrongly removes a live member when nothing new of it arrives for the removal time.
 * All others have newer news of it before long, so a long gap means that, period after period,
 * none of the n-1 others happened to reach this observer. With a fan-out of k and a share p of
 * messages lost, that has probability q = (1 - k(1-p)/(n-1))^(n-1) a period, independently: the
 * share of gaps of g periods or more falls as q^(g - s). The offset s is what the last nodes wait
 * for any news, 1 + ln(n)/k periods: measured offsets lie below it. We take the smallest k with
 *
 *     n^2 * T * q^(R - F/2 - s) <= 1e-6,
 *
 * that is, less than one false removal in a million runs of T periods, where R is the removal
 * time, F the failure time, both in periods, and F/2 stands for the picks wasted on members
 * that have just died, up to half of them, until they are suspected. `docs/design.md` has the
 * measured tails beside this bound.
 */

/** The longest course run; longer runs have proportionally more chances. */
const RUN_PERIODS = 3600;
const RUNS = 1_000_000;
/** The share of messages that may be lost without the bound being broken. */
export const DESIGN_LOSS = 0.1;

const LN2 = 0.6931471805599453;

/** The natural logarithm of x > 0, by its series: Math.log is not the same on every engine. */
export function ln(x: number): number {
  let mantissa = x;
  let twos = 0;
  for (; mantissa > 1.5; mantissa /= 2) twos++;
  for (; mantissa < 0.75; mantissa *= 2) twos--;
  // ln m = 2 artanh z
  const z = (mantissa - 1) / (mantissa + 1);
  let sum = 0;
  let power = z;
  for (let n = 1; n <= 25; n += 2, power *= z * z) sum += power / n;
  return twos * LN2 + 2 * sum;
}

/** Periods that the last nodes to hear of something wait: the offset of the tail. */
export function offset(members: number, fanOut: number): number {
  return 1 + ln(members) / fanOut;
}

/** -ln of the probability that nobody reaches an observer in a period. */
export function reach(members: number, fanOut: number): number {
  const others = members - 1;
  return -others * ln(1 - (fanOut * (1 - DESIGN_LOSS)) / others);
}

/**
 * The fan-out for a view of so many members (itself included), at most all the others; 0 when
 * alone. Times are in gossip periods.
 */
export function fanOutFor(members: number, failPeriods: number, removePeriods: number): number {
  const risk = ln(RUNS * RUN_PERIODS) + 2 * ln(members);
  for (let k = 1; k < members - 1; k++) {
    const periods = removePeriods - failPeriods / 2 - offset(members, k);
    if (reach(members, k) * periods >= risk) return k;
  }
  return Math.max(0, members - 1);
}
