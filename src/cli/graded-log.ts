/** Grades a dbg.log on disk, whatever is in it. */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type Grade, type Graded, Grader } from '../grade/grade';
import { COURSE_NODES, COURSE_RUBRICS, namedIn, Recogniser } from '../grade/recognise';
import type { LogEntry } from '../report/dbg-log';
import { DbgLogReader, type LineCount } from '../report/read-dbg-log';
import { InputError } from '../scenario/input-error';
import { reasonOf } from './output-files';
import type { NamedScenario } from './scenario-file';

const LOG_BYTES_MAX = 2 ** 32;
const CHUNK_BYTES = 1 << 18;
/** Windows has no such flag, nor what it is for. */
const NO_WAITING = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

export interface GradedLog {
  readonly log: string;
  readonly scenario: string;
  /** How it is known which scenario it is. */
  readonly why: string;
  readonly nodes: number;
  readonly grade: Grade;
  readonly outOfForm: LineCount;
  readonly tooLong: LineCount;
}

/** Called with what was read, in bytes, after every piece. */
type OnRead = (bytes: number) => Promise<void>;

/**
 * @param given the log's scenario; undefined where the log itself is to tell
 * @throws InputError where the log cannot be read or its scenario cannot be told
 */
export async function gradeLog(
  log: string,
  given: NamedScenario | undefined,
  onRead: OnRead,
): Promise<GradedLog> {
  const descriptor = openLog(log);
  try {
    const chosen =
      given === undefined
        ? await recognised(log, descriptor, onRead)
        : { ...given.scenario, why: given.file };
    const { name: scenario, why, rubric, cluster } = chosen;
    const grader = new Grader({ rubric, cluster });
    const { outOfForm, tooLong } = await readLog(descriptor, onRead, (entry) => {
      grader.add(entry);
    });
    const grade = grader.grade();
    return { log, scenario, why, nodes: cluster.nodes, grade, outOfForm, tooLong };
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(log, error);
  } finally {
    closeSync(descriptor);
  }
}

/** A log that is not told its scenario is read twice: what it is of, then what it earns. */
async function recognised(
  log: string,
  descriptor: number,
  onRead: OnRead,
): Promise<Graded & { readonly name: string; readonly why: string }> {
  const recogniser = new Recogniser();
  const { entries } = await readLog(descriptor, onRead, (entry) => {
    recogniser.add(entry);
  });
  const path = resolve(log);
  const named = namedIn(basename(path)) ?? namedIn(basename(dirname(path)));
  const found = recogniser.scenario(named);
  if (found === undefined) {
    const problem =
      entries === 0
        ? 'no dbg.log: it has no line such as " 1.0.0.0:0 [0] APP"'
        : 'its scenario cannot be told from its operations, its failures or its name';
    throw new InputError(log, `${problem}; --scenario FILE.conf grades it all the same`);
  }
  // The course's number, and not one that the log gives: with fewer nodes points come cheaper.
  return { ...found, rubric: COURSE_RUBRICS[found.name], cluster: { nodes: COURSE_NODES } };
}

/** Opens a file without waiting for anyone to write to it; its kind and size are looked at. */
function openLog(log: string): number {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(log, constants.O_RDONLY | NO_WAITING);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new InputError(log, 'no regular file');
    if (stats.size > LOG_BYTES_MAX) {
      throw new InputError(
        log,
        `larger than ${LOG_BYTES_MAX} bytes: a run's has some ten thousand`,
      );
    }
    return descriptor;
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    throw error instanceof InputError ? error : unreadable(log, error);
  }
}

/** Reads what there is at the beginning: a file that grows has an end, too. */
async function readLog(
  descriptor: number,
  onRead: OnRead,
  onEntry: (entry: LogEntry) => void,
): Promise<DbgLogReader> {
  const reader = new DbgLogReader(onEntry);
  const chunk = new Uint8Array(CHUNK_BYTES);
  const { size } = fstatSync(descriptor);
  for (let position = 0; position < size;) {
    const length = readSync(descriptor, chunk, 0, Math.min(size - position, CHUNK_BYTES), position);
    if (length === 0) break;
    reader.add(chunk.subarray(0, length));
    position += length;
    await onRead(length);
  }
  reader.finish();
  return reader;
}

function unreadable(log: string, error: unknown): InputError {
  return new InputError(log, `cannot be read: ${reasonOf(error)}`);
}
