/** How much memory is really in use. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of objects that are still reachable. */
export function liveBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  // The first may only finish what was begun before.
  collect();
  return process.memoryUsage().heapUsed;
}
