import { COURSE_RING } from '../../../src/protocol/ring/ring-settings';
import { ringOf } from '../../../src/protocol/ring/ring-of';
import { ringSpace } from '../../../src/protocol/ring/ring-space';
import { RingVersion } from '../../../src/protocol/ring/ring-version';
import { Streaming, type StreamingOptions } from '../../../src/protocol/store/streaming';
import { FakeStreams } from '../../support/fake-streams';

const SPACE = ringSpace({ ...COURSE_RING, hash: 'murmur3', tokens: 8 });
const REPLICAS = 3;

function moving(epoch: number, from: readonly number[], to: readonly number[]): RingVersion {
  return new RingVersion(epoch, ringOf(SPACE, from), ringOf(SPACE, to));
}

function streaming(
  self: number,
  streamFrom: 'any' | 'replaced',
  down: readonly number[] = [],
  quorums: Partial<StreamingOptions> = {},
) {
  const fake = new FakeStreams();
  const streamed: number[] = [];
  const streaming = new Streaming(
    { replicas: REPLICAS, ...{ readQuorum: 2, writeQuorum: 2 }, ...quorums, streamFrom },
    fake.streams,
    {
      ...{ self, isUp: (node) => !down.includes(node) },
      streamed: (epoch) => streamed.push(epoch),
    },
  );
  return { fake, streamed, streaming };
}

const JOIN = moving(2, [1, 2, 3, 4], [1, 2, 3, 4, 5]);

function replacedOn(version: RingVersion, position: number, self: number): number | undefined {
  const own = version
    .replacedAt(position, REPLICAS)
    .find(({ pending }) => pending.address === self);
  return own?.replaced?.address;
}

test('a newcomer has each arc from the replica whose place it takes', () => {
  const { fake, streamed, streaming: node } = streaming(5, 'replaced');
  node.onRing(JOIN);
  expect(fake.open.length).toBeGreaterThan(1);
  for (const { source, arcs, partial, epoch } of fake.open) {
    expect([partial, epoch]).toEqual([false, 2]);
    for (const { first, last } of arcs) {
      expect([replacedOn(JOIN, first, 5), replacedOn(JOIN, last, 5)]).toEqual([source, source]);
    }
  }
  for (const source of fake.sources) {
    expect(streamed).toEqual([]);
    fake.bring(source);
  }
  expect(streamed).toEqual([2]);
});

test('or from the first that is up, whoever that is', () => {
  const { fake, streaming: node } = streaming(5, 'any', [1]);
  node.onRing(JOIN);
  expect(fake.sources).not.toContain(1);
  for (const { source, arcs } of fake.open) {
    for (const { last } of arcs) {
      const present = JOIN.current.listAt(last, REPLICAS).map(({ address }) => address);
      expect(present.find((node) => node !== 1)).toBe(source);
    }
  }
});

test('it asks for what it gains, neither more nor less', () => {
  const { fake, streaming: node } = streaming(2, 'replaced');
  const leave = moving(4, [1, 2, 3, 4, 5], [1, 2, 3, 4]);
  node.onRing(leave);
  const asked = fake.open.flatMap(({ arcs }) => arcs);
  for (let i = 0; i < 2000; i++) {
    const position = i * 2_147_483;
    const has = (ring: RingVersion['current']) =>
      ring.listAt(position, REPLICAS).some(({ address }) => address === 2);
    const isGained = has(leave.next!) && !has(leave.current);
    const isAsked = asked.some(({ first, last }) => first <= position && position <= last);
    expect(isAsked).toBe(isGained);
  }
});

test('who gains nothing says so at once, and without a movement nothing is said', () => {
  const { fake, streamed, streaming: node } = streaming(5, 'replaced');
  node.onRing(new RingVersion(1, JOIN.current));
  expect(streamed).toEqual([]);
  node.onRing(moving(2, [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]));
  expect([streamed, fake.open]).toEqual([[2], []]);
});

test('a version of another epoch ends what is under way; one of the same goes on', () => {
  const { fake, streamed, streaming: node } = streaming(5, 'replaced');
  node.onRing(JOIN);
  const { length } = fake.open;
  node.onRing(JOIN);
  expect(fake.open).toHaveLength(length);
  node.onRing(new RingVersion(3, JOIN.next!));
  expect(fake.open).toEqual([]);
  expect(streamed).toEqual([]);
});

test('where the replaced one is down, as many others are heard as any write of it is with', () => {
  const { fake, streamed, streaming: node } = streaming(5, 'replaced', [3]);
  node.onRing(JOIN);
  expect(fake.sources).not.toContain(3);
  for (const source of fake.sources) {
    expect(streamed).toEqual([]);
    fake.bring(source);
  }
  expect(streamed).toEqual([2]);
});

test('who dies while it brings something is asked no more', () => {
  const { fake, streaming: node } = streaming(5, 'replaced');
  node.onRing(JOIN);
  const [first] = fake.sources as [number];
  node.onDown(9);
  expect(fake.sources).toContain(first);
});

test.each([
  [{ replicas: 4, readQuorum: 2, writeQuorum: 3 }, 3],
  [{ replicas: 4, readQuorum: 3, writeQuorum: 3 }, 3],
  [{ replicas: 4, readQuorum: 3, writeQuorum: 2 }, 3],
])(
  'so many, too, that too few are left for a read, or a rebuild, by an older ring: %j',
  (quorums, heard) => {
    const { fake, streamed, streaming: node } = streaming(5, 'replaced', [3], quorums);
    // All are replicas of all, and 5 takes the place of 3 everywhere.
    node.onRing(moving(2, [1, 2, 3, 4], [1, 2, 4, 5]));
    expect(fake.sources).toEqual([1, 2, 4]);
    for (const source of fake.sources.slice(0, heard)) {
      expect(streamed).toEqual([]);
      fake.bring(source);
    }
    expect(streamed).toEqual([2]);
  },
);

test.each([
  [1, 3],
  [3, 1],
  [2, 3],
])(
  'where one alone may know, or take back (R = %i, W = %i) nobody can be heard in its place',
  (r, w) => {
    const quorums = { readQuorum: r, writeQuorum: w };
    const { fake, streamed, streaming: node } = streaming(5, 'replaced', [3], quorums);
    node.onRing(JOIN);
    expect(fake.sources).toContain(3);
    for (const source of fake.sources) if (source !== 3) fake.bring(source);
    expect(streamed).toEqual([]);
  },
);

test('of two versions of one epoch the other begins anew', () => {
  const { fake, streaming: node } = streaming(5, 'replaced');
  node.onRing(JOIN);
  const { open } = fake;
  node.onRing(moving(2, [1, 2, 3, 4], [1, 2, 4, 5]));
  expect(fake.open).not.toEqual(open);
});
