/** Reads logs from disk, in pieces, however large they are. */

import { createReadStream, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../scenario/input-error';
import { reasonOf } from './output-files';

const CHUNK_BYTES = 1 << 16;

/**
 * The path of the log that was meant: a file, or the dbg.log in a folder.
 * @throws InputError where neither is there
 */
export function logPath(given: string): string {
  const path = statsOf(given).isDirectory() ? join(given, 'dbg.log') : given;
  const stats = statsOf(path);
  // Reading a device may never end.
  if (stats.isFile() || stats.isFIFO()) return path;
  throw new InputError(path, 'neither a file nor a pipe');
}

function statsOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw unreadable(path, error);
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
