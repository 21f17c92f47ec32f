import fc from 'fast-check';

import { Digest } from '../../../src/protocol/fields';
import type { Message } from '../../../src/protocol/message';
import { KEY_BYTES_MAX, VALUE_BYTES_MAX, type Version } from '../../../src/protocol/store/record';
import type { RangeDigest } from '../../../src/protocol/store/range-digests';
import {
  ARC_HEADER_BYTES,
  DIGEST_BYTES,
  KEY_VERSION_BYTES,
  LIST_HEADER_BYTES,
  type StoreMessage,
  storeMessages,
  STREAM_ARC_BYTES,
  STREAM_HEADER_BYTES,
  STREAM_LIST_BYTES,
} from '../../../src/protocol/store/store-messages';
import { REPLICAS_MAX } from '../../../src/scenario/require-store';
import { range } from '../../support/course-logs';
import { anyText, storeMessage } from '../../support/protocol-arbitraries';

const version: Version = { timestamp: 1, storageId: 2, counter: 3 };

describe('the store’s messages', () => {
  test.each(storeMessages.kinds().map(({ name }) => name as StoreMessage['kind']))(
    'of kind %s read back as they were written, in as many bytes as announced',
    (kind) => {
      fc.assert(
        fc.property(storeMessage[kind] as fc.Arbitrary<StoreMessage>, (message) => {
          const bytes = storeMessages.encode(message);
          expect(bytes.length).toBe(storeMessages.size(message));
          expect(storeMessages.decode(bytes)).toEqual(message);
        }),
        { seed: 1 },
      );
    },
  );

  test('list as many replicas as a store may have, and no more', () => {
    const asked = (count: number): StoreMessage => ({
      ...{ kind: 'replicaRequest', client: 1, request: 2, operation: 'put', key: 'k', value: 'v' },
      ...{ version, replicas: range(1, count).map((address) => ({ address, incarnation: 1 })) },
    });
    const most = asked(REPLICAS_MAX);
    expect(storeMessages.decode(storeMessages.encode(most))).toEqual(most);
    expect(() => storeMessages.encode(asked(REPLICAS_MAX + 1))).toThrow();
  });

  test('are refused when cut short, whatever the kind', () => {
    const any = fc.oneof(...(Object.values(storeMessage) as fc.Arbitrary<StoreMessage>[]));
    fc.assert(
      fc.property(any, fc.nat(), (message, at) => {
        const bytes = storeMessages.encode(message);
        const cut = at % bytes.length;
        const rest = storeMessages.decode(bytes.subarray(0, cut));
        // A last field that may be missing can be cut off as a whole.
        const without = { ...message, options: undefined, replaced: undefined };
        if (cut !== storeMessages.size(without)) expect(rest).toBeUndefined();
        else expect(rest).toEqual(without);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test('take no more bytes, and have the digest they had, where nothing is said beside', () => {
    const operation = { kind: 'operation', client: 1, request: 2, operation: 'put', key: 'k' };
    const plain = { ...operation, value: 'v' };
    const digests = [plain, { ...plain, options: undefined }].map((message) => {
      const digest = new Digest();
      digest.reset();
      storeMessages.digest(message, digest);
      return [digest.low, digest.high, storeMessages.size(message)];
    });
    expect(digests[1]).toEqual(digests[0]);
    const options = { quorum: 1, ttlTicks: 2, seen: 3, version };
    expect(storeMessages.size({ ...plain, options } as Message)).toBe(digests[0]![2]! + 42);
  });

  test('fit the course’s message, with the largest key and value and all that may be said', () => {
    const key = 'k'.repeat(KEY_BYTES_MAX);
    const value = 'v'.repeat(VALUE_BYTES_MAX);
    const record = { version, deleted: false, value, expiresAt: 9 };
    const id = { client: 1, request: 1 };
    const of = { ...id, operation: 'put', key, value };
    const messages: object[] = [
      { kind: 'operation', ...of, options: { quorum: 1, ttlTicks: 2, seen: 3, version } },
      {
        ...{ kind: 'replicaRequest', ...of, version },
        replicas: Array<object>(20).fill({ address: 1, incarnation: 0 }),
        options: { expiresAt: 1, home: 2, ring: 3 },
      },
      {
        ...{ kind: 'replicaReply', ...id, ok: true, reason: '' },
        ...{ found: [{ ...record, value: '' }], replaced: [record] },
      },
      { kind: 'copy', key, record },
    ];
    for (const message of messages as Message[]) {
      expect(storeMessages.encode(message).length).toBeLessThanOrEqual(3983);
    }
  });

  test('hold no key or value beyond the stated bounds', () => {
    const copy = (key: string, value: string): StoreMessage => ({
      kind: 'copy',
      key,
      record: { version, deleted: false, value },
    });
    const key = 'k'.repeat(KEY_BYTES_MAX);
    const value = 'v'.repeat(VALUE_BYTES_MAX);
    expect(() => storeMessages.encode(copy(key, value))).not.toThrow();
    expect(() => storeMessages.encode(copy(`${key}k`, ''))).toThrow(RangeError);
    expect(() => storeMessages.encode(copy('', `${value}v`))).toThrow(RangeError);
  });

  test('are as large as those who split lists reckon', () => {
    fc.assert(
      fc.property(fc.array(anyText), (keys) => {
        const utf8 = keys.map((key) => new TextEncoder().encode(key).length);
        const bytes = utf8.reduce((sum, length) => sum + length, 0);
        const offer = { kind: 'offer', entries: keys.map((key) => ({ key, version })) };
        const want = { kind: 'want', keys };
        const header = LIST_HEADER_BYTES + bytes;
        expect(storeMessages.size(offer)).toBe(header + keys.length * KEY_VERSION_BYTES);
        expect(storeMessages.size(want)).toBe(header + keys.length * 2);
        const arc = { first: 1, last: 2 };
        const name = { epoch: 1, stream: 2 };
        const arcs = keys.map(() => arc);
        const streamRequest = { kind: 'streamRequest', ...name, partial: true, arcs };
        const ofArcs = arcs.length * STREAM_ARC_BYTES;
        expect(storeMessages.size(streamRequest)).toBe(STREAM_HEADER_BYTES + ofArcs);
        const lists = [{ ...arc, sum: 3, entries: offer.entries }];
        const streamKeys = { kind: 'streamKeys', ...name, whole: true, lists };
        const ofList = STREAM_LIST_BYTES + storeMessages.size(offer) - LIST_HEADER_BYTES;
        expect(storeMessages.size(streamKeys)).toBe(STREAM_HEADER_BYTES + ofList);
        const parts = Array<RangeDigest>(keys.length % 16).fill({ count: 1, low: 2, high: 3 });
        const syncDigests = { kind: 'syncDigests', ranges: [{ ...arc, parts }] };
        const syncKeys = { kind: 'syncKeys', lists: [{ ...arc, entries: offer.entries }] };
        const beforeParts = LIST_HEADER_BYTES + ARC_HEADER_BYTES;
        expect(storeMessages.size(syncDigests)).toBe(beforeParts + parts.length * DIGEST_BYTES);
        expect(storeMessages.size(syncKeys)).toBe(storeMessages.size(offer) + ARC_HEADER_BYTES);
      }),
      { seed: 3 },
    );
  });
});
