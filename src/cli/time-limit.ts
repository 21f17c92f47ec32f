/** Ends what goes on for too long, as a user's code may that has a loop without end. */

import { createContext, Script } from 'node:vm';

/** Seconds without an end after which something has none. */
export const LIMIT_MS = 5000;

const CALL = new Script('call()');

/** Thrown for what went on for too long; nothing that it had begun was finished. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/**
 * What a function returns.
 * @throws TooLong where it does not within the limit; neither `catch` nor `finally` is run in it then
 */
export function withinTime<T>(work: () => T, limitMs = LIMIT_MS): T {
  let result: { readonly value: T } | undefined;
  const call = () => {
    result = { value: work() };
  };
  try {
    CALL.runInContext(createContext({ call }), { timeout: limitMs });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new TooLong(`no end after ${limitMs / 1000} s`);
  }
  return result!.value;
}
