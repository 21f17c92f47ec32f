/**
 * The files of a run. They are written beside their places and take them, all together, when the
 * run is complete: until then, and where it fails or is interrupted, earlier ones stay as they are.
 */

import {
  closeSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../scenario/input-error';

/** Text kept back until there is this much of it. */
const CHUNK = 1 << 16;

/** Every temporary file there is, for the signal handlers. */
const unfinished = new Set<OutputFiles>();

/** Signals that end a run, with the exit code that says so. */
const ENDINGS: readonly [NodeJS.Signals, number][] = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
];

let endsTidily = false;

/** Once: whatever is half-written when the program ends, by a signal or otherwise, is removed. */
function endTidily(): void {
  if (endsTidily) return;
  endsTidily = true;
  process.once('exit', () => {
    for (const files of unfinished) files.discard();
  });
  for (const [signal, code] of ENDINGS) {
    process.once(signal, () => process.exit(code));
  }
}

interface OutputFile {
  readonly path: string;
  readonly temporary: string;
  readonly descriptor: number;
  kept: string;
}

export class OutputFiles {
  private readonly files = new Map<string, OutputFile>();

  /**
   * Opens files of these names in a folder, which is made if it is not there.
   * @param flag what the folder was given by, for messages
   * @param inputs files that are read, and must not be written over
   * @throws InputError where that is not possible
   */
  constructor(
    folder: string,
    names: readonly string[],
    private readonly flag = `--out ${folder}`,
    inputs: readonly string[] = [],
  ) {
    endTidily();
    unfinished.add(this);
    this.attempt(() => {
      makeFolder(resolve(folder));
      // Found out now, not when the other files have taken their places.
      for (const name of names) requireFileOrNothing(name, join(folder, name));
      this.requireNoInput(
        names.map((name) => join(folder, name)),
        inputs,
      );
      for (const name of names) {
        const temporary = join(folder, `.${name}.${process.pid}.tmp`);
        const descriptor = openSync(temporary, 'w');
        this.files.set(name, { path: join(folder, name), temporary, descriptor, kept: '' });
      }
    });
  }

  /** True where this path is the place of one of them. */
  has(path: string): boolean {
    return [...this.files.values()].some((file) => realPathOf(file.path) === realPathOf(path));
  }

  write(name: string, text: string): void {
    const file = this.files.get(name)!;
    file.kept += text;
    if (file.kept.length >= CHUNK) this.flush(file);
  }

  /** Puts all files in their places. */
  commit(): void {
    this.attempt(() => {
      for (const file of this.files.values()) this.close(file);
      for (const { path, temporary } of this.files.values()) renameSync(temporary, path);
      unfinished.delete(this);
    });
  }

  /** Removes what was written so far; does nothing after `commit`. */
  discard(): void {
    if (!unfinished.delete(this)) return;
    for (const { temporary } of this.files.values()) rmSync(temporary, { force: true });
  }

  private requireNoInput(paths: readonly string[], inputs: readonly string[]): void {
    const read = new Set(inputs.map(realPathOf));
    const found = paths.find((path) => read.has(realPathOf(path)));
    if (found === undefined) return;
    throw new InputError(this.flag, `would write over ${found}, which is read`);
  }

  private close(file: OutputFile): void {
    this.flush(file);
    closeSync(file.descriptor);
  }

  private flush(file: OutputFile): void {
    const text = Buffer.from(file.kept);
    file.kept = '';
    this.attempt(() => {
      for (let done = 0; done < text.length;) done += writeSync(file.descriptor, text, done);
    });
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.discard();
      if (error instanceof InputError) throw error;
      throw new InputError(this.flag, `cannot be written: ${reasonOf(error)}`);
    }
  }
}

/** Where a path leads, links followed; of a file that is not there, where it will be. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(resolve(path));
    return folder === resolve(path) ? folder : join(realPathOf(folder), basename(path));
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What takes the place of a folder would fail, and that of a device would harm the machine. */
function requireFileOrNothing(name: string, path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) throw new Error(`${name} is a folder`);
  if (stats?.isFile() === false) throw new Error(`${name} is no file`);
}

/** Node's own recursive mkdir never ends where the system refuses with ENOENT, as below /proc. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  EEXIST: 'a file of that name is in the way',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EFBIG: 'the file is larger than allowed',
  EMFILE: 'too many files are open',
};

/** Why the system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === '' && error instanceof Error) return error.message;
  return REASONS[code] ?? code;
}
