import { COURSE_RING } from '../../../src/protocol/ring/ring-settings';
import { ringSpace } from '../../../src/protocol/ring/ring-space';
import { Exchange } from '../../../src/protocol/store/exchange';
import { KeyIndex } from '../../../src/protocol/store/key-index';
import type { Replica } from '../../../src/protocol/store/replica';
import type { StreamKeys, StreamRequest } from '../../../src/protocol/store/store-messages';
import { Streams } from '../../../src/protocol/store/streams';
import { FakeHost } from '../../support/protocol-host';

const SPACE = ringSpace(COURSE_RING);
const ALL = [{ first: 0, last: SPACE.size - 1 }];
const RETRY = 10;
const RECORD = { version: { timestamp: 1, storageId: 1, counter: 1 }, deleted: false, value: 'v' };

/** The streams of a node that stores what it is told to. */
class Node {
  readonly host: FakeHost;
  streams: Streams;
  private here = new Set<string>();
  private index = new KeyIndex(SPACE);

  constructor(self: number) {
    this.host = new FakeHost(self);
    // So that a part of a list has two keys of one letter.
    this.host.maxMessageBytes = 90;
    this.streams = this.newStreams();
  }

  /** It starts again, and reads its keys back in this order. */
  restart(keys: readonly string[]): void {
    this.host.restart();
    this.here = new Set();
    this.index = new KeyIndex(SPACE);
    this.streams = this.newStreams();
    this.store(...keys);
  }

  store(...keys: readonly string[]): void {
    for (const key of keys) {
      this.here.add(key);
      this.index.add(key);
      this.streams.onCopyStored(key);
    }
  }

  has(key: string): boolean {
    return this.here.has(key);
  }

  drop(key: string): void {
    this.here.delete(key);
    this.index.remove(key);
  }

  private newStreams(): Streams {
    const { host, index } = this;
    const get = (key: string) => (this.here.has(key) ? RECORD : undefined);
    const replica = { get, isOver: () => false } as unknown as Replica;
    const exchange = new Exchange(host, { offerRetryTicks: RETRY }, replica);
    return new Streams(host, RETRY, replica, index, exchange, () => 1);
  }
}

/** A node that streams all of another's keys, and what it has come to know. */
function streaming() {
  const source = new Node(2);
  source.store('a', 'b', 'c', 'd', 'e', 'f');
  const node = new Node(1);
  const ends: boolean[] = [];
  const onDone = (whole: boolean) => ends.push(whole);
  node.streams.begin({ source: 2, epoch: 1, partial: false, onDone }, ALL);
  const take = <T>(host: FakeHost, kind: string) =>
    host.take().flatMap(({ message }) => (message.kind === kind ? [message as T] : []));
  return {
    ...{ source, node, ends },
    /** What the node has asked for since. */
    requests: () => take<StreamRequest>(node.host, 'streamRequest'),
    /** The source's answer to a request, in parts. */
    list: (request: StreamRequest) => {
      source.streams.onRequest(1, request);
      return take<StreamKeys>(source.host, 'streamKeys');
    },
    /** Parts come, and then the copies that they make the node ask for, as far as there are such. */
    hear: (...parts: readonly StreamKeys[]) => {
      for (const part of parts) node.streams.onKeys(2, part);
      for (const { keys } of take<{ keys: string[] }>(node.host, 'want')) {
        node.store(...keys.filter((key) => source.has(key)));
      }
    },
    /** Nothing has come for so long that the node asks again. */
    wait: () => {
      node.host.now += RETRY;
      for (const { kind } of node.host.dueTimers('store')) node.streams.onTimer(kind);
    },
  };
}

test('a stream is done when all parts of a list have come, in any order, and their copies', () => {
  const { ends, requests, list, hear } = streaming();
  const parts = list(requests()[0]!);
  expect(parts.map(({ entries }) => entries.map(({ key }) => key).join(''))).toEqual([
    ...['ab', 'cd', 'ef'],
  ]);
  hear(parts[2]!, parts[0]!, parts[0]!);
  expect(ends).toEqual([]);
  hear(parts[1]!);
  expect(ends).toEqual([true]);
});

test('parts of two lists are not one: the source may have started again between them', () => {
  const { source, ends, requests, list, hear, wait } = streaming();
  const first = list(requests()[0]!);
  wait();
  source.restart(['d', 'e', 'f', 'a', 'b', 'c']);
  const second = list(requests()[0]!);
  hear(first[1]!, second[0]!, second[2]!, first[2]!);
  expect(ends).toEqual([]);
  hear(second[1]!);
  expect(ends).toEqual([true]);
});

test('nor are those of two answers to one request, which the network may have doubled', () => {
  const { source, ends, requests, list, hear } = streaming();
  const [request] = requests();
  const first = list(request!);
  source.store('g');
  const second = list(request!);
  hear(second[0]!, second[1]!, second[2]!, first[0]!);
  expect(ends).toEqual([]);
  hear(second[3]!);
  expect(ends).toEqual([true]);
});

test('a list that was given up is as good when the rest of it comes after all', () => {
  const { ends, requests, list, hear, wait } = streaming();
  const [first, ...others] = list(requests()[0]!);
  hear(first!);
  wait();
  wait();
  expect(requests()).toHaveLength(1);
  hear(...others);
  expect(ends).toEqual([true]);
});

test('what a newer list no longer has is not waited for', () => {
  const { source, ends, requests, list, hear, wait } = streaming();
  const first = list(requests()[0]!);
  source.drop('f');
  hear(...first);
  expect(ends).toEqual([]);
  wait();
  wait();
  hear(...list(requests()[0]!));
  expect(ends).toEqual([true]);
});
