/** What is said of points that were lost. */

import type { Lines } from '../grade/line-sample';
import type { RubricRow } from '../grade/rubric-row';

/** A line each, to stand below what was lost. */
export function reasonsFor({
  expected,
  found,
  missing,
  instead,
}: Pick<RubricRow, 'expected' | 'found' | 'missing' | 'instead'>): string[] {
  return [
    `  expected ${expected}`,
    `  found    ${found}`,
    ...sample('missing', missing),
    ...sample('instead', instead),
  ];
}

function sample(name: string, { count, first }: Lines): string[] {
  const lines = first.map(({ text, line }, i) => {
    const place = line === undefined ? '' : `line ${line}: `;
    return `  ${(i === 0 ? name : '').padEnd(8)} ${place}${text.trimStart()}`;
  });
  const rest = count - first.length;
  return rest === 0 ? lines : [...lines, `  ${''.padEnd(8)} and ${rest} more`];
}
