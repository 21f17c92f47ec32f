/** What a comparison prints: a table for a person, rows for a spreadsheet, a document for a program. */

import { onOneLine } from '../scenario/input-error';
import type { CompareRow } from './compare-rows';
import { type Cell, type Column, tableText } from './table';

/** For a person: without what each kind of message came to, which the other forms have. */
export async function tableOf(
  names: readonly string[],
  rows: readonly CompareRow[],
): Promise<string> {
  const columns: Column[] = [
    { head: 'measure', align: 'left' },
    ...names.map((name) => ({ head: name, align: 'right' }) as const),
    ...['median', '95 % interval', 'predicted'].map((head) => ({ head, align: 'right' }) as const),
  ];
  const shown = rows.filter(({ figure }) => !figure.includes(' of '));
  const cells = shown.map(({ figure, unit, values, median, interval, predicted }, i): Cell[] => {
    const isFirst = shown[i - 1]?.figure !== figure;
    const name = isFirst ? `${figure}, ${unit}` : '';
    return [name, ...values.map(onOneLine), inWords(median), rangeOf(interval), rangeOf(predicted)];
  });
  return tableText(columns, cells);
}

function rangeOf(range: readonly [low: number, high: number] | undefined): string {
  if (range === undefined) return '-';
  const [low, high] = range.map(inWords);
  return low === high ? low! : `${low!} to ${high!}`;
}

/** Three digits are as many as such samples tell. */
function inWords(value: number): string {
  if (value === Infinity) return 'never';
  return value >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

const CSV_HEADS = ['runs', 'median', 'low', 'high', 'mean', 'predicted low', 'predicted high'];

export function csvRows(names: readonly string[], rows: readonly CompareRow[]): Cell[][] {
  const head = ['measure', 'unit', ...names, ...CSV_HEADS];
  const cell = (value: number | undefined): Cell =>
    value === undefined ? '' : value === Infinity ? 'never' : value;
  return [
    head,
    ...rows.map(({ figure, unit, values, runs, median, interval, mean, predicted }) => [
      ...[figure, unit, ...values, runs, cell(median), cell(interval?.[0]), cell(interval?.[1])],
      ...[cell(mean), cell(predicted?.[0]), cell(predicted?.[1])],
    ]),
  ];
}

/** JSON has no infinity. */
export function documentOf(
  file: string,
  names: readonly string[],
  seeds: readonly string[],
  rows: readonly CompareRow[],
): object {
  const finite = (value: number): number | 'never' => (value === Infinity ? 'never' : value);
  return {
    file,
    seeds: { first: seeds[0], last: seeds.at(-1), count: seeds.length },
    rows: rows.map(({ figure, values, median, interval, ...row }) => ({
      measure: figure,
      settings: Object.fromEntries(names.map((name, i) => [name, values[i]])),
      ...row,
      median: finite(median),
      interval: interval?.map(finite),
    })),
  };
}
