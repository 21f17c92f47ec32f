/** Powers and exponentials by + and * alone, which are the same on every engine. */

/** @param exponent a whole number, 0 or more */
export function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

const HALVINGS = 10;
const TERMS = 12;

/** e to the power of x, which is not so large that the result is none. */
export function exp(x: number): number {
  const steps = Math.ceil(Math.abs(x)) + 1;
  const small = x / (steps * (1 << HALVINGS));
  let sum = 1;
  let term = 1;
  for (let n = 1; n <= TERMS; n++) sum += term *= small / n;
  return power(sum, steps * (1 << HALVINGS));
}
