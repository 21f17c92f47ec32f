/**
 * Quantities with their units, as scenario files have them: `15s`, `1%`, `50/s`, `4KiB`. Decimal
 * points are moved in the text, not by arithmetic, so that what is written is the nearest number.
 */

/** A length of time: of the simulated clock, or in the ticks that it moves by. */
export type Time = { readonly micros: number } | { readonly ticks: number };

/** So many in a length of time. */
export interface Rate {
  readonly count: number;
  readonly per: Time;
}

/** Digits, as many as the shortest text of a number may have; no sign. */
const NUMBER = '[0-9]{1,21}(?:\\.[0-9]{1,25})?(?:e[+-]?[0-9]{1,3})?';

/** What a unit is in the smaller ones: so often ten to the power of the shift. */
interface Unit {
  readonly factor: number;
  readonly shift: number;
}

const TIMES: ReadonlyMap<string, Unit> = new Map([
  ['us', { factor: 1, shift: 0 }],
  ['ms', { factor: 1, shift: 3 }],
  ['s', { factor: 1, shift: 6 }],
  ['min', { factor: 6, shift: 7 }],
  ['h', { factor: 36, shift: 8 }],
]);

const SIZES: ReadonlyMap<string, Unit> = new Map([
  ['B', { factor: 1, shift: 0 }],
  ['kB', { factor: 1, shift: 3 }],
  ['MB', { factor: 1, shift: 6 }],
  ['KiB', { factor: 1024, shift: 0 }],
  ['MiB', { factor: 1_048_576, shift: 0 }],
]);

const TIME_UNIT = `${[...TIMES.keys()].join('|')}|ticks?`;

/** What the quantities look like, for those who check text before it is read. */
export const PATTERNS = {
  time: `${NUMBER} ?(?:${TIME_UNIT})`,
  rate: `${NUMBER}/(?:${NUMBER})? ?(?:${TIME_UNIT})`,
  size: `${NUMBER} ?(?:${[...SIZES.keys()].join('|')})`,
  share: `${NUMBER} ?%`,
} as const;

const TIME = new RegExp(`^(${NUMBER}) ?(${TIME_UNIT})$`);
const RATE = new RegExp(`^(${NUMBER})/(${NUMBER})? ?(${TIME_UNIT})$`);
const SIZE = new RegExp(`^(${NUMBER}) ?(${[...SIZES.keys()].join('|')})$`);
const SHARE = new RegExp(`^(${NUMBER}) ?%$`);

/** `15s`, `1.5ms`, `7 ticks`; undefined for anything else. */
export function timeOf(text: string): Time | undefined {
  const [, number, unit] = TIME.exec(text) ?? [];
  return number === undefined ? undefined : inUnit(number, unit!);
}

/** `50/s`, `1/20ms`, `3/1000 ticks`; undefined for anything else, and for none or in no time. */
export function rateOf(text: string): Rate | undefined {
  const [, count, number = '1', unit] = RATE.exec(text) ?? [];
  if (count === undefined) return undefined;
  const per = inUnit(number, unit!);
  const isSome = Number(count) > 0 && ('ticks' in per ? per.ticks : per.micros) > 0;
  return isSome ? { count: Number(count), per } : undefined;
}

/** `4KiB` in bytes; undefined for anything else. */
export function bytesOf(text: string): number | undefined {
  const [, number, unit] = SIZE.exec(text) ?? [];
  if (number === undefined) return undefined;
  const { factor, shift } = SIZES.get(unit!)!;
  return factor * shifted(number, shift);
}

/** `1.5%` as 0.015; undefined for anything else. */
export function shareOf(text: string): number | undefined {
  const [, number] = SHARE.exec(text) ?? [];
  return number === undefined ? undefined : shifted(number, -2);
}

/** The share as `shareOf` reads it, to the last bit. */
export function shareText(share: number): string {
  const plain = `${shifted(String(share), 2)}%`;
  return shareOf(plain) === share ? plain : `${shiftedText(String(share), 2)}%`;
}

/** A number of ticks, in the largest unit of which it is a whole number. */
export function timeText(ticks: number, tickMicros: number | undefined): string {
  const micros = ticks * (tickMicros ?? NaN);
  // Beyond these a product is not exact.
  if (!Number.isSafeInteger(micros)) return `${ticks} tick${ticks === 1 ? '' : 's'}`;
  if (micros === 0) return '0s';
  const units = [...TIMES].reverse();
  const [name, { factor, shift }] = units.find(
    ([, unit]) => micros % (unit.factor * shifted('1', unit.shift)) === 0,
  )!;
  return `${micros / (factor * shifted('1', shift))}${name}`;
}

function inUnit(number: string, unit: string): Time {
  const known = TIMES.get(unit);
  if (known === undefined) return { ticks: Number(number) };
  return { micros: known.factor * shifted(number, known.shift) };
}

function shifted(number: string, places: number): number {
  return Number(shiftedText(number, places));
}

/** A number's text with its point moved so many places to the right. */
function shiftedText(number: string, places: number): string {
  const [mantissa = '', exponent = '0'] = number.split('e');
  return `${mantissa}e${Number(exponent) + places}`;
}
