import fc from 'fast-check';

import { arcsHold } from '../../../src/protocol/ring/arcs';
import { positionOfKey, RING_SIZE } from '../../../src/protocol/ring/course-hash';
import { NO_RING, type Owner, RingVersion } from '../../../src/protocol/ring/ring-version';
import { range } from '../../support/course-logs';
import { type PlacedOwner, placedRing, placedVersion } from '../../support/placed-ring';
import { tries } from '../../support/trials';

/** Owners that often share a slot. */
const anyOwners = fc.uniqueArray(
  fc.record({
    address: fc.integer({ min: 1, max: 60 }),
    incarnation: fc.nat(3),
    position: fc.oneof(fc.nat(RING_SIZE - 1), fc.constantFrom(0, 1, 305, 306, 511)),
  }),
  { selector: (owner) => owner.address, maxLength: 30 },
);

const anyKey = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('abcde', '', 'invalidKey'));

/** Goes round the slots one by one, from the key's on, and takes whoever stands there. */
function walk(owners: readonly PlacedOwner[], key: string, count: number): Owner[] {
  const found: PlacedOwner[] = [];
  for (let step = 0; step < RING_SIZE; step++) {
    const slot = (positionOfKey(key) + step) % RING_SIZE;
    const here = owners.filter(({ position }) => position === slot);
    found.push(...here.sort((a, b) => a.address - b.address));
  }
  return found.slice(0, count).map(({ address, incarnation }) => ({ address, incarnation }));
}

const at = (address: number, position: number) => ({ address, incarnation: 0, position });
const addressesOf = (owners: readonly Owner[]) => owners.map(({ address }) => address);

describe('a preference list', () => {
  test('is what a walk over all the slots finds', () => {
    fc.assert(
      fc.property(anyOwners, anyKey, fc.nat(6), (owners, key, count) => {
        const list = placedVersion(1, owners).preferenceList(key, count);
        expect(list).toEqual(walk(owners, key, count));
      }),
      { seed: 1, numRuns: tries(2000) },
    );
  });

  test('names nobody twice, and everybody where the ring is small', () => {
    fc.assert(
      fc.property(anyOwners, anyKey, (owners, key) => {
        const list = placedVersion(1, owners).preferenceList(key, 40);
        expect(new Set(list).size).toBe(owners.length);
      }),
      { seed: 2 },
    );
  });

  test('of an empty ring is empty', () => {
    expect(NO_RING.preferenceList('abcde', 3)).toEqual([]);
  });

  test('begins with a node that stands exactly at the key', () => {
    const ring = placedVersion(1, [at(1, 304), at(3, 305), at(9, 305), at(2, 306)]);
    expect(addressesOf(ring.preferenceList('abcde', 3))).toEqual([3, 9, 2]);
  });

  test('keeps the order of the others when a node leaves', () => {
    fc.assert(
      fc.property(anyOwners, anyKey, fc.nat(), (owners, key, pick) => {
        const gone = owners[pick % Math.max(1, owners.length)]?.address ?? 0;
        const before = placedVersion(1, owners).preferenceList(key, 40);
        const rest = owners.filter(({ address }) => address !== gone);
        const after = placedVersion(2, rest).preferenceList(key, 40);
        expect(after).toEqual(before.filter(({ address }) => address !== gone));
      }),
      { seed: 3 },
    );
  });
});

describe('while a movement is under way', () => {
  // 'abcde' is at 305.
  const owners = [at(1, 310), at(2, 320), at(3, 330), at(4, 340)];
  const ring = placedRing([...owners, at(5, 315)]);
  const five = ring.ownerOf(5)!;
  const four = ring.changed({ left: [5] });
  const joining = new RingVersion(2, four, ring);
  const leaving = new RingVersion(2, ring, four);

  test('who is to be a replica and is none is pending', () => {
    expect(addressesOf(joining.preferenceList('abcde', 3))).toEqual([1, 2, 3]);
    expect(joining.pendingList('abcde', 3)).toEqual([five]);
    expect(addressesOf(leaving.preferenceList('abcde', 3))).toEqual([1, 5, 2]);
    expect(addressesOf(leaving.pendingList('abcde', 3))).toEqual([3]);
  });

  test('it takes the place of whoever is none any more', () => {
    expect(joining.replacedBy('abcde', 3)).toEqual([{ pending: five, replaced: four.ownerOf(3) }]);
    expect(leaving.replacedBy('abcde', 3)).toEqual([{ pending: four.ownerOf(3), replaced: five }]);
  });

  test('and of nobody where the ring had too few', () => {
    expect(joining.replacedBy('abcde', 5)).toEqual([{ pending: five, replaced: undefined }]);
  });

  test('nobody is pending where the key stays where it is, or nothing moves', () => {
    // 'user:7' is at 101: its replicas are 1, 5 and 2, or 1, 2 and 3; with one copy it stays at 1.
    expect(joining.pendingList('user:7', 1)).toEqual([]);
    expect(new RingVersion(1, four).pendingList('abcde', 3)).toEqual([]);
    expect(new RingVersion(1, four).replacedBy('abcde', 3)).toEqual([]);
  });

  test('the arcs that changed are those of the present ring and of the next', () => {
    const before = new RingVersion(1, four);
    const changed = (a: RingVersion, b: RingVersion) => {
      const arcs = b.changedArcs(a, 3);
      return range(0, RING_SIZE - 1).filter((slot) => arcsHold(arcs, slot));
    };
    const moved = changed(before, new RingVersion(3, ring));
    expect(moved).toHaveLength(RING_SIZE - (330 - 315));
    expect(changed(before, joining)).toEqual(moved);
    // Those that were to be are.
    expect(changed(joining, new RingVersion(3, ring))).toEqual(moved);
    expect(changed(before, new RingVersion(2, four))).toEqual([]);
  });

  test('the checksum is of both rings', () => {
    const sums = [joining, leaving, new RingVersion(2, four), new RingVersion(2, ring)];
    expect(new Set(sums.map(({ checksum }) => checksum)).size).toBe(4);
    expect(new RingVersion(9, four, ring).checksum).toBe(joining.checksum);
  });
});
