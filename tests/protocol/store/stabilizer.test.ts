import { positionOfKey } from '../../../src/protocol/ring/course-hash';
import type { Host, Program } from '../../../src/protocol/host';
import type { Message } from '../../../src/protocol/message';
import { compareOwners, type Owner, RingVersion } from '../../../src/protocol/ring/ring-version';
import type { StoredRecord } from '../../../src/protocol/store/record';
import { Store, type StoreOptions } from '../../../src/protocol/store/store';
import {
  type StabilizationMessage,
  storeMessages,
} from '../../../src/protocol/store/store-messages';
import { RandomRoot } from '../../../src/simulation/random';
import type { Sent } from '../../support/protocol-host';
import { FakeWorld } from '../../support/protocol-world';

const OPTIONS: StoreOptions = {
  replicas: 3,
  readQuorum: 2,
  writeQuorum: 2,
  operationTimeoutTicks: 20,
  offerRetryTicks: 5,
};
const KEYS = Array.from({ length: 100 }, (_, i) => `key ${i}`);

/** A store whose ring the test sets. */
class StoreProgram implements Program {
  ring = new RingVersion(0, []);
  readonly store: Store;

  constructor(host: Host) {
    this.store = new Store(host, OPTIONS, () => this.ring);
  }

  start(): void {
    this.store.start();
  }

  leave(): void {
    throw new Error('a store has nobody to tell');
  }

  onMessage(from: number, message: Message): boolean {
    return this.store.onMessage(from, message);
  }

  onTimer(...args: Parameters<Program['onTimer']>): void {
    this.store.onTimer(...args);
  }

  onDisk(...args: Parameters<Program['onDisk']>): void {
    this.store.onDisk(...args);
  }

  onCommand(): void {
    throw new Error('there are no clients here');
  }

  inspect(): { records: Record<string, StoredRecord>; unacknowledged: { key: string }[] } {
    return this.store.inspect() as ReturnType<StoreProgram['inspect']>;
  }
}

function recordOf(timestamp: number, deleted = false): StoredRecord {
  const version = { timestamp, storageId: 1, counter: 1 };
  return { version, deleted, value: deleted ? '' : `of ${timestamp}` };
}

/** Stores that are told the ring, as their membership would, and left to themselves. */
class Stores {
  readonly world: FakeWorld<StoreProgram>;
  private epoch = 0;
  private readonly owners = new Map<number, Owner>();

  constructor(seed = 'stores') {
    this.world = new FakeWorld((host) => new StoreProgram(host), undefined, seed);
  }

  /** Starts nodes, each at its own sixteenth of the ring, with what their disks hold. */
  start(...nodes: number[]): this {
    for (const node of nodes) {
      const incarnation = (this.owners.get(node)?.incarnation ?? -1) + 1;
      this.owners.set(node, { address: node, incarnation, position: (node - 1) * 32 });
    }
    this.world.start(...nodes).step();
    return this;
  }

  remove(...nodes: number[]): this {
    for (const node of nodes) this.owners.delete(node);
    return this;
  }

  crash(...nodes: number[]): this {
    this.world.crash(...nodes);
    return this;
  }

  get ring(): RingVersion {
    return new RingVersion(this.epoch, [...this.owners.values()].sort(compareOwners));
  }

  /** Has nodes see the ring as it is now; all of them unless some are named. */
  see(...nodes: number[]): this {
    this.epoch++;
    const { ring } = this;
    for (const [node, program] of this.world.programs) {
      if (nodes.length > 0 && !nodes.includes(node)) continue;
      program.ring = ring;
      program.store.onRing(ring);
    }
    return this;
  }

  run(ticks: number): this {
    this.world.run(ticks);
    return this;
  }

  /** Puts records where the owners of their keys are, without a word. */
  fill(keys: readonly string[], record: StoredRecord): this {
    for (const key of keys) {
      for (const { address } of this.ring.preferenceList(key, 3)) this.put(address, key, record);
    }
    return this;
  }

  /** Puts a record on a node's disk; it is seen at the node's next start. */
  put(node: number, key: string, record: StoredRecord): this {
    this.world.host(node).stored.set(key, record);
    return this;
  }

  /** Restarts nodes, so that they see what is on their disks, in the ring as it is. */
  reload(): this {
    const nodes = [...this.world.programs.keys()];
    this.world.crash(...nodes);
    this.world.start(...nodes).step();
    return this.see();
  }

  /** The nodes that store a key, and the records they have. */
  holders(key: string): Map<number, StoredRecord> {
    const found = new Map<number, StoredRecord>();
    for (const [node, program] of this.world.programs) {
      const record = program.inspect().records[key];
      if (record !== undefined) found.set(node, record);
      expect(this.world.host(node).stored.get(key)).toEqual(record);
    }
    return found;
  }

  /** What is not on exactly its owners in exactly this record. */
  misplaced(keys: readonly string[], record: StoredRecord): string[] {
    return keys.flatMap((key) => {
      const owners = this.ring.preferenceList(key, 3).map(({ address }) => address);
      const holders = this.holders(key);
      const right = [...holders.values()].every((held) => held.value === record.value);
      const there = [...holders.keys()].sort((a, b) => a - b).join();
      const here = owners.sort((a, b) => a - b).join();
      return right && there === here ? [] : [`${key} is on ${there} instead of ${here}`];
    });
  }

  get unacknowledged(): number {
    const lists = [...this.world.programs.values()].map((store) => store.inspect().unacknowledged);
    return lists.flat().length;
  }

  /** The copies sent since, as 'key>receiver'. */
  copies(since = 0): string[] {
    return this.world.sentOf('copy', since).map(({ to, message }) => `${keyOf(message)}>${to}`);
  }

  get sentSoFar(): number {
    return this.world.history.length;
  }
}

function keyOf(message: Message): string {
  return (message as Extract<StabilizationMessage, { kind: 'copy' }>).key;
}

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
    for (const { message } of stores.world.history.slice(before)) {
      if (message.kind !== 'copy') expect(() => storeMessages.encode(message)).not.toThrow();
    }
  });
});
