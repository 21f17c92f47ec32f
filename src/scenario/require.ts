/** Checks of values that come from code or from files. */

import type { Address } from '../protocol/address';
import { InputError } from './input-error';

/** @throws InputError for what is no whole number from `min` to `max` */
export function whole(place: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new InputError(place, `cannot be ${value}: a whole number from ${min} to ${max}`);
}

/** @throws InputError for addresses of which there are none: nodes are 1 to `last` */
export function requireNodes(place: string, nodes: readonly Address[], last: number): void {
  for (const node of nodes) whole(`${place}: node`, node, 1, last);
}

/** @throws InputError for what is no number from `min` to `max` */
export function between(place: string, value: number, min: number, max: number): void {
  // JavaScript lets text through, which compares like a number.
  if (typeof value === 'number' && value >= min && value <= max) return;
  throw new InputError(place, `cannot be ${value}: a number from ${min} to ${max}`);
}

/** @throws InputError for a word that is none of those allowed */
export function oneOf(place: string, word: string, allowed: readonly string[]): void {
  if (allowed.includes(word)) return;
  throw new InputError(place, `cannot be ${JSON.stringify(word)}: ${allowed.join(' or ')}`);
}

/** @throws InputError for what is neither true nor false: JavaScript lets `'no'` through, which counts as true */
export function flag(place: string, value: boolean): void {
  if (typeof value !== 'boolean') throw new InputError(place, 'is true or false');
}
