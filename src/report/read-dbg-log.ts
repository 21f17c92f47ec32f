/**
 * A dbg.log that any program made, read as it comes: bytes in, entries out. A line is cut as the
 * course's graders cut it, at single blanks: field 2 is the address, field 3 `[t]`, and the text
 * begins with field 4. So what is not quite of the form is an entry, too, but it is counted.
 */

import type { LogEntry } from './dbg-log';

/** Longer lines are skipped: the course's have some hundred bytes. */
export const LINE_BYTES_MAX = 4096;

const NEWLINE = 10;
const RETURN = 13;
const TICK = /^\[[0-9]{1,9}\]$/;
/** The originals' first entry has no address. */
const NO_ADDRESS = /^ \[[0-9]{1,9}\] /;

/** How many lines there are of some sort, and the number of the first. */
export interface LineCount {
  readonly count: number;
  readonly first: number | undefined;
}

export class DbgLogReader {
  /** Lines that are not ` ADDRESS [t] TEXT`, other than empty ones and the head. */
  outOfForm: LineCount = { count: 0, first: undefined };
  /** Lines that were skipped for their length. */
  tooLong: LineCount = { count: 0, first: undefined };
  entries = 0;
  private lines = 0;
  private readonly decoder = new TextDecoder();
  /** The beginning of a line whose end has not come yet, as far as it may be needed. */
  private readonly begun = new Uint8Array(LINE_BYTES_MAX);
  private begunLength = 0;

  /** @param onEntry is given each entry */
  constructor(private readonly onEntry: (entry: LogEntry) => void) {}

  /** Takes the file's next bytes, which may be changed afterwards. */
  add(bytes: Uint8Array): void {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.endLine(bytes.subarray(start, end));
      start = end + 1;
    }
    this.begin(bytes.subarray(start));
  }

  /** Takes what is left for the last line. */
  finish(): void {
    if (this.begunLength > 0) this.endLine(new Uint8Array());
  }

  private begin(bytes: Uint8Array): void {
    // What does not fit makes the line too long, and nothing of that is needed.
    const isFitting = this.begunLength + bytes.length <= LINE_BYTES_MAX;
    if (isFitting) this.begun.set(bytes, this.begunLength);
    this.begunLength += bytes.length;
  }

  private endLine(rest: Uint8Array): void {
    this.lines++;
    let line = rest;
    if (this.begunLength > 0) {
      this.begin(rest);
      line = this.begun.subarray(0, this.begunLength);
    }
    const length = Math.max(line.length, this.begunLength);
    this.begunLength = 0;
    if (length > LINE_BYTES_MAX) this.tooLong = this.oneMore(this.tooLong);
    else if (line[length - 1] === RETURN) this.read(line.subarray(0, -1));
    else this.read(line);
  }

  private read(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const content = this.decoder.decode(bytes);
    const isUnaddressed = this.entries === 0 && NO_ADDRESS.test(content);
    const line = isUnaddressed ? ` ${content}` : content;
    const first = line.indexOf(' ');
    const second = line.indexOf(' ', first + 1);
    const third = second < 0 ? -1 : line.indexOf(' ', second + 1);
    if (third < 0) {
      // The head is `131`, but nobody looks at it.
      if (this.lines > 1) this.outOfForm = this.oneMore(this.outOfForm);
      return;
    }
    const address = line.slice(first + 1, second);
    const tick = line.slice(second + 1, third);
    const time = TICK.test(tick) ? Number(tick.slice(1, -1)) : NaN;
    const inForm = first === 0 && (address !== '' || isUnaddressed) && time >= 0;
    if (!inForm) this.outOfForm = this.oneMore(this.outOfForm);
    this.entries++;
    this.onEntry({ address, time, text: line.slice(third + 1), line: this.lines });
  }

  private oneMore({ count, first }: LineCount): LineCount {
    return { count: count + 1, first: first ?? this.lines };
  }
}
