/** Tables without lines, in columns. */

export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
}

export type Cell = string | number;

export async function tableText(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const table = new Table({
    head: columns.map(({ head }) => head),
    colAligns: columns.map(({ align }) => align),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    chars: Object.fromEntries(
      ['top', 'bottom', 'left', 'right', 'mid', 'middle'].flatMap((side) =>
        ['', '-mid', '-left', '-right'].map((corner) => [`${side}${corner}`, '']),
      ),
    ),
  });
  for (const cells of rows) table.push([...cells]);
  // The last column is filled up, too.
  return table.toString().replace(/ +$/gm, '');
}
