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

/** Strings by number, so that a million pairs of nodes take little memory. */
class Numbers {
  private readonly numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.numbers.size);
    return this.numbers.size - 1;
  }
}

export class MembershipGrader {
  private readonly numbers = new Numbers();
  /** Who was logged as joined, by the logging node. */
  private readonly joined = new Map<number, Set<number>>();
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
    const observer = this.numbers.of(address);
    const seen = this.joined.get(observer) ?? new Set();
    this.joined.set(observer, seen.add(this.numbers.of(text.split(' ', 4).join(' '))));
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
    for (const seen of this.joined.values()) {
      pairs += seen.size;
      if (seen.size === nodes - 1) complete++;
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

  private completenessOfMany(): RubricRow {
    const survivors = this.nodes - this.failed.size;
    const missed = [...this.failed].filter((node) => this.linesNaming(node) < survivors);
    const expected = `${survivors} survivors log each of the failed as removed`;
    return this.share('completeness', expected, missed);
  }

  private accuracy(): RubricRow {
    const wrong = [...this.removed.keys()].filter((node) => !this.failed.has(node));
    const shown = wrong.length === 0 ? 'none' : `${wrong.slice(0, 3).join(', ')} removed`;
    return row('accuracy', 10, wrong.length === 0, 'no other node is removed', shown);
  }

  /** For each failed node, the removals of others: those of the other failed, each once. */
  private accuracyOfMany(): RubricRow {
    const survivors = this.nodes - this.failed.size;
    const needed = survivors * (this.failed.size - 1);
    let all = 0;
    for (const lines of this.removed.values()) all += lines.size;
    const wrong = [...this.failed].filter((node) => all - this.linesNaming(node) !== needed);
    const expected = `for each failed node ${needed} removals of others`;
    return this.share('accuracy', expected, wrong);
  }

  /** Ten points, an equal share for each failed node that is not among the wrong ones. */
  private share(test: string, expected: string, wrong: readonly string[]): RubricRow {
    const all = this.failed.size;
    const points = all === 0 ? 0 : Math.floor((10 * (all - wrong.length)) / all);
    const what =
      wrong.length === 0 ? `true of all ${all}` : `not for ${wrong.slice(0, 3).join(', ')}`;
    return { test, points, of: 10, expected, found: all === 0 ? 'no failed node' : what };
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
