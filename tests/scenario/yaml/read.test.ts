import fc from 'fast-check';
import type { FaultStep } from '../../../src/faults/plan';
import { cluster } from '../../../src/scenario/cluster';
import type { Scenario } from '../../../src/scenario/scenario';
import { readYaml } from '../../../src/scenario/yaml/read';
import type { Script } from '../../../src/workload/operations';
import { tries } from '../../support/trials';
import { LEAST, problemsIn, scenarioOf, SHIPPED_YAML } from '../../support/yaml-files';

const MINORITY = SHIPPED_YAML.find(([name]) => name === 'minority.yaml')![1];

test('a file is the scenario that it says', () => {
  expect(scenarioOf(MINORITY)).toEqual(
    cluster({
      ...{ name: 'a minority is cut off and heals', nodes: 5, durationTicks: 60_000 },
      tickMicros: 1000,
      ring: 'operator',
      membership: { periodTicks: 1000, failTicks: 5000, removeTicks: 20_000, joinRetryTicks: 5000 },
      store: {
        ...{ replicas: 3, readQuorum: 2, writeQuorum: 2 },
        ...{ operationTimeoutTicks: 500, offerRetryTicks: 200 },
      },
      network: {
        delay: { distribution: 'exponential', floorTicks: 1, meanTicks: 5 },
        loss: { probability: 0.01, firstTick: 0, lastTick: 59_999 },
      },
      workload: {
        ...{ announcements: [], operations: [] },
        clients: {
          ...({ count: 3, loop: 'open', intervalTicks: 20 } as const),
          keys: { count: 20, distribution: 'uniform' },
          mix: { read: 0.5, update: 0.4, delete: 0.1 },
          ...{ timeoutTicks: 1000, retries: 3, backoffTicks: 100 },
          ...{ firstTick: 5000, lastTick: 59_999 },
        },
      },
      faults: [
        {
          ...{ id: 'partition at 10s', at: 10_000 },
          ...{ partition: [{ nodes: [1, 2] }, { nodes: [3, 4, 5] }], for: 15_000 },
        },
        {
          ...{ id: 'crash at 12s', at: 12_000 },
          ...({ crash: { replica: 'primary', of: 'user:7' }, restartAfter: 20_000 } as const),
        },
        {
          ...{ id: 'link at 5s', at: 5000, link: { loss: 0.3 } },
          ...{ from: { nodes: [1] }, to: { nodes: [3] }, for: 25_000 },
        },
      ],
      expect: [
        { check: 'viewsAgree', withinTicks: 10_000 },
        { check: 'acknowledgedWritesSurvive' },
      ],
    }),
  );
});

test('without a name it is called as its file', () => {
  expect(scenarioOf(LEAST).name).toBe('x');
});

test('defaults are whole ticks, however long one is', () => {
  const of = (tick: string) =>
    scenarioOf(
      `tick: ${tick}\nduration: 700s\ncluster: { nodes: 3, replication: {} }\nworkload: { clients: 1, thinkTime: 7s }`,
    );
  const clientsOf = ({ workload }: Scenario) => (workload as Script).clients;
  const odd = of('7ms');
  expect(odd.cluster).toMatchObject({
    membership: { periodTicks: 143, failTicks: 715, removeTicks: 2858, joinRetryTicks: 715 },
    store: { operationTimeoutTicks: 72, offerRetryTicks: 29 },
  });
  expect(odd.network.delay).toEqual({ distribution: 'constant', ticks: 1 });
  expect(clientsOf(odd)).toMatchObject({ timeoutTicks: 143, backoffTicks: 15, firstTick: 715 });
  const long = of('1s');
  expect(long.cluster).toMatchObject({
    membership: { periodTicks: 1, failTicks: 5, removeTicks: 20, joinRetryTicks: 5 },
    store: { operationTimeoutTicks: 1, offerRetryTicks: 1 },
  });
  expect(clientsOf(long)).toMatchObject({ timeoutTicks: 1, backoffTicks: 1, firstTick: 5 });
});

test('a tick may be shorter, or without a length as in the course', () => {
  const fine = scenarioOf('tick: 100us\nduration: 1s\ncluster: { nodes: 3 }');
  expect(fine).toMatchObject({ tickMicros: 100, durationTicks: 10_000 });
  expect(fine.cluster.membership).toMatchObject({ periodTicks: 10_000 });
  const course = scenarioOf('tick: course\nduration: 700 ticks\ncluster: { nodes: 10 }');
  const { network, ...built } = cluster({ name: 'x', nodes: 10 });
  expect(course).toEqual({ ...built, network });
});

const STEPS: readonly (readonly [string, object])[] = [
  ['at: 5s, crash: n3', { id: 'crash at 5s', at: 5000, crash: { nodes: [3] } }],
  ['at: 5s, crash: "3:0"', { crash: { nodes: [3] } }],
  ['at: 5s, crash: 3.0.0.0:0', { crash: { nodes: [3] } }],
  ['at: 5s, crash: [n1, n2]', { crash: { nodes: [1, 2] } }],
  ['at: 5s, crash: random', { crash: { random: 1 } }],
  ['at: 5s, crash: introducers', { crash: { introducers: true } }],
  ['at: 5s, crash: { draw: half }', { crash: { draw: 'half' } }],
  ['at: 5s, crash: { random: 2, wipe: true }', { crash: { random: 2 }, wipe: true }],
  ['at: 5s, start: { nodes: n3, wipe: false }', { start: { nodes: [3] }, wipe: false }],
  ['at: 5s, leave: { noReplicaOf: 007 }', { leave: { noReplicaOf: '007' } }],
  [
    'at: 5s, pause: { coordinatorOf: yes, for: 2s }',
    { pause: { coordinatorOf: 'yes' }, for: 2000 },
  ],
  ['at: 5s, resume: { replicas: 2, of: 1e3 }', { resume: { replicas: 2, of: '1e3' } }],
  ['at: 5s, crash: { slots: [10, 20] }', { crash: { slots: [10, 20] } }],
  [
    'at: 5s, partition: { groups: [n1, { random: 2 }], oneWay: true }',
    { partition: [{ nodes: [1] }, { random: 2 }], oneWay: true },
  ],
  [
    'at: 5s, link: { to: n2, latency: 5ms, duplicate: 1%, reorder: 2%, capacity: 3, hold: true }',
    {
      link: {
        delay: { distribution: 'constant', ticks: 5 },
        ...{ duplicate: 0.01, reorder: 0.02, capacity: 3, hold: true },
      },
      to: { nodes: [2] },
    },
  ],
  ['at: 5s, link: { loss: 0%, cut: false }', { link: { loss: 0, cut: false } }],
  ['at: 5s, lose: { from: n1, to: n2 }', { lose: { from: 1, to: 2, order: 0 } }],
  [
    'at: 5s, clock: { nodes: n2, step: -3s, drift: -200ppm }',
    { clock: { nodes: [2] }, stepTicks: -3000, driftPpm: -200 },
  ],
  ['at: 5s, removeOwner: { node: n4, by: n2 }', { removeOwner: 4, by: 2 }],
  ['at: 5s, disk: { nodes: n2, slow: 0s, full: true }', { slowTicks: 0, full: true }],
  [
    'every: 10s, crash: random',
    { id: 'crash every 10s', every: 10_000, first: 10_000, last: 59_999 },
  ],
  ['every: 10s, from: 0s, to: 30s, crash: random', { first: 0, last: 30_000 }],
  [
    'when: removed, crash: random',
    { id: 'crash when removed', when: { kind: 'removed' }, after: 1, times: 1 },
  ],
  [
    'when: { event: removed, node: n1, member: n2, key: 1 }, after: 2s, times: 3, crash: n4',
    { when: { kind: 'removed', node: 1, member: 2, key: '1' }, after: 2000, times: 3 },
  ],
];

test.each(STEPS)('{ %s } is a step', (text, step) => {
  expect(scenarioOf(`${LEAST}faults:\n  - { ${text} }\n`).faults).toEqual([
    expect.objectContaining(step),
  ]);
});

test('a step keeps its name wherever it stands, and twins get names of their own', () => {
  const ids = (...steps: string[]) =>
    scenarioOf(`${LEAST}faults: [${steps.join(', ')}]`).faults.map(({ id }) => id);
  expect(ids('{ at: 9s, leave: n2 }', '{ at: 5s, crash: random }')).toEqual([
    ...['leave at 9s', 'crash at 5s'],
  ]);
  expect(
    ids('{ at: 5s, crash: n1 }', '{ at: 5s, crash: n2 }', '{ id: x, at: 5s, crash: n3 }'),
  ).toEqual(['crash at 5s', 'crash at 5s (2)', 'x']);
});

test('a step is healed by its name', () => {
  const faults: readonly FaultStep[] = scenarioOf(
    `${LEAST}faults: [{ id: a, at: 5s, link: { hold: true } }, { at: 6s, heal: a }]`,
  ).faults;
  expect(faults[1]).toEqual({ id: 'heal at 6s', at: 6000, heal: 'a' });
});

test('expectations, with and without parameters', () => {
  const { expect: expected, expectFailure } = scenarioOf(`${LEAST}
workload: { operations: [{ id: o, at: 1s, operation: read, key: k }] }
expect:
  - viewsAgree
  - failedRemoved: { within: 30s, after: lastFault }
  - noFalseRemovals:
  - replicated: { copies: 2 }
  - deletesStayDeleted: {}
  - readsWereWritten
  - writesReachQuorum: {}
  - replicasAgree: { within: 10s }
  - readsAreMonotone
  - versionsNeverFall
  - quorumsMeet
  - oneVersionPerRequest
  - storageKeepsAcknowledged
  - availability: { atLeast: 99.5% }
  - messageLoad: { atMost: 20/s }
expectFailure:
  - outcome: { operation: o, is: ok, value: 007 }
`);
  expect(expected).toEqual([
    { check: 'viewsAgree' },
    { check: 'failedRemoved', withinTicks: 30_000 },
    { check: 'noFalseRemovals' },
    { check: 'replicated', copies: 2 },
    { check: 'deletesStayDeleted' },
    { check: 'readsWereWritten' },
    { check: 'writesReachQuorum' },
    { check: 'replicasAgree', withinTicks: 10_000 },
    { check: 'readsAreMonotone' },
    { check: 'versionsNeverFall' },
    { check: 'quorumsMeet' },
    { check: 'oneVersionPerRequest' },
    { check: 'storageKeepsAcknowledged' },
    { check: 'availability', atLeast: 0.995 },
    { check: 'messageLoad', atMost: 20 },
  ]);
  expect(expectFailure).toEqual([{ check: 'outcome', operation: 'o', is: 'ok', value: '007' }]);
});

describe('ranges', () => {
  const RANGES = `duration: 60s
cluster: { nodes: 3..9 }
network: { latency: 1ms..20ms, loss: 1%..5% }
faults: [{ at: 10s..20s, crash: random }]
`;
  const drawn = (seed: string, text = RANGES) => {
    const { cluster: nodes, network, faults } = scenarioOf(text, seed);
    return [nodes.nodes, network.delay, network.loss, faults[0]] as const;
  };

  test('the seed draws from them, and draws the same again', () => {
    expect(drawn('7')).toEqual(drawn('7'));
    const all = Array.from({ length: 200 }, (_, i) => drawn(String(i)));
    expect(new Set(all.map(([nodes]) => nodes))).toEqual(new Set([3, 4, 5, 6, 7, 8, 9]));
    const ticks = all.map(([, delay]) => (delay as { ticks: number }).ticks);
    expect([Math.min(...ticks), Math.max(...ticks)]).toEqual([1, 20]);
    for (const [, , loss] of all) {
      expect(loss!.probability).toBeGreaterThanOrEqual(0.01);
      expect(loss!.probability).toBeLessThan(0.05);
    }
  });

  test('one more of them changes no other draw', () => {
    const [nodes, delay, loss, fault] = drawn('7');
    const more = RANGES.replace('loss:', 'duplicate: 1%..2%, loss:');
    expect(drawn('7', more)).toEqual([nodes, delay, loss, fault]);
  });

  /** Steps, operations and checks with ranges, each with a name of its own, by the list they are in. */
  const ITEMS: readonly (readonly [list: string, item: string, name: string])[] = [
    ...['crash', 'leave', 'pause'].flatMap((action) =>
      ['at: 1s..50s', 'every: 9s..30s', 'when: removed, after: 1s..20s'].map(
        (when) =>
          ['faults', `{ ${when}, ${action}: { random: 1..3 } }`, `${action} ${when}`] as const,
      ),
    ),
    ['faults', '{ id: x, at: 1s..50s, crash: n1 }', 'x'],
    ['faults', '{ id: "0", at: 1s..50s, crash: { nodes: n1, restartAfter: 1s..9s } }', '0'],
    ['operations', '{ at: 1s..50s, operation: read, key: a }', 'a'],
    ['operations', '{ at: 1s..50s, operation: read, key: b }', 'b'],
    ['operations', '{ id: x, at: 1s..50s, operation: read, key: b }', 'x'],
    ['announcements', '{ at: 1s..50s, lines: [a] }', 'a'],
    ['announcements', '{ at: 1s..50s, lines: [b] }', 'b'],
    ['expect', 'viewsAgree: { within: 1s..50s }', 'viewsAgree'],
    ['expect', 'failedRemoved: { within: 1s..50s }', 'failedRemoved'],
    ['expect', 'availability: { atLeast: 1%..50% }', 'availability'],
    ['expectFailure', 'messageLoad: { atMost: 1/s..50/s }', 'messageLoad'],
  ];

  /** A file of these items, in this order. */
  const fileOf = (items: typeof ITEMS) => {
    const listOf = (name: string) =>
      `[${items
        .filter(([list]) => list === name)
        .map(([, item]) => item)
        .join(', ')}]`;
    return `${LEAST}
workload: { operations: ${listOf('operations')}, announcements: ${listOf('announcements')} }
faults: ${listOf('faults')}
expect: ${listOf('expect')}
expectFailure: ${listOf('expectFailure')}
`;
  };

  /** What a seed makes of each item, by list and name. */
  const itemsOf = (items: typeof ITEMS, seed: string) => {
    const { faults, expect: expected, expectFailure, workload } = scenarioOf(fileOf(items), seed);
    const { operations, announcements } = workload as Script;
    const lists = { faults, expect: expected, expectFailure, operations, announcements };
    return Object.fromEntries(
      Object.entries(lists).flatMap(([list, built]) =>
        items
          .filter(([each]) => each === list)
          .map(([, , name], i) => [`${list} ${name}`, (built as readonly unknown[])[i]]),
      ),
    );
  };

  test('wherever an item of a list stands, and whatever else is there, it draws the same', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...ITEMS]), fc.string(), (items, seed) => {
        const alone = items.map((item) => itemsOf([item], seed));
        expect(itemsOf(items, seed)).toEqual(Object.assign({}, ...alone));
      }),
      { numRuns: tries(200) },
    );
  });

  test('what has one name draws apart', () => {
    const twins = `${LEAST}expect: [{ viewsAgree: { within: 1s..50s } }, { viewsAgree: { within: 2s..50s } }]`;
    const [first, second] = scenarioOf(twins).expect;
    expect(first).not.toEqual(second);
    const steps = `${LEAST}faults: [{ at: 1s..50s, crash: n1 }, { at: 1s..50s, crash: n2 }]`;
    const [one, other] = scenarioOf(steps).faults as readonly { readonly at: number }[];
    expect(one!.at).not.toBe(other!.at);
  });

  test('a rate need not be one in so many whole ticks, nor a time to think', () => {
    const clients = (pace: string, seed: string) =>
      (scenarioOf(`${LEAST}workload: { clients: 2, ${pace} }`, seed).workload as Script).clients!;
    expect(clients('ratePerClient: 30/s', '1').intervalTicks).toBe(1000 / 30);
    expect(clients('thinkTime: 2.5ms', '1').intervalTicks).toBe(2.5);
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const { intervalTicks } = clients('ratePerClient: 7/s..90/s', seed);
        expect(intervalTicks).toBeGreaterThan(1000 / 90 - 1e-9);
        expect(intervalTicks).toBeLessThan(1000 / 7);
      }),
    );
  });

  test('a range from a value to itself is that value', () => {
    expect(drawn('7', RANGES.replace('3..9', '5..5'))[0]).toBe(5);
  });

  test('both ends must make sense', () => {
    const text =
      'duration: 9s\ncluster: { nodes: 3..6, later: [n5] }\nfaults: [{ at: 8s..9s, crash: n4 }]';
    expect(problemsIn(text)).toEqual([
      'x.yaml:2:33: cluster.later[0]: there is no n5: nodes are n1 to n3',
      'x.yaml:3:16: faults[0].at: cannot be "8s..9s": 8999ms at most',
      'x.yaml:3:31: faults[0].crash: there is no n4: nodes are n1 to n3',
    ]);
  });
});

/** What is wrong with a line of a file, and where; `^` marks the place. */
const WRONG: readonly (readonly [string, string])[] = [
  ['^colour: red', 'colour: unknown key "colour", known are duration, cluster, name'],
  ['^netwrk: {}', 'netwrk: unknown key "netwrk", did you mean network?'],
  ['tick: ^1us', 'tick: cannot be "1us", a duration from 10us to 1s'],
  ['network: ^x', 'network: needs keys, of latency, loss'],
  ['network: { latency: ^5 }', 'network.latency: cannot be "5", a duration such as 15s'],
  ['network: { latency: ^[5ms] }', 'network.latency: needs a duration such as'],
  ['network: { latency: ^0s }', 'network.latency: cannot be "0s": 1ms or more'],
  ['network: { latency: ^2.5ms }', 'cannot be "2.5ms": no whole number of ticks of 1ms'],
  [
    'network: { latency: ^5ms..1ms }',
    'cannot be "5ms..1ms": the first of a range is the lower one',
  ],
  ['network: { latency: ^1000h }', 'cannot be "1000h": 2147483647ms at most'],
  ['network: { latency: { distribution: ^unform } }', 'cannot be "unform", did you mean uniform?'],
  ['network: { latency: ^{ distribution: uniform, min: 1ms } }', 'uniform needs max'],
  [
    'network: { latency: { distribution: uniform, min: 1ms, max: 2ms, mean: ^2ms } }',
    'network.latency.mean: not for uniform, which has min, max',
  ],
  [
    'network: { latency: { distribution: uniform, min: 3ms, max: ^2ms } }',
    'network.latency.max: less than what comes before it',
  ],
  [
    'network: { latency: { distribution: exponential, floor: 3ms, mean: ^2ms } }',
    'network.latency.mean: the mean is less than the floor',
  ],
  ['network: { loss: ^101% }', 'network.loss: cannot be "101%", a percentage from 0% to 100%'],
  ['network: { loss: ^0.1 }', 'network.loss: cannot be "0.1", a percentage'],
  ['network: { linkCapacity: ^0 }', 'cannot be "0", a whole number from 1 to 10000000'],
  ['network: { linkCapacity: ^1.5 }', 'cannot be "1.5", a whole number'],
  ['network: { maxMessageSize: ^3000 }', 'cannot be "3000", a size such as 1400B or 4KiB'],
  ['workload: ^{ clients: 3 }', 'workload: needs `ratePerClient` or `thinkTime`'],
  ['workload: ^{ thinkTime: 1s }', 'workload: needs `clients`: how many there are'],
  [
    'workload: ^{ clients: 1, thinkTime: 1s, ratePerClient: 1/s }',
    'has ratePerClient and thinkTime',
  ],
  ['workload: { clients: 1, ratePerClient: ^2000/s }', 'cannot be "2000/s": more than one in 1ms'],
  ['workload: { clients: 1, thinkTime: 1s, mix: ^{ read: 50% } }', 'adds up to 50%, not to 100%'],
  ['workload: { clients: 1, thinkTime: 1s, from: 9s, to: ^8s }', '`from` is after `to`'],
  ['workload: { course: ^READ, clients: 1, thinkTime: 1s }', 'is given alone'],
  ['workload: { operations: [{ at: 1s, operation: ^raed, key: k }] }', 'did you mean read?'],
  ['workload: { operations: [^{ at: 1s, operation: read }] }', 'key: is missing: any text'],
  ['workload: { operations: [{ at: ^60s, operation: read, key: k }] }', '59999ms at most'],
  [
    'workload: { operations: [{ at: 1s, operation: read, key: k, coordinator: ^n6 }] }',
    'there is no n6: nodes are n1 to n5',
  ],
  ['faults: ^{}', 'faults: needs a list'],
  ['faults: [^crash]', 'faults[0]: needs keys, of id, at'],
  ['faults: [^{ at: 5s }]', 'faults[0]: has no action: one of crash, start, leave'],
  ['faults: [^{ crash: n1 }]', 'faults[0]: has no trigger: one of at, every, when'],
  ['faults: [^{ at: 5s, every: 5s, crash: n1 }]', 'faults[0]: has at and every: one trigger only'],
  [
    'faults: [^{ at: 5s, crash: n1, leave: n2 }]',
    'faults[0]: has crash and leave: one action only',
  ],
  ['faults: [{ at: 5s, ^crsh: n1 }]', 'faults[0].crsh: unknown action "crsh", did you mean crash?'],
  ['faults: [{ at: 5s, ^explode: n1 }]', 'unknown action "explode", known are crash, start, leave'],
  ['faults: [{ ^att: 5s, crash: n1 }]', 'faults[0].att: unknown trigger "att", did you mean at?'],
  ['faults: [{ at: 5s, crash: ^n6 }]', 'faults[0].crash: there is no n6: nodes are n1 to n5'],
  ['faults: [{ at: 5s, crash: ^randm }]', 'cannot be "randm", did you mean random?'],
  ['faults: [{ at: 5s, crash: ^{ wipe: true } }]', 'faults[0].crash: has no target: one of nodes'],
  [
    'faults: [{ at: 5s, crash: ^{ random: 1, nodes: n1 } }]',
    'has nodes and random: one target only',
  ],
  [
    'faults: [{ at: 5s, crash: { random: ^6 } }]',
    'faults[0].crash.random: cannot be "6": 5 at most',
  ],
  ['faults: [{ at: 5s, crash: ^{ replica: primary } }]', 'needs `of`: the key of the replica'],
  ['faults: [{ at: 5s, crash: { nodes: n1, of: ^k } }]', 'belongs to `replica` or `replicas`'],
  ['faults: [{ at: 5s, crash: ^{ introducers: false } }]', 'faults[0].crash: names no nodes'],
  ['faults: [{ at: 5s, crash: ^}]', 'faults[0].crash: has no value'],
  ['faults: [^{ at:, crash: n1 }]', 'faults[0]: the trigger has no value'],
  ['faults: [{ at: 5s, crash: { nodes: n1, ^for: 5s } }]', 'unknown key "for"'],
  ['faults: [{ at: ^60s, crash: n1 }]', 'faults[0].at: cannot be "60s": 59999ms at most'],
  [
    'faults: [{ at: 5s, times: ^2, crash: n1 }]',
    'belongs to `when`, which this step does not have',
  ],
  ['faults: [{ every: 5s, from: ^9s, to: 8s, crash: n1 }]', 'it would not happen at all'],
  ['faults: [{ when: ^remved, crash: n1 }]', 'no event is called "remved", did you mean removed?'],
  [
    'faults: [{ at: 5s, heal: ^x }, { at: 4s, pause: n1 }]',
    'no partition or link has the id "x", there are none',
  ],
  ['faults: [{ id: a, at: 5s, pause: n1 }, { at: 6s, heal: ^a }]', 'or link has the id "a"'],
  ['faults: [{ id: cut, at: 5s, link: { cut: true } }, { at: 6s, heal: ^cot }]', 'mean cut?'],
  ['faults: [{ every: 5s, lose: ^{ from: n1, to: n2 } }]', 'needs `at`: when the message is sent'],
  ['faults: [{ at: 5s, partition: { groups: ^[n1] } }]', 'groups: needs two groups or more'],
  [
    'faults: [{ id: a, at: 5s, crash: n1 }, { at: 6s, crash: n2, id: ^a }]',
    'two steps have the id "a"',
  ],
  ['expect: [^viewsAgre]', 'expect[0]: cannot be "viewsAgre", did you mean viewsAgree?'],
  ['expect: [{ ^viewsAgre: {} }]', 'unknown check "viewsAgre", did you mean viewsAgree?'],
  ['expect: [{ deletesStayDeleted: ^5s }]', 'expect[0].deletesStayDeleted: has no parameters'],
  ['expect: [{ quorumsMeet: ^5s }]', 'expect[0].quorumsMeet: has no parameters'],
  ['expect: [^availability]', 'expect[0]: availability needs `atLeast`'],
  ['expectFailure: [^availability]', 'expectFailure[0]: availability needs `atLeast`'],
  ['expect: [{ viewsAgree: { after: ^lastfault } }]', 'did you mean lastFault?'],
  [
    'expect: [{ outcome: { operation: ^x, is: ok } }]',
    'expect[0].outcome.operation: no operation has the id "x", there are none',
  ],
  ['expect: [viewsAgree, ^{ viewsAgree: {} }]', 'viewsAgree is there twice, and says the same'],
  [
    'expect: [{ viewsAgree: { within: 5s } }, ^{ viewsAgree: { after: lastFault, within: 5000ms } }]',
    'expect[1]: viewsAgree is there twice',
  ],
  ['faults: [{ at: 5s, partition: { groups: [[n1, n2], [n3, ^n2]] } }]', 'n2 is in two groups'],
  ['faults: [{ at: 5s, partition: { groups: [n1, { nodes: ^n1 }] } }]', 'n1 is in two groups'],
  [
    'faults: [{ at: 5s, partition: { groups: [n1, n2] }, ^for: 5s }]',
    'unknown key "for", it belongs inside `partition`: partition: { groups: ..., for: ... }',
  ],
  [
    'faults: [{ at: 5s, crash: n1, ^restartAfter: 5s }]',
    'unknown key "restartAfter", it belongs inside `crash`: crash: { nodes: ..., restartAfter: ... }',
  ],
  ['faults: [{ at: 5s, ^for: 5s, crash: n1 }]', '"for", known only inside pause, partition, link'],
  ['faults: [{ at: 5s, ^fr: n1 }]', 'unknown action "fr", known are crash, start'],
  ['faults: [{ at: 5s, crash: n1, ^puase: [n1] }]', 'unknown action "puase", did you mean pause?'],
  ['faults: [{ at: 5s, ^lnk: { from: n1 } }]', 'unknown action "lnk", did you mean link?'],
  ['faults: [{ at: 5s, ^explode: yes }]', 'unknown action "explode", known are crash'],
  [
    'faults: [{ ^whn: { event: removed }, crash: n1 }]',
    'unknown trigger "whn", did you mean when?',
  ],
  ['faults: [{ at: 5s, ^join: n1 }]', 'unknown action "join", did you mean start?'],
  ['faults: [{ at: 5s, ^kill: n1 }]', 'unknown action "kill", did you mean crash?'],
  ['faults: [{ at: 5s, ^stop: n1 }]', 'unknown action "stop", did you mean crash or leave?'],
  ['faults: [{ when: removed, ^tims: 2, crash: n1 }]', 'unknown key "tims", did you mean times?'],
];

test.each(WRONG)('%s', (marked, problem) => {
  const [line] = problemsIn(`${LEAST}${marked.replace('^', '')}\n`);
  const place = `x.yaml:3:${marked.indexOf('^') + 1}: `;
  expect(line).toContain(problem);
  expect(line!.slice(0, place.length)).toBe(place);
});

test.each([
  ['', 'x.yaml:1:1: empty: needs `duration` and `cluster`'],
  ['# nothing\n', 'x.yaml:1:1: empty'],
  ['x', 'x.yaml:1:1: needs keys, of duration, cluster'],
  ['[]', 'x.yaml:1:1: needs keys'],
  ['duration: 60s', 'x.yaml:1:1: cluster: is missing: it has keys, of nodes'],
  [
    'duration: 60s\ncluster: { nodes: 3 }\nworkload: { course: READ }',
    'x.yaml:3:11: workload: clients ask a store',
  ],
  [
    'duration: 9s\ncluster: { nodes: 3, membership: { fail: 9s, remove: 8s } }',
    'x.yaml:2:54: cluster.membership.remove: a member cannot be removed before',
  ],
  [
    'duration: 9s\ncluster: { nodes: 3, replication: { r: 4 } }',
    'x.yaml:2:40: cluster.replication.r: cannot be "4": 3 at most, for R <= N and n is 3 unless given',
  ],
  [
    'duration: 9s\ncluster: { nodes: 3, ring: { preset: dstore }, replication: { w: 2 } }',
    'w: cannot be "2": 1 at most, for W <= N and n is 1 by the preset dstore of the ring',
  ],
  [
    'tick: course\nduration: 9s\ncluster: { nodes: 3 }',
    'x.yaml:2:11: duration: cannot be "9s": ticks of the course have no length',
  ],
  [
    'tick: course\nduration: 9 ticks\ncluster: { nodes: 3, replication: {} }\nworkload: { clients: 1, thinkTime: 1 ticks, from: 5 ticks, backoff: 2 ticks }',
    'x.yaml:4:11: workload.timeout: is missing: it has no default in ticks of the course',
  ],
  [
    'duration: 9s\ncluster: { nodes: 3 }\nnetwork: { maxMessageSize: 1B }',
    'x.yaml:3:28: network.maxMessageSize: cannot be 1: a whole number from 31 to 1000000',
  ],
  [
    'duration: 9s\ncluster: { nodes: 3, replication: { n: 4 } }',
    'x.yaml:2:40: cluster.replication.n: 4 copies are on as many nodes, of which there are 3',
  ],
  [
    'duration: 9s\ncluster: { nodes: 3, replication: { quorum: sloppy } }',
    'x.yaml:2:45: cluster.replication.quorum: sloppy needs hints',
  ],
  [
    'duration: 9s\ncluster: { nodes: 3, replication: { hints: { countTowardW: true } } }',
    'x.yaml:2:60: cluster.replication.hints.countTowardW: a hint is in the place of',
  ],
  [
    'duration: 9s\ncluster:\n  nodes: 3\n  coordinator: server',
    'x.yaml:4:16: cluster.coordinator: needs a store',
  ],
  [
    'duration: 9s\ncluster: { nodes: 3, ring: operator, coordinator: client, replication: { hints: {} } }',
    'x.yaml:2:81: cluster.replication.hints: nobody keeps any with coordinator client',
  ],
  [
    'duration: 9s\ncluster: { nodes: 3, ring: { policy: auto, tokens: 8, hash: course } }',
    'x.yaml:2:52: cluster.ring.tokens: ',
  ],
  [
    'duration: 9s\ncluster: { nodes: 3 }\nfaults: [{ at: 10s, crash: n1 }]',
    'x.yaml:3:16: faults[0].at: ',
  ],
  ['a: "\u001b[31m', 'x.yaml:1:'],
])('%j is refused', (text, problem) => {
  expect(problemsIn(text)[0]).toContain(problem);
});

test.each([
  ['link: ^{ from: n1 }', 'faults[0].link: changes nothing about the links'],
  ['clock: ^n1', 'faults[0].clock: changes nothing without `drift` or `step`'],
  ['disk: ^n1', 'faults[0].disk: changes nothing without `slow`, `full` or `rot`'],
])('{ %s } is a scenario, with a warning', (marked, warning) => {
  const line = `faults: [{ at: 5s, ${marked} }]`;
  const bytes = new TextEncoder().encode(`${LEAST}${line.replace('^', '')}`);
  const { scenarioFor, warnings } = readYaml('x.yaml', bytes);
  expect(scenarioFor('1').faults).toHaveLength(1);
  expect(warnings).toEqual([`x.yaml:3:${line.indexOf('^') + 1}: ${warning}`]);
});

test('bytes that are no text, or too many, are refused', () => {
  expect(problemsIn(Uint8Array.from([0xff, 0xfe]))).toEqual(['x.yaml:1:1: not UTF-8 text']);
  const huge = new Uint8Array(262_145).fill(0x20);
  expect(problemsIn(huge)).toEqual(['x.yaml:1:1: larger than 262144 bytes: not a scenario']);
});

test('a byte-order mark and carriage returns are no trouble', () => {
  expect(scenarioOf(`\ufeff${LEAST.replaceAll('\n', '\r\n')}`)).toEqual(scenarioOf(LEAST));
});

test('all problems come at once, in the order of the text', () => {
  const text = `duration: 60
cluster: { nods: 5, replication: { r: two } }
faults:
  - { at: 10s, crsh: n1 }
  - { at: 5x, crash: n0 }
colour: red
colour: red
`;
  expect(problemsIn(text).map((line) => line.split(' ')[0])).toEqual([
    ...['x.yaml:1:11:', 'x.yaml:2:10:', 'x.yaml:2:12:', 'x.yaml:2:39:', 'x.yaml:4:16:'],
    ...['x.yaml:5:11:', 'x.yaml:5:22:', 'x.yaml:6:1:', 'x.yaml:7:1:'],
  ]);
});

test('what makes no sense together comes with what is no value at all', () => {
  const text = `duration: 60s
cluster: { nodes: 5, replication: { r: 4 } }
network: { loss: 200% }
workload: { clients: x, thinkTime: 1s, mix: { read: 50% } }
faults:
  - { at: 90s, crash: n6 }
  - { at: 5s, heal: crahs at 90s }
colour: red
`;
  expect(problemsIn(text).map((line) => line.split(' ')[0])).toEqual([
    ...['x.yaml:2:40:', 'x.yaml:3:18:', 'x.yaml:4:22:', 'x.yaml:4:45:'],
    ...['x.yaml:6:11:', 'x.yaml:6:23:', 'x.yaml:7:21:', 'x.yaml:8:1:'],
  ]);
  // A step that cannot be read leaves the others where they are.
  const steps = text.replace('heal:', 'hael:');
  expect(problemsIn(steps).map((line) => line.split(' ')[1])).toEqual([
    ...['cluster.replication.r:', 'network.loss:', 'workload.clients:', 'workload.mix:'],
    ...['faults[0].at:', 'faults[0].crash:', 'faults[1].hael:', 'colour:'],
  ]);
});

test('an item that cannot be read hides nothing of itself, nor of the items after it', () => {
  const text = `duration: 60s
cluster: { nodes: 5, replication: { n: many }, later: [n9, x, n8] }
workload:
  clients: 3
  operations:
    - { at: 90s, operation: raed, key: k, coordinator: n9 }
    - read
    - { id: o, at: 1s, operation: read, key: k, coordinator: n9 }
faults:
  - { at: 90s, crsh: n6 }
  - crash
  -
  - { at: 5x, crash: { nodes: [n9, x, n8], restartAftr: 5s } }
  - { at: 1s, every: 3s, pause: { nodes: n9 } }
  - { pause: n9 }
  - { at: 2s, partition: { groups: [[n1, x], [n2, n1]] } }
  - { at: 2s, partition: { groups: [n9] } }
  - { at: 3s, crash: { slots: [5], of: k } }
  - { at: 2s, heal: nosuch }
expect:
  - viewAgree
  - outcome: { operation: x, is: okay }
  - outcome: { operation: p, is: ok }
  - availability
`;
  expect(problemsIn(text).map((line) => line.split(' ')[1])).toEqual([
    ...['cluster.replication.n:', 'cluster.later[0]:', 'cluster.later[1]:', 'cluster.later[2]:'],
    'workload:',
    ...['workload.operations[0].at:', 'workload.operations[0].operation:'],
    ...['workload.operations[0].coordinator:', 'workload.operations[1]:'],
    'workload.operations[2].coordinator:',
    ...['faults[0].at:', 'faults[0].crsh:', 'faults[1]:', 'faults[2]:', 'faults[3].at:'],
    ...['faults[3].crash.nodes[0]:', 'faults[3].crash.nodes[1]:', 'faults[3].crash.nodes[2]:'],
    ...['faults[3].crash.restartAftr:', 'faults[4]:', 'faults[4].pause.nodes:'],
    ...['faults[5]:', 'faults[5].pause:', 'faults[6].partition.groups[0][1]:'],
    ...['faults[6].partition.groups[1][1]:', 'faults[7].partition.groups:'],
    ...['faults[8].crash.slots:', 'faults[8].crash.of:', 'faults[9].heal:'],
    ...['expect[0]:', 'expect[1].outcome.is:', 'expect[3]:'],
  ]);
});

test.each([
  [
    'a step may be the one that is healed',
    'faults: [{ at: 5s, prtition: { groups: [n1, n2] } }, { at: 9s, heal: partition at 5s }]',
  ],
  [
    'an operation may be the one that is looked at',
    'workload: { operations: [{ id: o, at: 5x, operation: read }, 5] }\nexpect: [{ outcome: { operation: p, is: ok } }]',
  ],
  [
    'what cannot be read is no store that is missing',
    'cluster: { nodes: 5, replcation: {} }\nworkload: { clients: 1, thinkTime: 1s }\nexpect: [replicated]\nfaults: [{ at: 5s, crash: { replica: primary, of: k } }]',
  ],
  [
    'of a distribution that is none, no keys are wrong',
    'network: { latency: { distribution: even, min: 1ms, max: 2ms } }',
  ],
  ['a tick that is wrong makes no time wrong', 'tick: 1us\nnetwork: { latency: 5us }'],
  [
    'a misspelt trigger has the keys of any',
    'faults: [{ evry: 5s, from: 9s, to: 12s, crash: n1 }]',
  ],
  ['a misspelt target may have a key', 'faults: [{ at: 5s, crash: { replca: primary, of: k } }]'],
  [
    'a check that is none is no twin',
    'expect: [viewsAgre, viewsAgree, { viewAgree: {} }, failedRemoved]',
  ],
])('nothing is told for want of what is wrong: %s', (_, more) => {
  const start = more.startsWith('cluster') ? 'duration: 60s\n' : LEAST;
  const lines = problemsIn(start + more);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/unknown|cannot be|is missing|needs keys/);
});

test.each([
  ['clients: 1, thinkTime: 1s', 'workload: clients ask a store'],
  ['', 'expect[0]: replicated looks at a store: give the cluster `replication`, be it {}'],
])('what looks at a store needs one: workload { %s }', (workload, problem) => {
  const text = `duration: 60s
cluster: { nodes: 5 }
workload: { ${workload} }
expect: [replicated, acknowledgedWritesSurvive, viewsAgree]
expectFailure: [deletesStayDeleted, { availability: { atLeast: 1% } }, { outcome: { operation: x, is: ok } }]
faults:
  - { at: 1s, crash: { replica: primary, of: k } }
  - { at: 2s, crash: { replicas: 2, of: k } }
  - { at: 3s, link: { cut: true, from: { noReplicaOf: k }, to: { coordinatorOf: k } } }
`;
  const lines = problemsIn(text);
  expect(lines.join('\n')).toContain(problem);
  expect(lines.filter((line) => line.includes('store')).map((line) => line.split(' ')[1])).toEqual([
    ...(workload === '' ? [] : ['workload:']),
    ...['expect[0]:', 'expect[1]:', 'expectFailure[0]:', 'expectFailure[1]:', 'expectFailure[2]:'],
    ...['faults[0].crash.replica:', 'faults[1].crash.replicas:'],
    ...['faults[2].link.from.noReplicaOf:', 'faults[2].link.to.coordinatorOf:'],
  ]);
});

test('a check is not to hold and to fail', () => {
  const checks = '[{ messageLoad: { atMost: 5/s } }, { messageLoad: { atMost: 6/s } }]';
  const text = `${LEAST}expect: ${checks}\nexpectFailure: [{ messageLoad: { atMost: 5/s } }]`;
  expect(problemsIn(text)).toEqual([
    'x.yaml:4:17: expectFailure[0]: messageLoad is there twice, and says the same',
  ]);
});

test('an outcome is that of an operation, or of the course, whose operations the seed chooses', () => {
  const expected = 'expect: [{ outcome: { operation: reed, is: ok } }]';
  const operations = '[{ id: read, at: 1s, operation: read, key: k }]';
  expect(problemsIn(`${LEAST}workload: { operations: ${operations} }\n${expected}`)).toEqual([
    'x.yaml:4:34: expect[0].outcome.operation: no operation has the id "reed", did you mean read?',
  ]);
  const course = 'tick: course\nduration: 700 ticks\ncluster: { nodes: 10, replication: {} }\n';
  expect(problemsIn(`${course}workload: { course: READ }\n${expected}`)).toEqual([]);
});

test('of very many problems only some are told', () => {
  const text = `${LEAST}${Array.from({ length: 200 }, (_, i) => `x${i}: 1\n`).join('')}`;
  const lines = problemsIn(text);
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe('x.yaml: 150 more problems');
});

test('nothing that is told moves a cursor or breaks a line', () => {
  const text = `${LEAST}"\\e[31m\\n": 1\nfaults: [{ at: "\\e[1m", crash: "\\r" }]`;
  const lines = problemsIn(text);
  expect(lines).toHaveLength(3);
  // eslint-disable-next-line no-control-regex -- which are what must not be there
  expect(lines.join('')).not.toMatch(/[\u0000-\u001f]/);
});

describe('the store', () => {
  const storeOf = (replication: string, tick = '1ms') => {
    const ticks = tick === 'course' ? 'duration: 900 ticks' : 'duration: 60s';
    const text = `tick: ${tick}\n${ticks}\ncluster: { nodes: 5, replication: ${replication} }\n`;
    return scenarioOf(text).cluster.store;
  };
  const COUNTS = { replicas: 3, readQuorum: 2, writeQuorum: 2 };
  const TIMES = { operationTimeoutTicks: 500, offerRetryTicks: 200 };

  test.each<[string, object]>([
    ['{}', {}],
    ['{ quorum: strict }', { quorum: 'strict' }],
    [
      '{ quorum: sloppy, hints: { countTowardW: true } }',
      { quorum: 'sloppy', hints: { windowTicks: 10_000, countTowardW: true } },
    ],
    ['{ hints: {} }', { hints: { windowTicks: 10_000, countTowardW: false } }],
    ['{ hints: { window: 3s } }', { hints: { windowTicks: 3000, countTowardW: false } }],
    ['{ readRepair: blocking }', { readRepair: 'blocking' }],
    ['{ clock: hybrid, ties: arrival }', { clock: 'hybrid', ties: 'arrival' }],
    ['{ tombstoneGrace: 10s, dedupe: false }', { graceTicks: 10_000, dedupe: false }],
  ])('%s is %j', (replication, settings) => {
    expect(storeOf(replication)).toEqual({ ...COUNTS, ...TIMES, ...settings });
  });

  test('keeps hints for as long as the course waits, in its ticks', () => {
    expect(storeOf('{ hints: {} }', 'course')?.hints).toEqual({
      ...{ windowTicks: 100, countTowardW: false },
    });
  });

  test.each([
    ['{ n: 3, r: 1, quorum: strict }', 'strict needs R + W > N'],
    ['{ n: 3, w: 4 }', 'cluster.replication.w: cannot be "4": 3 at most, for W <= N and n is 3'],
    ['{ n: 6 }', '6 copies are on as many nodes, of which there are 5'],
    ['{ quorum: sloppy }', 'sloppy needs hints'],
    ['{ hints: { countTowardW: true } }', 'only where the quorum is sloppy'],
    ['{ hints: { window: 0s } }', 'cluster.replication.hints.window: cannot be "0s"'],
    ['{ hints: { window: -1s } }', 'cluster.replication.hints.window: cannot be "-1s"'],
    ['{ tombstoneGrace: -1s }', 'cluster.replication.tombstoneGrace: cannot be "-1s"'],
    ['{ quorum: losse }', 'cluster.replication.quorum: cannot be "losse"'],
    ['{ dedupe: perhaps }', 'cluster.replication.dedupe: cannot be "perhaps"'],
  ])('%s is refused: %s', (replication, problem) => {
    const text = `duration: 60s\ncluster: { nodes: 5, replication: ${replication} }\n`;
    expect(problemsIn(text)[0]).toContain(problem);
  });

  test.each([
    ['{ at: 6s, operation: put, key: k, value: v, ttl: -1s }', 'ttl: cannot be "-1s": more than 0'],
    [
      '{ at: 6s, operation: put, key: k, value: v, ttl: 5s..-1s }',
      'ttl: cannot be "5s..-1s": more than 0',
    ],
    ['{ at: -6s, operation: read, key: k }', 'at: cannot be "-6s": 0 or more'],
    ['{ at: 6s, operation: put, key: k, value: v, ttl: -1 }', 'ttl: cannot be "-1", a duration'],
    ['{ at: 6s, operation: put, key: k, value: v, ttl: 0s }', 'ttl: cannot be "0s"'],
    [
      '{ at: 6s, operation: delete, key: k, ttl: 1s }',
      'workload.operations[0].ttl: belongs to what stores a value: create, update or put',
    ],
    ['{ at: 6s, operation: put, key: k, value: v, quorum: 4 }', 'quorum: cannot be 4'],
    ['{ at: 6s, operation: put, key: "\\0k", value: v }', 'cannot begin with U+0000'],
  ])('an operation %s is refused: %s', (operation, problem) => {
    expect(problemsIn(`${LEAST}workload: { operations: [${operation}] }`)[0]).toContain(problem);
  });

  test.each([
    [`key: ${'k'.repeat(1025)}`, 'bytes of the key: cannot be 1025: a whole number from 1 to 1024'],
    [`key: k, value: ${'v'.repeat(2049)}`, 'bytes of the value: cannot be 2049: a whole number'],
    ['key: k, quorum: 4', 'quorum: cannot be 4: a whole number from 1 to 3'],
  ])('what is wrong with an operation is told where that is: %#', (words, problem) => {
    const operations = `[\n  { at: 5s, operation: read, key: a },\n  { at: 6s, operation: put, ${words} }\n ]`;
    const [found, ...more] = problemsIn(`${LEAST}workload:\n operations: ${operations}\n`);
    const line = LEAST.split('\n').length + 3;
    expect(found).toContain(`x.yaml:${line}:3: workload.operations[1]: ${problem}`);
    expect(more).toEqual([]);
  });

  test('operations and clients say how long values stay, and more', () => {
    const { workload } = scenarioOf(`${LEAST}
workload:
  clients: 2
  thinkTime: 1s
  mix: { read: 50%, put: 50% }
  ttl: 3s
  stamp: client
  operations: [{ at: 6s, operation: put, key: k, value: v, quorum: 1, ttl: 2s }]
`);
    const { clients, operations } = workload as Script;
    expect(clients).toMatchObject({
      ...{ mix: { read: 0.5, update: 0, delete: 0, put: 0.5 }, ttlTicks: 3000, stamp: 'client' },
    });
    expect(operations).toMatchObject([{ operation: 'put', quorum: 1, ttlTicks: 2000 }]);
  });
});
