import fc from 'fast-check';

import { positionOfKey, RING_SIZE } from '../../../src/protocol/ring/course-hash';
import { compareOwners, type Owner, RingVersion } from '../../../src/protocol/ring/ring-version';
import { tries } from '../../support/trials';

/** Owners that often share a slot. */
const anyOwners = fc
  .uniqueArray(
    fc.record({
      address: fc.integer({ min: 1, max: 60 }),
      incarnation: fc.nat(3),
      position: fc.oneof(fc.nat(RING_SIZE - 1), fc.constantFrom(0, 1, 305, 306, 511)),
    }),
    { selector: (owner) => owner.address, maxLength: 30 },
  )
  .map((owners) => owners.sort(compareOwners));

const anyKey = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('abcde', '', 'invalidKey'));

/** Goes round the slots one by one, from the key's on, and takes whoever stands there. */
function walk(owners: readonly Owner[], key: string, count: number): Owner[] {
  const found: Owner[] = [];
  for (let step = 0; step < RING_SIZE; step++) {
    const slot = (positionOfKey(key) + step) % RING_SIZE;
    const here = owners.filter(({ position }) => position === slot);
    found.push(...here.sort((a, b) => a.address - b.address));
  }
  return found.slice(0, count);
}

describe('a preference list', () => {
  test('is what a walk over all the slots finds', () => {
    fc.assert(
      fc.property(anyOwners, anyKey, fc.nat(6), (owners, key, count) => {
        const list = new RingVersion(1, owners).preferenceList(key, count);
        expect(list).toEqual(walk(owners, key, count));
      }),
      { seed: 1, numRuns: tries(2000) },
    );
  });

  test('names nobody twice, and everybody where the ring is small', () => {
    fc.assert(
      fc.property(anyOwners, anyKey, (owners, key) => {
        const list = new RingVersion(1, owners).preferenceList(key, 40);
        expect(new Set(list).size).toBe(owners.length);
      }),
      { seed: 2 },
    );
  });

  test('of an empty ring is empty', () => {
    expect(new RingVersion(0, []).preferenceList('abcde', 3)).toEqual([]);
  });

  test('begins with a node that stands exactly at the key', () => {
    const at = (address: number, position: number) => ({ address, incarnation: 0, position });
    const ring = new RingVersion(1, [at(1, 304), at(3, 305), at(9, 305), at(2, 306)]);
    const addresses = ring.preferenceList('abcde', 3).map(({ address }) => address);
    expect(addresses).toEqual([3, 9, 2]);
  });

  test('keeps the order of the others when a node leaves', () => {
    fc.assert(
      fc.property(anyOwners, anyKey, fc.nat(), (owners, key, pick) => {
        const gone = owners[pick % Math.max(1, owners.length)];
        const before = new RingVersion(1, owners).preferenceList(key, 40);
        const rest = owners.filter((owner) => owner !== gone);
        const after = new RingVersion(2, rest).preferenceList(key, 40);
        expect(after).toEqual(before.filter((owner) => owner !== gone));
      }),
      { seed: 3 },
    );
  });
});
