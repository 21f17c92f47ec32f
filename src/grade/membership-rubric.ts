/**
 * The course's 30 points of a membership scenario (MP1's grader), read off a dbg.log. Its numbers
 * are for ten nodes; other sizes are graded by the same rules for their number of nodes.
 */

import { dottedBytes } from '../protocol/address';
import type { LogEntry } from '../report/dbg-log';
import { inWords, NAMES_MAX } from './budget';
import { Joins } from './joins';
import type { LineSample } from './line-sample';
import { Removals } from './removals';
import { type Explanation, row, type RubricRow } from './rubric-row';

export interface MembershipRubric {
  readonly failures: 'single' | 'multi';
  readonly drops: boolean;
}

/** When the course's failures happen. */
const FAILURE_TICK = 100;

export class MembershipGrader {
  private readonly names: ReadonlySet<string>;
  private readonly joins: Joins;
  private readonly failed = new Set<string>();
  private readonly removals = new Removals();

  constructor(
    private readonly rubric: MembershipRubric,
    private readonly nodes: number,
  ) {
    this.names = new Set(Array.from({ length: nodes }, (_, i) => dottedBytes(i + 1)));
    this.joins = new Joins(this.names);
  }

  add(entry: LogEntry): void {
    const { address, text } = entry;
    if (text.includes('joined')) this.joins.add(entry);
    else if (text.includes('removed')) this.removals.add(entry);
    else if (text.includes('Node failed at time') && this.failed.size < NAMES_MAX) {
      this.failed.add(address);
    }
  }

  rows(): RubricRow[] {
    const { failures, drops } = this.rubric;
    const completeness = failures === 'single' ? this.completeness() : this.completenessOfMany();
    // Where messages are dropped false removals cost nothing, and the rest counts for more.
    if (drops) return [scaled(this.join(), 15), scaled(completeness, 15)];
    const accuracy = failures === 'single' ? this.accuracy() : this.accuracyOfMany();
    return [this.join(), completeness, accuracy];
  }

  private join(): RubricRow {
    const { nodes, joins } = this;
    const { pairs, observers } = joins.counts();
    const expected = `all ${nodes} nodes log all ${nodes} as joined: ${nodes * nodes} pairs`;
    const found = `${pairs} pairs at ${observers} nodes${inWords(joins.beyond)}`;
    const points = joins.areComplete() ? 10 : 0;
    return row({ test: 'join', of: 10, expected, found }, points, ({ missing, instead }) => {
      joins.addMissing(missing);
      instead.addAll(joins.strange);
    });
  }

  private completeness(): RubricRow {
    const [failed] = this.failed;
    const needed = this.nodes - 1;
    const lines = failed === undefined ? 0 : this.removals.naming(failed);
    const expected = `${needed} nodes log ${failed ?? 'the failed node'} as removed`;
    const found = failed === undefined ? 'no failed node' : `${lines} do`;
    const points = failed !== undefined && lines >= needed ? 10 : 0;
    return row(
      { test: 'completeness', of: 10, expected, found },
      points,
      ({ missing, instead }) => {
        this.addMissingFailures(missing, 1);
        if (failed !== undefined) this.addMissingRemovals(missing, failed);
        this.addFalse(instead);
      },
    );
  }

  /** Beyond the course's rule, there must be a failure and a removal: an empty log earns nothing. */
  private accuracy(): RubricRow {
    const { removals } = this;
    const [failed] = this.failed;
    const wrong = removals.names().filter((name) => name !== failed);
    const isLogged = failed !== undefined && (removals.count > 0 || this.nodes === 1);
    const names = wrong.map((name) => (name === '' ? 'no node' : name));
    const removed = names.length === 0 ? 'none' : `${names.slice(0, 3).join(', ')} removed`;
    const found = isLogged ? removed + inWords(removals.beyond) : 'no failure, or no removal';
    const expected = 'the failed node is removed, and no other';
    const points = isLogged && wrong.length === 0 && removals.beyond === 0 ? 10 : 0;
    return row({ test: 'accuracy', of: 10, expected, found }, points, ({ missing, instead }) => {
      this.addMissingFailures(missing, 1);
      if (failed !== undefined && removals.count === 0) this.addMissingRemovals(missing, failed);
      for (const { name, text, line } of removals.all()) {
        if (name !== failed) instead.add(text, line);
      }
    });
  }

  /** The nodes that are to fail: half of all. */
  private get toFail(): number {
    return Math.floor(this.nodes / 2);
  }

  private completenessOfMany(): RubricRow {
    const survivors = this.nodes - this.toFail;
    const isRemoved = (node: string) => this.removals.naming(node) >= survivors;
    const expected = `${survivors} survivors log each of ${this.toFail} failed nodes as removed`;
    return this.share('completeness', expected, isRemoved, ({ missing, instead }) => {
      for (const node of this.failed) {
        if (!isRemoved(node)) this.addMissingRemovals(missing, node);
      }
      this.addFalse(instead);
    });
  }

  /** For each failed node, the removals of others: those of the other failed, each once. */
  private accuracyOfMany(): RubricRow {
    const { removals } = this;
    const needed = (this.nodes - this.toFail) * Math.max(0, this.toFail - 1);
    const isExact = (node: string) =>
      removals.beyond === 0 && removals.count - removals.naming(node) === needed;
    const expected = `for each of ${this.toFail} failed nodes ${needed} removals of others`;
    return this.share('accuracy', expected, isExact, ({ missing, instead }) => {
      for (const node of this.failed) this.addMissingRemovals(missing, node);
      const seen = new Set<string>();
      for (const { observer, name, text, line } of removals.all()) {
        const pair = `${observer} ${name}`;
        const isDue = this.failed.has(name) && this.isSurvivor(observer) && !seen.has(pair);
        if (!isDue) instead.add(text, line);
        seen.add(pair);
      }
    });
  }

  /** Ten points, an equal share for each node that is to fail. */
  private share(
    test: string,
    expected: string,
    isGood: (node: string) => boolean,
    explain: (lines: Explanation) => void,
  ): RubricRow {
    const { toFail } = this;
    const count = Math.min([...this.failed].filter(isGood).length, toFail);
    const points = toFail === 0 ? 10 : Math.floor((10 * count) / toFail);
    const found = `true of ${count}${inWords(this.removals.beyond)}`;
    return row({ test, of: 10, expected, found }, points, (lines) => {
      this.addMissingFailures(lines.missing, toFail);
      explain(lines);
    });
  }

  private isSurvivor(node: string): boolean {
    return !this.failed.has(node) && this.names.has(node);
  }

  private addMissingFailures(missing: LineSample, count: number): void {
    const sign = this.rubric.failures === 'multi' ? ' = ' : '=';
    const text = ` A [${FAILURE_TICK}] Node failed at time${sign}${FAILURE_TICK}`;
    for (let logged = this.failed.size; logged < count; logged++) missing.add(text);
  }

  private addMissingRemovals(missing: LineSample, node: string): void {
    const observers = this.removals.observersOf(node);
    for (const name of this.names) {
      if (this.failed.has(name) || observers.has(name)) continue;
      missing.add(` ${name} [t] Node ${node} removed at time t`);
    }
  }

  /** Removals that name none of the failed. */
  private addFalse(instead: LineSample): void {
    for (const { name, text, line } of this.removals.all()) {
      if (!this.failed.has(name)) instead.add(text, line);
    }
  }
}

function scaled(graded: RubricRow, of: number): RubricRow {
  return { ...graded, of, points: Math.floor((graded.points * of) / graded.of) };
}
