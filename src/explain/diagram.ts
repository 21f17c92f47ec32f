/** A space-time diagram in plain text: a column a node, a row a tick, cropped to what matters. */

import type { Mark } from './explained';

/** Lines and columns that a diagram has at most. */
const LINES_MAX = 25;
const COLUMNS_MAX = 80;
const NODES_MAX = 8;
const CELL_MAX = 14;
const TICK_WIDTH = 8;
/** Beside the rows there are the names of the nodes, and three lines on what signs mean. */
const ROWS_MAX = LINES_MAX - 4;

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
  '*': '* timer',
};

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
  const width = Math.min(CELL_MAX, Math.floor((COLUMNS_MAX - TICK_WIDTH) / columns.length));
  const shown = marks.filter(({ node }) => columns.includes(node));
  const ticks = [...new Set(shown.map(({ time }) => time))];
  const weights = new Map(ticks.map((tick) => [tick, 0]));
  for (const { time, weight } of shown) weights.set(time, Math.max(weights.get(time)!, weight));
  const chosen = ticks
    .sort((a, b) => weights.get(b)! - weights.get(a)! || b - a)
    .slice(0, ROWS_MAX)
    .sort((a, b) => a - b);
  const row = (tick: number) =>
    columns.map((node) => {
      const here = shown.filter((mark) => mark.time === tick && mark.node === node);
      return (here.length === 0 ? stateAt(node, tick) : cellOf(here, width - 1)).padEnd(width);
    });
  const head = ['tick'.padEnd(TICK_WIDTH), ...columns.map((node) => node.padEnd(width))];
  const rows = chosen.map((tick) => [String(tick).padEnd(TICK_WIDTH), ...row(tick)]);
  const lines = [head, ...rows].map((cells) => cells.join('').trimEnd());
  return [...lines, ...legendOf(shown, ticks.length - chosen.length)];
}

/** The weightiest first, so that what has no room is the least. */
function cellOf(marks: readonly Mark[], width: number): string {
  const texts = [...marks].sort((a, b) => b.weight - a.weight).map(({ text }) => text);
  let cell = texts.shift()!.slice(0, width);
  for (const text of texts) {
    if (cell.length + 1 + text.length > width) return `${cell.slice(0, width - 1)}+`;
    cell += ` ${text}`;
  }
  return cell;
}

function legendOf(marks: readonly Mark[], leftOut: number): string[] {
  const used = Object.keys(SIGNS).filter((sign) => marks.some(({ text }) => text.startsWith(sign)));
  const parts = [
    ...used.map((sign) => SIGNS[sign]!),
    ...(leftOut > 0 ? [`${leftOut} lesser ticks left out`] : []),
  ];
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + part.length + 2 <= COLUMNS_MAX) {
      lines[lines.length - 1] = `${line}, ${part}`;
    } else lines.push(part);
  }
  return lines;
}

function byNumber(a: string, b: string): number {
  return Number(a.slice(1)) - Number(b.slice(1));
}
