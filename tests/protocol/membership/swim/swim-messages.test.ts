import fc from 'fast-check';

import { ADDRESS_MAX } from '../../../../src/protocol/address';
import { Digest } from '../../../../src/protocol/fields';
import {
  type SwimMessage,
  swimMessages,
  updatesThatFit,
} from '../../../../src/protocol/membership/swim/swim-messages';
import { packed, updatesOf } from '../../../support/swim-updates';

const word = fc.integer({ min: 0, max: 0xffffffff });
const updates = fc
  .array(
    fc.record({
      state: fc.integer({ min: 1, max: 4 }),
      member: fc.integer({ min: 1, max: ADDRESS_MAX }),
      incarnation: fc.integer({ min: 0, max: 0x7fffffff }),
      accuser: fc.integer({ min: 0, max: ADDRESS_MAX }),
    }),
    { maxLength: 50 },
  )
  .map(packed);

/** One arbitrary for each kind, so that a kind without one does not compile. */
const message: {
  readonly [K in SwimMessage['kind']]: fc.Arbitrary<Extract<SwimMessage, { kind: K }>>;
} = {
  ping: fc.record({ kind: fc.constant('ping'), sequence: word, updates }),
  pingRequest: fc.record({
    kind: fc.constant('pingRequest'),
    sequence: word,
    target: fc.integer({ min: 1, max: ADDRESS_MAX }),
    updates,
  }),
  ack: fc.record({ kind: fc.constant('ack'), sequence: word, updates }),
  nack: fc.record({ kind: fc.constant('nack'), sequence: word }),
  news: fc.record({ kind: fc.constant('news'), updates }),
  pushPull: fc.record({ kind: fc.constant('pushPull'), session: word, wanted: word, updates }),
  pushPullReply: fc.record({
    kind: fc.constant('pushPullReply'),
    session: word,
    wanted: word,
    next: word,
    updates,
  }),
};
const anyMessage = fc.oneof(...(Object.values(message) as fc.Arbitrary<SwimMessage>[]));

test('every message reads back as it was written, in as many bytes as its size', () => {
  fc.assert(
    fc.property(anyMessage, (sent) => {
      const bytes = swimMessages.encode(sent);
      expect(bytes).toHaveLength(swimMessages.size(sent));
      expect(swimMessages.decode(bytes)).toEqual(sent);
    }),
  );
});

test('bytes of any kind are read or refused, and nothing else', () => {
  fc.assert(
    fc.property(anyMessage, fc.nat(), fc.nat(255), (sent, place, value) => {
      const bytes = swimMessages.encode(sent);
      bytes[place % bytes.length] = value;
      const read = swimMessages.decode(bytes);
      if (read !== undefined) expect(swimMessages.encode(read)).toEqual(bytes);
      expect(swimMessages.decode(bytes.subarray(0, place % bytes.length))).toBeUndefined();
    }),
  );
});

test.each([
  [0, 1, 0, 0],
  [5, 1, 0, 0],
  [1, 0, 0, 0],
  [1, 0x80000000, 0, 0],
  [1, 1, 0x80000000, 0],
  [2, 1, 0, 0x80000000],
])('an update of %j is refused', (...words) => {
  const bytes = swimMessages.encode({ kind: 'news', updates: updatesOf(words) } as SwimMessage);
  expect(swimMessages.decode(bytes)).toBeUndefined();
});

test('every word of an update counts for the digest', () => {
  const digestOf = (given: number[][]) => {
    const digest = new Digest();
    digest.reset();
    swimMessages.digest({ kind: 'news', updates: updatesOf(...given) } as SwimMessage, digest);
    return `${digest.low} ${digest.high}`;
  };
  const digests = [
    [[1, 2, 3, 4]],
    [[2, 2, 3, 4]],
    [[1, 3, 3, 4]],
    [[1, 2, 4, 4]],
    [[1, 2, 3, 5]],
    [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ],
    [],
  ].map(digestOf);
  expect(new Set(digests).size).toBe(digests.length);
});

test('as many updates fit as are said to, in any message', () => {
  const many = (count: number) =>
    updatesOf(...Array.from({ length: count }, (_, i) => [1, i + 1, 0, 0]));
  const limit = 1400;
  const fits = updatesThatFit(limit);
  const longest = { kind: 'pushPullReply', session: 1, wanted: 1, next: 1 } as const;
  expect(swimMessages.size({ ...longest, updates: many(fits) } as SwimMessage)).toBeLessThanOrEqual(
    limit,
  );
  expect(swimMessages.size({ ...longest, updates: many(fits + 1) } as SwimMessage)).toBeGreaterThan(
    limit,
  );
});
