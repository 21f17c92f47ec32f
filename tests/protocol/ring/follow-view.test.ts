import fc from 'fast-check';

import { FollowView } from '../../../src/protocol/ring/follow-view';
import { RING_CHANGE } from '../../../src/protocol/ring/ring-policy';
import { COURSE_RING } from '../../../src/protocol/ring/ring-settings';
import { ringSpace } from '../../../src/protocol/ring/ring-space';
import type { RingVersion } from '../../../src/protocol/ring/ring-version';
import { TokenRing } from '../../../src/protocol/ring/token-ring';
import { FakeHost } from '../../support/protocol-host';
import { tries } from '../../support/trials';

type Change = readonly [member: number, incarnation: number | undefined];

class Follower {
  readonly host = new FakeHost(1);
  readonly versions: RingVersion[] = [];
  readonly ring: FollowView;

  constructor(ties: 'address' | 'arrival' = 'address') {
    const empty = TokenRing.empty(ringSpace({ ...COURSE_RING, ties }));
    this.ring = new FollowView(this.host, empty, (version) => this.versions.push(version));
  }

  change(changes: readonly Change[]): this {
    for (const [member, incarnation] of changes) {
      if (incarnation === undefined) this.ring.removed(member);
      else this.ring.joined(member, incarnation);
    }
    return this;
  }

  endTick(): this {
    for (const { kind } of this.host.dueTimers('store')) {
      expect(kind).toBe(RING_CHANGE);
      this.ring.onRingChange();
    }
    this.host.now++;
    return this;
  }

  get owners(): string[] {
    return this.ring.current.owners.map(
      ({ address, incarnation }) => `n${address} for the ${incarnation}th time`,
    );
  }
}

const anyChange: fc.Arbitrary<Change> = fc.tuple(
  fc.integer({ min: 1, max: 12 }),
  fc.option(fc.nat(3), { nil: undefined }),
);

describe('a ring that follows the view', () => {
  test('is empty, epoch 0, before anyone joined', () => {
    const { ring } = new Follower();
    expect(ring.current.inspect()).toEqual({ epoch: 0, checksum: 0, owners: [] });
  });

  test('makes one version of all changes of a tick', () => {
    const follower = new Follower().change([
      [1, 0],
      [2, 0],
      [3, 0],
      [2, undefined],
    ]);
    expect(follower.versions).toEqual([]);
    follower.endTick();
    expect(follower.versions.map(({ epoch }) => epoch)).toEqual([1]);
    expect(follower.ring.current.owners.map(({ address }) => address)).toEqual([1, 3]);
  });

  test('makes none in a tick without changes', () => {
    const follower = new Follower().change([[1, 0]]).endTick();
    follower.endTick().endTick();
    expect(follower.versions).toHaveLength(1);
  });

  test('raises the epoch by one with each version, and leaves old versions as they were', () => {
    const follower = new Follower().change([[1, 0]]).endTick();
    const first = follower.ring.current;
    follower.change([[2, 0]]).endTick();
    follower.change([[1, undefined]]).endTick();
    expect(follower.versions.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(first.owners.map(({ address }) => address)).toEqual([1]);
  });

  test('has a member once, under its last incarnation', () => {
    const follower = new Follower().change([[7, 0]]).endTick();
    follower.change([[7, 1]]).endTick();
    expect(follower.owners).toEqual(['n7 for the 1th time']);
  });

  test('works in the store’s lane, after the membership’s timers of the tick', () => {
    expect(RING_CHANGE.layer).toBe('store');
  });

  test('has after each tick what the changes say, by address, cut into ticks in any way', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyChange)), (ticks) => {
        const follower = new Follower();
        const members = new Map<number, number>();
        for (const changes of ticks) {
          follower.change(changes).endTick();
          for (const [member, incarnation] of changes) {
            if (incarnation === undefined) members.delete(member);
            else members.set(member, incarnation);
          }
          const expected = Array.from(members, ([address, incarnation]) => ({
            address,
            incarnation,
          })).sort((a, b) => a.address - b.address);
          expect(follower.ring.current.owners).toEqual(expected);
        }
      }),
      { seed: 1, numRuns: tries(500) },
    );
  });

  test('does not depend on the order in which members joined', () => {
    const ids = Array.from({ length: 40 }, (_, i) => 64 * (i + 1));
    const all = ids.map((id): Change => [id, 0]);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 40 }), fc.nat(40), (order, cut) => {
        const follower = new Follower().change(order.slice(0, cut)).endTick();
        follower.change(order.slice(cut)).endTick();
        const straight = new Follower().change(all).endTick();
        expect(follower.ring.current.owners).toEqual(straight.ring.current.owners);
        expect(follower.ring.current.checksum).toBe(straight.ring.current.checksum);
      }),
      { seed: 2 },
    );
  });

  test('depends on it where ties go by arrival: both of one slot, each ring has another first', () => {
    // Every multiple of 256 is at slot 110.
    const listAfter = (...order: number[]) => {
      const follower = new Follower('arrival');
      for (const member of order) follower.change([[member, 0]]).endTick();
      return follower.ring.current.preferenceList('', 2).map(({ address }) => address);
    };
    expect(listAfter(256, 512)).toEqual([256, 512]);
    expect(listAfter(512, 256)).toEqual([512, 256]);
  });
});
