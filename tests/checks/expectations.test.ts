/** Each check that a scenario can name, in a run in which it holds and in its bent twin. */

import { Expectations } from '../../src/checks/expectations';
import { runScenario } from '../../src/library/run-scenario';
import type { FaultStep } from '../../src/faults/plan';
import { cluster, type ClusterOptions } from '../../src/scenario/cluster';
import type { Expectation } from '../../src/scenario/expectation';
import type { NetworkOptions } from '../../src/simulation/emulnet';
import type { ClientsOptions } from '../../src/workload/clients';
import type { OperationStep, Script } from '../../src/workload/operations';
import { tries } from '../support/trials';

const DURATION = 400;
const CRASH: FaultStep = { id: 'c', at: 60, crash: { nodes: [3] } };
/** Cut off from 60 to 110, for 50 ticks. */
const PARTITION: FaultStep = {
  ...{ id: 'p', at: 60, for: 50 },
  partition: [{ nodes: [1, 2] }, { nodes: [3, 4, 5] }],
};
const BUSY: ClientsOptions = {
  ...({ count: 5, loop: 'open', intervalTicks: 4 } as const),
  keys: { count: 4, distribution: 'uniform' },
  mix: { read: 0.5, update: 0.3, delete: 0.2 },
  ...{ timeoutTicks: 15, retries: 3, backoffTicks: 2, firstTick: 20, lastTick: DURATION - 20 },
};

const TEN_KEYS = { count: 10, distribution: 'uniform' } as const;
const READERS = { read: 0.8, update: 0.1, delete: 0.1 };
const MOSTLY_READ = { read: 0.6, update: 0.4, delete: 0 };

function clients(changes: Partial<ClientsOptions> = {}): Script {
  return { announcements: [], operations: [], clients: { ...BUSY, ...changes } };
}

function loss(probability: number): Partial<NetworkOptions> {
  return { loss: { probability, firstTick: 0, lastTick: DURATION } };
}

type Options = Partial<ClusterOptions>;

function run(options: Options, seed: string) {
  return runScenario(cluster({ nodes: 5, durationTicks: DURATION, ...options }), { seed });
}

/** What one check comes to, and why. */
function verdictOf(expectation: Expectation, options: Options, seed: string): string {
  const [expected] = run({ ...options, expect: [expectation] }, seed).expected;
  return `${expected!.verdict.check} ${expected!.verdict.verdict}`;
}

const write = (id: string, at: number, coordinator: number): OperationStep => ({
  ...{ id, at, operation: 'create', key: 'k', value: 'v', coordinator },
});

/** A check, options with which it holds, and what is to be wrong that it fails. */
const TWINS: readonly (readonly [Expectation, Options, Options])[] = [
  [
    { check: 'viewsAgree', withinTicks: 60 },
    { faults: [CRASH] },
    { membership: { removeTicks: 1000 } },
  ],
  [
    { check: 'failedRemoved', withinTicks: 60 },
    { faults: [CRASH] },
    { membership: { removeTicks: 1000 } },
  ],
  [
    { check: 'noFalseRemovals' },
    { faults: [PARTITION], membership: { removeTicks: 80 } },
    { membership: { removeTicks: 20 } },
  ],
  [
    { check: 'acknowledgedWritesSurvive' },
    {
      ...{ store: true, faults: [PARTITION], membership: { removeTicks: 80 } },
      workload: clients({ mix: MOSTLY_READ }),
    },
    // Each half goes on as if it were the whole.
    { membership: { removeTicks: 20 } },
  ],
  [
    { check: 'acknowledgedWritesSurvive' },
    { store: true, workload: clients({ mix: MOSTLY_READ }), network: loss(0.2) },
    { store: { readQuorum: 1, writeQuorum: 1 } },
  ],
  [
    { check: 'deletesStayDeleted' },
    {
      ...{ store: true, network: loss(0.2) },
      workload: clients({ count: 10, intervalTicks: 3, keys: TEN_KEYS, mix: READERS }),
    },
    { store: { readQuorum: 1, writeQuorum: 1 } },
  ],
  [
    { check: 'replicated', copies: 3, withinTicks: 60 },
    {
      ...{ store: true, faults: [CRASH] },
      workload: { announcements: [], operations: [write('w', 30, 1)] },
    },
    { store: { replicas: 2 } },
  ],
  [
    { check: 'availability', atLeast: 0.95 },
    { store: true, workload: clients({ mix: MOSTLY_READ }), network: loss(0.2) },
    { workload: clients({ mix: MOSTLY_READ, retries: 0 }) },
  ],
  [
    { check: 'messageLoad', atMost: 1000 },
    { membership: { periodTicks: 5, failTicks: 25, removeTicks: 100 } },
    { membership: { periodTicks: 1 } },
  ],
  [
    { check: 'outcome', operation: 'w', is: 'ok' },
    {
      store: true,
      workload: { announcements: [], operations: [write('w', 90, 2)] },
      faults: [PARTITION],
      membership: { removeTicks: 20 },
    },
    { store: { writeQuorum: 3 }, network: loss(1) },
  ],
];

describe.each(TWINS)('%j', (expectation, good, wrong) => {
  test.seeds(tries(20))('holds', ({ seed }) => {
    expect(verdictOf(expectation, good, seed)).toBe(`${expectation.check} pass`);
  });

  test.seeds(tries(20))('fails where one setting is wrong', ({ seed }) => {
    const options = { ...good, ...wrong };
    expect(verdictOf(expectation, options, seed)).toBe(`${expectation.check} fail`);
  });
});

describe('what is expected to fail', () => {
  const one = (expectation: Expectation, isToFail: boolean, options: Options = {}) => {
    const expect_ = isToFail ? { expectFailure: [expectation] } : { expect: [expectation] };
    const [expected] = run({ ...options, ...expect_ }, '1').expected;
    const { verdict, result } = expected!;
    return [expected!.isToFail, verdict.verdict, result];
  };
  const load = (atMost: number): Expectation => ({ check: 'messageLoad', atMost });

  test('passes where it fails, and the other way about', () => {
    expect(one(load(1), false)).toEqual([false, 'fail', 'fail']);
    expect(one(load(1), true)).toEqual([true, 'fail', 'pass']);
    expect(one(load(1e6), false)).toEqual([false, 'pass', 'pass']);
    expect(one(load(1e6), true)).toEqual([true, 'pass', 'fail']);
  });

  test('is not known where the check is not', () => {
    const late = { faults: [{ ...CRASH, at: DURATION - 5 }] };
    for (const isToFail of [false, true]) {
      expect(one({ check: 'viewsAgree' }, isToFail, late)).toEqual([
        isToFail,
        'unknown',
        'unknown',
      ]);
    }
    expect(one({ check: 'availability', atLeast: 0.5 }, true)).toEqual([
      true,
      'unknown',
      'unknown',
    ]);
  });

  test('comes after what is to hold, each in its order', () => {
    const scenario = { expect: [load(1), load(2)], expectFailure: [load(3)] };
    const { expected } = run(scenario, '1');
    expect(expected.map(({ expectation }) => expectation)).toEqual([load(1), load(2), load(3)]);
  });
});

test('no expectations, nothing to say; and the run is the same with and without', () => {
  const plain = run({ store: true, workload: clients() }, '7');
  expect(plain.expected).toEqual([]);
  const expecting = run(
    { store: true, workload: clients(), expect: TWINS.map(([expectation]) => expectation) },
    '7',
  );
  expect(expecting.fingerprint).toBe(plain.fingerprint);
});

test('reasons are in words', () => {
  const { expected } = run(
    {
      ...{ store: true, workload: clients() },
      expect: [
        { check: 'availability', atLeast: 0.5 },
        { check: 'messageLoad', atMost: 1 },
      ],
    },
    '1',
  );
  const [available, load] = expected.map(({ verdict }) => verdict.reason);
  expect(available).toMatch(/^\d+ of \d+ operations were answered$/);
  expect(load).toMatch(/^\d+\.\d messages a node in a thousand ticks, more than 1$/);
});

test('the window of a check is its own, or what the settings of the scenario ask for', () => {
  const at = (withinTicks?: number) => {
    const faults = [{ ...CRASH, at: DURATION - 50 }];
    const expectation = {
      check: 'viewsAgree' as const,
      ...(withinTicks === undefined ? {} : { withinTicks }),
    };
    const membership = { removeTicks: 200 };
    return verdictOf(expectation, { faults, membership }, '1');
  };
  expect([at(), at(49), at(50)]).toEqual([
    ...['viewsAgree unknown', 'viewsAgree fail', 'viewsAgree unknown'],
  ]);
});

test('a fold watches the run only where a check needs it', () => {
  const kindsFor = (...expect: Expectation[]) => {
    const { sinks } = new Expectations(
      cluster({ nodes: 5, store: true, durationTicks: 9, expect }),
    );
    return sinks.map(({ constructor }) => constructor.name);
  };
  expect(kindsFor()).toEqual([]);
  expect(kindsFor({ check: 'messageLoad', atMost: 1 })).toEqual([]);
  expect(kindsFor({ check: 'viewsAgree' }, { check: 'failedRemoved' })).toEqual(['Views']);
  expect(kindsFor(...TWINS.map(([expectation]) => expectation)).sort()).toEqual([
    ...['Availability', 'Copies', 'Ledger', 'ScriptedOutcomes', 'Views'],
  ]);
  expect(kindsFor({ check: 'replicated' }, { check: 'replicated', copies: 2 })).toHaveLength(2);
  expect(kindsFor({ check: 'replicasAgree' }, { check: 'replicated' })).toEqual([
    ...['Copies', 'Forgotten'],
  ]);
  expect(
    kindsFor(
      ...([{ check: 'readsWereWritten' }, { check: 'writesReachQuorum' }] as const),
      ...([{ check: 'readsAreMonotone' }, { check: 'versionsNeverFall' }] as const),
      ...([{ check: 'quorumsMeet' }, { check: 'oneVersionPerRequest' }] as const),
      { check: 'storageKeepsAcknowledged' },
    ),
  ).toEqual([
    ...['ReadsWereWritten', 'WritesReachQuorum', 'Forgotten', 'ReadsAreMonotone'],
    ...['VersionsNeverFall', 'QuorumsMeet', 'OneVersionPerRequest', 'StorageKeepsAcknowledged'],
  ]);
});

test('copies are counted for each number that is asked for', () => {
  const scenario: Options = {
    ...{ store: true, workload: { announcements: [], operations: [write('w', 30, 1)] } },
    expect: [
      { check: 'replicated' },
      { check: 'replicated', copies: 4 },
      { check: 'replicated', copies: 2 },
    ],
  };
  const { expected } = run(scenario, '1');
  expect(expected.map(({ verdict }) => verdict.verdict)).toEqual(['pass', 'fail', 'pass']);
});
