/** Whether the settings of the network make sense. */

import type { MembershipOptions } from '../protocol/membership/parameters';
import { protocolOf } from '../protocol/membership/protocols';
import type { Delay } from '../simulation/delay';
import type { NetworkOptions } from '../simulation/emulnet';
import { InputError } from './input-error';
import { between, whole } from './require';

const TICKS_MAX = 0x7fff_ffff;
const IN_FLIGHT_MAX = 10_000_000;

/**
 * @param membership whose messages have to fit
 * @throws InputError for a setting that is not allowed: which, and what is
 */
export function requireNetwork(network: NetworkOptions, membership: MembershipOptions): void {
  const { delay, loss, duplicate, reorder, linkCapacity } = network;
  requireDelay('network.delay', delay);
  if (loss !== undefined) between('network.loss.probability', loss.probability, 0, 1);
  if (duplicate !== undefined) between('network.duplicate', duplicate, 0, 1);
  if (reorder !== undefined) between('network.reorder', reorder, 0, 1);
  if (linkCapacity !== undefined) whole('network.linkCapacity', linkCapacity, 1, IN_FLIGHT_MAX);
  const { leastMessageBytes = 1 } = protocolOf(membership);
  whole('network.maxMessageBytes', network.maxMessageBytes, leastMessageBytes, 1_000_000);
  whole('network.maxInFlight', network.maxInFlight, 1, IN_FLIGHT_MAX);
}

/** @throws InputError for what is no distribution, or one of impossible ticks */
export function requireDelay(place: string, delay: Delay): void {
  switch (delay.distribution) {
    case 'constant':
      whole(`${place}.ticks`, delay.ticks, 1, TICKS_MAX);
      return;
    case 'uniform':
      whole(`${place}.minTicks`, delay.minTicks, 1, TICKS_MAX);
      whole(`${place}.maxTicks`, delay.maxTicks, delay.minTicks, TICKS_MAX);
      return;
    case 'exponential':
      whole(`${place}.floorTicks`, delay.floorTicks, 1, TICKS_MAX);
      between(`${place}.meanTicks`, delay.meanTicks, delay.floorTicks, TICKS_MAX);
      return;
    case 'tail':
      whole(`${place}.minTicks`, delay.minTicks, 1, TICKS_MAX);
      whole(`${place}.maxTicks`, delay.maxTicks, delay.minTicks, TICKS_MAX);
      between(`${place}.slowShare`, delay.slowShare, 0, 1);
      whole(`${place}.slowTicks`, delay.slowTicks, delay.maxTicks, TICKS_MAX);
      return;
    default: {
      // JavaScript lets other things through, a plain number of ticks for one.
      const given = JSON.stringify(delay);
      const kinds = 'constant, uniform, exponential or tail';
      throw new InputError(place, `cannot be ${given}: needs a distribution, ${kinds}`);
    }
  }
}
