/** Prose in lines of at most 80 columns. */

export const WIDTH = 80;

/** A line as several, those after the first further in; a word that is too long is broken. */
export function wrapped(line: string): string[] {
  const indent = `${/^ {0,38}/.exec(line)![0]}  `;
  const lines: string[] = [];
  let last = line;
  while (last.length > WIDTH) {
    const space = last.lastIndexOf(' ', WIDTH);
    const isWord = space <= indent.length;
    lines.push(last.slice(0, isWord ? WIDTH : space));
    last = indent + last.slice(isWord ? WIDTH : space + 1);
  }
  return [...lines, last];
}

/** A line of which the middle is left out where it is too long: the end has what names it. */
export function clipped(what: string, end: string): string {
  const room = WIDTH - end.length;
  return what.length <= room ? `${what}${end}` : `${what.slice(0, Math.max(0, room - 3))}...${end}`;
}
