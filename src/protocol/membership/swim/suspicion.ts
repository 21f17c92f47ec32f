/**
 * How long a suspect has to refute. With Lifeguard (4.2) the wait starts long and falls with every
 * other member that suspects it on its own account; without, it is `least` from the start.
 */

import type { Address } from '../../address';
import { ln } from '../fan-out';
import { log10 } from './logarithm';

/** SuspicionMult * max(1, log10 N) * ProbeInterval, the logarithm cut to thousandths; in ticks. */
export function leastSuspicionTicks(mult: number, members: number, probeInterval: number): number {
  const scale = Math.floor(log10(Math.max(10, members)) * 1000);
  return Math.floor((mult * scale * probeInterval) / 1000);
}

/** The wait in ticks after so many confirmations of the `expected` ones. */
export function suspicionTicks(
  least: number,
  most: number,
  confirmations: number,
  expected: number,
): number {
  if (expected === 0) return least;
  const share = ln(confirmations + 1) / ln(expected + 1);
  return Math.max(least, Math.floor(most - (most - least) * share));
}

export class Suspicion {
  private readonly accusers: Address[];

  /**
   * @param since when the suspicion began
   * @param expected how many confirmations bring the wait down from `most` to `least`
   */
  constructor(
    accuser: Address,
    private readonly since: number,
    private readonly least: number,
    private readonly most: number,
    readonly expected: number,
  ) {
    this.accusers = [accuser];
  }

  /** When the suspect is taken for dead. */
  get deadline(): number {
    const confirmations = this.accusers.length - 1;
    return this.since + suspicionTicks(this.least, this.most, confirmations, this.expected);
  }

  /** Counts an accuser; false for one that was counted, or is not needed any more. */
  confirm(accuser: Address): boolean {
    if (this.accusers.length > this.expected || this.accusers.includes(accuser)) return false;
    this.accusers.push(accuser);
    return true;
  }
}
