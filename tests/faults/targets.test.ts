import fc from 'fast-check';
import type { Target } from '../../src/faults/plan';
import { type Circumstances, nodesOf } from '../../src/faults/targets';
import { positionOfKey, positionOfNode, RING_SIZE } from '../../src/protocol/ring/course-hash';
import { RandomRoot, type Stream } from '../../src/simulation/random';
import { range } from '../support/course-logs';
import { courseRing } from '../support/course-plan';
import { tries } from '../support/trials';

const ROOT = new RandomRoot('targets');
const key = fc.string({ minLength: 1, maxLength: 8 });
const upNodes = fc.subarray(range(1, 12)).map((nodes) => nodes.sort((a, b) => a - b));

function given(up: readonly number[], changes: Partial<Circumstances> = {}): Circumstances {
  let stream: Stream | undefined;
  return {
    ...{ nodes: 12, up, introducers: [1], coordinators: new Map() },
    ring: () => courseRing(up),
    stream: () => (stream ??= ROOT.stream('a step')),
    ...changes,
  };
}

/** The live nodes that one meets from a slot on, clockwise, a slot at a time. */
function clockwiseFrom(slot: number, up: readonly number[], slots = RING_SIZE): number[] {
  return range(0, slots - 1).flatMap((i) =>
    up.filter((node) => positionOfNode(node) === (slot + i) % RING_SIZE),
  );
}

function replicasOf(of: string, up: readonly number[]): number[] {
  return clockwiseFrom(positionOfKey(of), up).slice(0, 3);
}

const rising = (nodes: readonly number[]) => [...nodes].sort((a, b) => a - b);

test('named nodes, up or not, in the order in which they are named, none twice', () => {
  expect(nodesOf({ nodes: [7, 3, 7, 9] }, given([3]))).toEqual([7, 3, 9]);
  expect(nodesOf({ nodes: [] }, given([3]))).toEqual([]);
});

test('so many that are up are drawn, none twice, each set as likely as any', () => {
  const counts = new Map<string, number>();
  const circumstances = given([2, 5, 7, 11]);
  for (let i = 0; i < 6000; i++) {
    const drawn = rising(nodesOf({ random: 2 }, circumstances)).join();
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // 1000 expected of each, with a deviation of 29.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * 29);
});

test('where fewer are up than are to be drawn, all are', () => {
  expect(rising(nodesOf({ random: 9 }, given([2, 5, 7])))).toEqual([2, 5, 7]);
  expect(nodesOf({ random: 1 }, given([]))).toEqual([]);
  expect(nodesOf({ draw: 'one' }, given([]))).toEqual([]);
});

test('each replica of a key is the next live node clockwise', () => {
  const property = fc.property(key, upNodes, (of, up) => {
    const expected = replicasOf(of, up);
    const ranks = ['primary', 'secondary', 'tertiary'] as const;
    for (const [i, replica] of ranks.entries()) {
      expect(nodesOf({ replica, of }, given(up))).toEqual(expected.slice(i, i + 1));
    }
    const others = up.filter((node) => !expected.includes(node));
    expect(nodesOf({ noReplicaOf: of }, given(up))).toEqual(others.slice(0, 1));
  });
  fc.assert(property, { seed: 1, numRuns: tries(200) });
});

test('so many replicas of a key are drawn from them', () => {
  const property = fc.property(key, upNodes, fc.integer({ min: 1, max: 4 }), (of, up, count) => {
    const replicas = replicasOf(of, up);
    const drawn = nodesOf({ replicas: count, of }, given(up));
    expect(new Set(drawn).size).toBe(Math.min(count, replicas.length));
    expect(replicas).toEqual(expect.arrayContaining(drawn));
  });
  fc.assert(property, { seed: 2, numRuns: tries(200) });
  const seen = new Set<number>();
  const circumstances = given(range(1, 12));
  for (let i = 0; i < 50; i++) seen.add(nodesOf({ replicas: 1, of: 'k' }, circumstances)[0]!);
  expect(rising([...seen])).toEqual(rising(replicasOf('k', range(1, 12))));
});

test('slots are those from the first to the second, clockwise, both included', () => {
  const slot = fc.integer({ min: 0, max: RING_SIZE - 1 });
  const property = fc.property(slot, slot, upNodes, (from, to, up) => {
    const count = ((to - from + RING_SIZE) % RING_SIZE) + 1;
    const expected = rising(clockwiseFrom(from, up, count));
    expect(nodesOf({ slots: [from, to] }, given(up))).toEqual(expected);
  });
  fc.assert(property, { seed: 3, numRuns: tries(300) });
  const at = positionOfNode(4);
  const one = (from: number, to: number) => nodesOf({ slots: [from, to] }, given([4]));
  expect([one(at, at), one(at - 1, at), one(at, at + 1)]).toEqual([[4], [4], [4]]);
  expect([one(at + 1, at + 1), one(at - 2, at - 1)]).toEqual([[], []]);
  // All round the ring, over its seam.
  expect(one(at + 1, at)).toEqual([4]);
});

test.each<[string, Target, Partial<Circumstances>, number[]]>([
  ['introducers that are up', { introducers: true }, { introducers: [2, 3, 9] }, [2, 9]],
  ['the coordinator of a key', { coordinatorOf: 'k' }, { coordinators: new Map([['k', 5]]) }, [5]],
  [
    'no coordinator that is down',
    { coordinatorOf: 'k' },
    { coordinators: new Map([['k', 3]]) },
    [],
  ],
  [
    'no coordinator of another key',
    { coordinatorOf: 'k' },
    { coordinators: new Map([['l', 5]]) },
    [],
  ],
])('%s', (_name, target, changes, expected) => {
  expect(nodesOf(target, given([2, 5, 9], changes))).toEqual(expected);
});

test('what needs no chance draws nothing', () => {
  const none = () => {
    throw new Error('drew');
  };
  const targets: Target[] = [
    ...[{ nodes: [1] }, { replica: 'primary', of: 'k' } as const, { noReplicaOf: 'k' }],
    ...[{ coordinatorOf: 'k' }, { introducers: true } as const, { slots: [0, 9] } as const],
  ];
  for (const target of targets) {
    expect(() => nodesOf(target, given([1, 2], { stream: none }))).not.toThrow();
  }
});

test('in the operator’s ring the replicas of a key are its owners, up or not', () => {
  const owners = range(1, 6);
  const own = (up: readonly number[]) => given(up, { ring: () => courseRing(owners) });
  const replicas = replicasOf('a key', owners);
  const up = owners.filter((node) => node !== replicas[0]);
  expect(nodesOf({ replica: 'primary', of: 'a key' }, own(up))).toEqual([replicas[0]]);
  expect(rising(nodesOf({ replicas: 3, of: 'a key' }, own(up)))).toEqual(rising(replicas));
  const [stranger] = nodesOf({ noReplicaOf: 'a key' }, own([...up, 9]));
  expect(replicas).not.toContain(stranger);
});
