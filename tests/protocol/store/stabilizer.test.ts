import { positionOfKey } from '../../../src/protocol/ring/course-hash';
import type { Message } from '../../../src/protocol/message';
import type { RingVersion } from '../../../src/protocol/ring/ring-version';
import { storeMessages } from '../../../src/protocol/store/store-messages';
import { RandomRoot } from '../../../src/simulation/random';
import type { Sent } from '../../support/protocol-host';
import { keyOf, recordOf, SIXTEENTHS, Stores } from '../../support/store-world';

const KEYS = Array.from({ length: 100 }, (_, i) => `key ${i}`);

/** Six nodes with all keys on their owners, and nothing left to say. */
function settled(seed?: string): Stores {
  const stores = new Stores(seed).start(1, 3, 5, 7, 9, 11).see();
  return stores.fill(KEYS, recordOf(1)).reload().run(20);
}

describe('stabilization', () => {
  test('has nothing to say where everything is in place', () => {
    const stores = settled();
    const before = stores.sentSoFar;
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
    expect(stores.copies()).toEqual([]);
    expect(stores.unacknowledged).toBe(0);
    stores.see().run(50);
    expect(stores.sentSoFar).toBe(before);
  });

  test('restores three replicas after a crash, copying each key once to the one that lacks it', () => {
    const stores = settled();
    const before = stores.sentSoFar;
    const expected = KEYS.flatMap((key) => {
      const list = stores.ring.preferenceList(key, 4).map(({ address }) => address);
      return list.slice(0, 3).includes(5) ? [`${key}>${list[3]!}`] : [];
    });
    stores.crash(5).remove(5).see().run(10);
    expect(stores.copies(before).sort()).toEqual(expected.sort());
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
    expect(stores.unacknowledged).toBe(0);
  });

  test('restores them from the one that is left of three', () => {
    const stores = settled();
    const before = stores.sentSoFar;
    stores.crash(5, 7).remove(5, 7).see().run(10);
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
    const copies = stores.copies(before);
    expect(new Set(copies).size).toBe(copies.length);
  });

  test('copies to a newcomer what it owns now, once, and takes it from whom it displaced', () => {
    const stores = settled().start(6);
    const before = stores.sentSoFar;
    stores.see().run(10);
    const owned = KEYS.filter((key) =>
      stores.ring.preferenceList(key, 3).some(({ address }) => address === 6),
    );
    expect(stores.copies(before).sort()).toEqual(owned.map((key) => `${key}>6`).sort());
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
    expect(stores.unacknowledged).toBe(0);
  });

  test('does so too when the nodes learn of the newcomer one after the other', () => {
    for (const first of [1, 3, 5, 7, 9, 11]) {
      const stores = settled().start(6);
      const before = stores.sentSoFar;
      stores.see(first).run(3).see(6).run(3).see().run(20);
      expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
      const copies = stores.copies(before);
      expect(new Set(copies).size).toBe(copies.length);
    }
  });

  test('brings a restarted and wiped node its copies again, and no others', () => {
    const stores = settled();
    stores.crash(5).world.host(5).wipe();
    const owned = KEYS.filter((key) =>
      stores.ring.preferenceList(key, 3).some(({ address }) => address === 5),
    );
    stores.start(5);
    const before = stores.sentSoFar;
    stores.see().run(10);
    expect(stores.copies(before).sort()).toEqual(owned.map((key) => `${key}>5`).sort());
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
  });

  test('copies nothing to a node that was restarted and kept its disk', () => {
    const stores = settled().crash(5).start(5);
    const before = stores.sentSoFar;
    stores.see().run(10);
    expect(stores.copies(before)).toEqual([]);
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
  });

  test('does not loop when the ring has fewer nodes than replicas', () => {
    const stores = new Stores().start(1, 3).see().fill(KEYS, recordOf(1)).reload().run(20);
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
    expect(stores.unacknowledged).toBe(0);
    const before = stores.sentSoFar;
    expect(stores.run(50).sentSoFar).toBe(before);
  });
});

describe('merging', () => {
  /** The owners of KEY among six nodes, and a node that is none. */
  const key = 'key 1';
  const everyone = new Stores().start(1, 3, 5, 7, 9, 11).ring.preferenceList(key, 6);
  const [primary, secondary, tertiary, stranger] = everyone.map(({ address }) => address) as [
    number,
    number,
    number,
    number,
  ];
  const six = () => new Stores().start(1, 3, 5, 7, 9, 11).see();

  test('goes both ways: all end with the newest of three different records', () => {
    for (const [a, b, c] of [
      [1, 2, 3],
      [3, 1, 2],
      [2, 3, 1],
    ] as const) {
      const stores = six().put(primary, key, recordOf(a)).put(secondary, key, recordOf(b));
      stores.put(tertiary, key, recordOf(c)).reload().run(30);
      expect(stores.misplaced([key], recordOf(3))).toEqual([]);
      expect(stores.unacknowledged).toBe(0);
    }
  });

  test('lets a tombstone win over an older value, and lose to a newer one', () => {
    const deleted = six().put(primary, key, recordOf(2, true)).put(secondary, key, recordOf(1));
    deleted.reload().run(30);
    expect([...deleted.holders(key).values()]).toEqual(Array(3).fill(recordOf(2, true)));
    const revived = six().put(primary, key, recordOf(2, true)).put(secondary, key, recordOf(3));
    revived.reload().run(30);
    expect([...revived.holders(key).values()]).toEqual(Array(3).fill(recordOf(3)));
  });

  test('brings what only a stranger holds to the owners, and then takes it from the stranger', () => {
    const stores = six().put(stranger, key, recordOf(1)).reload().run(30);
    expect(stores.misplaced([key], recordOf(1))).toEqual([]);
    const copies = stores.copies().map((copy) => copy.split('>')[1]);
    expect(copies.sort()).toEqual([primary, secondary, tertiary].map(String).sort());
  });

  test('never sends a stranger what is newer than what it has to give away', () => {
    const stores = six().fill([key], recordOf(2)).put(stranger, key, recordOf(1)).reload().run(30);
    expect(stores.misplaced([key], recordOf(2))).toEqual([]);
    expect(stores.copies()).toEqual([]);
  });

  test.each([1, 2])('ends with a write that one owner got %i ticks after an offer', (ticks) => {
    const stores = six().put(primary, key, recordOf(1)).put(secondary, key, recordOf(1)).reload();
    stores.run(ticks);
    const write = { kind: 'copy', key, record: recordOf(5) };
    stores.world.program(tertiary).onMessage(stranger, write);
    stores.run(40);
    expect(stores.misplaced([key], recordOf(5))).toEqual([]);
    expect(stores.unacknowledged).toBe(0);
  });
});

describe('a key that is no longer owned', () => {
  test('is kept until each of the new owners has acknowledged it', () => {
    const stores = settled();
    const deaf = 6;
    stores.start(deaf);
    stores.world.fate = ({ from, to }) => (from === deaf || to === deaf ? 0 : 1);
    stores.see().run(60);
    const owned = KEYS.filter((key) =>
      stores.ring.preferenceList(key, 3).some(({ address }) => address === deaf),
    );
    expect(owned.length).toBeGreaterThan(0);
    for (const key of owned) expect(stores.holders(key).size).toBe(3);
    stores.world.fate = () => 1;
    stores.run(20);
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
  });

  test('is not given up for an acknowledgement of an older record', () => {
    const stores = new Stores().start(1, 3, 5, 7).see();
    const [key] = KEYS;
    const [a, b, c, d] = stores.ring.preferenceList(key!, 4).map(({ address }) => address);
    stores.put(d!, key!, recordOf(2)).reload();
    for (const node of [a, b, c]) {
      const entries = [{ key: key!, version: recordOf(1).version }];
      stores.world.program(d!).onMessage(node!, { kind: 'held', entries } as Message);
    }
    stores.world.fate = () => 0;
    stores.run(10);
    expect(stores.holders(key!).get(d!)).toEqual(recordOf(2));
  });

  test('does not come back by a late copy of it', () => {
    const stores = settled().start(6).see().run(20);
    const [given] = stores.world.sentOf('copy') as [Sent];
    const key = keyOf(given.message);
    const stranger = [1, 3, 5, 6, 7, 9, 11].find((node) => !stores.holders(key).has(node))!;
    stores.world.program(stranger).onMessage(given.from, given.message);
    stores.run(20);
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
  });
});

test('a change of the ring costs a node a look at the keys that move, and at no others', () => {
  let looks = 0;
  const positionOf = (key: string) => {
    looks++;
    return SIXTEENTHS.positionOf(key);
  };
  const stores = new Stores('looks', {}, { ...SIXTEENTHS, positionOf });
  stores.start(1, 3, 5, 7, 9, 11).see().fill(KEYS, recordOf(1)).reload().run(20);
  const before = stores.ring;
  stores.start(6);
  const after = stores.ring;
  const addresses = (ring: RingVersion, key: string) =>
    ring.preferenceList(key, 3).map(({ address }) => address);
  const moves = KEYS.filter(
    (key) => addresses(before, key).join() !== addresses(after, key).join(),
  );
  const costs = [1, 3, 5, 7, 9, 11].map((node) => {
    const moved = moves.filter((key) => addresses(before, key).includes(node)).length;
    looks = 0;
    stores.see(node);
    return { moved, looks };
  });
  for (const cost of costs) {
    expect(cost.looks).toBeGreaterThanOrEqual(cost.moved);
    // Before and after, and again on its way out.
    expect(cost.looks).toBeLessThanOrEqual(4 * cost.moved);
  }
  expect(costs.some(({ moved }) => moved === 0)).toBe(true);
  expect(costs.some(({ moved }) => moved > 10)).toBe(true);
});

test('a tombstone that is purged before all have acknowledged it is offered no more', () => {
  const stores = new Stores('purged', { graceTicks: 20 }).start(1, 3).see();
  stores.world.fate = () => 0;
  stores.put(1, 'key 1', recordOf(5, true)).reload();
  expect(stores.run(5).unacknowledged).toBe(1);
  expect(stores.run(30).unacknowledged).toBe(0);
  expect(stores.holders('key 1').size).toBe(0);
  expect(stores.start(5).see().unacknowledged).toBe(0);
});

describe('stabilization under trouble', () => {
  const lossy = (seed: string, share: number, doubled: number) => {
    const draw = new RandomRoot(seed).stream('trouble');
    return () => (draw.below(100) < share ? 0 : draw.below(100) < doubled ? 2 : 1);
  };

  describe.each([
    [10, 0],
    [50, 0],
    [0, 100],
    [30, 50],
  ])('with %i %% lost and %i %% doubled', (lost, doubled) => {
    test.seeds(5)('comes to the same end', ({ seed }) => {
      const stores = settled();
      const draw = new RandomRoot(seed).stream('order');
      stores.world.fate = lossy(seed, lost, doubled);
      stores.world.order = (mail) =>
        mail
          .map((sent) => ({ sent, key: draw.next() }))
          .sort((a, b) => a.key - b.key)
          .map(({ sent }) => sent);
      stores.crash(5).remove(5).see().run(4);
      stores.crash(9).remove(9).start(6).see().run(10);
      for (let round = 0; round < 100 && stores.unacknowledged > 0; round++) stores.run(10);
      expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
      expect(stores.unacknowledged).toBe(0);
    });
  });

  test('goes on asking for a copy that the first to offer never sent', () => {
    const stores = settled().start(6);
    let lost = 0;
    stores.world.fate = ({ message }) => (message.kind === 'copy' && lost++ < 500 ? 0 : 1);
    stores.see().run(300);
    expect(lost).toBeGreaterThan(0);
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
  });

  test('waits with a full disk, and goes on when there is room', () => {
    const stores = settled().start(6);
    stores.world.host(6).full = true;
    stores.see().run(30);
    expect(stores.unacknowledged).toBeGreaterThan(0);
    stores.world.host(6).full = false;
    stores.run(30);
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
  });

  test('a node that is reading its storage back asks for nothing', () => {
    const stores = settled().crash(5);
    stores.world.diskWorks = false;
    stores.start(5);
    const before = stores.sentSoFar;
    stores.see().run(3);
    expect(stores.world.sentOf('want', before)).toEqual([]);
    stores.world.diskWorks = true;
    stores.run(30);
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
  });
});

describe('many keys', () => {
  const many = Array.from({ length: 600 }, (_, i) => `${'long '.repeat(i % 30)}${i}`);

  test('are offered, asked for and acknowledged in messages that fit', () => {
    const stores = new Stores().start(1, 3, 5).see().fill(many, recordOf(1)).reload().run(20);
    const before = stores.sentSoFar;
    stores.start(7, 9).see().run(40);
    expect(stores.misplaced(many, recordOf(1))).toEqual([]);
    for (const kind of ['offer', 'want', 'held', 'copy']) {
      const sizes = stores.world.sentOf(kind, before).map((s) => storeMessages.size(s.message));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(3983);
      if (kind === 'offer') expect(Math.max(...sizes)).toBeGreaterThan(3800);
    }
  });

  test('however small the messages are', () => {
    const stores = new Stores().start(1, 3, 5).see().fill(KEYS, recordOf(1)).reload().run(20);
    stores.start(7);
    for (const host of stores.world.hosts.values()) host.maxMessageBytes = 100;
    const before = stores.sentSoFar;
    stores.see().run(40);
    expect(stores.misplaced(KEYS, recordOf(1))).toEqual([]);
    const sizes = stores.world.history.slice(before).map((s) => storeMessages.size(s.message));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
  });

  test('in large messages stay within what a list may count', () => {
    const short = Array.from({ length: 28_000 }, (_, i) => i.toString(36)).filter(
      (key) => positionOfKey(key) < 96,
    );
    const stores = new Stores().start(1, 3, 5).see().fill(short, recordOf(1)).reload().run(20);
    stores.start(7);
    for (const host of stores.world.hosts.values()) host.maxMessageBytes = 1_000_000;
    const before = stores.sentSoFar;
    stores.see().run(5);
    const sent = stores.world.history.slice(before).map(({ message }) => message);
    const lists = sent.filter(({ kind }) => kind !== 'copy');
    expect(lists).not.toEqual([]);
    expect(() => {
      for (const message of lists) storeMessages.encode(message);
    }).not.toThrow();
  });
});
