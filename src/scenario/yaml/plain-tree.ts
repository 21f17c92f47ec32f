/** Plain values, as code has them, into the tree that a YAML file of the same would be. */

import { InputError } from '../input-error';
import type { Path, Tree } from './document';

/** Deeper values are refused: they may hold themselves. */
const DEPTH_MAX = 64;

/**
 * A copy, so that what is done to the value later changes nothing. A field that is undefined is none.
 * @throws InputError for what is too deep
 */
export function treeOf(value: unknown, path: Path): Tree {
  if (path.length > DEPTH_MAX) {
    throw new InputError(String(path[0]), 'too many lists and maps in each other');
  }
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map((each, i) => treeOf(each, [...path, i]));
  if (typeof value !== 'object') {
    const text = isText(value) ? String(value) : typeof value;
    return Object.assign(() => text, { path });
  }
  // Without a prototype `__proto__` is a key like any other.
  const fields = Object.create(null) as Record<string, Tree>;
  for (const [key, each] of Object.entries(value) as [string, unknown][]) {
    if (each !== undefined) fields[key] = treeOf(each, [...path, key]);
  }
  return fields;
}

/** What a file may hold as it is printed: all but functions and symbols. */
function isText(value: unknown): value is string | number | boolean | bigint {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}
