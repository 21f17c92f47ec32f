/** Tables as RFC 4180 has them: commas, quotes where needed, CRLF. */

import { onOneLine } from '../scenario/input-error';
import type { Cell } from './table';

export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  // To a spreadsheet these begin a formula, and whoever names a file chooses what it says.
  const isFormula = /^\s*[=+\-@]/.test(cell);
  const text = `${isFormula ? "'" : ''}${onOneLine(cell)}`;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
