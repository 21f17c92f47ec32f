/**
 * How many random members each part of the table goes to in a period.
 *
 * An observer wrongly removes a live member when nothing new of it arrives for the removal time.
 * News is fresh nearly everywhere a few periods after it was made (the spread), so a long gap
 * means that, period after period, none of the n-1 others happened to pick this observer. With a
 * fan-out of k and a share p of messages lost, that has probability
 * (1 - k(1-p)/(n-1))^(n-1) <= exp(-k(1-p)) a period, independently: the tail of the gaps falls by
 * that factor with every further period. We ask for the smallest k with
 *
 *     n^2 * T * exp(-k(1-p) * (R - F/2 - spread)) <= 1e-6,
 *
 * that is, for less than one false removal in a million runs of T periods, where R is the removal
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
/** ln(RUNS * RUN_PERIODS), rounded up. */
const LN_CHANCES = LN2 * ceilLog2(RUNS * RUN_PERIODS);

/** ceil(log2 n), by doubling: Math.log2 is not the same on every engine. */
function ceilLog2(n: number): number {
  let power = 0;
  for (let reached = 1; reached < n; reached *= 2) power++;
  return power;
}

/** Periods until news has reached all: it multiplies by k+1, then the stragglers are picked off. */
function spread(members: number, fanOut: number): number {
  let periods = 0;
  for (let reached = 1; reached < members; reached *= fanOut + 1) periods++;
  return periods + Math.ceil((LN2 * ceilLog2(members)) / fanOut);
}

/**
 * The fan-out for a view of so many members (itself included), at most all the others; 0 when
 * alone. Times are in gossip periods.
 */
export function fanOutFor(members: number, failPeriods: number, removePeriods: number): number {
  const lnRisk = LN_CHANCES + 2 * LN2 * ceilLog2(members);
  for (let k = 1; k < members - 1; k++) {
    const periods = removePeriods - failPeriods / 2 - spread(members, k);
    if (k * (1 - DESIGN_LOSS) * periods >= lnRisk) return k;
  }
  return Math.max(0, members - 1);
}
