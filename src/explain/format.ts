/** What every file that is written for later reading says of itself. */

import { InputError } from '../scenario/input-error';

/** @throws InputError for a value of another format, or of a newer version of it */
export function requireFormat(
  place: string,
  value: unknown,
  format: string,
  version: number,
): void {
  const given = (value ?? {}) as { readonly format?: unknown; readonly version?: unknown };
  if (given.format !== format) throw new InputError(place, `not of the format "${format}"`);
  if (given.version === version) return;
  const { version: other } = given;
  if (!Number.isSafeInteger(other)) throw new InputError(place, 'needs a version, a whole number');
  const age = Number(other) > version ? 'is newer than' : 'is none of';
  throw new InputError(
    place,
    `version ${Number(other)} of the format "${format}" ${age} what this ringsim reads: ${version}`,
  );
}
