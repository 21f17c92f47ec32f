/** `test.seeds`: a test for each of many seeds, and the command that runs one of them again. */

import { relative } from 'node:path';
import { inspect, types } from 'node:util';
import { thisShell } from '../cli/this-shell';
import { shellWord, withEnvironment } from '../report/shell';

/** The environment variable that narrows every `test.seeds` to one seed. */
const VARIABLE = 'RINGSIM_SEED';
const SEEDS_MAX = 1_000_000;

/** What the body of a test over seeds is given. */
export interface SeedContext {
  readonly seed: string;
}

/** Adds a test for each seed, named for it. */
export type AddSeededTest = (
  name: string,
  body: (context: SeedContext) => unknown,
  timeoutMs?: number,
) => void;

/** What `test`, `test.only`, `test.skip` and `test.failing` gain. */
export interface SeededTest {
  /**
   * A test for each of many seeds, as `test.each`. Where one fails, its message ends with the
   * command that runs that seed alone; with `RINGSIM_SEED` set, only that seed is run.
   * @param seeds how many, for '1' to that, at most a million; or the seeds themselves
   */
  seeds: (seeds: number | readonly string[]) => AddSeededTest;
}

/** jest's `test`, as far as it is used here. */
export type AddTest = (name: string, body: () => unknown, timeoutMs?: number) => void;

/** What is known of the test that is running. */
export interface RunningTest {
  readonly testPath?: string | undefined;
  readonly currentTestName?: string | undefined;
}

/**
 * @param add adds one test
 * @param running tells which test is running
 */
export function seededTest(add: AddTest, running: () => RunningTest): SeededTest['seeds'] {
  return (seeds) => {
    const list = seedsOf(seeds);
    return (name, body, timeoutMs) => {
      for (const seed of list) {
        add(`${name}, seed ${seed}`, () => withReplay(body, seed, running), timeoutMs);
      }
    };
  };
}

function seedsOf(seeds: number | readonly string[]): readonly string[] {
  const list = listOf(seeds);
  const only = process.env[VARIABLE] ?? '';
  return only === '' ? list : [only];
}

function listOf(seeds: number | readonly string[]): readonly string[] {
  if (typeof seeds !== 'number' && seeds.length > 0) return seeds;
  if (typeof seeds === 'number' && Number.isInteger(seeds) && seeds >= 1 && seeds <= SEEDS_MAX) {
    return Array.from({ length: seeds }, (_, i) => String(i + 1));
  }
  const given = typeof seeds === 'number' ? String(seeds) : 'an empty list';
  throw new RangeError(
    `test.seeds cannot be given ${given}: 1 to ${SEEDS_MAX}, or a list of seeds`,
  );
}

function withReplay(
  body: (context: SeedContext) => unknown,
  seed: string,
  running: () => RunningTest,
): unknown {
  const fail = (error: unknown): never => {
    throw withLastLine(error, `Replay: ${replayCommand(seed, running())}`);
  };
  try {
    const done = body({ seed });
    return isThenable(done) ? Promise.resolve(done).catch(fail) : done;
  } catch (error) {
    return fail(error);
  }
}

/** The command that runs one seed of a test alone, for the shell of this platform. */
export function replayCommand(
  seed: string,
  { testPath = '', currentTestName = '' }: RunningTest,
  shell = thisShell(),
): string {
  const path = relative(process.cwd(), testPath).replaceAll('\\', '/');
  // jest takes both for regular expressions.
  const isPlain = /^[\w./ -]*$/.test(path);
  const file = isPlain ? shellWord(path, shell) : `--runTestsByPath ${shellWord(path, shell)}`;
  const name = shellWord(`^${currentTestName.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`, shell);
  return withEnvironment({ [VARIABLE]: seed }, `npx jest ${file} -t ${name}`, shell);
}

/** Adds a line to an error's message, and to its stack, which is what jest shows. */
function withLastLine(thrown: unknown, line: string): unknown {
  // Errors of node itself are of another realm than a test's.
  const isError = types.isNativeError(thrown) || thrown instanceof Error;
  const shown = typeof thrown === 'string' ? thrown : inspect(thrown);
  const error = isError ? thrown : new Error(`thrown: ${shown}`);
  if (Object.isFrozen(error)) return new Error(`${error.message}\n\n${line}`, { cause: error });
  const { message, stack = '' } = error;
  error.message = `${message}\n\n${line}`;
  // Below the message, which may have been changed since, or hold what looks like frames.
  const end = stack.indexOf(message) + message.length;
  const frames = stack.slice(Math.max(end, 0)).search(/\n\s+at /) + Math.max(end, 0);
  if (stack !== '') error.stack = `${stack.slice(0, frames)}\n\n${line}${stack.slice(frames)}`;
  return error;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined | null)?.then === 'function';
}
