/** Lines of a log as they are shown: the first few, and how many there are. */

import { dbgLogLine, type LogEntry } from '../report/dbg-log';
import { onOneLine } from '../scenario/input-error';

const SHOWN_MAX = 3;
const LENGTH_MAX = 200;

/** A line of a log, shortened and without control characters. */
export interface ShownLine {
  readonly text: string;
  /** Where it stands in the file, from 1, if that is known. */
  readonly line?: number;
}

/** Some lines of a log: how many, and the first three. */
export interface Lines {
  readonly count: number;
  readonly first: readonly ShownLine[];
}

export class LineSample implements Lines {
  count = 0;
  readonly first: ShownLine[] = [];

  /** A line as it stands in a file. */
  add(text: string, line?: number): void {
    this.count++;
    if (this.first.length >= SHOWN_MAX) return;
    this.first.push({ text: shown(text), ...(line === undefined ? {} : { line }) });
  }

  addEntry(entry: LogEntry): void {
    this.add(lineOf(entry), entry.line);
  }

  /** The lines of a sample that was taken earlier. */
  addAll({ count, first }: Lines): void {
    for (const { text, line } of first) this.add(text, line);
    this.count += count - first.length;
  }
}

/** An entry's line without the line break before it. */
export function lineOf(entry: LogEntry): string {
  return dbgLogLine(entry).slice(1);
}

/** Something from a log: not too long, on one line, harmless to a terminal. */
export function shown(text: string): string {
  return onOneLine(text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}...` : text);
}
