/** How long a message is under way: distributions, computed alike on every platform. */

/** In whole ticks, 1 or more; so are all numbers here that are not said to be otherwise. */
export type Delay =
  | { readonly distribution: 'constant'; readonly ticks: number }
  /** Every whole number of ticks from the least to the most is as likely. */
  | { readonly distribution: 'uniform'; readonly minTicks: number; readonly maxTicks: number }
  /**
   * Never less than the floor; beyond it exponential in whole ticks (that is, geometric), so that
   * the mean of all is `meanTicks`, which is the floor or more and need not be whole.
   */
  | {
      readonly distribution: 'exponential';
      readonly floorTicks: number;
      readonly meanTicks: number;
    }
  /** Uniform for most; a share of them uniform from `maxTicks` to `slowTicks` (a slow tail). */
  | {
      readonly distribution: 'tail';
      readonly minTicks: number;
      readonly maxTicks: number;
      /** 0..1 */
      readonly slowShare: number;
      readonly slowTicks: number;
    };

/** One more than the largest draw. */
const DRAWS = 0x1_0000_0000;

/**
 * The delay that belongs to a draw.
 * @param draw a whole number, uniform in 0..2^32-1
 */
export function delayOf(delay: Delay, draw: number): number {
  switch (delay.distribution) {
    case 'constant':
      return delay.ticks;
    case 'uniform':
      return uniform(delay.minTicks, delay.maxTicks, draw / DRAWS);
    case 'exponential':
      // The draw's middle, since q^k is never 0.
      return delay.floorTicks + geometric(delay.meanTicks - delay.floorTicks, (draw + 0.5) / DRAWS);
    case 'tail': {
      const { minTicks, maxTicks, slowShare, slowTicks } = delay;
      const share = draw / DRAWS;
      if (share >= slowShare)
        return uniform(minTicks, maxTicks, (share - slowShare) / (1 - slowShare));
      return uniform(maxTicks, slowTicks, share / slowShare);
    }
  }
}

/** What no delay is below. */
export function leastTicks(delay: Delay): number {
  if (delay.distribution === 'constant') return delay.ticks;
  return delay.distribution === 'exponential' ? delay.floorTicks : delay.minTicks;
}

/** What hardly any delay exceeds: the longest, or for an exponential, which has none, 5 means. */
export function typicalTicks(delay: Delay): number {
  switch (delay.distribution) {
    case 'constant':
      return delay.ticks;
    case 'uniform':
      return delay.maxTicks;
    case 'exponential':
      return 5 * delay.meanTicks;
    case 'tail':
      return delay.slowTicks;
  }
}

/** @param share 0 included, 1 not */
function uniform(min: number, max: number, share: number): number {
  return min + Math.floor(share * (max - min + 1));
}

/**
 * The whole number k for which q^k >= share > q^(k+1), where q is chosen for the mean: by
 * multiplication only, which is exact everywhere, as logarithms are not.
 */
function geometric(mean: number, share: number): number {
  const powers = [mean / (1 + mean)];
  for (let last = powers[0]!; last * last >= share; powers.push(last)) last *= last;
  let count = 0;
  let product = 1;
  for (const power of powers.reverse()) {
    count *= 2;
    if (product * power < share) continue;
    product *= power;
    count++;
  }
  return count;
}
