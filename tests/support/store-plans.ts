/** Random plans of crashes, restarts, partitions, clocks and disks, under settings that promise to survive them. */

import fc from 'fast-check';
import { runScenario } from '../../src/application/application';
import { Expectations } from '../../src/checks/expectations';
import type { FaultStep, Target } from '../../src/faults/plan';
import type { StoreOptions } from '../../src/protocol/store/store';
import { cluster } from '../../src/scenario/cluster';
import type { Expectation } from '../../src/scenario/expectation';
import type { Scenario } from '../../src/scenario/scenario';
import type { GivenStorage } from '../../src/scenario/storage';
import { FaultBudget } from './fault-budget';

const NODES = 5;
const KEYS = 6;
/** Clients ask from 60 to 600, faults come from 80 to 500, and then all goes quiet. */
const DURATION = 1200;

const node = fc.integer({ min: 1, max: NODES });
const at = fc.integer({ min: 80, max: 500 });
const span = fc.integer({ min: 1, max: 60 });
const one = node.map((address) => ({ nodes: [address] }));
const step = fc.integer({ min: -200, max: 200 });

const crash = fc.record({ crash: one, restartAfter: span });
const partition = fc.uniqueArray(node, { minLength: 1, maxLength: 4 }).chain((side) => {
  const rest = [1, 2, 3, 4, 5, 6].filter((address) => !side.includes(address));
  const groups = [{ nodes: side }, { nodes: rest }];
  return fc.record({ partition: fc.constant(groups), for: span, oneWay: fc.boolean() });
});

/** What no disk is hurt by, and what only files are. */
const harmless = fc.oneof(
  crash,
  fc.record({ pause: one, for: span }),
  partition,
  fc.record({ link: fc.record({ loss: fc.constantFrom(0.3, 0.9) }), from: one, for: span }),
  fc.record({ link: fc.record({ hold: fc.constant(true) }), to: one, for: span }),
  fc.record({ clock: one, driftPpm: fc.constantFrom(-50_000, 50_000) }),
  fc.record({ clock: one, stepTicks: step }),
  fc.record({ disk: one, slowTicks: fc.constantFrom(1, 5) }),
);
const powerLoss = fc.record({
  ...{ crash: one, restartAfter: span, unsynced: fc.constantFrom('lost', 'torn') },
});
const loss = fc.record({ crash: one, restartAfter: span, wipe: fc.constant(true) });
/** Comes when a node has heard of another ring, so that some have and others have not. */
const amidMoves = fc
  .tuple(
    fc.record({
      when: fc.record({ kind: fc.constant('ringChanged'), node }),
      after: fc.integer({ min: 1, max: 20 }),
      times: fc.integer({ min: 1, max: 3 }),
    }),
    fc.oneof(crash, partition),
  )
  .map(([trigger, action]) => ({ ...trigger, ...action }));
/** Who ends the movement by which n6 comes, and who gains by it, are cut off with one more about when it ends. */
const amidEnds = fc
  .record({
    other: fc.integer({ min: 2, max: NODES }),
    after: fc.integer({ min: 1, max: 20 }),
    for: fc.integer({ min: 30, max: 120 }),
  })
  .map(({ other, ...times }) => {
    const side = [1, other, 6];
    const rest = [2, 3, 4, 5].filter((address) => address !== other);
    const partition = [{ nodes: side }, { nodes: rest }];
    return { when: { kind: 'ringChanged', node: 6 }, times: 1, partition, ...times };
  });
/** Takes nothing more for a while. */
const full = fc.record({ full: one, for: span });
/** What is read back after the next crash is damaged. */
const rot = fc.record({ disk: one, rot: fc.constant('snapshot') });
/** Goes down again before it has what it lost. */
const lossAndCrash = fc.record({
  lost: one,
  restartAfter: span,
  after: fc.integer({ min: 1, max: 20 }),
});

const log: fc.Arbitrary<GivenStorage> = fc.oneof(
  ...[{ fsync: 'always' }, { fsync: 'batch', batchTicks: 2, batchRecords: 5 }].map((synced) =>
    fc.constantFrom(5, 50).map((snapshotEvery): GivenStorage => {
      return { kind: 'log', snapshotEvery, ...synced } as GivenStorage;
    }),
  ),
);

/** N, R and W of which reads meet writes (R + W > N), and writes each other (2W > N). */
const QUORUMS = [
  { replicas: 3, readQuorum: 2, writeQuorum: 2 },
  { replicas: 3, readQuorum: 1, writeQuorum: 3 },
  { replicas: 4, readQuorum: 2, writeQuorum: 3 },
  { replicas: 5, readQuorum: 3, writeQuorum: 3 },
] as const;

type Settings = Partial<StoreOptions> & (typeof QUORUMS)[number];

/** All that promises that no acknowledged write is lost: strict quorums that meet. */
const settings: fc.Arbitrary<Settings> = fc
  .record({
    quorums: fc.constantFrom(...QUORUMS),
    readRepair: fc.constantFrom('none', 'async', 'blocking'),
    antiEntropy: fc.record({
      ...{ kind: fc.constantFrom('full', 'merkle'), everyTicks: fc.constantFrom(10, 30) },
    }),
    hints: fc.option(fc.constant({ windowTicks: 100, countTowardW: false }), { nil: undefined }),
  })
  .map(({ hints, quorums, ...rest }) => ({
    ...quorums,
    ...{ quorum: 'strict', clock: 'hybrid', operationTimeoutTicks: 30, offerRetryTicks: 10 },
    ...rest,
    ...(hints === undefined ? {} : { hints }),
  }));

interface Lost {
  readonly lost: Target;
  readonly restartAfter: number;
  readonly after: number;
}

/** An owner comes and another goes while all else goes wrong. */
const MOVES: readonly FaultStep[] = [
  { id: 'n6 starts', at: 90, start: { nodes: [6] } },
  { id: 'n6 comes', at: 150, addOwner: 6 },
  { id: 'n1 goes', at: 350, removeOwner: 1 },
  { id: 'n1 goes after all', at: 700, removeOwner: 1 },
];

interface Full {
  readonly full: Target;
  readonly for: number;
}

function faultsOf(actions: readonly (readonly [number, object])[]): FaultStep[] {
  return actions.flatMap(([when, action], i) => {
    const id = `step ${i + 1}`;
    if ('lost' in action) {
      const { lost: crash, restartAfter, after } = action as Lost;
      return [
        { id, at: when, crash, restartAfter, wipe: true },
        { id: `${id} again`, at: when + restartAfter + after, crash, restartAfter },
      ];
    }
    if ('full' in action) {
      const { full: disk, for: ticks } = action as Full;
      return [
        { id, at: when, disk, full: true },
        { id: `${id} ends`, at: when + ticks, disk, full: false },
      ];
    }
    const trigger = 'when' in action ? {} : { at: when };
    return [{ id, ...trigger, ...action } as FaultStep];
  });
}

/** What of an action lasts, or puts clocks apart. */
interface Trouble {
  readonly restartAfter?: number;
  readonly after?: number;
  readonly for?: number;
  readonly times?: number;
  readonly stepTicks?: number;
  readonly driftPpm?: number;
}

/**
 * For so long at most these faults keep a delete from being heard of, as clocks show it; a grace has to be
 * longer, for it goes by the wall clock of each replica, from the delete's timestamp on. They may all be
 * of one node, one after the other, and what they do to clocks may all put the same two apart.
 */
function troubleTicks(actions: readonly (readonly [number, object])[]): number {
  return actions.reduce((ticks, [, action]) => {
    const { restartAfter = 0, after = 0, for: span = 0, times } = action as Trouble;
    const { stepTicks = 0, driftPpm = 0 } = action as Trouble;
    // What crashes after it has restarted goes down twice, and what comes several times so often.
    const once = span + (after === 0 ? restartAfter : after + 2 * restartAfter);
    const away = once * (times ?? 1);
    const apart = Math.abs(stepTicks) + (Math.abs(driftPpm) * DURATION) / 1_000_000;
    return ticks + away + apart;
  }, 0);
}

function expectationsFor(store: Settings, stamp: string): Expectation[] {
  const checks: Expectation['check'][] = [
    ...(['acknowledgedWritesSurvive', 'deletesStayDeleted', 'readsWereWritten'] as const),
    ...(['writesReachQuorum', 'replicasAgree', 'versionsNeverFall'] as const),
    ...(['quorumsMeet', 'storageKeepsAcknowledged', 'replicated'] as const),
  ];
  // Two reads have to meet, so that what one has repaired the next one hears of.
  const readsMeet = 2 * store.readQuorum > store.replicas;
  if (store.readRepair === 'blocking' && readsMeet) checks.push('readsAreMonotone');
  if (stamp === 'client') checks.push('oneVersionPerRequest');
  return checks.map((check) => ({ check }) as Expectation);
}

/** A cluster with a store and a plan of what goes wrong with it. */
export const storePlan: fc.Arbitrary<Scenario> = fc
  .record({
    storage: fc.option(log, { nil: undefined }),
    store: settings,
    stamp: fc.constantFrom('coordinator', 'client'),
    tokens: fc.constantFrom(1, 16),
    lossOfMessages: fc.constantFrom(0, 0.03),
    pending: fc.constantFrom(undefined, 'slot', 'inflate'),
    spareTicks: fc.constantFrom(undefined, 150, 400),
  })
  .chain((drawn) => {
    const ofFiles = [
      { weight: 3, arbitrary: powerLoss },
      { weight: 1, arbitrary: rot },
    ];
    const powered = drawn.storage === undefined ? [] : ofFiles;
    const action = fc.oneof(
      { weight: 6, arbitrary: harmless },
      { weight: drawn.pending === undefined ? 0 : 2, arbitrary: amidMoves },
      { weight: drawn.pending === undefined ? 0 : 1, arbitrary: amidEnds },
      { weight: 1, arbitrary: full },
      { weight: 1, arbitrary: loss },
      { weight: 1, arbitrary: lossAndCrash },
      ...powered,
    );
    return fc.array(fc.tuple(at, action), { minLength: 1, maxLength: 8 }).map((actions) => {
      const { storage, stamp, tokens, lossOfMessages, spareTicks } = drawn;
      const { pending } = drawn;
      const store = {
        ...drawn.store,
        ...(spareTicks === undefined ? {} : { graceTicks: spareTicks + troubleTicks(actions) }),
      };
      // Of attempts that are stamped anew one may undo what came after another.
      const retries = stamp === 'client' ? 3 : 0;
      const moves = pending === undefined ? [] : MOVES;
      const movement = { pending, streamFrom: 'replaced', epochCheck: 'on' } as const;
      return cluster({
        ...{
          name: 'store plan',
          nodes: NODES + 1,
          later: [NODES + 1],
          durationTicks: DURATION,
          store,
        },
        ...(storage === undefined ? {} : { storage }),
        ring: {
          ...({ policy: 'operator', hash: 'murmur3', tokens } as const),
          ...(pending === undefined ? {} : { ...movement, pending }),
        },
        network: {
          delay: { distribution: 'uniform', minTicks: 1, maxTicks: 3 },
          loss: { probability: lossOfMessages, firstTick: 50, lastTick: 600 },
        },
        workload: {
          ...{ announcements: [], operations: [] },
          clients: {
            ...{ count: 3, loop: 'open', intervalTicks: 6, timeoutTicks: 50, retries },
            keys: { count: KEYS, distribution: 'uniform' },
            mix: { read: 0.5, update: 0.2, put: 0.2, delete: 0.1 },
            ...{ backoffTicks: 5, firstTick: 60, lastTick: 600, stamp },
          },
        },
        faults: [...moves, ...faultsOf(actions)],
        expect: expectationsFor(store, stamp),
      });
    });
  });

const keys = Array.from({ length: KEYS }, (_, i) => `k${i + 1}`);

/** What went wrong in a run that it was promised to survive; undefined where too much was asked of it. */
export function brokenPromises(scenario: Scenario, seed: string): string[] | undefined {
  const expectations = new Expectations(scenario);
  const budget = new FaultBudget(scenario, keys);
  const run = runScenario(scenario, seed, [...expectations.sinks, budget]);
  if (budget.exceeded.length > 0) return undefined;
  return expectations.finish(run).flatMap(({ verdict: { check, verdict, reason } }) => {
    return verdict === 'pass' ? [] : [`${check}: ${verdict}: ${reason}`];
  });
}
