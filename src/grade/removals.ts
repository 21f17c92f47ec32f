/** The distinct `removed` lines of a log, by the node that they name. */

import type { LogEntry } from '../report/dbg-log';
import { Budget } from './budget';
import { lineOf } from './line-sample';

const ADDRESS = /-?[0-9]{1,3}(?:\.-?[0-9]{1,3}){3}:[0-9]+/;

/** A line, taken apart. */
export interface Removal {
  readonly observer: string;
  readonly name: string;
  readonly text: string;
  readonly line: number | undefined;
}

export class Removals {
  /** Distinct lines. */
  count = 0;
  private readonly budget = new Budget(64);
  /** The lines that name a node, each with its number in the file. */
  private readonly lines = new Map<string, Map<string, number | undefined>>();

  add(entry: LogEntry): void {
    const name = ADDRESS.exec(entry.text)?.[0] ?? '';
    const lines = this.lines.get(name) ?? new Map<string, number | undefined>();
    const line = lineOf(entry);
    if (lines.has(line) || !this.budget.takes(entry)) return;
    this.count++;
    this.lines.set(name, lines.set(line, entry.line));
  }

  /** Lines that were not kept, for they are too many. */
  get beyond(): number {
    return this.budget.beyond;
  }

  /** How many lines name a node. */
  naming(name: string): number {
    return this.lines.get(name)?.size ?? 0;
  }

  /** Every node that a line names. */
  names(): string[] {
    return [...this.lines.keys()];
  }

  *all(): Generator<Removal> {
    for (const [name, lines] of this.lines) {
      for (const [text, line] of lines) {
        yield { observer: text.slice(1, text.indexOf(' ', 1)), name, text, line };
      }
    }
  }

  /** Who removed a node. */
  observersOf(name: string): Set<string> {
    const texts = this.lines.get(name)?.keys() ?? [];
    return new Set([...texts].map((text) => text.slice(1, text.indexOf(' ', 1))));
  }
}
