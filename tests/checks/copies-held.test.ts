/** The copies fold knows only events; nodes know what they store. Both must say the same. */

import type { ClusterOptions } from '../../src/index';
import { busyScenario, HELD_CLIENTS, heldCopies } from '../support/held-copies';
import { tries } from '../support/trials';
import { scenarioOf, SHIPPED_TWINS, SHIPPED_YAML } from '../support/yaml-files';

const LOSS = { probability: 0.1, firstTick: 20, lastTick: 400 };
const RESTLESS = { delay: { distribution: 'uniform', minTicks: 1, maxTicks: 6 } } as const;

/** Replicas are mended in every way, and what is written, or deleted, ends by itself. */
const MENDED: Partial<ClusterOptions> = {
  store: {
    ...({ quorum: 'sloppy', readRepair: 'async', graceTicks: 40 } as const),
    hints: { windowTicks: 60, countTowardW: true },
  },
  workload: {
    ...{ announcements: [], operations: [] },
    clients: {
      ...HELD_CLIENTS,
      ...{ mix: { read: 0.3, update: 0.2, delete: 0.2, put: 0.3 }, ttlTicks: 25 },
    },
  },
};

const WORLDS: readonly (readonly [string, Partial<ClusterOptions>])[] = [
  ['nodes fail', {}],
  ['disks are slow', { disk: { latencyTicks: 3 } }],
  ['disks are small', { disk: { maxRecords: 3 } }],
  ['messages are lost', { network: { loss: LOSS } }],
  ['messages are late, twice, and in any order', { network: { ...RESTLESS, duplicate: 0.2 } }],
  ['the operator has the ring, and much goes wrong', { ring: 'operator', network: { loss: LOSS } }],
  [
    'nothing is as it should be',
    { disk: { latencyTicks: 2 }, network: { ...RESTLESS, loss: LOSS } },
  ],
  ['replicas are mended, and nothing stays', MENDED],
  ['so they are, and messages are lost', { ...MENDED, network: { loss: LOSS } }],
];

describe.each(WORLDS)('where %s', (_, options) => {
  test.seeds(tries(30))('the fold tells what every node stores', ({ seed }) => {
    let copies = 0;
    for (const { told, stored } of heldCopies(busyScenario(seed, options), seed, 7)) {
      expect(told).toEqual(stored);
      for (const records of Object.values(stored)) copies += Object.keys(records).length;
    }
    expect(copies).toBeGreaterThan(100);
  });
});

const WITH_STORE = [...SHIPPED_YAML, ...SHIPPED_TWINS].filter(
  ([, text]) => scenarioOf(text).cluster.store !== undefined,
);

test.each(WITH_STORE)('in %s, too', (_, text) => {
  const { told, stored } = [...heldCopies(scenarioOf(text, '3'), '3', Infinity)].at(-1)!;
  expect(told).toEqual(stored);
  expect(Object.values(stored).some((records) => Object.keys(records).length > 0)).toBe(true);
});
