/** Where two runs part and what came of it, in a screenful. */

import type { Run } from '../application/run';
import type { SimulationEvent } from '../library/event';
import { onOneLine } from '../scenario/input-error';
import type { Consequences, Side } from './consequences';
import { byStep, whatHappened } from './words';
import { clipped, wrapped } from './wrapped';

/** Lines of a screen, less the last, which says how to see it again. */
const LINES_MAX = 23;
/** Lines of what is of unknown length: titles, counts. */
const WRAPPED_MAX = 3;

/** What a side did at the event at which they part, and why. */
export interface SideSeen {
  /** Undefined where the run was over. */
  readonly event: SimulationEvent | undefined;
  /** Its causes in words, the nearest first. */
  readonly chain: readonly string[];
  readonly plan: Pick<Run['plan'], 'faults'>;
}

/** Lines under a title, of which as many are shown as there is room for. */
interface List {
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * @param title which runs are compared
 * @param id the event at which they part
 * @param checks a line for each that came out differently
 */
export function comparison(
  title: string,
  id: number,
  sides: Readonly<Record<Side, SideSeen>>,
  consequences: Consequences,
  checks: readonly string[],
): string[] {
  const { a, b } = sides;
  const head = [
    ...shortened(title),
    '',
    `The first event that differs is number ${id}:`,
    happened('A', a),
    happened('B', b),
    ...(isAlike(a, b) ? ['  (with other content, or another cause)'] : []),
  ];
  const counts = consequences.counts().map(([kind, x, y]) => `${kind} ${x} and ${y}`);
  const middle = [
    ...(counts.length === 0 ? [] : shortened(`From there on, A and B: ${counts.join(', ')}`)),
    ...(consequences.leftOut > 0 ? [`${consequences.leftOut} outcomes were not compared.`] : []),
  ];
  const only = [
    { title: 'Only in A, or there more often:', lines: onlyIn('a', sides, consequences) },
    { title: 'Only in B, or there more often:', lines: onlyIn('b', sides, consequences) },
  ].filter(({ lines }) => lines.length > 0);
  const isNothing = counts.length === 0 && only.length === 0;
  if (isNothing) middle.push('Both came to the same outcomes.');
  const before = causesOf(a, b);
  const lists = [...before, ...only, ...verdictsOf(checks)];
  const fixed = head.length + middle.length + lists.length + 2;
  const shown = inRoom(lists, LINES_MAX - fixed);
  return [
    ...head,
    ...shown.slice(0, before.length).flat(),
    '',
    ...middle,
    ...shown.slice(before.length).flat(),
    '',
  ];
}

/** The list of checks that came out differently, if there is any. */
function verdictsOf(checks: readonly string[]): List[] {
  if (checks.length === 0) return [];
  const lines = checks.map((line) => clipped(onOneLine(`  ${line}`), ''));
  return [{ title: 'Checks that come out differently:', lines }];
}

function happened(name: string, { event, plan }: SideSeen): string {
  if (event === undefined) return `  ${name}: the run was over`;
  const what = `  ${name}: ${whatHappened(event, plan)}`;
  return clipped(onOneLine(what), ` at tick ${event.time}${byStep(event, plan)}`);
}

/** The same in words, whatever it is that differs. */
function isAlike(a: SideSeen, b: SideSeen): boolean {
  if (a.event === undefined || b.event === undefined) return false;
  return happened('', a) === happened('', b);
}

function causesOf(a: SideSeen, b: SideSeen): List[] {
  const list = (title: string, { chain }: SideSeen): List => {
    const lines = chain.length === 0 ? ['none: the scenario itself'] : chain;
    return { title, lines: lines.map((line) => clipped(onOneLine(`  ${line}`), '')) };
  };
  if (a.chain.join() === b.chain.join()) return [list('Its causes, the same in both:', a)];
  return [list('Its causes in A:', a), list('Its causes in B:', b)];
}

function onlyIn(
  side: Side,
  sides: Readonly<Record<Side, SideSeen>>,
  consequences: Consequences,
): string[] {
  const { plan } = sides[side];
  return consequences.only(side).map((event) => {
    const end = ` at tick ${event.time} (event ${event.id}${byStep(event, plan)})`;
    return clipped(onOneLine(`  ${whatHappened(event, plan)}`), onOneLine(end));
  });
}

/** At most a few lines, the last of them cut where there were more. */
function shortened(line: string): string[] {
  const lines = wrapped(onOneLine(line));
  if (lines.length <= WRAPPED_MAX) return lines;
  return [...lines.slice(0, WRAPPED_MAX - 1), clipped(`${lines[WRAPPED_MAX - 1]!} ...`, '')];
}

/** Lists with their titles, the shorter shown whole before the longer; what is left out is counted. */
function inRoom(lists: readonly List[], room: number): string[][] {
  const shares = lists.map(() => 0);
  for (let left = room; left > 0;) {
    const hungry = lists.flatMap(({ lines }, i) => (shares[i]! < lines.length ? i : []));
    if (hungry.length === 0) break;
    for (const i of hungry.slice(0, left)) shares[i]!++;
    left -= Math.min(left, hungry.length);
  }
  return lists.map(({ title, lines }, i) => {
    const share = shares[i]!;
    if (lines.length <= share) return [title, ...lines];
    const shown = lines.slice(0, Math.max(0, share - 1));
    return [title, ...shown, `  ... and ${lines.length - shown.length} more`];
  });
}
