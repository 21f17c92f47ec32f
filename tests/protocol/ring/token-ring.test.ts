import fc from 'fast-check';

import { type Arc, arcsHold, positionsIn } from '../../../src/protocol/ring/arcs';
import { ringOf } from '../../../src/protocol/ring/ring-of';
import type { RingTies } from '../../../src/protocol/ring/ring-settings';
import { type RingSpace, ringSpace } from '../../../src/protocol/ring/ring-space';
import {
  changedArcs,
  gainersOf,
  type Owner,
  type OwnerChanges,
  TokenRing,
} from '../../../src/protocol/ring/token-ring';
import { range } from '../../support/course-logs';
import { placedSpace } from '../../support/placed-ring';
import { tries } from '../../support/trials';

const SIZE = 48;
const NODES = 8;

interface World {
  readonly space: RingSpace;
  readonly tokens: ReadonlyMap<number, readonly number[]>;
}

/** A small ring, on which many tokens are of several nodes. */
const worldWith = (ties: RingTies): fc.Arbitrary<World> =>
  fc
    .array(fc.array(fc.nat(SIZE - 1), { minLength: 1, maxLength: 5 }), {
      ...{ minLength: NODES, maxLength: NODES },
    })
    .map((all) => {
      const tokens = new Map(all.map((of, i) => [i + 1, of]));
      return { tokens, space: { ...placedSpace(tokens, ties), size: SIZE } };
    });
const anyWorld = fc.constantFrom<RingTies>('address', 'arrival').chain(worldWith);

const anyOwners = fc
  .shuffledSubarray(range(1, NODES))
  .chain((nodes) =>
    fc.tuple(
      ...nodes.map((address) =>
        fc.record({ address: fc.constant(address), incarnation: fc.nat(2) }),
      ),
    ),
  ) as fc.Arbitrary<Owner[]>;

/** What a walk over all positions, one by one, finds; `owners` in the order in which they came. */
function walk({ space, tokens }: World, owners: readonly Owner[], from: number, count: number) {
  const order =
    space.ties === 'address' ? [...owners].sort((a, b) => a.address - b.address) : owners;
  const found = new Set<Owner>();
  for (let step = 0; step < SIZE; step++) {
    for (const owner of order) {
      if (tokens.get(owner.address)!.includes((from + step) % SIZE)) found.add(owner);
    }
  }
  return [...found].slice(0, count);
}

/** The owners after a change, in the order in which they came. */
function ownersAfter(owners: readonly Owner[], { joined = [], left = [] }: OwnerChanges): Owner[] {
  const kept = owners.filter(({ address }) => !left.includes(address));
  const renewed = kept.map(
    (owner) => joined.find(({ address }) => address === owner.address) ?? owner,
  );
  const isNew = ({ address }: Owner) => !kept.some((owner) => owner.address === address);
  return [...renewed, ...joined.filter(isNew)];
}

const anyChange = fc
  .record({ joined: anyOwners, left: fc.subarray(range(1, NODES)) })
  .map(({ joined, left }) => ({
    joined,
    left: left.filter((address) => !joined.some((owner) => owner.address === address)),
  }));

function positionsOf(arcs: readonly Arc[]): number[] {
  return arcs.flatMap(({ first, last }) => range(first, last));
}

describe('a preference list', () => {
  test('is what a walk over all positions finds, none twice', () => {
    fc.assert(
      fc.property(anyWorld, anyOwners, fc.nat(SIZE - 1), fc.nat(9), (world, owners, at, count) => {
        const list = TokenRing.of(world.space, owners).listAt(at, count);
        expect(list).toEqual(walk(world, owners, at, count));
        expect(new Set(list).size).toBe(list.length);
      }),
      { seed: 1, numRuns: tries(3000) },
    );
  });

  test('of a key is that of its position', () => {
    const ring = ringOf(ringSpace({ hash: 'murmur3', tokens: 20, ties: 'address' }), range(1, 30));
    for (let i = 0; i < 100; i++) {
      const key = `key ${i}`;
      expect(ring.preferenceList(key, 3)).toEqual(ring.listAt(ring.positionOf(key), 3));
    }
  });

  test('on 2^32 goes round after the last token', () => {
    const space = ringSpace({ hash: 'murmur3', tokens: 1, ties: 'address' });
    const ring = ringOf(space, [1, 2, 3]);
    const first = Math.min(...[1, 2, 3].map((node) => space.tokensOf(node)[0]!));
    expect(ring.listAt(2 ** 32 - 1, 1)).toEqual(ring.listAt(first, 1));
    expect(ring.listAt(0, 1)).toEqual(ring.listAt(first, 1));
  });
});

describe('ties on a token', () => {
  const tokens = new Map([
    [1, [7]],
    [2, [7]],
    [3, [7]],
  ]);
  const listOf = (ties: RingTies, ...nodes: number[]) => {
    const list = ringOf({ ...placedSpace(tokens, ties), size: SIZE }, nodes).listAt(3, 3);
    return list.map(({ address }) => address);
  };

  test('go to the lower address, whoever came first', () => {
    expect(listOf('address', 3, 1, 2)).toEqual([1, 2, 3]);
  });

  test('go, where so set, to whoever came first: so nodes need not agree', () => {
    expect(listOf('arrival', 3, 1, 2)).toEqual([3, 1, 2]);
    expect(listOf('arrival', 2, 3, 1)).toEqual([2, 3, 1]);
  });

  test('an owner that comes under another incarnation keeps its place', () => {
    const ring = ringOf({ ...placedSpace(tokens, 'arrival'), size: SIZE }, [3, 1]);
    const list = ring.changed({ joined: [{ address: 3, incarnation: 1 }] }).listAt(0, 2);
    expect(list.map(({ address }) => address)).toEqual([3, 1]);
  });
});

describe('a changed ring', () => {
  test('is that of the owners it has now, made at once', () => {
    fc.assert(
      fc.property(
        anyWorld,
        anyOwners,
        fc.array(anyChange, { maxLength: 4 }),
        (world, owners, changes) => {
          let ring = TokenRing.of(world.space, owners);
          let expected = owners;
          for (const change of changes) {
            ring = ring.changed(change);
            expected = ownersAfter(expected, change);
          }
          const straight = TokenRing.of(world.space, expected);
          expect(ring.owners).toEqual(straight.owners);
          expect(ring.checksum).toBe(straight.checksum);
          for (let at = 0; at < SIZE; at++) {
            expect(ring.listAt(at, 3)).toEqual(straight.listAt(at, 3));
          }
        },
      ),
      { seed: 2, numRuns: tries(500) },
    );
  });

  test('is the same ring for all who make the same change of the same ring, and no other', () => {
    const space = ringSpace({ hash: 'murmur3', tokens: 5, ties: 'address' });
    const ring = ringOf(space, [1, 2, 3]);
    const four = { address: 4, incarnation: 0 };
    const after = ring.changed({ joined: [four], left: [2] });
    expect(ring.changed({ joined: [four], left: [2] })).toBe(after);
    const others = [
      ...[
        { joined: [{ ...four, incarnation: 1 }], left: [2] },
        { joined: [four], left: [1] },
      ],
      ...[{ joined: [four] }, { left: [2] }, { joined: [{ ...four, address: 5 }], left: [2] }],
    ];
    for (const other of others) expect(ring.changed(other)).not.toBe(after);
    expect(after.changed({ joined: [four], left: [2] })).not.toBe(after);
    expect(ring.changed({})).toBe(ring);
  });

  test('leaves the former as it was', () => {
    const ring = ringOf(ringSpace({ hash: 'murmur3', tokens: 5, ties: 'address' }), [1, 2, 3]);
    const before = range(0, 99).map((i) => ring.listAt(i * 40_000_000, 2));
    ring.changed({ joined: [{ address: 9, incarnation: 0 }], left: [2] });
    expect(range(0, 99).map((i) => ring.listAt(i * 40_000_000, 2))).toEqual(before);
  });
});

describe('the checksum', () => {
  const space = ringSpace({ hash: 'murmur3', tokens: 8, ties: 'address' });

  test('is the same for the same owners, whatever their incarnations and their order', () => {
    const ring = ringOf(space, [1, 2, 3]);
    expect(ringOf(space, [3, 1, 2]).checksum).toBe(ring.checksum);
    expect(ring.changed({ joined: [{ address: 2, incarnation: 7 }] }).checksum).toBe(ring.checksum);
  });

  test('differs between sets of owners, and is 0 for none alone', () => {
    const sums = range(1, 200).map((nodes) => ringOf(space, range(1, nodes)).checksum);
    const others = range(1, 200).map((gone) => {
      return ringOf(
        space,
        range(1, 200).filter((node) => node !== gone),
      ).checksum;
    });
    // The last of the former is of all; the last of the latter is the last but one of the former.
    expect(new Set([...sums, ...others]).size).toBe(399);
    expect([...sums, ...others]).not.toContain(0);
    expect(ringOf(space, []).checksum).toBe(0);
  });

  test('tells who comes first on a token apart', () => {
    const tokens = new Map([
      [1, [7]],
      [2, [7]],
    ]);
    const tied = { ...placedSpace(tokens, 'arrival'), size: SIZE };
    expect(ringOf(tied, [1, 2]).checksum).not.toBe(ringOf(tied, [2, 1]).checksum);
  });
});

describe('arcs', () => {
  test('of an owner are the positions in whose lists it is', () => {
    fc.assert(
      fc.property(
        anyWorld,
        anyOwners,
        fc.nat(NODES),
        fc.integer({ min: 1, max: 4 }),
        (world, owners, node, count) => {
          const ring = TokenRing.of(world.space, owners);
          const arcs = ring.arcsOf(node, count);
          const expected = range(0, SIZE - 1).filter((at) =>
            walk(world, owners, at, count).some(({ address }) => address === node),
          );
          expect(positionsOf(arcs)).toEqual(expected);
          expect(positionsIn(arcs)).toBe(expected.length);
          expect(range(0, SIZE - 1).filter((at) => arcsHold(arcs, at))).toEqual(expected);
        },
      ),
      { seed: 3, numRuns: tries(2000) },
    );
  });

  test('that changed are the positions whose lists are others', () => {
    fc.assert(
      fc.property(
        anyWorld,
        anyOwners,
        anyChange,
        fc.integer({ min: 1, max: 4 }),
        (world, owners, change, count) => {
          const before = TokenRing.of(world.space, owners);
          const after = before.changed(change);
          const now = ownersAfter(owners, change);
          const expected = range(0, SIZE - 1).filter(
            (at) =>
              JSON.stringify(walk(world, owners, at, count)) !==
              JSON.stringify(walk(world, now, at, count)),
          );
          expect(positionsOf(changedArcs(before, after, count))).toEqual(expected);
        },
      ),
      { seed: 4, numRuns: tries(2000) },
    );
  });

  test('gainers are those who are in a list in which they were not', () => {
    fc.assert(
      fc.property(
        anyWorld,
        anyOwners,
        anyChange,
        fc.integer({ min: 1, max: 4 }),
        (world, owners, change, count) => {
          const before = TokenRing.of(world.space, owners);
          const addresses = (of: readonly Owner[], at: number) =>
            walk(world, of, at, count).map(({ address }) => address);
          const now = ownersAfter(owners, change);
          const expected = range(0, SIZE - 1).flatMap((at) => {
            const had = addresses(owners, at);
            return addresses(now, at).filter((address) => !had.includes(address));
          });
          const gainers = gainersOf(before, before.changed(change), count);
          expect([...gainers].sort()).toEqual([...new Set(expected)].sort());
        },
      ),
      { seed: 5, numRuns: tries(1000) },
    );
  });

  test('of a ring of 2^32 are whole where everybody has everything', () => {
    const ring = ringOf(ringSpace({ hash: 'murmur3', tokens: 3, ties: 'address' }), [1, 2]);
    expect(ring.arcsOf(1, 2)).toEqual([{ first: 0, last: 2 ** 32 - 1 }]);
    expect(positionsIn([...ring.arcsOf(1, 1), ...ring.arcsOf(2, 1)])).toBe(2 ** 32);
  });
});
