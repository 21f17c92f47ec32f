/** The protocol that docs/protocols.md builds, and what becomes of it when it is bent. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cli-program';

const text = readFileSync(join(ROOT, 'docs', 'protocols.md'), 'utf8');
const fences = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)];

/** The document's blocks. */
export const BLOCKS = fences.map(([, info, content]) => ({ info: info!, content: content! }));

/** The module of the document. */
export const BEATS = BLOCKS.find(({ info }) => info === 'js')!.content;

/** The same with something else in the place of a part of it, which has to be there. */
export function bent(part: string, instead: string, module = BEATS): string {
  if (!module.includes(part)) throw new Error(`the document's protocol has no ${part}`);
  return module.replace(part, () => instead);
}

/** The same with something more to do in every period. */
export function doingInPeriod(statement: string): string {
  return bent('  period() {\n', `  period() {\n    ${statement}\n`);
}
