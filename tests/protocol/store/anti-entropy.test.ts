import fc from 'fast-check';

import { COURSE_RING } from '../../../src/protocol/ring/ring-settings';
import { type RingSpace, ringSpace } from '../../../src/protocol/ring/ring-space';
import type { AntiEntropyOptions } from '../../../src/protocol/store/anti-entropy';
import { Exchange } from '../../../src/protocol/store/exchange';
import { compareVersions, type StoredRecord } from '../../../src/protocol/store/record';
import type { StoreOptions } from '../../../src/protocol/store/store';
import { type StoreMessage, storeMessages } from '../../../src/protocol/store/store-messages';
import { RandomRoot } from '../../../src/simulation/random';
import { recordOf, SIXTEENTHS, Stores } from '../../support/store-world';
import { trials, tries } from '../../support/trials';

const TOKENS = ringSpace({ ...COURSE_RING, hash: 'murmur3', tokens: 8 });
const COMPARING = ['syncDigests', 'syncKeys'];
const KINDS = ['full', 'merkle'] as const;

interface Setting {
  readonly kind: AntiEntropyOptions['kind'];
  readonly everyTicks?: number;
  readonly nodes?: readonly number[];
  readonly seed?: string;
  readonly space?: RingSpace;
  readonly more?: Partial<StoreOptions>;
}

/** Stores that compare what they have, in a ring that everybody knows. */
function comparing({ kind, everyTicks = 5, nodes = [1, 6], ...rest }: Setting): Stores {
  const { seed = 'comparing', space = SIXTEENTHS, more = {} } = rest;
  const options = { antiEntropy: { kind, everyTicks }, ...more };
  return new Stores(seed, options, space).start(...nodes).see();
}

/** Node 1 and another one with the same keys, which nobody has said anything about. */
function same(setting: Setting, keys: readonly string[], record = recordOf(1)): Stores {
  const stores = comparing(setting);
  for (const node of stores.world.programs.keys()) {
    for (const key of keys) stores.give(node, key, record);
  }
  stores.world.step();
  return stores;
}

function keysUpTo(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `key ${i}`);
}

/** The kinds of what was said; digests of whole arcs, which nobody answered yet, are a `begin`. */
function saidSince(stores: Stores, before: number): string[] {
  const kinds = stores.world.history.slice(before).map(({ message }) => {
    const said = message as StoreMessage;
    const isBegin =
      said.kind === 'syncDigests' && said.ranges.every(({ parts }) => parts.length === 1);
    return isBegin ? 'begin' : said.kind;
  });
  return [...new Set(kinds)];
}

/** What each node has of each key. */
type State = Map<number, Readonly<Record<string, StoredRecord>>>;

function stateOf(stores: Stores): State {
  const found = [...stores.world.programs].map(([node, program]) => {
    return [node, { ...program.inspect().records }] as const;
  });
  return new Map(found);
}

/** Per key, which of its owners has which of its versions at first; 0 is none. */
const divergence = fc.array(fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }), {
  minLength: 1,
  maxLength: 60,
});

/** Versions of which every third is a tombstone. */
function versionOf(timestamp: number): StoredRecord {
  return recordOf(timestamp, timestamp === 2);
}

/** For each key the timestamps of what is stored, one for each node that has any. */
function timesOf(stores: Stores, keys: readonly string[]): number[][] {
  const { stored } = stores;
  return keys.map((key) => {
    return [...stores.holders(key, stored).values()].map(({ version }) => version.timestamp);
  });
}

/** The keys of which a node has nothing any more, or something older. */
function lowered(before: State, after: State): string[] {
  return [...before].flatMap(([node, records]) => {
    const now = after.get(node)!;
    return Object.keys(records).filter((key) => {
      const record = now[key];
      return record === undefined || compareVersions(record.version, records[key]!.version) < 0;
    });
  });
}

function diverge(stores: Stores, held: readonly (readonly number[])[]): void {
  const { ring } = stores;
  for (const [i, versions] of held.entries()) {
    for (const [k, { address }] of ring.preferenceList(`key ${i}`, 3).entries()) {
      if (versions[k]! > 0) stores.give(address, `key ${i}`, versionOf(versions[k]!));
    }
  }
}

/** Of all keys the owners, each with the newest of the versions that owners had at first. */
function newestOf(stores: Stores, held: readonly (readonly number[])[]): State {
  const { ring } = stores;
  const state = new Map([...stores.world.programs.keys()].map((node) => [node, {}]));
  for (const [i, versions] of held.entries()) {
    const owners = ring.preferenceList(`key ${i}`, 3);
    const newest = Math.max(...versions.slice(0, owners.length));
    if (newest === 0) continue;
    for (const { address } of owners) {
      Object.assign(state.get(address)!, { [`key ${i}`]: versionOf(newest) });
    }
  }
  return state;
}

describe.each(KINDS)('anti-entropy, %s', (kind) => {
  test.each([
    ['the course’s ring', SIXTEENTHS],
    ['eight tokens a node', TOKENS],
  ])('makes all owners equal, the newest winning, whatever is lost or doubled: %s', (_, space) => {
    const networks = fc.record({ lost: fc.nat(40), doubled: fc.nat(40), seed: fc.string() });
    fc.assert(
      fc.property(divergence, fc.integer({ min: 2, max: 5 }), networks, (held, count, network) => {
        const nodes = Array.from({ length: count }, (__, i) => 3 * i + 1);
        const stores = comparing({ kind, nodes, seed: network.seed, space });
        diverge(stores, held);
        const draw = new RandomRoot(network.seed).stream('network');
        stores.world.fate = () => {
          if (draw.below(100) < network.lost) return 0;
          return draw.below(100) < network.doubled ? 2 : 1;
        };
        stores.world.order = (mail) => {
          const keyed = mail.map((sent) => ({ sent, key: draw.next() }));
          return keyed.sort((a, b) => a.key - b.key).map(({ sent }) => sent);
        };
        let before = stateOf(stores);
        for (let tick = 0; tick < 200; tick++) {
          stores.run(1);
          const after = stateOf(stores);
          expect(lowered(before, after)).toEqual([]);
          before = after;
        }
        stores.world.fate = () => 1;
        stores.run(100);
        expect(stateOf(stores)).toEqual(newestOf(stores, held));
      }),
      { seed: 1, numRuns: tries(100) },
    );
  });

  test('says nothing of keys that are the same, but what compares them', () => {
    const stores = same({ kind }, keysUpTo(50));
    const before = stores.sentSoFar;
    stores.run(50);
    expect(saidSince(stores, before)).toEqual([kind === 'full' ? 'syncKeys' : 'begin']);
  });

  test('says nothing of what one of two has purged, and the other never had', () => {
    const stores = same({ kind, more: { graceTicks: 20 } }, keysUpTo(50));
    stores.world.fate = () => 0;
    stores.give(1, 'gone', recordOf(1, true)).run(40);
    expect(stores.holders('gone').size).toBe(0);
    stores.world.fate = () => 1;
    const before = stores.run(1).sentSoFar;
    stores.run(50);
    expect(saidSince(stores, before)).toEqual([kind === 'full' ? 'syncKeys' : 'begin']);
  });

  test('brings what only the one that is asked has, and what only the one that asks has', () => {
    for (const [asking, other] of [
      [1, 6],
      [6, 1],
    ] as const) {
      const stores = same({ kind }, keysUpTo(50));
      stores.give(1, 'only here', recordOf(2)).give(6, 'only there', recordOf(3));
      // Of the two only one begins.
      stores.world.host(other).timers = [];
      expect(stores.run(20).holders('only here').size).toBe(2);
      expect(stores.holders('only there').size).toBe(2);
      const events = stores.world.host(asking).recorded('synced');
      expect(events.length + stores.world.host(other).recorded('synced').length).toBeGreaterThan(0);
    }
  });

  test('compares the arcs that both own, and no others', () => {
    const nodes = [1, 4, 7, 10, 13];
    const stores = comparing({ kind, nodes });
    const { ring } = stores;
    for (const key of keysUpTo(200)) {
      for (const { address } of ring.preferenceList(key, 3)) stores.give(address, key, recordOf(1));
    }
    stores.world.step();
    const before = stores.sentSoFar;
    stores.run(60);
    const asked = new Set<string>();
    for (const { from, to, message } of stores.world.history.slice(before)) {
      const said = message as StoreMessage;
      // What was equal everywhere is so in the arcs that are compared, and in no others.
      expect(COMPARING).toContain(said.kind);
      asked.add(`${from}>${to}`);
      if (said.kind !== 'syncKeys') continue;
      for (const { key } of said.lists.flatMap(({ entries }) => entries)) {
        const owners = ring.preferenceList(key, 3).map(({ address }) => address);
        expect(owners).toEqual(expect.arrayContaining([from, to]));
      }
    }
    // In a ring of five each shares something with each.
    expect(asked.size).toBe(20);
  });

  test('goes on where what it said was lost, and does not wait for copies for ever', () => {
    const forgetting = jest.spyOn(Exchange.prototype, 'forgetOverdue');
    const stores = same({ kind }, keysUpTo(20)).give(1, 'new', recordOf(2));
    stores.world.fate = ({ message }) => (message.kind === 'copy' ? 0 : 1);
    expect(stores.run(30).holders('new').size).toBe(1);
    // Each of two each time, beside the change of the ring that both saw first.
    expect(forgetting.mock.calls.length).toBeGreaterThanOrEqual(2 + 2 * (30 / 5));
    forgetting.mockRestore();
    stores.world.fate = () => 1;
    expect(stores.run(20).holders('new').size).toBe(2);
  });

  test('has messages that fit, however small they are and long the keys', () => {
    const keys = keysUpTo(60).map((key, i) => key.repeat(1 + (i % 4)));
    const stores = comparing({ kind });
    for (const host of stores.world.hosts.values()) host.maxMessageBytes = 100;
    for (const [i, key] of keys.entries()) {
      stores.give(1, key, recordOf(1 + (i % 3)));
      stores.give(6, key, recordOf(1 + (i % 2)));
    }
    const before = stores.sentSoFar;
    stores.run(100);
    for (const times of timesOf(stores, keys)) expect(times[0]).toBe(times[1]);
    const sizes = stores.world.history
      .slice(before)
      .map((sent) => storeMessages.size(sent.message));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
  });

  test('stands more keys at one point of the ring than a message can list', () => {
    const onePoint = { ...TOKENS, positionOf: () => 77 };
    const stores = comparing({ kind, space: onePoint });
    const keys = keysUpTo(300);
    for (const key of keys) stores.give(1, key, recordOf(1));
    for (const key of keys.slice(100)) stores.give(6, key, recordOf(2));
    stores.run(60);
    const expected = keys.map((_, i) => (i < 100 ? [1, 1] : [2, 2]));
    expect(timesOf(stores, keys)).toEqual(expected);
  });

  test('asks nobody anew while an exchange may be under way', () => {
    const stores = same({ kind, everyTicks: 1 }, keysUpTo(20));
    stores.world.fate = () => 0;
    const before = stores.sentSoFar;
    stores.run(50);
    // Each of two begins once in the five ticks in which an answer may come.
    const begun = stores.world.history.length - before;
    expect(begun).toBeGreaterThanOrEqual(18);
    expect(begun).toBeLessThanOrEqual(22);
  });

  test('neither asks nor answers before it has read back its storage', () => {
    const stores = same({ kind }, keysUpTo(20));
    stores.world.diskWorks = false;
    stores.crash(6).start(6);
    const before = stores.sentSoFar;
    stores.see().run(20);
    const sent = stores.world.history.slice(before).filter(({ from }) => from === 6);
    expect(sent).toEqual([]);
    stores.world.diskWorks = true;
    stores.run(30);
    expect(stores.misplaced(keysUpTo(20), recordOf(1))).toEqual([]);
  });

  test('does not ask for keys that it does not own, whatever others think', () => {
    const stores = comparing({ kind, nodes: [1, 4, 7, 10] });
    const [key] = keysUpTo(1);
    const list = stores.ring.preferenceList(key!, 4).map(({ address }) => address);
    const entries = [{ key, version: recordOf(1).version }];
    const syncKeys = { kind: 'syncKeys', lists: [{ first: 0, last: 0, entries }] };
    for (const node of list) stores.world.program(node).onMessage(1, syncKeys);
    stores.run(1);
    const asking = stores.world.sentOf('want').map(({ from }) => from);
    expect(asking.sort()).toEqual(list.slice(0, 3).sort());
  });

  test('does not spread a tombstone whose grace is over', () => {
    const stores = comparing({ kind, more: { graceTicks: 40 } });
    stores.give(1, 'fresh', recordOf(30, true)).give(1, 'stale', recordOf(3, true));
    stores.world.fate = () => (stores.world.now < 45 ? 0 : 1);
    let healed = 0;
    while (stores.world.now < 65) {
      if (stores.world.now === 45) healed = stores.sentSoFar;
      // Nothing is purged by itself.
      for (const host of stores.world.hosts.values()) {
        host.timers = host.timers.filter(({ kind: { name } }) => name !== 'lifetime');
      }
      stores.run(1);
    }
    expect(stores.holders('fresh').size).toBe(2);
    expect([...stores.holders('stale').keys()]).toEqual([1]);
    const want = { kind: 'want', keys: ['stale'] };
    stores.world.program(1).onMessage(6, want);
    const said = JSON.stringify(stores.run(1).world.history.slice(healed));
    expect(said).toContain('fresh');
    expect(said).not.toContain('stale');
  });
});

test('merges are idempotent and commutative: a copy again, or before another, changes nothing', () => {
  /** Copies, and the same again, each twice, in another order. */
  const copies = fc.array(fc.tuple(fc.nat(5), fc.nat(9)), { maxLength: 30 }).chain((once) => {
    const twice = [...once, ...once];
    const all = { minLength: twice.length, maxLength: twice.length };
    return fc.tuple(fc.constant(once), fc.shuffledSubarray(twice, all));
  });
  const endOf = (given: readonly (readonly [number, number])[]) => {
    const stores = comparing({ kind: 'full' });
    for (const [key, version] of given) stores.give(1, `key ${key}`, versionOf(1 + version));
    return stateOf(stores).get(1);
  };
  fc.assert(
    fc.property(copies, ([once, twice]) => {
      expect(endOf(twice)).toEqual(endOf(once));
    }),
    { seed: 2, numRuns: tries(200) },
  );
});

test('both kinds end in the same state', () => {
  fc.assert(
    fc.property(divergence, (held) => {
      const ends = KINDS.map((kind) => {
        const stores = comparing({ kind, nodes: [1, 4, 7, 10] });
        diverge(stores, held);
        return stateOf(stores.run(100));
      });
      expect(ends[0]).toEqual(ends[1]);
    }),
    { seed: 3, numRuns: tries(50) },
  );
});

test('lists in many messages leave no point of an arc out', () => {
  const stores = same({ kind: 'full' }, keysUpTo(200));
  stores.world.host(6).timers = [];
  const before = stores.sentSoFar;
  const lists = stores
    .run(5)
    .world.history.slice(before)
    .flatMap(({ message }) => {
      const said = message as StoreMessage;
      return said.kind === 'syncKeys' ? said.lists : [];
    });
  expect(lists.length).toBeGreaterThan(1);
  for (const [i, { first }] of lists.entries())
    expect(first).toBe(i > 0 ? lists[i - 1]!.last + 1 : 0);
  expect(lists.at(-1)!.last).toBe(0xffff_ffff);
});

/**
 * Two nodes with so many keys, of which some differ: the bytes that each kind takes to find and mend
 * that, and how far the digests were followed.
 */
function cost(kind: AntiEntropyOptions['kind'], count: number, differing: number) {
  const stores = same({ kind, everyTicks: 1000 }, keysUpTo(count));
  const changed = Array.from({ length: differing }, (_, i) => `key ${(i * count) / differing}`);
  for (const key of changed) stores.give(1, key, recordOf(2));
  const before = stores.sentSoFar;
  // Of the two only one begins.
  stores.world.host(6).timers = [];
  stores.run(1020);
  const sent = stores.world.history.slice(before);
  expect(timesOf(stores, changed)).toEqual(changed.map(() => [2, 2]));
  const ranges = sent.flatMap(({ message }) => {
    const said = message as StoreMessage;
    return said.kind === 'syncDigests' ? said.ranges : [];
  });
  return { bytes: stores.bytesOf([...COMPARING, 'offer', 'want', 'copy', 'held'], before), ranges };
}

describe('the bytes of an exchange', () => {
  const [count, differing, share] = trials.share === 1 ? [100_000, 10, 0.01] : [5000, 2, 0.015];

  test(`are with Merkle trees under ${100 * share} % of all, for ${differing} of ${count} keys`, () => {
    const full = cost('full', count, differing);
    const merkle = cost('merkle', count, differing);
    expect(full.bytes).toBeGreaterThan(count * 30);
    expect(merkle.bytes / full.bytes).toBeLessThan(share);
    // Sixteen parts a step: that is how deep a tree of so many keys with sixteen a leaf is.
    const depth = Math.ceil(Math.log2(count / 16) / 4);
    expect(merkle.ranges.length).toBeLessThanOrEqual(1 + differing * depth);
  });
});
