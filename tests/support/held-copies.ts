/** What the copies fold says of a random history, beside what nodes really store. */

import { Copies } from '../../src/checks/copies';
import { cluster, type ClusterOptions, simulation } from '../../src/index';
import { RandomRoot } from '../../src/simulation/random';

const KEYS = ['a', 'b'];
const DURATION = 300;
const LAST_STEP = 220;

interface Inspected {
  readonly store: {
    readonly records: Readonly<
      Record<string, { readonly deleted: boolean; readonly value: string }>
    >;
  };
}

export interface Held {
  readonly key: string;
  /** The value that was last acknowledged; undefined where there is none. */
  readonly value: string | undefined;
  /** By the fold, and in truth. */
  readonly told: readonly string[];
  readonly stored: readonly string[];
}

/** Clients write, nodes other than the introducer fail; every write of a key has a value of its own. */
export function heldCopies(seed: string, options: Partial<ClusterOptions>): Held[] {
  const draw = new RandomRoot(seed).stream('held copies');
  const nodes = 3 + draw.below(10);
  const sim = simulation(cluster({ nodes, store: true, durationTicks: DURATION, ...options }), {
    seed,
  });
  const steps = 3 + draw.below(12);
  for (let step = 0, tick = 20; step < steps && tick < LAST_STEP; step++) {
    tick += 1 + draw.below(30);
    sim.runUntil(tick);
    const node = sim.node(`n${1 + draw.below(nodes)}`);
    const key = KEYS[draw.below(KEYS.length)]!;
    const what = draw.below(4);
    if (!node.isUp) continue;
    if (what === 0) node.create(key, `value ${step}`);
    else if (what === 1) node.update(key, `value ${step}`);
    else if (what === 2) node.delete(key);
    else if (node.name !== 'n1') sim.crash(node.name);
  }
  sim.runUntil(DURATION);
  const copies = sim.events.show(new Copies(3));
  return KEYS.map((key) => {
    const ends = sim.events.where({ kind: 'completed', key });
    const last = ends.filter(({ outcome }) => outcome === 'ok').at(-1);
    const value = last === undefined || last.operation === 'delete' ? undefined : last.value;
    const told = copies.holdersUp(key).map((holder) => `n${holder}`);
    const stored = Array.from({ length: nodes }, (_, i) => `n${i + 1}`).filter((name) => {
      const state = sim.node(name).inspect() as Inspected | undefined;
      const record = state?.store.records[key];
      return value !== undefined && record?.deleted === false && record.value === value;
    });
    return { key, value, told: told.sort(), stored: stored.sort() };
  });
}
