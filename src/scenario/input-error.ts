/** Control characters and line breaks, spelled out: nothing that we were given moves a cursor. */
function onOneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What is wrong with something a person gave us: one line, no stack. */
export class InputError extends Error {
  override readonly name = 'InputError';

  /** @param place a flag, a file, or `file:line:column`, lines and columns counted from 1 */
  constructor(place: string, problem: string) {
    super(onOneLine(`${place}: ${problem}`));
  }
}
