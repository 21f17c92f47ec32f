/** Reads logs from disk, in pieces, however large they are. */

import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../scenario/input-error';
import { reasonOf } from './output-files';

const CHUNK_BYTES = 1 << 16;

/**
 * The path of the log that was meant: a file, or the dbg.log in a folder.
 * @throws InputError where neither is there
 */
export function logPath(given: string): string {
  try {
    return statSync(given).isDirectory() ? join(given, 'dbg.log') : given;
  } catch (error) {
    throw unreadable(given, error);
  }
}

/** @throws InputError where it cannot be read */
export async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): InputError {
  return new InputError(path, `cannot be read: ${reasonOf(error)}`);
}
