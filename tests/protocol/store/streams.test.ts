import fc from 'fast-check';

import type { Message } from '../../../src/protocol/message';
import { type Arc, arcsBetween, arcsHold, mergeArcs } from '../../../src/protocol/ring/arcs';
import { Exchange } from '../../../src/protocol/store/exchange';
import { KeyIndex, POINTS } from '../../../src/protocol/store/key-index';
import type { Replica } from '../../../src/protocol/store/replica';
import {
  type StoreMessage,
  storeMessages,
  type StreamKeys,
  type StreamRequest,
} from '../../../src/protocol/store/store-messages';
import { Streams } from '../../../src/protocol/store/streams';
import { RandomRoot } from '../../../src/simulation/random';
import { FakeHost } from '../../support/protocol-host';
import { tries } from '../../support/trials';

/** A key says where it is: `7:a` at point 7. */
const SPACE = { size: POINTS, positionOf: (key: string) => parseInt(key) };
const ALL = [{ first: 0, last: POINTS - 1 }];
const RETRY = 10;
const RECORD = { version: { timestamp: 1, storageId: 1, counter: 1 }, deleted: false, value: 'v' };
/** A list of two keys of three letters takes as much. */
const TWO_KEYS = 90;

/** The streams of a node that stores what it is told to. */
class Node {
  readonly host: FakeHost;
  isWhole = true;
  readonly keys = new Set<string>();
  /** Of the ring that it goes by, and those it has found to go by another. */
  epoch = 1;
  readonly compared: number[] = [];
  readonly streams: Streams;
  private readonly index = new KeyIndex(SPACE);

  constructor(self: number, maxMessageBytes: number) {
    this.host = new FakeHost(self);
    this.host.maxMessageBytes = maxMessageBytes;
    const { host, index } = this;
    const get = (key: string) => (this.keys.has(key) ? RECORD : undefined);
    const replica = { get, isOver: () => false };
    const exchange = new Exchange(host, { offerRetryTicks: RETRY }, replica as unknown as Replica);
    const state = { replica: replica as unknown as Replica, index, exchange };
    this.streams = new Streams(host, RETRY, state, {
      epoch: () => this.epoch,
      compareWith: (node) => this.compared.push(node),
      isWhole: () => this.isWhole,
    });
  }

  store(...keys: readonly string[]): void {
    for (const key of keys) {
      this.keys.add(key);
      this.index.add(key);
      this.streams.onCopyStored(key);
    }
  }

  drop(key: string): void {
    this.keys.delete(key);
    this.index.remove(key);
  }

  /** What it has said since, all of which fits. */
  said(): StoreMessage[] {
    return this.host.take().map(({ message }) => {
      expect(storeMessages.size(message)).toBeLessThanOrEqual(this.host.maxMessageBytes);
      return message as StoreMessage;
    });
  }
}

/** A node, 1, that streams another's keys, and what it has come to know. */
function streaming(keys: readonly string[], arcs: readonly Arc[] = ALL, bytes = TWO_KEYS) {
  const source = new Node(2, bytes);
  source.store(...keys);
  const node = new Node(1, bytes);
  const ends: boolean[] = [];
  const onDone = (whole: boolean) => ends.push(whole);
  node.streams.begin({ source: 2, epoch: 1, partial: true, onDone }, arcs);
  const take = <K extends string>(from: Node, kind: K) =>
    from.said().filter((message) => message.kind === kind) as Extract<StoreMessage, { kind: K }>[];
  return {
    ...{ source, node, ends },
    /** What the node has asked for since. */
    requests: () => take(node, 'streamRequest'),
    /** The source's answer to a request. */
    list: (request: StreamRequest) => {
      source.streams.onRequest(1, request);
      return take(source, 'streamKeys');
    },
    /** Lists come, and then the copies that they make the node ask for, as far as there are such. */
    hear: (...messages: readonly StreamKeys[]) => {
      for (const message of messages) node.streams.onKeys(2, message);
      for (const want of take(node, 'want')) {
        node.store(...want.keys.filter((key) => source.keys.has(key)));
      }
    },
    /** Nothing has come for so long that the node asks again. */
    wait: () => {
      node.host.now += RETRY;
      for (const { kind } of node.host.dueTimers('store')) node.streams.onTimer(kind);
    },
  };
}

/** A network in which messages are lost, doubled and delayed, as a test chooses. */
function exchanging(pair: ReturnType<typeof streaming>) {
  const { source, node } = pair;
  let mail: Message[] = [];
  const deliver = (message: StoreMessage) => {
    if (message.kind === 'streamRequest') source.streams.onRequest(1, message);
    else if (message.kind === 'streamKeys') node.streams.onKeys(2, message);
    else if (message.kind === 'copy') node.store(message.key);
    else if (message.kind === 'want') {
      const held = message.keys.filter((key) => source.keys.has(key));
      mail.push(...held.map((key) => ({ kind: 'copy', key, record: RECORD })));
    }
  };
  return {
    /** All that is under way; what is put in its place is what is left. */
    underWay: () => (mail = [...mail, ...source.said(), ...node.said()]),
    deliver: (message: Message) => {
      deliver(message as StoreMessage);
    },
  };
}

const SIX = ['1:a', '1:b', '2:c', '3:d', '9:e', '9:f'];

const keysOf = ({ lists }: StreamKeys) =>
  lists.map(({ entries }) => entries.map(({ key }) => key).join(' ')).join(', ');

test('a stream is done when all its arcs are told, in any order, and the copies have come', () => {
  const { node, ends, requests, list, hear } = streaming(SIX);
  const told = list(requests()[0]!);
  expect(told.map(keysOf)).toEqual(['1:a 1:b', '2:c 3:d', '9:e 9:f']);
  hear(told[2]!, told[0]!, told[0]!);
  expect(ends).toEqual([]);
  hear(told[1]!);
  expect(ends).toEqual([true]);
  expect([...node.keys].sort()).toEqual(SIX);
});

test('only what was not heard of is asked for again, of any of its answers', () => {
  const { source, node, ends, requests, list, hear, wait } = streaming(SIX);
  const told = list(requests()[0]!);
  hear(told[0]!);
  wait();
  wait();
  // A key more: otherwise cut.
  source.store('5:x');
  const again = list(requests()[0]!);
  expect(again.map(keysOf)).toEqual(['2:c 3:d', '5:x', '9:e 9:f']);
  hear(told[2]!);
  expect(ends).toEqual([]);
  hear(again[0]!, again[1]!);
  expect(ends).toEqual([true]);
  expect([...node.keys].sort()).toEqual([...SIX, '5:x'].sort());
});

test('keys that share a point are told together', () => {
  const { ends, requests, list, hear } = streaming(['1:a', '2:b', '2:c', '3:d']);
  const told = list(requests()[0]!);
  expect(told.map(keysOf)).toEqual(['1:a', '2:b 2:c', '3:d']);
  hear(...told);
  expect(ends).toEqual([true]);
});

test('or, where they do not fit, in several lists, not to be mixed with those of another set', () => {
  const { source, node, ends, requests, list, hear } = streaming(['7:a', '7:b', '7:c', '7:d']);
  const [request] = requests();
  const before = list(request!);
  expect(before.map(keysOf)).toEqual(['7:a 7:b', '7:c 7:d']);
  hear(before[0]!);
  source.drop('7:a');
  source.store('7:e');
  const after = list(request!);
  // The index puts the last in the place of one that goes.
  expect(after.map(keysOf)).toEqual(['7:d 7:b', '7:c 7:e']);
  hear(after[1]!);
  expect(ends).toEqual([]);
  hear(after[0]!);
  expect(ends).toEqual([true]);
  expect([...node.keys].sort()).toEqual(['7:a', '7:b', '7:c', '7:d', '7:e']);
});

test('an arc without keys is told as well, and arcs that go past the end of the ring', () => {
  const { ends, requests, list, hear } = streaming([], arcsBetween(POINTS - 9, 4, POINTS));
  const [request] = requests();
  expect(request!.arcs).toHaveLength(2);
  const told = list(request!);
  expect(told.map(keysOf)).toEqual([', ']);
  hear(...told);
  expect(ends).toEqual([true]);
});

test('many arcs are asked for by several messages where one has no room for them', () => {
  const arcs = Array.from({ length: 30 }, (_, i) => ({ first: 2 * i, last: 2 * i }));
  const { node, ends, requests, list, hear } = streaming(['0:a', '7:b', '58:c'], arcs);
  const asked = requests();
  expect(asked.map((request) => request.arcs.length)).toEqual([9, 9, 9, 3]);
  for (const request of asked) hear(...list(request));
  expect(ends).toEqual([true]);
  expect([...node.keys]).toEqual(['0:a', '58:c']);
});

test('each source is asked once, however many streams begin', () => {
  const node = new Node(1, TWO_KEYS);
  for (const source of [2, 3, 4]) {
    node.streams.begin({ source, epoch: 1, partial: false, onDone: () => undefined }, ALL);
  }
  expect(node.host.sent.map(({ to }) => to)).toEqual([2, 3, 4]);
  expect(node.host.timers).toHaveLength(1);
});

test('what was told and is there no more is not waited for', () => {
  const { source, ends, requests, list, hear, wait } = streaming(SIX);
  const told = list(requests()[0]!);
  source.drop('3:d');
  hear(...told);
  expect(ends).toEqual([]);
  wait();
  wait();
  const [request] = requests();
  expect(request!.arcs).toEqual([{ first: 3, last: 3 }]);
  hear(...list(request!));
  expect(ends).toEqual([true]);
});

test('a source was whole only if it was so each time that it told something', () => {
  const { source, ends, requests, list, hear } = streaming(SIX);
  const [request] = requests();
  const whole = list(request!);
  source.isWhole = false;
  const partial = list(request!);
  hear(whole[0]!, partial[1]!, whole[2]!);
  expect(ends).toEqual([false]);
});

test('lists of hundreds of messages come to an end though one in twenty is lost', () => {
  const keys = Array.from({ length: 2000 }, (_, i) => `${i * 1_000_003}:k`);
  const pair = streaming(keys, ALL, 400);
  const { underWay, deliver } = exchanging(pair);
  const random = new RandomRoot('lossy').stream('network');
  let [messages, rounds] = [0, 0];
  for (; pair.ends.length === 0 && rounds < 40; rounds++) {
    for (let mail = underWay(); mail.length > 0; mail = underWay()) {
      for (const message of mail.splice(0)) {
        if (message.kind === 'streamKeys') messages++;
        if (random.below(20) > 0) deliver(message);
      }
    }
    pair.wait();
  }
  expect(pair.ends).toEqual([true]);
  expect(pair.node.keys.size).toBe(2000);
  expect(rounds).toBeLessThanOrEqual(16);
  // Those of one answer, and little more.
  expect(messages).toBeGreaterThan(180);
  expect(messages).toBeLessThan(300);
});

/** Few points, so that many keys share one. */
const point = fc.constantFrom(0, 1, 2, 40, 2 ** 31, POINTS - 2, POINTS - 1);
const someKeys = fc.uniqueArray(
  fc
    .tuple(point, fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'))
    .map(([at, name]) => `${at}:${name}`),
  { maxLength: 40 },
);

test('it ends, having all that was there all the time, whatever is lost, doubled, late or changed', () => {
  const arcs = fc.array(fc.tuple(point, point), { minLength: 1, maxLength: 3 }).map((ends) => {
    return mergeArcs(ends.flatMap(([after, upTo]) => arcsBetween(after, upTo, POINTS)));
  });
  const bytes = fc.integer({ min: 68, max: 200 });
  const steps = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(someKeys, someKeys, arcs, bytes, steps, fc.string(), (keys, others, ...setting) => {
      const [asked, most, troubled, seed] = setting;
      const pair = streaming(keys, asked, most);
      const { source, node, ends } = pair;
      const { underWay, deliver } = exchanging(pair);
      const random = new RandomRoot(seed).stream('network');
      const had = new Set(keys);
      for (let i = 0; ends.length === 0; i++) {
        expect(i).toBeLessThan(3000);
        const mail = underWay();
        const [message] = mail.splice(random.below(mail.length + 1), 1);
        const chance = i < troubled ? random.below(10) : 9;
        if (message === undefined || chance === 0) pair.wait();
        if (message !== undefined && chance > 2) deliver(message);
        if (message !== undefined && (chance === 3 || chance === 0)) mail.push(message);
        const changed = others[random.below(others.length + 1)];
        if (chance !== 4 || changed === undefined) continue;
        had.delete(changed);
        if (source.keys.has(changed)) source.drop(changed);
        else source.store(changed);
      }
      const missing = [...had].filter((key) => {
        return arcsHold(asked, SPACE.positionOf(key)) && !node.keys.has(key);
      });
      expect(missing).toEqual([]);
    }),
    { seed: 1, numRuns: tries(2000) },
  );
});

test('a source that goes by a newer ring than this node is not heard: what is to be had is not what was asked for', () => {
  const { source, node, ends, requests, list, hear } = streaming(SIX);
  const [request] = requests();
  source.epoch = 2;
  hear(...list(request!));
  expect([ends, [...node.keys], node.compared]).toEqual([[], [], [2, 2, 2]]);
  node.epoch = 2;
  hear(...list(request!));
  expect(ends).toEqual([true]);
});
