/** Compares a run, as it happens, with the lines that were written of an earlier one. */

import { onOneLine } from '../scenario/input-error';
import type { EventSink, EventView } from '../simulation/events';
import { EventLines, type EventsHeader, readEventLine } from './event-lines';

/** The first line that differs. */
export interface DifferentLine {
  /** As it was written; undefined where the earlier run had ended. */
  readonly before: string | undefined;
  /** As it is now; undefined where this run has ended. */
  readonly now: string | undefined;
}

export class RecordedEvents implements EventSink {
  readonly kinds: readonly string[];
  /** Undefined until there is one. */
  difference: DifferentLine | undefined;
  private readonly lines: EventLines;
  private isHeader = true;
  private isAtEnd = false;

  /**
   * @param next gives the lines after the header, one by one, with their places; then undefined
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
    if (this.difference === undefined && !this.isAtEnd) this.lines.on(event);
  }

  /** The run is complete: whatever the earlier one had on top is a difference. */
  finish(): void {
    if (this.difference !== undefined || this.isAtEnd) return;
    const before = this.nextEvent();
    if (before !== undefined) this.difference = { before, now: undefined };
  }

  private compare(now: string): void {
    const before = this.nextEvent();
    // What was left out of the file cannot be compared.
    if (before === undefined) this.isAtEnd = true;
    else if (before !== now) this.difference = { before: onOneLine(before), now };
  }

  private nextEvent(): string | undefined {
    const found = this.next();
    if (found === undefined) return undefined;
    const { place, line } = found;
    return readEventLine(place, line) === undefined ? undefined : line;
  }
}
