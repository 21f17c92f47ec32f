/** Goes on with a run: where it runs a user's protocol, with an eye on that. */

import { basename } from 'node:path';
import { promiseHooks } from 'node:v8';
import type { Application } from '../application/application';
import type { LastHandled } from '../application/last-handled';
import { InputError } from '../scenario/input-error';
import { LeakError, withLeakGuard } from '../simulation/leak-guard';
import { ProgramError } from '../simulation/simulation';
import { LIMIT_MS, TooLong, withinTime } from './time-limit';

/** Events of a user's protocol within one limit of time. */
const WATCHED_EVENTS = 2000;

/**
 * Goes on for about `maxEvents` events; returns true when the run is complete.
 * @throws InputError where a user's protocol goes wrong: how, and what it was handling
 */
export function advance(
  application: Application,
  maxEvents = Infinity,
  limitMs = LIMIT_MS,
): boolean {
  const { users } = application;
  if (users === undefined) return application.advance(maxEvents);
  const { origin, handled } = users;
  for (let left = maxEvents; left > 0; left -= WATCHED_EVENTS) {
    const slice = Math.min(left, WATCHED_EVENTS);
    // What is ended for its length leaves its own guard up.
    const work = () => withLeakGuard(() => withinTime(() => application.advance(slice), limitMs));
    try {
      if (withoutPromises(handled, work)) return true;
    } catch (error) {
      const where = error instanceof PromiseMade ? error.where : handled.inWords;
      throw new InputError(origin, `${problemOf(error)}, in ${where}`);
    }
  }
  return false;
}

/** Thrown once what made a promise is over. */
class PromiseMade extends Error {
  constructor(readonly where: string) {
    super('a promise was made, by async, await or then');
  }
}

/** @throws PromiseMade where the work made one; there is no other way to see an `await` */
function withoutPromises<T>(handled: LastHandled, work: () => T): T {
  let where: string | undefined;
  const stop = promiseHooks.onInit(() => {
    where ??= handled.inWords;
  }) as () => void;
  try {
    const result = work();
    if (where !== undefined) throw new PromiseMade(where);
    return result;
  } finally {
    stop();
  }
}

/** What went wrong, in a line; where it is a bug of ours, that stays one. */
function problemOf(error: unknown): string {
  if (error instanceof TooLong || error instanceof PromiseMade) return error.message;
  if (!(error instanceof ProgramError)) throw error;
  return thrownInWords(error.cause);
}

/** What was thrown and where: `TypeError: x is not a function (mine.js:12:5)`. */
export function thrownInWords(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `threw ${String(thrown)}`;
  // These say it all.
  if (thrown instanceof LeakError || thrown instanceof TooLong) return thrown.message;
  return `${thrown.name}: ${thrown.message}${placeOf(thrown.stack ?? '')}`;
}

/** The first place of a stack that is not in this program or in node itself. */
function placeOf(stack: string): string {
  const [first = '', ...lines] = stack.split('\n');
  // What is no JavaScript has its place at the top.
  const top = /^(?:file:\/\/)?(\/.+|[A-Z]:\\.+):\d+$/.exec(first);
  if (top !== null) return ` (${basename(first)})`;
  const theirs = lines.filter((line) => !line.includes(__filename) && !line.includes('node:'));
  const [, place] = theirs.map((line) => /([^\s(]+:\d+:\d+)\)?$/.exec(line)).find(Boolean) ?? [];
  return place === undefined ? '' : ` (${basename(place)})`;
}
