/** What the copies fold says of a run, beside what nodes really store. */

import { Application } from '../../src/application/application';
import { Copies } from '../../src/checks/copies';
import { cluster, type ClusterOptions, type FaultStep } from '../../src/index';
import type { Version } from '../../src/protocol/store/record';
import { allNodes, ringPlan, type Scenario } from '../../src/scenario/scenario';
import { RandomRoot } from '../../src/simulation/random';
import type { ClientsOptions } from '../../src/workload/clients';

const DURATION = 400;
const LAST_STEP = 300;

interface Inspected {
  readonly store: { readonly records: Readonly<Record<string, { readonly version: Version }>> };
}

/** Per node that is up, the version of every key that it has stored: by the fold, and in truth. */
export interface Held {
  readonly told: Readonly<Record<string, Readonly<Record<string, Version>>>>;
  readonly stored: Readonly<Record<string, Readonly<Record<string, Version>>>>;
}

/** What is held every so many ticks of a run, and at its end. */
export function* heldCopies(scenario: Scenario, seed: string, between: number): Generator<Held> {
  const { cluster, disk, durationTicks } = scenario;
  const copies = new Copies(3, ringPlan(cluster));
  const application = new Application(scenario, seed, [copies]);
  for (let tick = 0; tick < durationTicks; tick += between) {
    application.advanceTo(tick);
    // A node that is still reading what it has stored cannot tell.
    if (tick - copies.lastReturn > disk.latencyTicks)
      yield heldNow(application, copies, cluster.nodes);
  }
  application.advanceTo(durationTicks);
  yield heldNow(application, copies, cluster.nodes);
}

function heldNow({ simulation }: Application, copies: Copies, nodes: number): Held {
  const up = allNodes(nodes).filter((node) => simulation.isUp(node));
  const of = (heldBy: (node: number) => object) => {
    return Object.fromEntries(up.map((node) => [`n${node}`, heldBy(node)])) as Held['told'];
  };
  return {
    told: of((node) => {
      const held = [...copies.keys].map(([key, { held }]) => [key, held.get(node)] as const);
      return Object.fromEntries(held.filter(([, version]) => version !== undefined));
    }),
    stored: of((node) => {
      const { records } = (simulation.inspect(node) as Inspected).store;
      return Object.fromEntries(
        Object.entries(records).map(([key, { version }]) => [key, version]),
      );
    }),
  };
}

export const HELD_CLIENTS: ClientsOptions = {
  ...({ count: 4, loop: 'open', intervalTicks: 5 } as const),
  keys: { count: 6, distribution: 'zipf' },
  mix: { read: 0.2, update: 0.5, delete: 0.3 },
  ...{ timeoutTicks: 12, retries: 3, backoffTicks: 2, firstTick: 20, lastTick: LAST_STEP },
};

/** Clients that ask again, while nodes other than the introducer fail and come back, or are wiped. */
export function busyScenario(seed: string, options: Partial<ClusterOptions>): Scenario {
  const draw = new RandomRoot(seed).stream('held copies');
  const nodes = 3 + draw.below(8);
  const faults = Array.from({ length: 1 + draw.below(6) }, (_, i): FaultStep => {
    const crash = { nodes: [2 + draw.below(nodes - 1)] };
    const step = { id: `step ${i}`, at: 20 + draw.below(LAST_STEP - 20), crash };
    const comes = draw.below(3);
    if (comes === 0) return step;
    return { ...step, restartAfter: 1 + draw.below(80), wipe: comes === 2 };
  });
  return cluster({
    ...{ nodes, store: true, durationTicks: DURATION, faults },
    workload: { announcements: [], operations: [], clients: HELD_CLIENTS },
    ...options,
  });
}
