/** Who logged whom as joined. */

import type { LogEntry } from '../report/dbg-log';
import { NAMES_MAX } from './budget';
import { LineSample } from './line-sample';

/** A set of small numbers, a bit each: a thousand nodes have a million pairs. */
class NumberSet {
  size = 0;
  private bits = new Uint8Array(16);

  /** False where it was there already. */
  add(number: number): boolean {
    const byte = number >>> 3;
    if (byte >= this.bits.length) {
      const { bits } = this;
      this.bits = new Uint8Array(2 * byte);
      this.bits.set(bits);
    }
    const bit = 1 << (number & 7);
    if ((this.bits[byte]! & bit) !== 0) return false;
    this.bits[byte]! |= bit;
    this.size++;
    return true;
  }

  has(number: number): boolean {
    return ((this.bits[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }
}

interface Observer {
  readonly isNode: boolean;
  readonly texts: NumberSet;
  /** The texts that do not name the observer itself. */
  readonly others: NumberSet;
}

export class Joins {
  /** Lines that were not kept, for their names are too many. */
  beyond = 0;
  /** Those of or about a node that there is not, and those of another form. */
  readonly strange = new LineSample();
  /** Fields 4 to 7 of the lines, which are those of the rule, by number: the right ones first. */
  private readonly texts = new Map<string, number>();
  private readonly observers = new Map<string, Observer>();

  constructor(private readonly names: ReadonlySet<string>) {
    for (const name of names) this.texts.set(`Node ${name} joined at`, this.texts.size);
  }

  add(entry: LogEntry): void {
    const { address, text } = entry;
    const fields = text.split(' ', 4);
    const number = this.numberOf(fields.join(' '));
    const observer = this.observerAt(address);
    if (number === undefined || observer === undefined) {
      this.beyond++;
      return;
    }
    const isNew = observer.texts.add(number);
    if (!fields.includes(address)) observer.others.add(number);
    const isRight = number < this.names.size && observer.isNode;
    if (isNew && !isRight) this.strange.addEntry(entry);
  }

  /** How many pairs of a node and a joined one there are, at how many nodes. */
  counts(): { pairs: number; observers: number } {
    let pairs = 0;
    for (const { texts } of this.observers.values()) pairs += texts.size;
    return { pairs, observers: this.observers.size };
  }

  /** Either all pairs, oneself included; or else each node has exactly all others. */
  areComplete(): boolean {
    const nodes = this.names.size;
    const { pairs, observers } = this.counts();
    if (this.beyond > 0) return false;
    if (pairs === nodes * nodes) return true;
    const all = [...this.observers.values()];
    return observers === nodes && all.every(({ others }) => others.size === nodes - 1);
  }

  /** The lines that both rules need: a node need not log itself, unless it is alone. */
  addMissing(lines: LineSample): void {
    const names = [...this.names];
    for (const name of names) {
      const texts = this.observers.get(name)?.texts;
      for (const [number, member] of names.entries()) {
        if (texts?.has(number) === true || (member === name && names.length > 1)) continue;
        lines.add(` ${name} [t] Node ${member} joined at time t`);
      }
    }
  }

  private numberOf(text: string): number | undefined {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const number = this.texts.size;
    if (number >= NAMES_MAX) return undefined;
    this.texts.set(text, number);
    return number;
  }

  private observerAt(address: string): Observer | undefined {
    const known = this.observers.get(address);
    if (known !== undefined) return known;
    if (this.observers.size >= NAMES_MAX) return undefined;
    const isNode = this.names.has(address);
    const observer = { isNode, texts: new NumberSet(), others: new NumberSet() };
    this.observers.set(address, observer);
    return observer;
  }
}
