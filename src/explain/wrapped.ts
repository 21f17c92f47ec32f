/** Prose in lines of at most 80 columns. */

const WIDTH = 80;

/** A line as several, those after the first further in; a word longer than a line is left whole. */
export function wrapped(line: string): string[] {
  const indent = `${/^ */.exec(line)![0]}  `;
  const lines: string[] = [];
  let last = line;
  while (last.length > WIDTH) {
    const space = last.lastIndexOf(' ', WIDTH);
    if (space <= indent.length) break;
    lines.push(last.slice(0, space));
    last = indent + last.slice(space + 1);
  }
  return [...lines, last];
}
