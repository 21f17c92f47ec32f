/** What is measured of a store's runs, and what a summary tells of it. */

import {
  cluster,
  type ClusterOptions,
  runScenario,
  simulation,
  type TimedOptions,
} from '../../src/index';
import type { FaultStep } from '../../src/faults/plan';
import { HintFates } from '../../src/measures/hint-counts';
import { Measuring } from '../../src/measures/measures';
import type { StoreMeasures } from '../../src/measures/store-measures';
import type { OperationStep } from '../../src/workload/operations';
import { storeRows } from '../../src/report/store-rows';

const STORE: Partial<ClusterOptions> = { store: true, ring: 'operator', durationTicks: 300 };

function measured(options: Partial<ClusterOptions>): StoreMeasures {
  return runScenario(cluster({ nodes: 3, ...STORE, ...options })).measures.store!;
}

function writes(...times: number[]): NonNullable<ClusterOptions['workload']> {
  const operations = times.map((at, i): OperationStep => {
    return { id: `w${i}`, at, operation: 'create', key: `k${i}`, value: 'v'.repeat(40) };
  });
  return { announcements: [], operations };
}

function crash(at: number, node: number, more: object = {}): FaultStep {
  return { id: `c${at} ${node}`, at, crash: { nodes: [node] }, restartAfter: 5, ...more };
}

describe('damage', () => {
  const storage = { kind: 'log' } as const;
  const rot = (at: number, node: number): FaultStep => {
    return { id: `r${at} ${node}`, at, disk: { nodes: [node] }, rot: 'log', bytes: [0, 50] };
  };

  test('is who found which file damaged when it was read back, and who is complete again', () => {
    const faults = [rot(80, 2), crash(100, 2), crash(150, 1, { wipe: true })];
    const { damage } = measured({ storage, workload: writes(50, 51), faults });
    expect(damage.damagedFiles).toEqual([{ node: 2, at: 105, file: 'log' }]);
    expect(damage.tornTails).toEqual([]);
    expect(damage.rebuilt.map(({ node }) => node)).toEqual([2, 1]);
    expect(damage.rebuilt[1]!.at).toBeGreaterThan(155);
  });

  test('is torn tails that were cut off', () => {
    const faults = [1, 2, 3].map((node) => crash(160, node, { unsynced: 'torn' }));
    const disk = { latencyTicks: 1, fsyncTicks: 20 };
    const { damage } = measured({ storage, disk, workload: writes(40, 150), faults });
    expect(damage.damagedFiles).toEqual([]);
    expect(damage.tornTails).not.toEqual([]);
    for (const { at, bytes } of damage.tornTails) {
      expect(at).toBeGreaterThanOrEqual(165);
      expect(bytes).toBeGreaterThan(0);
    }
  });

  test('is nothing where nothing is wrong', () => {
    const nothing = { damagedFiles: [], tornTails: [], rebuilt: [] };
    const faults = [crash(100, 2)];
    expect(measured({ storage, workload: writes(50), faults }).damage).toEqual(nothing);
  });
});

test("an operator's commands that were refused", () => {
  const faults: FaultStep[] = [
    { id: 'add', at: 60, addOwner: 2, by: 1 },
    { id: 'remove', at: 70, removeOwner: 2, by: 3 },
    { id: 'remove another', at: 100, removeOwner: 1, by: 3 },
  ];
  const store = { replicas: 2, readQuorum: 1, writeQuorum: 1 };
  expect(measured({ faults, store }).refusedMoves).toEqual([
    { node: 1, member: 2, reason: 'it is on the ring', at: 60 },
    { node: 3, member: 1, reason: 'too few owners would be left', at: 100 },
  ]);
});

describe('hints', () => {
  /** Tells the fold of hints of one key, kept by n1 unless told otherwise. */
  function hints() {
    const fates = new HintFates();
    const tell = (kind: string, data: object = {}, node = 1, storage = 1) => {
      const event = { id: 0, time: 0, cause: 0, a: 0, c: 0, kind, node, b: storage };
      fates.on({ ...event, data: { kind, key: 'k', home: 3, ...data } });
    };
    const keep = (timestamp: number, data: object = {}, node = 1) => {
      tell('hinted', { version: { timestamp, storageId: 1, counter: 1 }, ...data }, node);
    };
    return { fates, tell, keep };
  }
  const none = { delivered: 0, expired: 0, replaced: 0, lost: 0, left: 0 };

  test('are delivered, expire, are replaced, or are left', () => {
    const { fates, tell, keep } = hints();
    keep(1);
    keep(2);
    tell('hintDelivered');
    keep(3);
    tell('hintExpired');
    keep(4);
    keep(4, { home: 2 });
    keep(4, { key: 'other' });
    keep(4, {}, 2);
    const counts = { delivered: 1, expired: 1, replaced: 1, lost: 0, left: 4 };
    expect(fates.counts()).toEqual({ stored: 7, ...counts });
  });

  test('of another attempt at the same write are one', () => {
    const { fates, keep } = hints();
    keep(1);
    keep(1);
    expect(fates.counts()).toEqual({ ...none, stored: 1, left: 1 });
  });

  test('outlive a restart, and are lost with the disk', () => {
    const { fates, tell, keep } = hints();
    tell('started');
    tell('started', {}, 2);
    keep(1);
    keep(1, {}, 2);
    tell('started');
    expect(fates.counts()).toEqual({ ...none, stored: 2, left: 2 });
    tell('started', {}, 1, 2);
    expect(fates.counts()).toEqual({ ...none, stored: 2, lost: 1, left: 1 });
    tell('storageDamaged', {}, 2);
    expect(fates.counts()).toEqual({ ...none, stored: 2, lost: 2 });
  });

  test.each(['5ms', '300ms'] as const)(
    'are those that nodes keep in the end, synced in %s',
    (fsync) => {
      const options: TimedOptions = {
        ...{ nodes: 5, duration: '40s', membership: 'swim', ring: { policy: 'operator' } },
        ...{ storage: { kind: 'log' }, disk: { latency: '1ms', fsync } },
        replication: { n: 3, r: 2, w: 2, quorum: 'sloppy', hints: { window: '8s' } },
        workload: { clients: 3, ratePerClient: '10/s', keys: 20, mix: { put: '100%' }, to: '35s' },
        faults: [
          {
            at: '5s',
            partition: {
              groups: [
                ['n1', 'n2'],
                ['n3', 'n4', 'n5'],
              ],
              for: '14s',
            },
          },
          { at: '22s', crash: { nodes: 'n4', restartAfter: '3s' } },
          { at: '30s', partition: { groups: [['n1'], ['n2', 'n3', 'n4', 'n5']], for: '20s' } },
        ],
      };
      const whole = simulation(cluster(options));
      const { hints } = whole.finish().measures.store!;
      const kept = [1, 2, 3, 4, 5].flatMap((node) => {
        const { store } = whole.node(`n${node}`).inspect() as {
          readonly store: { readonly hints: readonly { readonly keys: readonly string[] }[] };
        };
        return store.hints.flatMap(({ keys }) => keys);
      });
      expect(hints.left).toBe(kept.length);
      for (const count of [hints.left, hints.delivered, hints.expired, hints.replaced]) {
        expect(count).toBeGreaterThan(0);
      }
    },
  );
});

test('without a store nothing of it is measured, nor watched', () => {
  const scenario = cluster({ nodes: 3, durationTicks: 20 });
  expect(runScenario(scenario).measures).not.toHaveProperty('store');
  expect(new Measuring(scenario).sinks.flatMap(({ kinds }) => kinds)).not.toContain('hinted');
  const ofStore = new Measuring(cluster({ nodes: 3, ...STORE }));
  expect(ofStore.sinks.flatMap(({ kinds }) => kinds)).toContain('hinted');
});

describe('in a summary', () => {
  const nothing: StoreMeasures = {
    damage: { damagedFiles: [], tornTails: [], rebuilt: [] },
    refusedMoves: [],
    hints: { stored: 0, delivered: 0, expired: 0, replaced: 0, lost: 0, left: 0 },
  };
  const at = 7;

  test('there is nothing where there was nothing', () => {
    expect(storeRows(nothing)).toEqual([]);
  });

  test('damage is counted, and its nodes are named', () => {
    const damage = {
      damagedFiles: [{ node: 2, at, file: 'log' as const }],
      tornTails: [2, 1, 2].map((node) => ({ node, at, bytes: 5 })),
      rebuilt: [{ node: 2, at }],
    };
    expect(storeRows({ ...nothing, damage })).toEqual([
      ['damage', '1 log given up: n2'],
      ['torn tails', '3 cut off: n2 and n1'],
      ['rebuilt', 'once from other replicas: n2'],
    ]);
  });

  test('of many nodes three are named', () => {
    const nodes = [101, 102, 103, 104, 105];
    const damage = {
      damagedFiles: nodes.map((node) => {
        return { node, at, file: node === 103 ? ('snapshot' as const) : ('log' as const) };
      }),
      tornTails: [],
      rebuilt: nodes.slice(2).map((node) => ({ node, at })),
    };
    expect(storeRows({ ...nothing, damage })).toEqual([
      ['damage', '4 logs and 1 snapshot given up: n101, n102, n103 and 2 more'],
      ['rebuilt', '3 times from other replicas: n103, n104 and n105'],
    ]);
  });

  test('of commands that were refused the first is told', () => {
    const refused = { node: 1, member: 5, reason: 'it is on the ring' as const, at: 60 };
    expect(storeRows({ ...nothing, refusedMoves: [refused] })).toEqual([
      ['moves', "1 refused, n5's at tick 60: it is on the ring"],
    ]);
    const refusedMoves = [refused, { ...refused, member: 4, at: 70 }];
    expect(storeRows({ ...nothing, refusedMoves })).toEqual([
      ['moves', "2 refused, first n5's at tick 60: it is on the ring"],
    ]);
  });

  test('hints are told with what became of them', () => {
    const hints = { stored: 9, delivered: 4, expired: 3, replaced: 0, lost: 0, left: 2 };
    expect(storeRows({ ...nothing, hints })).toEqual([
      ['hints', '9 stored: 4 delivered, 3 expired, 2 left'],
    ]);
  });
});
