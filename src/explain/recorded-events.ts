/** Compares a run, as it happens, with the lines that were written of an earlier one. */

import { InputError, onOneLine } from '../scenario/input-error';
import type { EventSink, EventView } from '../simulation/events';
import { EventLines, type EventsHeader, readEventLine } from './event-lines';

/** The first line that differs. */
export interface DifferentLine {
  /** As it was written; undefined where the earlier run had ended. */
  readonly before: string | undefined;
  /** As it is now; undefined where this run has ended. */
  readonly now: string | undefined;
}

/** How the lines came to their end. */
export type LinesEnd =
  /** With the line that counts events; or without it, for the file was cut off. */
  | 'complete'
  | 'cut off'
  /** At a line that is none of such a file: where, and what is wrong. */
  | { readonly damage: string };

export class RecordedEvents implements EventSink {
  readonly kinds: readonly string[];
  /** Undefined until there is one. */
  difference: DifferentLine | undefined;
  /** Undefined while there are more lines. */
  end: LinesEnd | undefined;
  private readonly lines: EventLines;
  private isHeader = true;

  /**
   * @param next gives the lines after the header, one by one, with their places; then undefined;
   *   or throws an InputError
   */
  constructor(
    header: EventsHeader,
    private readonly next: () => { readonly place: string; readonly line: string } | undefined,
  ) {
    this.lines = new EventLines(header, Infinity, (line) => {
      if (this.isHeader) this.isHeader = false;
      else this.compare(line);
    });
    this.kinds = this.lines.kinds;
  }

  on(event: EventView): void {
    if (!this.isDone) this.lines.on(event);
  }

  /** True once nothing more can be found. */
  get isDone(): boolean {
    return this.difference !== undefined || this.end !== undefined;
  }

  /** The run is complete: whatever the earlier one had on top is a difference. */
  finish(): void {
    if (this.isDone) return;
    const before = this.nextEvent();
    if (before !== undefined) this.difference = { before, now: undefined };
  }

  private compare(now: string): void {
    const before = this.nextEvent();
    // What is not in the file cannot be compared.
    if (before === undefined || before === now) return;
    this.difference = { before: onOneLine(before), now };
  }

  /** Undefined at the end, whatever that is; thrown here an error would be taken for a node's. */
  private nextEvent(): string | undefined {
    try {
      const found = this.next();
      if (found !== undefined && readEventLine(found.place, found.line) !== undefined) {
        return found.line;
      }
      this.end = found === undefined ? 'cut off' : 'complete';
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.end = { damage: error.message };
    }
    return undefined;
  }
}
