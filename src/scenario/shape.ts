/**
 * What values read from a file must look like: a small language of shapes. A shape refuses what does
 * not fit it by its path; whether the values make sense together is for others to say.
 */

import { InputError } from './input-error';

/** @throws InputError for a value that does not fit, undefined where there is none */
export type Shape = (value: unknown, place: string) => void;
/** A shape for every field of a T. */
export type FieldsOf<T> = { readonly [K in keyof Required<T>]: Shape };
type Fields = Readonly<Record<string, Shape>>;

const SHOWN_MAX = 40;
const WHOLE_MAX = 0x7fff_ffff;

export const text: Shape = (value, place) => {
  if (typeof value !== 'string') refuse(place, value, 'text');
};

export const flag: Shape = (value, place) => {
  if (typeof value !== 'boolean') refuse(place, value, 'true or false');
};

export const number: Shape = (value, place) => {
  if (!Number.isFinite(value)) refuse(place, value, 'a number');
};

/** A whole number, 0 or more, that has 31 bits: a tick, a node, a count. */
export const natural: Shape = (value, place) => {
  const fits = Number.isInteger(value) && Number(value) >= 0 && Number(value) <= WHOLE_MAX;
  if (!fits) refuse(place, value, `a whole number from 0 to ${WHOLE_MAX}`);
};

/** A whole number that is exact, 0 or more: a count of events or bytes. */
export const count: Shape = (value, place) => {
  if (!Number.isSafeInteger(value) || Number(value) < 0) refuse(place, value, 'a count');
};

export function oneOf(...allowed: readonly (string | boolean)[]): Shape {
  return (value, place) => {
    if (!allowed.some((word) => word === value)) refuse(place, value, allowed.join(', '));
  };
}

export function optional(shape: Shape): Shape {
  return (value, place) => {
    if (value !== undefined) shape(value, place);
  };
}

export function list(shape: Shape): Shape {
  return (value, place) => {
    if (!Array.isArray(value)) return refuse(place, value, 'a list');
    for (const [i, each] of value.entries()) shape(each, `${place}[${i}]`);
  };
}

/** A value for each of any number of names. */
export function table(shape: Shape): Shape {
  return (value, place) => {
    for (const [name, each] of Object.entries(asObject(value, place))) {
      shape(each, child(place, name));
    }
  };
}

/** Exactly these fields. */
export function object<T = Fields>(fields: FieldsOf<T>): Shape {
  const shapes = fields as Fields;
  return (value, place) => {
    const given = asObject(value, place);
    for (const name of Object.keys(given)) {
      if (Object.hasOwn(shapes, name)) continue;
      const allowed = Object.keys(shapes).join(', ');
      throw new InputError(child(place, name), `there is no such field; there are ${allowed}`);
    }
    for (const [name, shape] of Object.entries(shapes)) shape(given[name], child(place, name));
  };
}

/** Whichever shape a value asks for. */
export function chosen(choose: (value: unknown, place: string) => Shape): Shape {
  return (value, place) => {
    choose(value, place)(value, place);
  };
}

/** What stands in a table under the only one of its names that a value has as a field. */
export function onlyOf<T>(choices: Readonly<Record<string, T>>, value: unknown, place: string): T {
  const given = asObject(value, place);
  const [name, ...more] = Object.keys(choices).filter((each) => Object.hasOwn(given, each));
  if (name !== undefined && more.length === 0) return choices[name]!;
  const allowed = Object.keys(choices).join(', ');
  throw new InputError(place, `needs exactly one of ${allowed}`);
}

/** What stands in a table under the word in a value's field. */
export function wordOf<T>(
  choices: Readonly<Record<string, T>>,
  field: string,
  value: unknown,
  place: string,
): T {
  const word = asObject(value, place)[field];
  oneOf(...Object.keys(choices))(word, child(place, field));
  return choices[word as string]!;
}

function asObject(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  return refuse(place, value, 'an object');
}

function child(place: string, name: string): string {
  return `${place}.${name.slice(0, SHOWN_MAX)}`;
}

function refuse(place: string, value: unknown, allowed: string): never {
  if (value === undefined) throw new InputError(place, `is missing: ${allowed}`);
  throw new InputError(place, `cannot be ${shown(value)}: ${allowed}`);
}

/** Never the whole of it, which may be large and deep. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const json = JSON.stringify(value);
  return json.length > SHOWN_MAX ? `${json.slice(0, SHOWN_MAX)}...` : json;
}
