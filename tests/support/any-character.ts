import fc from 'fast-check';

/** Half of a pair, and no character: 2,048 numbers from here on. */
const SURROGATES = 0xd800;
const SURROGATE_COUNT = 0x800;
const LAST = 0x10ffff;

/**
 * Any character, of any plane: a unit for `fc.string`. Draws what its unit `binary` does, which makes a
 * table of all million of them, in a second, in every suite that names it.
 */
export const anyCharacter = fc.nat(LAST - SURROGATE_COUNT).map(characterOf, numberOf);

function characterOf(number: number): string {
  return String.fromCodePoint(number < SURROGATES ? number : number + SURROGATE_COUNT);
}

/** By this fast-check knows how texts that often are trouble, such as `__proto__`, are made of them. */
function numberOf(character: unknown): number {
  const code = String(character).codePointAt(0) ?? 0;
  const number = code < SURROGATES ? code : code - SURROGATE_COUNT;
  if (character !== characterOf(number)) throw new TypeError('not one character');
  return number;
}
