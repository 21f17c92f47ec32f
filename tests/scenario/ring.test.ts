import { COURSE_RING } from '../../src/protocol/ring/ring-settings';
import { cluster, type ClusterOptions } from '../../src/scenario/cluster';
import { ringPlan } from '../../src/scenario/scenario';
import { scenarioShape } from '../../src/scenario/scenario-shape';
import { yamlText } from '../../src/scenario/yaml/write';
import { problemsIn, scenarioOf } from '../support/yaml-files';

const inFile = (ring: string, more = '') =>
  `duration: 60s\ncluster: { nodes: 5, ring: ${ring}, replication: {} }\n${more}`;

test('a ring is the course’s unless more is said, in ticks by views, in time the operator’s', () => {
  expect(cluster({ nodes: 5 }).cluster.ring).toEqual(COURSE_RING);
  const file = scenarioOf('duration: 60s\ncluster: { nodes: 5 }\n');
  expect(file.cluster.ring).toEqual({ ...COURSE_RING, policy: 'operator' });
  const inTicks = scenarioOf('tick: course\nduration: 60 ticks\ncluster: { nodes: 5, ring: {} }\n');
  expect(inTicks.cluster.ring).toEqual(COURSE_RING);
});

test.each<[string, ClusterOptions['ring'] & object, object]>([
  ['{}', { policy: 'operator' }, {}],
  ['{ hash: murmur3 }', { policy: 'operator', hash: 'murmur3' }, { hash: 'murmur3', tokens: 150 }],
  [
    '{ policy: auto, hash: murmur3, tokens: 8, ties: arrival, epochCheck: on }',
    { policy: 'auto', hash: 'murmur3', tokens: 8, ties: 'arrival', epochCheck: 'on' },
    { policy: 'auto', hash: 'murmur3', tokens: 8, ties: 'arrival', epochCheck: true },
  ],
  [
    '{ pending: slot, streamFrom: replaced }',
    { policy: 'operator', pending: 'slot', streamFrom: 'replaced' },
    { pending: 'slot', streamFrom: 'replaced' },
  ],
  ['{ preset: course }', { preset: 'course', policy: 'operator' }, { preset: 'course' }],
  ['{ preset: dstore }', { preset: 'dstore' }, { preset: 'dstore', hash: 'murmur3', tokens: 1 }],
  [
    '{ preset: dstore, tokens: 10, policy: auto }',
    { preset: 'dstore', tokens: 10, policy: 'auto' },
    { preset: 'dstore', policy: 'auto', hash: 'murmur3', tokens: 10 },
  ],
])(
  '%s is the same in a file and in code, and comes back from both kinds of file',
  (text, ring, expected) => {
    const file = scenarioOf(inFile(text));
    expect(file.cluster.ring).toEqual({ ...COURSE_RING, policy: 'operator', ...expected });
    expect(cluster({ nodes: 5, ring }).cluster.ring).toEqual(file.cluster.ring);
    expect(scenarioOf(yamlText(file)).cluster).toEqual(file.cluster);
    const json: unknown = JSON.parse(JSON.stringify(file));
    expect(json).toEqual(file);
    expect(() => {
      scenarioShape(json, 'scenario');
    }).not.toThrow();
  },
);

test('dstore keeps one copy, unless the store says otherwise', () => {
  const quorums = ({ store }: ReturnType<typeof cluster>['cluster']) => {
    return [store!.replicas, store!.readQuorum, store!.writeQuorum];
  };
  expect(quorums(scenarioOf(inFile('{ preset: dstore }')).cluster)).toEqual([1, 1, 1]);
  const dstore = { nodes: 5, ring: { preset: 'dstore' } } as const;
  expect(quorums(cluster({ ...dstore, store: true }).cluster)).toEqual([1, 1, 1]);
  const three = cluster({ ...dstore, store: { replicas: 3 } });
  expect(three.cluster.store!.replicas).toBe(3);
});

test('a range of tokens is drawn by the seed', () => {
  const drawn = (seed: string) => {
    return scenarioOf(inFile('{ hash: murmur3, tokens: 10..200 }'), seed).cluster.ring.tokens;
  };
  const tokens = ['1', '2', '3', '4'].map(drawn);
  expect(new Set(tokens).size).toBeGreaterThan(1);
  expect(Math.min(...tokens)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...tokens)).toBeLessThanOrEqual(200);
});

test('the nodes that start by themselves are the operator’s owners at the start', () => {
  const { cluster: built } = cluster({
    nodes: 5,
    later: [2],
    ring: { policy: 'operator', hash: 'murmur3' },
  });
  expect(ringPlan(built).owners).toEqual([1, 3, 4, 5]);
  expect(ringPlan(built).space.tokensOf(1)).toHaveLength(150);
  expect(ringPlan(cluster({ nodes: 5 }).cluster).owners).toBeUndefined();
});

test.each<[Partial<ClusterOptions>, string]>([
  [
    { ring: { tokens: 2 } },
    "ring.tokens: cannot be more than 1: the course's hash gives a node one of 512 slots",
  ],
  [
    { ring: { hash: 'murmur3', tokens: 0 } },
    'ring.tokens: cannot be 0: a whole number from 1 to 1024',
  ],
  [{ ring: { hash: 'murmur3', tokens: 1025 } }, 'ring.tokens: cannot be 1025'],
  [
    { ring: { pending: 'slot' } },
    'ring.pending: cannot be slot: a ring that follows the view has changed at once',
  ],
  [
    { ring: { streamFrom: 'replaced' } },
    'ring.streamFrom: cannot be replaced: a ring that follows',
  ],
  [{ ring: { hash: 'md5' as never } }, 'ring.hash: cannot be "md5": course or murmur3'],
  [{ ring: { epochCheck: true as never } }, 'ring.epochCheck: cannot be true: on or off'],
  [{ ring: { preset: 'riak' as never } }, 'ring.preset: cannot be "riak": course or dstore'],
  [{ ring: 'mine' as never }, 'ring.policy: cannot be "mine": auto or operator'],
  [{ ring: { ties: 'name' as never } }, 'ring.ties: cannot be "name": address or arrival'],
  [
    { store: { replicas: 6 } },
    'store.replicas: 6 copies are on as many nodes, of which there are 5',
  ],
  [
    { ring: 'operator', nodes: 2, store: true },
    'store.replicas: 3 copies are on as many nodes, of which there are 2',
  ],
  [
    { faults: [{ id: 'a', at: 5, addOwner: 2 }] },
    "faults, a: a ring that follows the view has no operator: ring: 'operator'",
  ],
  [{ ring: 'operator', faults: [{ id: 'a', at: 5, addOwner: 9 }] }, 'faults, a: node: cannot be 9'],
  [
    { ring: 'operator', faults: [{ id: 'a', at: 5, removeOwner: 2, by: 0 }] },
    'faults, a: node: cannot be 0',
  ],
  [
    { ring: { hash: 'murmur3' }, faults: [{ id: 'a', at: 5, crash: { slots: [0, 9] } }] },
    "faults, a: slots: are those of the course's hash; name the nodes",
  ],
])('%j is refused in a line that names the rule', (options, problem) => {
  const refused = () => cluster({ nodes: 5, durationTicks: 100, ...options });
  expect(refused).toThrow(problem);
});

test('what is wrong with a ring in a file is told with its place', () => {
  expect(problemsIn(inFile('{ hash: murmur2, token: 3 }'))).toEqual([
    expect.stringContaining('cluster.ring.hash: cannot be "murmur2", did you mean murmur3?'),
    expect.stringContaining('token'),
  ]);
  expect(problemsIn(inFile('auto', 'faults: [{ at: 1s, addOwner: n2 }]\n'))).toEqual([
    expect.stringContaining('a ring that follows the view has no operator'),
  ]);
});
