/** Seeds as given on the command line. A seed is a string: `007`, `7` and `0x7` differ. */

import { InputError } from '../scenario/input-error';

export const DEFAULT_SEED = '1';
const SEEDS_MAX = 1_000_000;
const SEED_LENGTH_MAX = 200;

/** One seed as given. */
export function readSeed(text: string): string {
  // eslint-disable-next-line no-control-regex -- a seed is printed in one line
  const printable = text.length > 0 && !/[\u0000-\u001f\u007f]/.test(text);
  if (printable && text.length <= SEED_LENGTH_MAX) return text;
  throw new InputError('--seed', `needs 1 to ${SEED_LENGTH_MAX} printable characters`);
}

/** `1..200` for all from 1 to 200, or `200` for the same. */
export function readSeeds(text: string): string[] {
  const match = /^(?:([0-9]{1,15})\.\.)?([0-9]{1,15})$/.exec(text);
  const first = Number(match?.[1] ?? 1);
  const last = Number(match?.[2]);
  const count = last - first + 1;
  if (match === null || !(count >= 1 && count <= SEEDS_MAX)) {
    const allowed = `a range such as 1..200, or 200 for 1..200, of 1 to ${SEEDS_MAX} seeds`;
    throw new InputError('--seeds', `cannot be ${JSON.stringify(text)}: ${allowed}`);
  }
  return Array.from({ length: count }, (_, i) => String(first + i));
}
