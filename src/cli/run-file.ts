/** Reads kept runs from disk: their run.json whole, their events a line at a time. */

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSavedRun, RUN_BYTES_MAX, type SavedRun } from '../explain/saved-run';
import { PROTOCOLS, type Protocols } from '../protocol/membership/protocols';
import { InputError } from '../scenario/input-error';
import { reasonOf } from './output-files';

export const RUN_FILE = 'run.json';
export const EVENTS_FILE = 'events.ndjson';

/** A run that was kept, and where. */
export interface KeptRun {
  /** The run.json. */
  readonly file: string;
  readonly folder: string;
  readonly saved: SavedRun;
}

/**
 * @param given a folder that `--save` made, or the run.json in it
 * @param protocols those that it may name
 * @throws InputError where there is none, or it is no run
 */
export function readKeptRun(given: string, protocols: Protocols = PROTOCOLS): KeptRun {
  const stats = statSync(given, { throwIfNoEntry: false });
  const file = stats?.isDirectory() === true ? join(given, RUN_FILE) : given;
  if (stats?.isFile() === true && !isKeptRun(given)) {
    throw new InputError(given, `no kept run: give a folder of run --save, or its ${RUN_FILE}`);
  }
  return { file, folder: dirname(file), saved: readSavedRun(file, textOf(file), protocols) };
}

function textOf(file: string): string {
  return withFile(file, (descriptor) => {
    const { size } = fstatSync(descriptor);
    if (size > RUN_BYTES_MAX) throw new InputError(file, `larger than ${RUN_BYTES_MAX} bytes`);
    const buffer = Buffer.alloc(size);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read) {
      read = readSync(descriptor, buffer, length, size - length, null);
    }
    return buffer.toString('utf8', 0, length);
  });
}

const CHUNK_BYTES = 1 << 16;
/** An event is smaller: keys and values have their bounds. */
const LINE_BYTES_MAX = 1 << 20;
const LINE_FEED = 10;

/** The lines of a file, one by one, however large it is. */
export class LineFile {
  /** Of the line that was given last, from 1. */
  line = 0;
  private readonly descriptor: number;
  private readonly chunk = Buffer.alloc(CHUNK_BYTES);
  private start = 0;
  private end = 0;

  /** @throws InputError where it cannot be read */
  constructor(private readonly file: string) {
    this.descriptor = opened(file);
  }

  /**
   * The next line; undefined after the last.
   * @throws InputError for one of more than a megabyte, or where reading fails
   */
  next(): string | undefined {
    const parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      if (this.start === this.end && !this.fill()) break;
      const found = this.chunk.subarray(0, this.end).indexOf(LINE_FEED, this.start);
      const end = found < 0 ? this.end : found;
      parts.push(Buffer.from(this.chunk.subarray(this.start, end)));
      length += end - this.start;
      this.start = found < 0 ? end : found + 1;
      if (length > LINE_BYTES_MAX) {
        throw new InputError(
          `${this.file}:${this.line + 1}`,
          `longer than ${LINE_BYTES_MAX} bytes`,
        );
      }
      if (found >= 0) return this.give(parts);
    }
    return parts.length === 0 ? undefined : this.give(parts);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private give(parts: readonly Buffer[]): string {
    this.line++;
    return Buffer.concat(parts).toString('utf8');
  }

  private fill(): boolean {
    try {
      this.start = 0;
      this.end = readSync(this.descriptor, this.chunk, 0, CHUNK_BYTES, null);
      return this.end > 0;
    } catch (error) {
      throw unreadable(this.file, error);
    }
  }
}

function withFile<T>(file: string, use: (descriptor: number) => T): T {
  const descriptor = opened(file);
  try {
    return use(descriptor);
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(file, error);
  } finally {
    closeSync(descriptor);
  }
}

/** Files alone: a device, or a pipe that nobody feeds, may never end. */
function opened(file: string): number {
  try {
    if (!statSync(file).isFile()) throw new InputError(file, 'not a file');
    return openSync(file, 'r');
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): InputError {
  return new InputError(file, `cannot be read: ${reasonOf(error)}`);
}

/** True for what `readKeptRun` takes: a folder, or a file that is named as its run is. */
export function isKeptRun(given: string): boolean {
  const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder || given.endsWith('.json');
}
