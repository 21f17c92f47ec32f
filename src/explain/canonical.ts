/** Plain values as text that does not depend on the order of their fields. */

import { Digest } from '../protocol/fields';

/** JSON with the fields of objects in the order of their names. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}

/** 16 hexadecimal digits that differ where values do. */
export function digestOf(value: unknown): string {
  const digest = new Digest();
  digest.reset();
  digest.addText(canonical(value));
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
  return hex(digest.high) + hex(digest.low);
}
