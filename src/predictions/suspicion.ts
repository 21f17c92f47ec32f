/**
 * How long a suspicion lasts (hashicorp/memberlist, `util.go` and `suspicion.go`; Dadgar, Phillips and
 * Currey, Lifeguard, 2017). Times are in whatever unit the probe interval is given in.
 */

import { ln } from '../protocol/membership/fan-out';
import { firstPing, firstPingBy } from './probing';

/** What a suspicion's time-out depends on. */
export interface SuspicionSettings {
  /** Nodes of the cluster, 2 or more. */
  readonly members: number;
  readonly probeInterval: number;
  /** memberlist's SuspicionMult: 4 in its LAN preset, 6 for a WAN, 3 locally. */
  readonly mult: number;
  /** memberlist's SuspicionMaxTimeoutMult: 6; 1 for a time-out that never changes, as in SWIM. */
  readonly maxMult: number;
}

/** memberlist counts thousandths of the scale; what is within this of the next is taken for it. */
const ROUNDING = 1e-9;

/** The shortest: mult * max(1, log10 N) * interval, to whole thousandths of the logarithm. */
export function minimumSuspicion({ members, probeInterval, mult }: SuspicionSettings): number {
  const scale = Math.max(1, ln(members) / ln(10));
  return (mult * Math.floor(1000 * scale + ROUNDING) * probeInterval) / 1000;
}

/**
 * The time-out once so many others have confirmed the suspicion:
 * max(min, max - (max - min) ln(c + 1) / ln(k + 1)), where k = mult - 2 confirmations are waited for,
 * or none where there are fewer than k nodes besides the two that it is about. Lifeguard, 3.
 */
export function suspicionAfter(confirmations: number, settings: SuspicionSettings): number {
  const { members, mult, maxMult } = settings;
  const min = minimumSuspicion(settings);
  const wanted = members - 2 < mult - 2 ? 0 : mult - 2;
  if (wanted < 1) return min;
  const max = maxMult * min;
  return Math.max(min, max - ((max - min) * ln(confirmations + 1)) / ln(wanted + 1));
}

/**
 * The mean time from a crash, nothing being lost, until somebody declares the node dead: the first
 * ping, the end of that probe's interval, when it is suspected, and the shortest time-out, for the
 * probes of others confirm it meanwhile.
 */
export function firstDead(settings: SuspicionSettings): number {
  const { members, probeInterval } = settings;
  return (firstPing(members) + 1) * probeInterval + minimumSuspicion(settings);
}

/** The time by which that has happened with this probability: 0.5 for the median. */
export function firstDeadBy(probability: number, settings: SuspicionSettings): number {
  const { members, probeInterval } = settings;
  return (firstPingBy(probability, members) + 1) * probeInterval + minimumSuspicion(settings);
}
