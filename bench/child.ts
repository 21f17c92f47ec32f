/** A measurement in a process of its own, so that it neither finds nor leaves anything behind. */

import { spawnSync } from 'node:child_process';

/** What this program measures when it is called with the words; `main.ts` knows them. */
export function inChild(what: string, args: readonly string[]): unknown {
  const words = [process.argv[1]!, what, ...args];
  const child = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as unknown;
}
