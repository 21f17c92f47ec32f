/** What is kept of a log has a bound, however long the log is. */

import type { LogEntry } from '../report/dbg-log';

/** In bytes, about. A thousand nodes of which half fail take three quarters of it with removals. */
const BYTES_MAX = 1 << 26;
/** Distinct names, or texts with names, that are kept apart: a run has a thousand nodes at most. */
export const NAMES_MAX = 4096;

export class Budget {
  /** Lines that were not kept. */
  beyond = 0;
  private left = BYTES_MAX;

  /** @param overhead what a kept line takes beside its text, in bytes */
  constructor(private readonly overhead: number) {}

  /** False, and counted, for a line for which there is no room. */
  takes({ text }: LogEntry): boolean {
    const size = 4 * text.length + this.overhead;
    if (size > this.left) {
      this.beyond++;
      return false;
    }
    this.left -= size;
    return true;
  }
}

/** What a row says of lines that were not kept. */
export function inWords(beyond: number): string {
  return beyond === 0 ? '' : `, and ${beyond} lines more than are kept`;
}
