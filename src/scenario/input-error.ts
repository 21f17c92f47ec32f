/** What moves a cursor, breaks a line or turns its direction, spelled out. */
export function onOneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What is wrong with something a person gave us: one line, no stack. */
export class InputError extends Error {
  override readonly name = 'InputError';

  /** @param place a flag, a file, or `file:line:column`, lines and columns counted from 1 */
  constructor(
    readonly place: string,
    readonly problem: string,
  ) {
    super(onOneLine(`${place}: ${problem}`));
  }
}

/** Several things that are wrong with what a person gave us: a line each. */
export class InputErrors extends InputError {
  /** @param lines in the form of an InputError: `file:line:column: what is wrong` */
  constructor(lines: readonly string[]) {
    super('', '');
    this.message = lines.map(onOneLine).join('\n');
  }
}
