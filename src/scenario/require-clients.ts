/** Whether a workload of clients makes sense for a scenario. */

import type { ClientsOptions } from '../workload/clients';
import { InputError } from './input-error';
import { between, oneOf, whole } from './require';
import type { Scenario } from './scenario';

const CLIENTS_MAX = 1000;
const KEYS_MAX = 1_000_000;
const TICKS_MAX = 0x7fff_ffff;
const RETRIES_MAX = 20;
/** How far from 1 the sum of the shares may be, which decimal fractions seldom hit. */
const SLACK = 1e-9;

/** @throws InputError for a value that cannot be: which, and what is allowed */
export function requireClients(clients: ClientsOptions, scenario: Scenario): void {
  const place = 'workload.clients';
  const last = scenario.durationTicks - 1;
  if (scenario.cluster.store === undefined) {
    throw new InputError(place, 'clients need a store: store: true');
  }
  whole(`${place}.count`, clients.count, 1, CLIENTS_MAX);
  between(`${place}.intervalTicks`, clients.intervalTicks, 1, TICKS_MAX);
  whole(`${place}.keys.count`, clients.keys.count, 1, KEYS_MAX);
  whole(`${place}.timeoutTicks`, clients.timeoutTicks, 1, TICKS_MAX);
  whole(`${place}.retries`, clients.retries, 0, RETRIES_MAX);
  whole(`${place}.backoffTicks`, clients.backoffTicks, 0, TICKS_MAX);
  whole(`${place}.firstTick`, clients.firstTick, 0, last);
  whole(`${place}.lastTick`, clients.lastTick, clients.firstTick, last);
  if (clients.ttlTicks !== undefined) whole(`${place}.ttlTicks`, clients.ttlTicks, 1, TICKS_MAX);
  oneOf(`${place}.stamp`, clients.stamp ?? 'coordinator', ['coordinator', 'client']);
  const { mix } = clients;
  const sum = mix.read + mix.update + mix.delete + (mix.put ?? 0);
  const isShare = Object.values(mix).every((share) => share >= 0 && share <= 1);
  if (!isShare || !(sum > 1 - SLACK && sum < 1 + SLACK)) {
    throw new InputError(
      `${place}.mix`,
      `the shares must be 0 or more and add up to 1, not ${sum}`,
    );
  }
}
