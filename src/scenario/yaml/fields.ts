/** The kinds of values in a scenario file: how each is read, and how it is described to editors. */

import * as z from 'zod';
import { type Address, parseAddress } from '../../protocol/address';
import { shortened } from '../input-error';
import { nearestWord } from '../nearest-word';
import { bytesOf, PATTERNS, type Rate, rateOf, shareOf, type Time, timeOf } from './quantities';
import { isLeaf, type Leaf, type Path, type Tree } from './document';

export const TICKS_MAX = 0x7fff_ffff;

/** A value of a range that the seed draws from; a single value is a range of one. */
export interface Ranged<T> {
  readonly path: Path;
  /** As it was written. */
  readonly text: string;
  readonly low: T;
  readonly high: T;
  /** What is allowed: ticks for a time, else the number's own unit. */
  readonly min: number;
  readonly max: number;
}

/** A value with where it stands. */
export interface Placed<T> {
  readonly path: Path;
  readonly value: T;
}

type Default = string | number | boolean;

interface Limits {
  readonly min?: number;
  readonly max?: number;
  /** What it is where it is not given, in words or as it would be written. */
  readonly default?: Default;
}

/** What an editor is told of a value: JSON Schema, and the keys that the documentation is made of. */
interface Meta {
  readonly type?: string | string[];
  readonly enum?: readonly (string | boolean)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A word from a file as it is shown in a message: short. */
export function shown(word: string): string {
  return JSON.stringify(shortened(word));
}

interface Kind<T> {
  readonly is: string;
  /** What may be written, in words. */
  readonly allowed: string;
  readonly unit?: string;
  readonly range?: string;
  readonly default?: Default | undefined;
  readonly json: Meta;
  /** Undefined for what is not allowed. */
  readonly read: (leaf: Leaf) => T | undefined;
  /** What stands in for a value that is wrong: a number is NaN. */
  readonly unknown: (path: Path) => T;
  readonly hint?: (text: string) => string | undefined;
  /** The rule that a text breaks, where it is one of the right form. */
  readonly rule?: (text: string) => string | undefined;
}

function leaf<T>(kind: Kind<T>) {
  const { allowed, read, unknown, hint, rule, is, unit, range, json } = kind;
  const scalar = z.custom<Leaf>(isLeaf, {
    error: ({ input }) => (input === undefined ? `is missing: ${allowed}` : `needs ${allowed}`),
    params: { isForm: true },
  });
  const byDefault = kind.default === undefined ? '' : ` Default: ${kind.default}.`;
  return scalar
    .transform((found, context) => {
      const value = found.isStandIn === true ? unknown(found.path) : read(found);
      if (value !== undefined) return value;
      const broken = rule?.(found());
      const meant = hint?.(found());
      const better = meant === undefined ? allowed : `did you mean ${meant}?`;
      const why = broken === undefined ? `, ${better}` : `: ${broken}`;
      context.addIssue({ code: 'custom', message: `cannot be ${shown(found())}${why}` });
      return z.NEVER;
    })
    .meta({
      ...json,
      description: `${is} ${allowed.charAt(0).toUpperCase()}${allowed.slice(1)}.${byDefault}`,
      ...annotations(is, kind.default, unit, range),
      ...literalDefault(kind),
    });
}

/** The schema's own `default` would be lost, since what is read is something else. */
export const LITERAL_DEFAULT = 'x-literal-default';

/** A default that an editor may fill in, which one that is put in words is not. */
function literalDefault<T>({ default: given, read, json }: Kind<T>): object {
  if (given === undefined || Array.isArray(json.type) !== (typeof given === 'number')) return {};
  const written = Object.assign(() => String(given), { path: [] });
  return read(written) === undefined ? {} : { [LITERAL_DEFAULT]: given };
}

/** What the documentation is made of; editors do not look at it. */
function annotations(is: string, given: Default | undefined, unit?: string, range?: string) {
  return {
    'x-is': is,
    ...(given === undefined ? {} : { 'x-default': String(given) }),
    ...(unit === undefined || unit === '' ? {} : { 'x-unit': unit }),
    ...(range === undefined ? {} : { 'x-range': range }),
  };
}

/** The whole text of a leaf as a value, or as two of them with `..` between: a range. */
function ranged<T>(
  found: Leaf,
  limits: { readonly min: number; readonly max: number },
  read: (text: string) => T | undefined,
): Ranged<T> | undefined {
  const { path } = found;
  const text = found();
  const [, first = text, last = first] = /^(.+?) ?\.\. ?(.+)$/.exec(text) ?? [];
  const low = read(first);
  const high = read(last);
  return low === undefined || high === undefined ? undefined : { path, text, low, high, ...limits };
}

/** A range of which nothing is known: it is neither more nor less than any limit. */
function unknownRange<T>(of: T): (path: Path) => Ranged<T> {
  return (path) => ({ path, text: '', low: of, high: of, min: 0, max: TICKS_MAX });
}

const unknownTime = unknownRange<Time>({ ticks: NaN });
const unknownNumber = unknownRange(NaN);
const unknownRate = unknownRange<Rate>({ count: NaN, per: { ticks: NaN } });

function unknownNode(path: Path): Placed<Address> {
  return { path, value: NaN };
}

function orRange(pattern: string): string {
  return `^${pattern}(?: ?\\.\\. ?${pattern})?$`;
}

const RANGE_HINT = 'or a range to draw from';

const SIGNED_TIMES = new RegExp(orRange(`-?${PATTERNS.time}`));

/** A length of time, in whole ticks. */
export function duration(is: string, { min = 1, max = TICKS_MAX, default: given }: Limits = {}) {
  return leaf<Ranged<Time>>({
    ...{ is, unit: 'time', default: given },
    allowed: `a duration such as 15s or 2.5ms, ${RANGE_HINT}, 5s..10s`,
    range: min === 0 ? '0 or more' : `${min} tick or more`,
    json: { type: 'string', pattern: orRange(PATTERNS.time) },
    read: (found) => ranged(found, { min, max }, timeOf),
    unknown: unknownTime,
    // Of these only what has a minus is not read.
    rule: (text) =>
      SIGNED_TIMES.test(text) ? (min === 0 ? '0 or more' : 'more than 0') : undefined,
  });
}

/** How long a tick is, in microseconds; undefined for the course's unit of time. */
export function tickLength(is: string, given: string) {
  return leaf<{ readonly micros: number | undefined }>({
    ...{ is, unit: 'time', range: '10us to 1s, or course', default: given },
    allowed: "a duration from 10us to 1s, or course: the course's unit of time",
    json: { type: 'string', pattern: `^(?:course|${PATTERNS.time})$` },
    read: (found) => {
      if (found() === 'course') return { micros: undefined };
      const time = timeOf(found());
      if (time === undefined || 'ticks' in time) return undefined;
      const micros = within(time.micros, { min: 10, max: 1_000_000 });
      return Number.isInteger(micros) ? { micros } : undefined;
    },
    unknown: () => ({ micros: NaN }),
  });
}

/** A length of time forward or, with a minus, back. */
export function shift(is: string) {
  return leaf<Ranged<Time>>({
    ...{ is, unit: 'time', allowed: 'a duration such as 3s or -3s', range: 'any' },
    json: { type: 'string', pattern: `^-?${PATTERNS.time}$` },
    read: (found) =>
      ranged(found, { min: -TICKS_MAX, max: TICKS_MAX }, (text) => {
        const time = timeOf(text.replace(/^-/, ''));
        if (time === undefined || !text.startsWith('-')) return time;
        return 'ticks' in time ? { ticks: -time.ticks } : { micros: -time.micros };
      }),
    unknown: unknownTime,
  });
}

export function rate(is: string) {
  return leaf<Ranged<Rate>>({
    ...{ is, unit: 'rate', range: 'more than 0' },
    allowed: `a rate such as 50/s or 1/20ms, ${RANGE_HINT}, 10/s..50/s`,
    json: { type: 'string', pattern: orRange(PATTERNS.rate) },
    read: (found) => ranged(found, { min: 0, max: TICKS_MAX }, rateOf),
    unknown: unknownRate,
  });
}

/** A number that need not be whole. */
export function decimal(is: string, { min = 0, max = TICKS_MAX, default: given }: Limits = {}) {
  const pattern = '[0-9]{1,15}(?:\\.[0-9]{1,15})?';
  const read = (text: string) => {
    return new RegExp(`^${pattern}$`).test(text) ? within(Number(text), { min, max }) : undefined;
  };
  return leaf<Ranged<number>>({
    ...{ is, range: `${min} to ${max}`, default: given },
    allowed: `a number from ${min} to ${max}, ${RANGE_HINT}`,
    json: { type: ['number', 'string'], minimum: min, maximum: max, pattern: orRange(pattern) },
    read: (found) => ranged(found, { min, max }, read),
    unknown: unknownNumber,
  });
}

export function share(is: string, { default: given }: Limits = {}) {
  return leaf<Ranged<number>>({
    ...{ is, unit: '%', range: '0% to 100%', default: given },
    allowed: `a percentage from 0% to 100%, ${RANGE_HINT}, 1%..5%`,
    json: { type: 'string', pattern: orRange(PATTERNS.share) },
    read: (found) =>
      ranged(found, { min: 0, max: 1 }, (text) => within(shareOf(text), { min: 0, max: 1 })),
    unknown: unknownNumber,
  });
}

export function count(
  is: string,
  { min = 0, max = TICKS_MAX, default: given, unit = '' }: Limits & { readonly unit?: string } = {},
) {
  const read = (text: string) => {
    const digits = unit === '' || !text.endsWith(unit) ? text : text.slice(0, -unit.length);
    if (unit !== '' && digits === text) return undefined;
    return /^-?[0-9]{1,15}$/.test(digits) ? within(Number(digits), { min, max }) : undefined;
  };
  const pattern = `-?[0-9]{1,15}${unit}`;
  return leaf<Ranged<number>>({
    ...{ is, unit, range: `${min} to ${max}`, default: given },
    allowed: `a whole number from ${min}${unit} to ${max}${unit}, ${RANGE_HINT}`,
    json:
      unit === ''
        ? { type: ['integer', 'string'], minimum: min, maximum: max, pattern: orRange(pattern) }
        : { type: 'string', pattern: orRange(pattern) },
    read: (found) => ranged(found, { min, max }, read),
    unknown: unknownNumber,
  });
}

export function size(is: string, { min = 1, max = TICKS_MAX, default: given }: Limits = {}) {
  return leaf<Ranged<number>>({
    ...{ is, unit: 'size', range: `${min}B to ${max}B`, default: given },
    allowed: `a size such as 1400B or 4KiB, from ${min}B to ${max}B, ${RANGE_HINT}`,
    json: { type: 'string', pattern: orRange(PATTERNS.size) },
    read: (found) =>
      ranged(found, { min, max }, (text) => {
        const bytes = within(bytesOf(text), { min, max });
        return Number.isInteger(bytes) ? bytes : undefined;
      }),
    unknown: unknownNumber,
  });
}

function within(
  value: number | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

/** Any text, as it stands there: `007`, `1e3` and `yes`, too. */
export function text(is: string, { default: given }: Limits = {}) {
  return leaf({
    ...{ is, allowed: 'any text', default: given },
    json: { type: ['string', 'number', 'boolean'] },
    read: (found) => found(),
    unknown: () => '',
  });
}

/** Text that is looked up: where it stands is told with what is wrong with it. */
export function placedText(is: string) {
  return leaf({
    ...{ is, allowed: 'any text' },
    json: { type: ['string', 'number', 'boolean'] },
    read: (found): Placed<string> => ({ path: found.path, value: found() }),
    unknown: (path) => ({ path, value: '' }),
  });
}

export function word<const W extends string>(
  is: string,
  words: readonly W[],
  { default: given }: Limits = {},
) {
  return leaf({
    ...{ is, default: given, json: { enum: words } },
    allowed: words.length === 1 ? `only ${words[0]!}` : `one of ${words.join(', ')}`,
    read: (found) => words.find((known) => known === found()),
    unknown: () => words[0]!,
    hint: (given) => nearestWord(given, words),
  });
}

export function flag(is: string, { default: given = false }: Limits = {}) {
  const words = new Map([
    ['true', true],
    ['false', false],
  ]);
  return leaf({
    ...{ is, allowed: 'true or false', default: given, json: { type: 'boolean' } },
    read: (found) => words.get(found()),
    unknown: () => false,
  });
}

/** A node, in any of its three spellings. */
export function node(is: string) {
  return leaf({
    ...{ is, allowed: 'a node such as n3', range: 'n1 to the last node' },
    json: { type: 'string', pattern: '^(n[0-9]+|[0-9]+:0|[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+:0)$' },
    read: (found): Placed<Address> | undefined => {
      const value = parseAddress(found());
      return value === undefined ? undefined : { path: found.path, value };
    },
    unknown: unknownNode,
  });
}

/** A node, or one of the words that stand for some. */
export function nodeOr<const W extends string>(is: string, words: readonly W[]) {
  return leaf({
    ...{ is, allowed: `a node such as n3, or ${words.join(' or ')}`, json: { type: 'string' } },
    read: (found): Placed<Address | W> | undefined => {
      const value = words.find((known) => known === found()) ?? parseAddress(found());
      return value === undefined ? undefined : { path: found.path, value };
    },
    unknown: unknownNode,
    hint: (given) => nearestWord(given, words),
  });
}

/** What a map must have one of. */
export interface OneOf {
  /** What the keys are: `action`. */
  readonly what: string;
  readonly keys: readonly string[];
  /** One of them, or one at most. */
  readonly atLeast: 0 | 1;
}

const UNKNOWN = 'unrecognized_keys';

type Fields = Readonly<Record<string, z.ZodType>>;
type Optional<F extends Fields> = { [K in keyof F]: z.ZodOptional<F[K]> };

/** What is said of an unknown key of a map. */
type Unknown = (key: string, given: Readonly<Record<string, Tree>>, known: string[]) => string;

/**
 * A map of keys that must be there and keys that may, with one of each of the groups.
 * @param unknown what is said of other keys, where there is more to say than the nearest word
 */
export function map<R extends Fields, O extends Fields>(
  required: R,
  optional: O,
  groups: readonly OneOf[] = [],
  unknown: Unknown = (key, input, known) => unknownKey(key, known, missing(input, groups)),
) {
  const may = Object.entries(optional).map(([key, field]) => [key, field.optional()]);
  const shape = { ...required, ...(Object.fromEntries(may) as Optional<O>) };
  const known = Object.keys(shape);
  const schema = z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'invalid_type') {
        const needed = issue.input === undefined ? 'is missing: it has' : 'needs';
        return known.length === 0 ? 'has no parameters' : `${needed} keys, of ${known.join(', ')}`;
      }
      // A line for each of them.
      const given = issue.input as Readonly<Record<string, Tree>>;
      return issue.keys.map((key) => unknown(key, given, known)).join('\n');
    },
  });
  // Even where other things are wrong: all problems are told at once.
  const check = z.core._check<object | undefined>(
    ({ value, issues }) => {
      if (value === undefined || issues.some(isNoMap)) return;
      const hasUnknown = issues.some(
        ({ code, path }) => code === UNKNOWN && (path ?? []).length === 0,
      );
      for (const { what, keys, atLeast } of groups) {
        const found = keys.filter((key) => key in value);
        if (found.length > 1) {
          const message = `has ${found.join(' and ')}: one ${what} only`;
          const params = { mend: { spare: found.at(-1) } };
          issues.push({ code: 'custom', input: value, message, params });
        }
        // An unknown word is likely to be what is missing.
        if (found.length < atLeast && !hasUnknown) {
          const message = `has no ${what}: one of ${keys.join(', ')}`;
          const params = { mend: { lacks: keys[0] } };
          issues.push({ code: 'custom', input: value, message, params });
        }
      }
    },
    { when: () => true },
  );
  return schema.check(check).meta(exclusive(groups));
}

/** Whether it is about the map itself, which is none. */
function isNoMap({ code, path = [] }: z.core.$ZodRawIssue): boolean {
  return code === 'invalid_type' && path.length === 0;
}

/** The last group of which a map has none. */
function missing(input: object, groups: readonly OneOf[]): OneOf | undefined {
  const given = Object.keys(input);
  return groups.findLast(
    ({ keys, atLeast }) => atLeast === 1 && !keys.some((k) => given.includes(k)),
  );
}

/** @param group what the key is likely to be one of */
export function unknownKey(key: string, known: readonly string[], group?: OneOf): string {
  const { what, keys } = group ?? { what: 'key', keys: known };
  const meant = nearestWord(key, keys) ?? nearestWord(key, known);
  const hint = meant === undefined ? `known are ${keys.join(', ')}` : `did you mean ${meant}?`;
  return `unknown ${what} ${shown(key)}, ${hint}`;
}

/** For editors. */
function exclusive(groups: readonly OneOf[]): Record<string, unknown> {
  const rules = groups.map(({ keys, atLeast }) => {
    const each = keys.map((key) => ({ required: [key] }));
    return { oneOf: atLeast === 1 ? each : [...each, { not: { anyOf: each } }] };
  });
  return rules.length === 0 ? {} : { allOf: rules };
}

export function list<S extends z.ZodType>(item: S) {
  return z.array(item, { error: () => 'needs a list' });
}

/** What a list or a map is, for editors and the documentation. */
export function described<S extends z.ZodType>(schema: S, is: string, given?: string): S {
  const description = given === undefined ? is : `${is} Default: ${given}.`;
  return schema.meta({ ...schema.meta(), description, ...annotations(is, given) });
}
