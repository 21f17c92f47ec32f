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

/** How many of the names to choose from a message shows. */
const NAMES_SHOWN = 10;

/** Which of the names that there are somebody may have meant. */
export function hintOf(name: string, names: readonly string[]): string {
  const meant = nearestWord(name, names);
  if (meant !== undefined) return `did you mean ${meant}?`;
  if (names.length === 0) return 'there are none';
  const more = names.length - NAMES_SHOWN;
  const rest = more > 0 ? ` and ${more} more` : '';
  return `there are ${names.slice(0, NAMES_SHOWN).join(', ')}${rest}`;
}
