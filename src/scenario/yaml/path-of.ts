/** Paths of values in a scenario file, as text. */

import { InputError } from '../input-error';
import type { Path } from './document';

/**
 * `cluster.membership`, `faults[0].at` as a path.
 * @throws InputError for what is none
 */
export function pathOf(text: string): Path {
  if (!/^[a-z]+(?:\.[a-z]+|\[[0-9]{1,6}\])*$/i.test(text)) {
    const example = 'keys of the file, such as cluster.membership.fail or faults[0].at';
    throw new InputError('--vary', `cannot be ${JSON.stringify(text)}: ${example}`);
  }
  const parts = text.match(/[a-z]+|[0-9]+/gi) ?? [];
  return parts.map((part) => (/^[0-9]/.test(part) ? Number(part) : part));
}
