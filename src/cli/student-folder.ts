/** A class's logs: a folder a student, with any number of logs below it. */

import { type Dirent, opendirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { namedIn } from '../grade/recognise';
import { InputError } from '../scenario/input-error';
import { reasonOf } from './output-files';

/** Students in a class, and files and folders that a student has. */
const ENTRIES_MAX = 10_000;
/** Folders within a student's that are looked into: three deep. */
const DEPTH_MAX = 3;
const LINK = 'a symbolic link, which is not followed';

export interface FoundLog {
  readonly path: string;
  /** Why it cannot be graded, where that is plain before it is read. */
  readonly problem?: string;
}

export interface Student {
  readonly name: string;
  readonly logs: readonly FoundLog[];
}

/**
 * The students in the order of their names, the logs in that of theirs. A folder that holds logs
 * itself, or folders named for scenarios, is that of one student.
 * @throws InputError where the folder cannot be read, holds too much or no log at all
 */
export function findStudents(folder: string): Student[] {
  const students = studentsIn(folder);
  if (students.some(({ logs }) => logs.some(({ path }) => isLog(path)))) return students;
  const wanted = 'dbg.log files, or a folder a student that holds some';
  throw new InputError(folder, `holds no logs: give a folder of ${wanted}`);
}

function studentsIn(folder: string): Student[] {
  let entries;
  try {
    entries = new Search().entriesOf(folder).filter((entry) => !isOtherFile(entry));
  } catch (error) {
    throw new InputError(folder, `cannot be read: ${reasonOf(error)}`);
  }
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  // A name that merely holds a scenario's, such as `team-update`, may be a student's.
  const isOne =
    entries.some((entry) => !entry.isDirectory() && isLog(entry.name)) ||
    folders.some((name) => namedIn(name) === name.toLowerCase()) ||
    (folders.length > 0 && folders.every((name) => namedIn(name) !== undefined));
  if (isOne) return [{ name: basename(resolve(folder)), logs: logsIn(folder) }];
  return entries.map((entry) => {
    const path = join(folder, entry.name);
    const logs = entry.isDirectory() ? logsIn(path) : [{ path, problem: LINK }];
    const none = { path, problem: 'no .log file in it' };
    return { name: entry.name, logs: logs.length === 0 ? [none] : logs };
  });
}

/** A file that is neither a log nor perhaps a student's folder, such as a list of the class. */
function isOtherFile(entry: Dirent): boolean {
  return !entry.isDirectory() && !entry.isSymbolicLink() && !isLog(entry.name);
}

/** Not the course's other two logs. */
function isLog(name: string): boolean {
  return /\.log$/i.test(name) && !/(^|[^a-z])(stats|msgcount)([^a-z]|$)/i.test(name);
}

/** All logs of a student. What cannot be looked into does not hide the others. */
function logsIn(folder: string): FoundLog[] {
  const search = new Search();
  const logs: FoundLog[] = [];
  const visit = (path: string, depth: number): void => {
    let entries: Dirent[] = [];
    try {
      entries = search.entriesOf(path);
    } catch (error) {
      logs.push({ path, problem: reasonOf(error) });
    }
    for (const entry of entries) {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) {
        if (depth < DEPTH_MAX) visit(inside, depth + 1);
      } else if (isLog(entry.name)) {
        logs.push({ path: inside, ...(entry.isSymbolicLink() ? { problem: LINK } : {}) });
      }
    }
  };
  visit(folder, 0);
  return logs;
}

class Search {
  private left = ENTRIES_MAX;

  /** Sorted by their characters' numbers, which no locale changes; hidden ones are left out. */
  entriesOf(folder: string): Dirent[] {
    const entries: Dirent[] = [];
    const open = opendirSync(folder);
    try {
      for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
        if (--this.left < 0) throw new Error(`holds more than ${ENTRIES_MAX} files`);
        if (!entry.name.startsWith('.')) entries.push(entry);
      }
    } finally {
      open.closeSync();
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
