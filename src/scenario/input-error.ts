/** What is wrong with something a person gave us: one line, no stack. */
export class InputError extends Error {
  override readonly name = 'InputError';

  /** @param place a flag, a file, or `file:line:column`, lines and columns counted from 1 */
  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
  }
}
