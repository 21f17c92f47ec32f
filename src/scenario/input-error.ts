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

/** Characters of a person's word that a message shows. */
const SHOWN_MAX = 40;

export function shortened(word: string): string {
  return word.length > SHOWN_MAX ? `${word.slice(0, SHOWN_MAX)}...` : word;
}

/** What is wrong with an item of a list: code names it by its id, a file by where it stands. */
export class ItemError extends InputError {
  /** @param inItem what is wrong, without the item's place */
  constructor(
    place: string,
    problem: string,
    readonly index: number,
    readonly inItem: string,
  ) {
    super(place, problem);
  }
}

/**
 * Checks an item of a list.
 * @throws ItemError for the InputError that the check throws
 */
export function ofItem(
  list: string,
  index: number,
  id: string,
  check: (place: string) => void,
): void {
  const item = `${list}, ${shortened(id)}`;
  try {
    check(item);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { place, problem } = error;
    const inItem = place === item ? problem : `${place.slice(`${item}: `.length)}: ${problem}`;
    throw new ItemError(place, problem, index, inItem);
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
