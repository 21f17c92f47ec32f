/** How long a change may take until everybody has noticed and mended it. */

import { parameterOf } from '../protocol/membership/parameters';
import { protocolOf } from '../protocol/membership/protocols';
import type { Scenario } from '../scenario/scenario';
import { typicalTicks } from '../simulation/delay';

/** Ticks in which nodes that lack each other, as after a partition, have merged beyond what settles. */
export function mergeTicksOf({ cluster }: Scenario): number {
  const { membership, nodes } = cluster;
  return protocolOf(membership).mergeTicks?.(membership, nodes) ?? 0;
}

/** Ticks after a start, a failure or a mistake in which it is still open what comes of it. */
export function settleTicksOf({ cluster, network, disk }: Scenario): number {
  const { membership, nodes } = cluster;
  const noticeTicks = protocolOf(membership).noticeTicks(membership, nodes);
  // A user's protocol need not have it.
  const joinRetryTicks = Number(parameterOf(membership, 'joinRetryTicks') ?? 0);
  const exchange = typicalTicks(network.delay) + disk.latencyTicks;
  const repair = (cluster.store?.offerRetryTicks ?? 0) + 10 * exchange;
  // Noticing it, asking anew, repair, and as long again for good measure.
  return 2 * (noticeTicks + joinRetryTicks + repair);
}
