import { cluster, type ClusterOptions } from '../../src/scenario/cluster';
import { InputError } from '../../src/scenario/input-error';
import type { Delay } from '../../src/simulation/delay';
import type { NetworkOptions } from '../../src/simulation/emulnet';
import { confOf, eventsOf } from '../support/course-runs';

test('what is not given is as in the course, but for the order of nodes', () => {
  const course = confOf('MAX_NNB: 10\nCRUD_TEST: READ', 'x');
  const built = cluster({
    ...{ name: 'x', nodes: 10, nodeOrder: 'falling', store: true, workload: { course: 'READ' } },
  });
  expect({ ...built, rubric: course.rubric }).toEqual(course);
  expect(cluster({ nodes: 10 }).cluster.nodeOrder).toBe('arrival');
});

test.each([
  [1, { nodes: 4, ticks: 1 }],
  [164, { nodes: 4, ticks: 1 }],
  [165, { nodes: 165, ticks: 40 }],
  [1000, { nodes: 1000, ticks: 40 }],
])('%i nodes are all up by tick 40', (nodes, starts) => {
  expect(cluster({ nodes }).cluster.starts).toEqual(starts);
});

test('parts of settings are completed', () => {
  const built = cluster({
    ...{ nodes: 3, membership: { removeTicks: 9 }, store: { replicas: 2, readQuorum: 1 } },
    ...{ network: { delay: { distribution: 'constant', ticks: 3 } }, disk: { maxRecords: 7 } },
  });
  expect(built).toMatchObject({
    cluster: {
      membership: { introducers: [1], failTicks: 5, removeTicks: 9 },
      store: { replicas: 2, readQuorum: 1, writeQuorum: 2, operationTimeoutTicks: 10 },
    },
    network: { delay: { distribution: 'constant', ticks: 3 }, maxInFlight: 30_000 },
    disk: { latencyTicks: 0, maxRecords: 7 },
    rubric: undefined,
  });
});

test('a built cluster runs: all nodes of it join each other', () => {
  const events = eventsOf(cluster({ nodes: 5, durationTicks: 30 }), '1');
  const joined = events.filter(({ kind }) => kind === 'joined');
  expect(new Set(joined.map(({ node }) => node)).size).toBe(5);
  expect(joined).toHaveLength(25);
});

const STEP = { id: 's', at: 5, operation: 'create', key: 'k', value: 'v' } as const;
const operations = (...steps: object[]) =>
  ({ announcements: [], operations: steps.map((step) => ({ ...STEP, ...step })) }) as never;

const TAIL = {
  ...({ distribution: 'tail', minTicks: 2 } as const),
  ...{ maxTicks: 5, slowShare: 0.1, slowTicks: 9 },
};
const delays = (wrong: readonly (readonly [Delay, string])[]) =>
  wrong.map(([delay, problem]): [ClusterOptions, string] => [
    { nodes: 3, network: { delay } },
    `network.delay.${problem}`,
  ]);

test.each<[Partial<NetworkOptions>]>([
  [{ delay: { distribution: 'uniform', minTicks: 4, maxTicks: 4 } }],
  [{ delay: { distribution: 'exponential', floorTicks: 1, meanTicks: 2.5 } }],
  [{ delay: { distribution: 'exponential', floorTicks: 3, meanTicks: 3 } }],
  [{ delay: TAIL, duplicate: 0, reorder: 1, linkCapacity: 1 }],
])('the network can have %j, and runs', (network) => {
  const scenario = cluster({ nodes: 3, durationTicks: 30, network });
  expect(scenario.network).toEqual({ maxMessageBytes: 3983, maxInFlight: 30_000, ...network });
  expect(eventsOf(scenario, '1').some(({ kind }) => kind === 'joined')).toBe(true);
});

test.each<[Omit<ClusterOptions, 'nodes'> & { nodes?: number }, string]>([
  [{ nodes: 0 }, 'nodes: cannot be 0: a whole number from 1 to 1000000'],
  [{ nodes: 1_000_001 }, 'nodes: cannot be 1000001'],
  [{ nodes: 2.5 }, 'nodes: cannot be 2.5'],
  [{ nodes: NaN }, 'nodes: cannot be NaN'],
  [{ durationTicks: 0 }, 'durationTicks: cannot be 0'],
  [{ starts: { nodes: 0, ticks: 1 } }, 'starts.nodes: cannot be 0'],
  [{ starts: { nodes: 1, ticks: -1 } }, 'starts.ticks: cannot be -1'],
  [{ membership: { introducers: [] } }, 'membership.introducers: needs one or more'],
  [{ membership: { introducers: [4] } }, 'introducers: node: cannot be 4: a whole number from 1'],
  [{ membership: { periodTicks: 0 } }, 'membership.periodTicks: cannot be 0'],
  [{ membership: { failTicks: 0 } }, 'membership.failTicks: cannot be 0'],
  [
    { membership: { removeTicks: 4 } },
    'membership.removeTicks: a member cannot be removed before it is suspected',
  ],
  [{ membership: { joinRetryTicks: 0 } }, 'membership.joinRetryTicks: cannot be 0'],
  [{ store: { replicas: 0 } }, 'store.replicas: cannot be 0'],
  [{ store: { replicas: 256 } }, 'store.replicas: cannot be 256: a whole number from 1 to 255'],
  [{ store: { readQuorum: 4 } }, 'store.readQuorum: cannot be 4: a whole number from 1 to 3'],
  [{ store: { writeQuorum: 0 } }, 'store.writeQuorum: cannot be 0'],
  [{ store: { operationTimeoutTicks: 0 } }, 'store.operationTimeoutTicks: cannot be 0'],
  [{ store: { offerRetryTicks: 0 } }, 'store.offerRetryTicks: cannot be 0'],
  [{ store: { writeQuorum: 4 } }, 'store.writeQuorum: cannot be 4: a whole number from 1 to 3'],
  [{ store: { replicas: 4 } }, 'store.replicas: 4 copies are on as many nodes, of which there are'],
  [
    { store: { replicas: 4 }, ring: 'operator' },
    'store.replicas: 4 copies are on as many nodes, of which there are 3',
  ],
  [
    { store: { readQuorum: 1, quorum: 'strict' } },
    'store.quorum: strict needs R + W > N, so that what is read meets what was written: here 1 + 2 <= 3',
  ],
  [{ store: { quorum: 'sloppy' } }, 'store.quorum: sloppy needs hints'],
  [
    {
      store: { quorum: 'strict' },
      workload: {
        announcements: [],
        operations: [{ id: 'r', at: 5, operation: 'read', key: 'k', value: '', quorum: 1 }],
      },
    },
    'workload.operations, r: quorum: the store is strict: R + W > N, and here 1 + 2 <= 3',
  ],
  [
    {
      store: { quorum: 'strict', readQuorum: 3, writeQuorum: 3 },
      workload: {
        announcements: [],
        operations: [
          { id: 'w', at: 5, operation: 'put', key: 'k', value: 'v', quorum: 1 },
          { id: 'v', at: 6, operation: 'put', key: 'k', value: 'v' },
          { id: 'r', at: 7, operation: 'read', key: 'k', value: '', quorum: 2 },
        ],
      },
    },
    'workload.operations: quorum of r and w: the store is strict: R + W > N, and here 2 + 1 <= 3',
  ],
  [{ store: { quorum: 'loose' as never } }, 'store.quorum: cannot be "loose": strict or sloppy'],
  [{ store: { readRepair: true as never } }, 'store.readRepair: cannot be true: none or async'],
  [{ store: { clock: 'sundial' as never } }, 'store.clock: cannot be "sundial": wall or hybrid'],
  [{ store: { ties: 'coin' as never } }, 'store.ties: cannot be "coin": actor or arrival'],
  [{ store: { dedupe: 0 as never } }, 'store.dedupe: is true or false'],
  [{ store: { rebalance: 'no' as never } }, 'store.rebalance: is true or false'],
  [{ store: { graceTicks: 0 } }, 'store.graceTicks: cannot be 0: a whole number from 1'],
  [{ store: { graceTicks: -5 } }, 'store.graceTicks: cannot be -5'],
  [
    { store: { hints: { windowTicks: 0, countTowardW: false } } },
    'store.hints.windowTicks: cannot be 0: a whole number from 1',
  ],
  [
    { store: { hints: { windowTicks: 5, countTowardW: true } } },
    'store.hints.countTowardW: a hint is in the place of a replica only where the quorum is sloppy',
  ],
  [
    { store: { hints: { windowTicks: 5, countTowardW: 1 as never } } },
    'store.hints.countTowardW: is true or false',
  ],
  ...delays([
    [{ distribution: 'constant', ticks: 0 }, 'ticks: cannot be 0: a whole number from 1'],
    [{ distribution: 'uniform', minTicks: 0, maxTicks: 5 }, 'minTicks: cannot be 0: a whole'],
    [
      { distribution: 'uniform', minTicks: 5, maxTicks: 4 },
      'maxTicks: cannot be 4: a whole number from 5 to 2147483647',
    ],
    [{ distribution: 'exponential', floorTicks: 0, meanTicks: 5 }, 'floorTicks: cannot be 0'],
    [
      { distribution: 'exponential', floorTicks: 3, meanTicks: 2.5 },
      'meanTicks: cannot be 2.5: a number from 3 to 2147483647',
    ],
    [{ ...TAIL, minTicks: 0 }, 'minTicks: cannot be 0'],
    [{ ...TAIL, maxTicks: 1 }, 'maxTicks: cannot be 1: a whole number from 2'],
    [{ ...TAIL, slowShare: 1.1 }, 'slowShare: cannot be 1.1: a number from 0 to 1'],
    [{ ...TAIL, slowTicks: 4 }, 'slowTicks: cannot be 4: a whole number from 5'],
  ]),
  [
    { network: { delay: 3 as never } },
    'network.delay: cannot be 3: needs a distribution, constant',
  ],
  [{ network: { duplicate: 1.5 } }, 'network.duplicate: cannot be 1.5: a number from 0 to 1'],
  [{ network: { duplicate: '1' as never } }, 'network.duplicate: cannot be 1: a number'],
  [{ network: { reorder: -0.1 } }, 'network.reorder: cannot be -0.1: a number from 0 to 1'],
  [{ network: { reorder: NaN } }, 'network.reorder: cannot be NaN'],
  [{ network: { linkCapacity: 0 } }, 'network.linkCapacity: cannot be 0: a whole number from 1'],
  [{ network: { maxMessageBytes: 0 } }, 'network.maxMessageBytes: cannot be 0'],
  [
    { network: { maxMessageBytes: 30 } },
    'network.maxMessageBytes: cannot be 30: a whole number from 31 to 1000000',
  ],
  [{ network: { maxInFlight: 1e9 } }, 'network.maxInFlight: cannot be 1000000000'],
  [{ network: { loss: { probability: 2, firstTick: 0, lastTick: 9 } } }, 'loss.probability'],
  [{ disk: { latencyTicks: -1 } }, 'disk.latencyTicks: cannot be -1'],
  [{ disk: { maxRecords: -1 } }, 'disk.maxRecords: cannot be -1'],
  [{ workload: operations({}) }, 'workload.operations: need a store: store: true'],
  [{ store: true, workload: operations({}, {}) }, 'two steps have the id "s"'],
  [{ store: true, workload: operations({ at: 700 }) }, 's: at: cannot be 700'],
  [{ store: true, workload: operations({ at: -1 }) }, 's: at: cannot be -1'],
  [{ store: true, workload: operations({ key: '' }) }, 's: bytes of the key: cannot be 0'],
  [{ store: true, workload: operations({ key: 'k'.repeat(1025) }) }, 'cannot be 1025'],
  [
    { store: true, workload: operations({ id: 'i'.repeat(1025), key: '' }) },
    `workload.operations, ${'i'.repeat(40)}...: bytes of the key: cannot be 0`,
  ],
  [{ store: true, workload: operations({ value: 'é'.repeat(1025) }) }, 'cannot be 2050'],
  [{ store: true, workload: operations({ key: '\ud800' }) }, 'half a surrogate pair'],
  [{ store: true, workload: operations({ key: '\u0000hint 1 k' }) }, 'cannot begin with U+0000'],
  [{ store: true, workload: operations({ coordinator: 4 }) }, 's: node: cannot be 4'],
  [{ store: true, workload: operations({ quorum: 4 }) }, 's: quorum: cannot be 4: a whole number'],
  [{ store: true, workload: operations({ quorum: 0 }) }, 's: quorum: cannot be 0'],
  [{ store: true, workload: operations({ ttlTicks: 0 }) }, 's: ttlTicks: cannot be 0'],
  [{ store: true, workload: operations({ ttlTicks: -1 }) }, 's: ttlTicks: cannot be -1'],
  [
    { store: true, workload: operations({ operation: 'read', ttlTicks: 5 }) },
    's: ttlTicks: belongs to what stores a value: create, update or put',
  ],
  [
    { store: true, workload: operations({ operation: 'delete', ttlTicks: 5 }) },
    's: ttlTicks: belongs to what stores a value',
  ],
  [{ faults: [{ id: 'f', at: 700, crash: { draw: 'one' } }] }, 'f: at: cannot be 700'],
  [{ faults: [{ id: 'f', at: 1, crash: { nodes: [9] } }] }, 'f: node: cannot be 9'],
])('%j is refused', (options, problem) => {
  const build = () => cluster({ nodes: 3, ...options });
  expect(build).toThrow(InputError);
  expect(build).toThrow(problem);
});

test.each([
  ['heartbeat', 31],
  ['phi', 17],
  ['swim', 41],
  ['lifeguard', 41],
] as const)(
  '%s runs where messages have %i bytes, and not where they have fewer',
  (name, least) => {
    const build = (maxMessageBytes: number) =>
      cluster({
        ...{ nodes: 3, durationTicks: 3000, membership: { protocol: name } },
        network: { maxMessageBytes },
      });
    expect(() => build(least - 1)).toThrow(
      `cannot be ${least - 1}: a whole number from ${least} to`,
    );
    const joined = eventsOf(build(least), '1').filter(({ kind }) => kind === 'joined');
    expect(joined).toHaveLength(9);
  },
);
