/** Cost: the messages that each node sends, on average over the run. */

import type { Run } from '../application/run';
import { against, pass, type Verdict } from './verdict';

const CHECK = 'messageLoad';

/**
 * @param now the first tick that was not run
 * @param atMost messages a node in a thousand ticks
 */
export function messageLoad({ scenario, counts }: Run, now: number, atMost: number): Verdict {
  const { nodes } = scenario.cluster;
  const load = (1000 * counts.network.sent) / (nodes * Math.max(1, now));
  const reason = `${load.toFixed(1)} messages a node in a thousand ticks`;
  if (load <= atMost) return pass(CHECK, reason);
  return against(CHECK, 'fail', [`${reason}, more than ${atMost}`], []);
}
