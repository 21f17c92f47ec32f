import { cluster } from '../../src/scenario/cluster';
import { InputError } from '../../src/scenario/input-error';
import type { ClientsOptions } from '../../src/workload/clients';

const CLIENTS: ClientsOptions = {
  ...({ count: 3, loop: 'open', intervalTicks: 5 } as const),
  keys: { count: 3, distribution: 'uniform' },
  mix: { read: 0.6, update: 0.3, delete: 0.1 },
  ...{ timeoutTicks: 20, retries: 3, backoffTicks: 2, firstTick: 20, lastTick: 80 },
};

function build(changes: Partial<ClientsOptions>, store = true) {
  const clients = { ...CLIENTS, ...changes };
  const workload = { announcements: [], operations: [], clients };
  return () => cluster({ nodes: 3, durationTicks: 100, store, workload });
}

const keys = (count: number) => ({ keys: { ...CLIENTS.keys, count } });
const mix = (read: number, update: number, deleted: number) => ({
  mix: { read, update, delete: deleted },
});

test.each<Partial<ClientsOptions>>([
  {},
  { count: 1000, retries: 20, backoffTicks: 0, timeoutTicks: 1, intervalTicks: 1 },
  { intervalTicks: 33.3 },
  { firstTick: 0, lastTick: 0, retries: 0 },
  { firstTick: 99, lastTick: 99 },
  { ...keys(1_000_000), ...mix(1, 0, 0) },
  { ttlTicks: 1, stamp: 'client' },
  { mix: { read: 0.5, update: 0, delete: 0, put: 0.5 }, stamp: 'coordinator' },
  // Their sum is not 1, as decimal fractions go.
  mix(0.1, 0.2, 0.7),
  mix(0, 0, 1),
])('%j can be', (changes) => {
  expect(build(changes)).not.toThrow();
});

test.each<[Partial<ClientsOptions>, string]>([
  [{ count: 0 }, 'count: cannot be 0: a whole number from 1 to 1000'],
  [{ count: 1001 }, 'count: cannot be 1001'],
  [{ intervalTicks: 0 }, 'intervalTicks: cannot be 0: a number from 1 to 2147483647'],
  [{ intervalTicks: 0.5 }, 'intervalTicks: cannot be 0.5'],
  [keys(0), 'keys.count: cannot be 0: a whole number from 1 to 1000000'],
  [keys(1_000_001), 'keys.count: cannot be 1000001'],
  [{ timeoutTicks: 0 }, 'timeoutTicks: cannot be 0: a whole number from 1'],
  [{ retries: -1 }, 'retries: cannot be -1: a whole number from 0 to 20'],
  [{ retries: 21 }, 'retries: cannot be 21'],
  [{ backoffTicks: -1 }, 'backoffTicks: cannot be -1: a whole number from 0'],
  [{ firstTick: -1 }, 'firstTick: cannot be -1: a whole number from 0 to 99'],
  [{ firstTick: 100 }, 'firstTick: cannot be 100: a whole number from 0 to 99'],
  [{ lastTick: 19 }, 'lastTick: cannot be 19: a whole number from 20 to 99'],
  [{ lastTick: 100 }, 'lastTick: cannot be 100: a whole number from 20 to 99'],
  [mix(0.5, 0.4, 0), 'mix: the shares must be 0 or more and add up to 1, not 0.9'],
  [mix(0.5, 0.5, 0.5), 'mix: the shares must be 0 or more and add up to 1, not 1.5'],
  [mix(1.5, -0.5, 0), 'mix: the shares must be 0 or more and add up to 1, not 1'],
  [{ ttlTicks: 0 }, 'ttlTicks: cannot be 0: a whole number from 1'],
  [{ ttlTicks: -7 }, 'ttlTicks: cannot be -7'],
  [{ stamp: 'notary' as never }, 'stamp: cannot be "notary": coordinator or client'],
  [
    { mix: { read: 0.5, update: 0.5, delete: 0, put: 0.5 } },
    'mix: the shares must be 0 or more and add up to 1, not 1.5',
  ],
  [mix(NaN, 0.5, 0.5), 'mix: the shares must be 0 or more and add up to 1, not NaN'],
])('%j is refused', (changes, problem) => {
  expect(build(changes)).toThrow(InputError);
  expect(build(changes)).toThrow(`workload.clients.${problem}`);
});

test('clients without a store are refused', () => {
  expect(build({}, false)).toThrow('workload.clients: clients need a store: store: true');
});
