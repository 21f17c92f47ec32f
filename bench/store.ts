/** What clients' operations cost: by cluster size, and with many keys beside few. */

import { Application } from '../src/application/application';
import { cluster } from '../src/scenario/cluster';
import type { EventView } from '../src/simulation/events';

const WARM_UP_TICKS = 2_000;
const ROUNDS = 3;

export interface StoreLine {
  readonly what: string;
  readonly figure: string;
  readonly beside: string;
  readonly ratio: string;
  readonly goal: string;
}

interface Pace {
  readonly operationsPerSecond: number;
  readonly eventsPerOperation: number;
}

/** Ten clients a node at most, reading and writing by turns, R = W = 2, once all keys are there. */
function measure(nodes: number, keys: number, ticks: number): Pace {
  const count = Math.min(10 * nodes, 100);
  // Clients create their share of the keys first, an operation each.
  const creating = WARM_UP_TICKS + Math.ceil((2 * keys) / count);
  const durationTicks = creating + ticks;
  const scenario = cluster({
    ...{ nodes, durationTicks, store: true },
    ring: { policy: 'operator', hash: 'murmur3' },
    // Gossip is not what is measured.
    membership: { periodTicks: 1000, failTicks: 10_000, removeTicks: 40_000 },
    workload: {
      ...{ announcements: [], operations: [] },
      clients: {
        ...{
          count,
          loop: 'open',
          intervalTicks: 2,
          keys: { count: keys, distribution: 'uniform' },
        },
        ...{ mix: { read: 0.5, update: 0.5, delete: 0 }, timeoutTicks: 100, retries: 0 },
        ...{ backoffTicks: 0, firstTick: 100, lastTick: durationTicks - 1 },
      },
    },
  });
  let operations = 0;
  const on = ({ data }: EventView) => {
    if ((data as { readonly outcome: string }).outcome === 'ok') operations++;
  };
  const application = new Application(scenario, '1', [{ kinds: ['completed'], on }]);
  application.advanceTo(creating);
  operations = 0;
  const before = application.simulation.log.count;
  const startedAt = performance.now();
  application.advance();
  const seconds = (performance.now() - startedAt) / 1000;
  const events = application.simulation.log.count - before;
  return { operationsPerSecond: operations / seconds, eventsPerOperation: events / operations };
}

function fastest(nodes: number, keys: number, ticks: number): Pace {
  const paces = Array.from({ length: ROUNDS }, () => measure(nodes, keys, ticks));
  return paces.sort((a, b) => b.operationsPerSecond - a.operationsPerSecond)[0]!;
}

export function* storeLines(): Generator<StoreLine> {
  for (const nodes of [5, 100]) {
    const few = fastest(nodes, 1_000, 1_000);
    const many = fastest(nodes, 100_000, 1_000);
    const pace = ({ operationsPerSecond }: Pace) => `${(operationsPerSecond / 1e3).toFixed(0)} k`;
    yield {
      what: `store, ${nodes} nodes, R = W = 2, 1,000 keys`,
      figure: `${pace(few)} operations/s, ${few.eventsPerOperation.toFixed(1)} events each`,
      beside: `with 100,000 keys: ${pace(many)} operations/s`,
      ratio: `${(few.operationsPerSecond / many.operationsPerSecond).toFixed(2)} times the time an operation with 100 times the keys`,
      goal: 'no more than memory makes it',
    };
  }
}
