/**
 * The course's 30 points of a membership scenario (MP1's grader), read off a dbg.log. Its numbers
 * are for ten nodes; other sizes are graded by the same rules for their number of nodes.
 */

import type { LogEntry } from '../report/dbg-log';
import { row, type RubricRow } from './rubric-row';

export interface MembershipRubric {
  readonly failures: 'single' | 'multi';
  readonly drops: boolean;
}

/** Strings by number, in the order in which they came. */
class Numbers {
  private readonly numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.numbers.size);
    return this.numbers.size - 1;
  }
}

/** A set of small numbers, a bit each: a thousand nodes have a million pairs. */
class NumberSet {
  size = 0;
  private bits = new Uint8Array(16);

  add(number: number): void {
    const byte = number >>> 3;
    if (byte >= this.bits.length) {
      const { bits } = this;
      this.bits = new Uint8Array(2 * byte);
      this.bits.set(bits);
    }
    const bit = 1 << (number & 7);
    if ((this.bits[byte]! & bit) === 0) this.size++;
    this.bits[byte]! |= bit;
  }
}

export class MembershipGrader {
  private readonly numbers = new Numbers();
  /** Who was logged as joined, by the logging node. */
  private readonly joined = new Map<string, { texts: NumberSet; others: NumberSet }>();
  private readonly failed = new Set<string>();
  /** Distinct `removed` lines, by the node they name. */
  private readonly removed = new Map<string, Set<string>>();

  constructor(
    private readonly rubric: MembershipRubric,
    private readonly nodes: number,
  ) {}

  add({ address, time, text }: LogEntry): void {
    if (text.includes('joined')) this.addJoined(address, text);
    else if (text.includes('removed')) this.addRemoved(`${address} ${time} ${text}`, text);
    else if (text.startsWith('Node failed at time')) this.failed.add(address);
  }

  rows(): RubricRow[] {
    const { failures, drops } = this.rubric;
    const completeness = failures === 'single' ? this.completeness() : this.completenessOfMany();
    const accuracy = failures === 'single' ? this.accuracy() : this.accuracyOfMany();
    // Where messages are dropped false removals cost nothing, and the rest counts for more.
    return drops
      ? [scaled(this.join(), 15), scaled(completeness, 15)]
      : [this.join(), completeness, accuracy];
  }

  private addJoined(address: string, text: string): void {
    let seen = this.joined.get(address);
    if (seen === undefined) {
      seen = { texts: new NumberSet(), others: new NumberSet() };
      this.joined.set(address, seen);
    }
    const fields = text.split(' ', 4);
    const number = this.numbers.of(fields.join(' '));
    seen.texts.add(number);
    if (fields[1] !== address) seen.others.add(number);
  }

  private addRemoved(line: string, text: string): void {
    const name = text.split(' ', 2)[1] ?? '';
    const lines = this.removed.get(name) ?? new Set();
    this.removed.set(name, lines.add(line));
  }

  private join(): RubricRow {
    const { nodes } = this;
    let pairs = 0;
    let complete = 0;
    for (const { texts, others } of this.joined.values()) {
      pairs += texts.size;
      if (others.size === nodes - 1) complete++;
    }
    const expected = `all ${nodes} nodes log all ${nodes} as joined: ${nodes * nodes} pairs`;
    const earned = pairs === nodes * nodes || (complete === nodes && this.joined.size === nodes);
    return row('join', 10, earned, expected, `${pairs} pairs at ${this.joined.size} nodes`);
  }

  private completeness(): RubricRow {
    const [failed] = this.failed;
    const needed = this.nodes - 1;
    const lines = failed === undefined ? 0 : this.linesNaming(failed);
    const expected = `${needed} nodes log ${failed ?? 'the failed node'} as removed`;
    const earned = failed !== undefined && lines >= needed;
    return row('completeness', 10, earned, expected, found(failed, lines));
  }

  /** The nodes that are to fail: half of all. */
  private get toFail(): number {
    return Math.floor(this.nodes / 2);
  }

  private completenessOfMany(): RubricRow {
    const survivors = this.nodes - this.toFail;
    const good = [...this.failed].filter((node) => this.linesNaming(node) >= survivors);
    const expected = `${survivors} survivors log each of ${this.toFail} failed nodes as removed`;
    return this.share('completeness', expected, good);
  }

  /** Beyond the course's rule, there must be a failure and a removal: an empty log earns nothing. */
  private accuracy(): RubricRow {
    const wrong = [...this.removed.keys()].filter((node) => !this.failed.has(node));
    const isLogged = this.failed.size > 0 && (this.removed.size > 0 || this.nodes === 1);
    const names = wrong.length === 0 ? 'none' : `${wrong.slice(0, 3).join(', ')} removed`;
    const earned = isLogged && wrong.length === 0;
    const shown = isLogged ? names : 'no failure, or no removal';
    return row('accuracy', 10, earned, 'the failed node is removed, and no other', shown);
  }

  /** For each failed node, the removals of others: those of the other failed, each once. */
  private accuracyOfMany(): RubricRow {
    const needed = (this.nodes - this.toFail) * Math.max(0, this.toFail - 1);
    let all = 0;
    for (const lines of this.removed.values()) all += lines.size;
    const good = [...this.failed].filter((node) => all - this.linesNaming(node) === needed);
    const expected = `for each of ${this.toFail} failed nodes ${needed} removals of others`;
    return this.share('accuracy', expected, good);
  }

  /** Ten points, an equal share for each node that is to fail. */
  private share(test: string, expected: string, good: readonly string[]): RubricRow {
    const count = Math.min(good.length, this.toFail);
    const points = this.toFail === 0 ? 10 : Math.floor((10 * count) / this.toFail);
    return { test, points, of: 10, expected, found: `true of ${count}` };
  }

  private linesNaming(node: string): number {
    return this.removed.get(node)?.size ?? 0;
  }
}

function found(failed: string | undefined, lines: number): string {
  return failed === undefined ? 'no failed node' : `${lines} do`;
}

function scaled(graded: RubricRow, of: number): RubricRow {
  return { ...graded, of, points: Math.floor((graded.points * of) / graded.of) };
}
