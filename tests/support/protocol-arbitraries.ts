/** What fast-check draws for the protocols' tests. */

import fc from 'fast-check';

import { ADDRESS_MAX } from '../../src/protocol/address';
import type { HeartbeatMessage, Rows } from '../../src/protocol/membership/heartbeat-messages';
import type { StoredRecord, Version } from '../../src/protocol/store/record';
import {
  type KeyVersion,
  type OperationOptions,
  OPERATIONS,
  type Reason,
  type RequestOptions,
  type StoreMessage,
} from '../../src/protocol/store/store-messages';
import { anyCharacter } from './any-character';

const INT31_MAX = 0x7fffffff;
const counter = fc.maxSafeNat();
const requestId = { client: fc.integer({ min: 0, max: 0xffff_ffff }), request: counter };
const operation = fc.constantFrom(...OPERATIONS);

/** Well-formed text, of any planes, of up to 100 characters. */
export const anyText = fc.string({ unit: anyCharacter, maxLength: 100 });

export const anyVersion: fc.Arbitrary<Version> = fc.record({
  timestamp: counter,
  storageId: counter,
  counter,
});

/** Versions that often meet in one field or two. */
export const closeVersion: fc.Arbitrary<Version> = fc.record({
  timestamp: fc.nat(2),
  storageId: fc.nat(2),
  counter: fc.nat(2),
});

/** Records of all four sorts: values and tombstones, of what stays and of what expires. */
export function recordOf(version: fc.Arbitrary<Version>): fc.Arbitrary<StoredRecord> {
  return fc
    .record(
      { version, deleted: fc.boolean(), value: anyText, expiresAt: counter },
      { requiredKeys: ['version', 'deleted', 'value'] },
    )
    .map((record) => (record.deleted ? { ...record, value: '' } : record));
}

const record = recordOf(anyVersion);
const keyVersions: fc.Arbitrary<KeyVersion[]> = fc.array(
  fc.record({ key: anyText, version: anyVersion }),
);

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const found = fc.array(record, { maxLength: 1 });
const operationOptions: fc.Arbitrary<OperationOptions> = fc.record({
  ...{ quorum: fc.integer({ min: 0, max: 0xffff }), ttlTicks: counter, seen: counter },
  version: anyVersion,
});
const requestOptions: fc.Arbitrary<RequestOptions> = fc.record({
  ...{ expiresAt: counter, home: fc.integer({ min: 0, max: ADDRESS_MAX }), ring: word },
});
const reason = fc.constantFrom<Reason>(
  ...(['', 'no such key', 'exists', 'full', 'no quorum', 'wrong epoch', 'stale'] as const),
);

/** Messages with these fields, and with these or without. */
function withOptional<T extends object, O extends object>(
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
  last: { [K in keyof O]: fc.Arbitrary<O[K]> },
): fc.Arbitrary<T & Partial<O>> {
  return fc.tuple(fc.record(fields), fc.option(fc.record(last))).map(([all, more]) => {
    return { ...all, ...more } as T & Partial<O>;
  });
}
const arc = { first: word, last: word };
const rangeDigest = fc.record({ count: word, low: word, high: word });

/** One arbitrary for each kind, so that a kind without one does not compile. */
export const storeMessage: {
  readonly [K in StoreMessage['kind']]: fc.Arbitrary<Extract<StoreMessage, { kind: K }>>;
} = {
  operation: withOptional(
    { kind: fc.constant('operation'), ...requestId, operation, key: anyText, value: anyText },
    { options: operationOptions },
  ),
  replicaRequest: withOptional(
    {
      ...{ kind: fc.constant('replicaRequest'), ...requestId, operation },
      ...{ key: anyText, value: anyText, version: anyVersion },
      replicas: fc.array(fc.record({ address: fc.nat(100), incarnation: fc.nat(9) })),
    },
    { options: requestOptions },
  ),
  replicaReply: withOptional(
    { kind: fc.constant('replicaReply'), ...requestId, ok: fc.boolean(), reason, found },
    { replaced: found },
  ),
  offer: fc.record({ kind: fc.constant('offer'), entries: keyVersions }),
  want: fc.record({ kind: fc.constant('want'), keys: fc.array(anyText) }),
  copy: fc.record({ kind: fc.constant('copy'), key: anyText, record }),
  held: fc.record({ kind: fc.constant('held'), entries: keyVersions }),
  syncDigests: fc.record({
    kind: fc.constant('syncDigests'),
    ranges: fc.array(fc.record({ ...arc, parts: fc.array(rangeDigest, { maxLength: 16 }) })),
  }),
  syncKeys: fc.record({
    kind: fc.constant('syncKeys'),
    lists: fc.array(fc.record({ ...arc, entries: keyVersions })),
  }),
  streamRequest: fc.record({
    ...{ kind: fc.constant('streamRequest'), epoch: counter, stream: word },
    ...{ partial: fc.boolean(), arcs: fc.array(fc.record(arc)) },
  }),
  streamKeys: fc.record({
    ...{ kind: fc.constant('streamKeys'), epoch: counter, stream: word, whole: fc.boolean() },
    lists: fc.array(fc.record({ ...arc, sum: word, entries: keyVersions })),
  }),
};

const int31 = fc.integer({ min: 0, max: INT31_MAX });
const rows: fc.Arbitrary<Rows> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: ADDRESS_MAX }), int31, int31), { maxLength: 300 })
  .map((members) => rowsOf(...members));

/** Rows by themselves, as a decoded message has them. */
export function rowsOf(...members: readonly (readonly [number, number, number])[]): Rows {
  const words = Int32Array.from(members.flat());
  return { words, start: 0, end: words.length };
}

export const heartbeatMessage: {
  readonly [K in HeartbeatMessage['kind']]: fc.Arbitrary<Extract<HeartbeatMessage, { kind: K }>>;
} = {
  joinRequest: fc.record({
    kind: fc.constant('joinRequest'),
    incarnation: int31,
    heartbeat: int31,
  }),
  joinReply: fc.record({ kind: fc.constant('joinReply'), rows }),
  gossip: fc.record({ kind: fc.constant('gossip'), rows }),
  removalNotice: fc.record({ kind: fc.constant('removalNotice'), incarnation: int31 }),
  leaving: fc.record({ kind: fc.constant('leaving'), incarnation: int31 }),
};
