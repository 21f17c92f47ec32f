/** What somebody meant who misspelt a word. */

import { closest, distance } from 'fastest-levenshtein';

/** A word further than this from every known one is not taken for a slip of the pen. */
const SLIP_MAX = 2;

/** The known word that is nearest, where that is near enough for a slip of the pen. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const found = closest(word, known);
  const slipMax = Math.min(SLIP_MAX, found.length >> 1);
  return distance(word, found) <= slipMax ? found : undefined;
}
