/** A dbg.log for a person: aligned, node by name, the joins and removals folded. */

import { type Address, nodeName, parseAddress } from '../protocol/address';
import { onOneLine } from '../scenario/input-error';
import type { LogEntry } from './dbg-log';
import { type LogFilter, passes } from './log-filter';
import { MembershipFold } from './membership-fold';
import { LINE_BYTES_MAX } from './read-dbg-log';

const TICK_WIDTH = 4;
const NODE_WIDTH = 5;

export class ReadableLog {
  /** How many there were. */
  entries = 0;
  private readonly fold = new MembershipFold();
  private shown = 0;
  private folded = 0;

  /**
   * @param foldsChanges whether joins and removals are folded
   * @param paint gives a node's name its colour
   */
  constructor(
    private readonly filter: LogFilter,
    private readonly foldsChanges: boolean,
    private readonly paint: (node: Address, name: string) => string,
  ) {}

  /** The line that shows an entry; undefined where it is folded, or was not asked for. */
  lineOf(entry: LogEntry): string | undefined {
    this.entries++;
    if (!passes(entry, this.filter)) return undefined;
    if (this.foldsChanges && this.fold.add(entry)) {
      this.folded++;
      return undefined;
    }
    this.shown++;
    const tick = String(entry.time).padStart(TICK_WIDTH);
    return `${tick}  ${this.nodeOf(entry)}  ${onOneLine(entry.text)}`;
  }

  /** What was folded, to be shown after all the lines. */
  foldedLines(): string[] {
    const lines = this.fold.lines().map(({ node, text }) => `${this.named(node)}  ${text}`);
    return lines.length === 0 ? [] : ['', 'Joins and removals, and their ticks:', ...lines, ''];
  }

  /**
   * How much of the log was shown, in one line.
   * @param outOfForm lines of the log that are not as they should be
   * @param tooLong lines that were skipped for their length
   */
  verdict(outOfForm: number, tooLong: number): string {
    const { shown, entries, folded } = this;
    const { leftOut } = this.fold;
    const remarks = [
      ...(folded > 0 ? [`${folded} folded (--all shows each)`] : []),
      ...(leftOut > 0 ? [`${leftOut} of these left out, of too many nodes`] : []),
      ...(tooLong > 0 ? [`${tooLong} longer than ${LINE_BYTES_MAX} bytes skipped`] : []),
      ...(outOfForm > 0 ? [`${outOfForm} not of a dbg.log's form`] : []),
    ];
    return `${[`${shown} of ${entries} lines shown`, ...remarks].join(', ')}.`;
  }

  private nodeOf({ address }: LogEntry): string {
    const node = parseAddress(address);
    return node === undefined ? onOneLine(address).padEnd(NODE_WIDTH) : this.named(node);
  }

  private named(node: Address): string {
    return this.paint(node, nodeName(node).padEnd(NODE_WIDTH));
  }
}
