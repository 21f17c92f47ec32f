/** A space-time diagram in plain text: a column a node, a row a tick, cropped to what matters. */

import type { Mark } from './explained';
import { WIDTH } from './wrapped';

/** Lines that a diagram has at most. */
const LINES_MAX = 25;
/** Rows up to which those of routine fill a diagram. */
const ROUTINE_ROWS = 12;
const NODES_MAX = 8;
const CELL_MAX = 14;
const TICK_WIDTH = 8;

/** What the signs mean, by their first character. */
const SIGNS: Readonly<Record<string, string>> = {
  '<': '<3 came from n3',
  '>': '>3 sent to n3',
  x: 'x3 to n3, lost',
  '/': '/3 to n3, cut off',
  '!': '!3 to n3, dropped',
  '-': '-3 took n3 out',
  '?': '?3 suspects n3',
  '+': '+3 took n3 in',
  '=': '=ok what the client was told',
  '~': '~3 kept for n3',
  '*': '* timer',
};
/** Ends a cell that had no room for all. */
const MORE = ' ..';

/**
 * @param nodes in the order of how much they matter; of too many the first are shown
 * @param stateAt what a node's column shows where nothing happens: `|` for up
 */
export function diagram(
  nodes: readonly string[],
  marks: readonly Mark[],
  stateAt: (node: string, time: number) => string,
): string[] {
  const columns = [...new Set(nodes)].slice(0, NODES_MAX).sort(byNumber);
  const width = Math.min(CELL_MAX, Math.floor((WIDTH - TICK_WIDTH) / columns.length));
  const shown = onceEach(marks.filter(({ node }) => columns.includes(node)));
  const longest = legendOf(shown, true, shown.length).length;
  const chosen = chosenTicks(shown, LINES_MAX - 1 - longest);
  const cells = (tick: number) =>
    columns.map((node) => {
      const here = shown.filter((mark) => mark.time === tick && mark.node === node);
      return here.length === 0 ? stateAt(node, tick) : cellOf(here, width - 1);
    });
  const rows = chosen.map((tick) => ({ tick, cells: cells(tick) }));
  const lines = [{ tick: 'tick', cells: columns }, ...rows].map(({ tick, cells }) => {
    const padded = cells.map((cell) => cell.padEnd(width)).join('');
    return `${String(tick).padEnd(TICK_WIDTH)}${padded}`.trimEnd();
  });
  const drawn = shown.filter(({ time }) => chosen.includes(time));
  const isCut = rows.some((row) => row.cells.some((cell) => cell.endsWith(MORE)));
  const leftOut = new Set(shown.map(({ time }) => time)).size - chosen.length;
  return [...lines, ...legendOf(drawn, isCut, leftOut)];
}

/** What several say of the same moment, with the greatest of their weights. */
function onceEach(marks: readonly Mark[]): Mark[] {
  const once = new Map<string, Mark>();
  for (const mark of marks) {
    const key = `${mark.time} ${mark.node} ${mark.text}`;
    const known = once.get(key);
    if (known === undefined || known.weight < mark.weight) once.set(key, mark);
  }
  return [...once.values()];
}

/** The weightiest ticks, of the same weight the latest. */
function chosenTicks(marks: readonly Mark[], rows: number): number[] {
  const weights = new Map<number, number>();
  for (const { time, weight } of marks) {
    weights.set(time, Math.max(weights.get(time) ?? 0, weight));
  }
  const telling = [...weights.values()].filter((weight) => weight > 1).length;
  // Routine shows the rhythm, and has no need of a screen for that.
  const shown = Math.min(rows, Math.max(telling, ROUTINE_ROWS));
  return [...weights]
    .sort(([time, weight], [otherTime, otherWeight]) => otherWeight - weight || otherTime - time)
    .slice(0, shown)
    .map(([time]) => time)
    .sort((a, b) => a - b);
}

/** The weightiest first, so that what has no room is the least. */
function cellOf(marks: readonly Mark[], width: number): string {
  const texts = [...marks].sort((a, b) => b.weight - a.weight).map(({ text }) => text);
  const whole = texts.join(' ');
  if (whole.length <= width) return whole;
  const room = width - MORE.length;
  let cell = texts[0]!.slice(0, room);
  for (const text of texts.slice(1)) {
    if (cell.length + 1 + text.length > room) break;
    cell += ` ${text}`;
  }
  return `${cell}${MORE}`;
}

function legendOf(marks: readonly Mark[], isCut: boolean, leftOut: number): string[] {
  const used = Object.keys(SIGNS).filter((sign) => marks.some(({ text }) => text.startsWith(sign)));
  const parts = [
    ...used.map((sign) => SIGNS[sign]!),
    ...(isCut ? ['.. and more'] : []),
    ...(leftOut > 0 ? [`${leftOut} lesser ticks left out`] : []),
  ];
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + part.length + 2 <= WIDTH) {
      lines[lines.length - 1] = `${line}, ${part}`;
    } else lines.push(part);
  }
  return lines;
}

function byNumber(a: string, b: string): number {
  return Number(a.slice(1)) - Number(b.slice(1));
}
