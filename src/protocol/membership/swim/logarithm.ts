/** Logarithms that are the same on every engine. */

import { ln } from '../fan-out';

const LN10 = 2.302585092994046;

/** The decimal logarithm of x >= 1; exact for powers of ten. */
export function log10(x: number): number {
  let tens = 0;
  let mantissa = x;
  for (; mantissa >= 10; mantissa /= 10) tens++;
  return mantissa === 1 ? tens : tens + ln(mantissa) / LN10;
}

/** The smallest whole number d with 10^d >= x, for x >= 1. */
export function ceilLog10(x: number): number {
  let digits = 0;
  for (let power = 1; power < x; power *= 10) digits++;
  return digits;
}
