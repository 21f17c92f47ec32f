import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cli-program';

/** Every document whose examples are run. */
export const DOCUMENTS = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
