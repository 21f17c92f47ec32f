/** Quantities of a scenario file as numbers: in ticks, and with one value drawn from each range. */

import type { Address } from '../../protocol/address';
import { RandomRoot } from '../../simulation/random';
import type { Path, Problem } from './document';
import { type Placed, type Ranged, shown } from './fields';
import { given } from './given';
import { type Rate, type Time, timeOf, timeText } from './quantities';

/** Chooses from a range: a whole number, or any number where the range is not of whole ones. */
export interface Chooser {
  /** @param name of the range, of no other */
  whole(name: string, low: number, high: number): number;
  between(name: string, low: number, high: number): number;
}

/** The least, or the most, of every range. */
export const LEAST: Chooser = { whole: (_, low) => low, between: (_, low) => low };
export const MOST: Chooser = { whole: (_, _low, high) => high, between: (_, _low, high) => high };

/** What a seed draws: from a stream for each range, so that one more changes no other draw. */
export function drawnBy(seed: string): Chooser {
  const root = new RandomRoot(seed);
  const stream = (name: string) => root.stream(`range ${name}`);
  return {
    whole: (name, low, high) => low + stream(name).below(high - low + 1),
    between: (name, low, high) => low + (high - low) * (stream(name).next() / 0x1_0000_0000),
  };
}

/** `faults[2].for` */
export function pathText(path: Path): string {
  return suffixText(path).replace(/^\./, '');
}

function suffixText(path: Path): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
}

/** What is in a file, and where. */
type Written = Pick<Ranged<unknown>, 'path' | 'text'>;

export class Values {
  /** What was found wrong. Such a value is NaN, which is neither more nor less than others. */
  readonly problems: Problem[] = [];
  /** What makes sense, and is hardly meant. */
  readonly doubts: Problem[] = [];
  /** By path as JSON, and how many have each of them. */
  private readonly names = new Map<string, string>();
  private readonly namesakes = new Map<string, number>();

  constructor(
    readonly tickMicros: number | undefined,
    private readonly chooser: Chooser,
  ) {}

  /**
   * Gives an item of a list a name by which its ranges are drawn, so that it may stand anywhere in the
   * list. Where several have one name, the second is `, 2` and so on.
   */
  name(path: Path, name: string): void {
    const named = `${pathText(path.slice(0, -1))}[${JSON.stringify(name)}`;
    const count = (this.namesakes.get(named) ?? 0) + 1;
    this.namesakes.set(named, count);
    this.names.set(JSON.stringify(path), count === 1 ? `${named}]` : `${named}, ${count}]`);
  }

  /** @param basis what else it was concluded from */
  report(path: Path, text: string, basis?: Path): void {
    this.problems.push({ path, text, ...given({ basis }) });
  }

  doubt(path: Path, text: string): void {
    this.doubts.push({ path, text });
  }

  /** Whole ticks. */
  ticks(range: Ranged<Time>, max = range.max): number {
    const low = this.inTicks(range, range.low);
    const high = this.inTicks(range, range.high);
    if (!Number.isInteger(low) || !Number.isInteger(high)) {
      const tick = timeText(1, this.tickMicros);
      if (!Number.isNaN(low + high)) this.refuse(range, `no whole number of ticks of ${tick}`);
      return NaN;
    }
    return this.isWithin(range, low, high, max) ? this.chosen(range, low, high) : NaN;
  }

  /**
   * The ticks of a default, which the file does not say: rounded up to whole ones, 1 or more.
   * @param path where the file would say it
   */
  defaultTicks(path: Path, text: string): number {
    if (this.tickMicros === undefined) {
      this.report(
        path,
        'is missing: it has no default in ticks of the course, which have no length',
      );
      return NaN;
    }
    return Math.max(1, Math.ceil(this.inTicks({ path, text }, timeOf(text)!)));
  }

  /** Ticks that need not be whole, 1 or more. */
  mean(range: Ranged<Time>): number {
    const low = this.inTicks(range, range.low);
    const high = this.inTicks(range, range.high);
    if (Number.isNaN(low + high) || !this.isWithin(range, low, high, range.max)) return NaN;
    return low === high ? low : this.between(range.path, low, high);
  }

  /** The ticks from one to the next, on average, 1 or more. */
  interval(range: Ranged<Rate>): number {
    const longest = this.perTicks(range, range.low) / range.low.count;
    const shortest = this.perTicks(range, range.high) / range.high.count;
    if (Number.isNaN(shortest + longest)) return NaN;
    if (shortest < 1) this.refuse(range, `more than one in ${timeText(1, this.tickMicros)}`);
    else if (shortest > longest) this.refuse(range, 'the first of a range is the lower one');
    else if (longest > range.max) this.refuse(range, `less than one in ${range.max} ticks`);
    return longest === shortest ? longest : this.between(range.path, shortest, longest);
  }

  /** So many in a thousand ticks. */
  perThousand(range: Ranged<Rate>): number {
    const low = range.low.count / (this.perTicks(range, range.low) / 1000);
    const high = range.high.count / (this.perTicks(range, range.high) / 1000);
    return low === high ? low : this.between(range.path, low, high);
  }

  /** A share, 0..1. */
  share(range: Ranged<number>): number {
    const { path, low, high } = range;
    if (!this.isWithin(range, low, high, range.max)) return NaN;
    return low === high ? low : this.between(path, low, high);
  }

  /**
   * A whole number.
   * @param rule why it is `max` at most
   */
  count(range: Ranged<number>, max = range.max, rule?: string): number {
    const { low, high } = range;
    return this.isWithin(range, low, high, max, rule) ? this.chosen(range, low, high) : NaN;
  }

  /** A node of so many. */
  node({ path, value }: Placed<Address>, nodes: number): Address {
    if (value > nodes) this.report(path, `there is no n${value}: nodes are n1 to n${nodes}`);
    return value;
  }

  private chosen({ path }: Ranged<unknown>, low: number, high: number): number {
    return low === high ? low : this.chooser.whole(this.nameOf(path), low, high);
  }

  private between(path: Path, low: number, high: number): number {
    return this.chooser.between(this.nameOf(path), low, high);
  }

  /** `faults["crash at 5s"].crash.restartAfter`, or where it stands if it is in nothing with a name. */
  private nameOf(path: Path): string {
    for (let length = path.length; length > 0; length--) {
      const name = this.names.get(JSON.stringify(path.slice(0, length)));
      if (name !== undefined) return `${name}${suffixText(path.slice(length))}`;
    }
    return pathText(path);
  }

  private inTicks(range: Written, time: Time): number {
    if ('ticks' in time) return time.ticks;
    if (this.tickMicros !== undefined) return time.micros / this.tickMicros;
    this.refuse(range, 'ticks of the course have no length: give it in ticks, such as 5 ticks');
    return NaN;
  }

  private perTicks(range: Ranged<Rate>, { per }: Rate): number {
    return this.inTicks(range, per);
  }

  private isWithin(
    range: Ranged<Time | number>,
    low: number,
    high: number,
    max: number,
    rule?: string,
  ): boolean {
    const because = rule === undefined ? '' : `, ${rule}`;
    const inWords = (limit: number) =>
      typeof range.low === 'number' ? `${limit}` : timeText(limit, this.tickMicros);
    if (low > high) this.refuse(range, 'the first of a range is the lower one');
    else if (low < range.min) this.refuse(range, `${inWords(range.min)} or more`);
    else if (high > max) this.refuse(range, `${inWords(max)} at most${because}`);
    else return true;
    return false;
  }

  private refuse({ path, text }: Written, why: string): void {
    // Both ends of a range may have the same to be said of them.
    const problem = `cannot be ${shown(text)}: ${why}`;
    if (this.problems.at(-1)?.text !== problem) this.report(path, problem);
  }
}
