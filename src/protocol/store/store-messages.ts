/** What clients ask of a store and what its nodes say to each other. */

import type { Address } from '../address';
import { address, counter, listOf, oneOf, optional, struct, unsigned } from '../fields';
import type { Field } from '../fields';
import { Catalogue } from '../message';
import type { Arc } from '../ring/arcs';
import type { RangeDigest } from './range-digests';
import {
  keyField,
  recordField,
  type StoredRecord,
  valueField,
  type Version,
  versionField,
} from './record';

export const OPERATIONS = ['create', 'read', 'update', 'delete', 'put'] as const;
/** What a client may ask of a store; `put` writes whether there is a value or not. */
export type OperationName = (typeof OPERATIONS)[number];

/** Names one operation of one client; unchanged when the client tries again. */
export interface RequestId {
  readonly client: number;
  readonly request: number;
}

/** A client's operation, as it reaches the node that will coordinate it. */
export interface Operation extends RequestId {
  readonly kind: 'operation';
  readonly operation: OperationName;
  readonly key: string;
  /** The value to store; for read and delete the one the client expects, if any: not acted on. */
  readonly value: string;
  readonly options?: OperationOptions;
}

/** What a client may say beside what it wants done. */
export interface OperationOptions {
  /** Replicas that answer it before it ends, in the place of the store's R or W; 0: the store's. */
  readonly quorum: number;
  /** Ticks for which the value is to stay; 0: for good. */
  readonly ttlTicks: number;
  /** The newest timestamp that the client has seen; 0: none. A hybrid clock stamps above it. */
  readonly seen: number;
  /** The version of a write that the client stamps itself; NO_VERSION: its coordinator does. */
  readonly version: Version;
}

/** A replica as the coordinator saw it. */
export interface Asked {
  readonly address: Address;
  readonly incarnation: number;
}

/** A coordinator asks a replica to carry out an operation. */
export interface ReplicaRequest extends RequestId {
  readonly kind: 'replicaRequest';
  readonly operation: OperationName;
  readonly key: string;
  /** Empty for read and delete. */
  readonly value: string;
  /** The version a write gets. */
  readonly version: Version;
  /** All replicas that were asked. */
  readonly replicas: readonly Asked[];
  readonly options?: RequestOptions;
}

/** What a coordinator says to a replica where the store's settings need it. */
export interface RequestOptions {
  /** When the value expires, on the wall clock; 0: never. */
  readonly expiresAt: number;
  /** The replica in whose place this one is asked; 0 where it is its own. */
  readonly home: Address;
  /** The ring that the coordinator goes by (`RingVersion.checksum`); 0: not to be compared. */
  readonly ring: number;
}

/**
 * Why an operation was not carried out: the state of its key forbids it (`no such key`, `exists`), a
 * disk has no room, too few replicas did it in time, the replica goes by another ring (`wrong
 * epoch`), or has a newer version than the one the write was given (`stale`). Empty where it was.
 */
export type Reason = '' | 'no such key' | 'exists' | 'full' | 'no quorum' | 'wrong epoch' | 'stale';

/** A replica has done so (its storage has acknowledged), or refuses. */
export interface ReplicaReply extends RequestId {
  readonly kind: 'replicaReply';
  /** For a read: a value was found here. */
  readonly ok: boolean;
  /** Why it refuses. */
  readonly reason: Reason;
  /**
   * For a read: what is stored here, a tombstone included. For a write that was carried out: the
   * record that it made, without its value; what is stored is that or newer. Empty or one record.
   */
  readonly found: readonly StoredRecord[];
  /** Of a put that was carried out: what was there before, a tombstone included. Empty or one record. */
  readonly replaced?: readonly StoredRecord[];
}

export interface KeyVersion {
  readonly key: string;
  readonly version: Version;
}

export type StabilizationMessage =
  /** I have these: which do you lack? */
  | { readonly kind: 'offer'; readonly entries: readonly KeyVersion[] }
  /** I lack these, or have them older. */
  | { readonly kind: 'want'; readonly keys: readonly string[] }
  | { readonly kind: 'copy'; readonly key: string; readonly record: StoredRecord }
  /** My storage has these, or newer. */
  | { readonly kind: 'held'; readonly entries: readonly KeyVersion[] };

/** Two replicas compare an arc of points (`KeyIndex`) that both own. */
export type AntiEntropyMessage =
  /** These arcs, each in equal parts: which are different there? */
  | { readonly kind: 'syncDigests'; readonly ranges: readonly RangeParts[] }
  /** All that I have in these arcs: what is newer here, or there? */
  | { readonly kind: 'syncKeys'; readonly lists: readonly KeyList[] };

/** What is in the parts of an arc, in their order; each has as many points, save the last. */
export interface RangeParts extends Arc {
  readonly parts: readonly RangeDigest[];
}

/** All keys in an arc. */
export interface KeyList extends Arc {
  readonly entries: readonly KeyVersion[];
}

/** A node that is to be a replica asks a present one what it has in these arcs of points. */
export interface StreamRequest {
  readonly kind: 'streamRequest';
  /** The movement's version of the ring. */
  readonly epoch: number;
  /** Names it among those of the epoch. */
  readonly stream: number;
  /** Whether it is worth something to it what one tells that has lost what it had. */
  readonly partial: boolean;
  readonly arcs: readonly Arc[];
}

/** All that the asked one has in some of them. */
export interface StreamKeys {
  readonly kind: 'streamKeys';
  /** Of the ring that the sender goes by. */
  readonly epoch: number;
  readonly stream: number;
  /** Whether the sender has all that it ever acknowledged. */
  readonly whole: boolean;
  readonly lists: readonly StreamList[];
}

/** Keys in an arc: all of them, or some where they are too many for one message. */
export interface StreamList extends KeyList {
  /** Of all keys in the arc (`sumOfKeys`): it tells when one has heard of them all. */
  readonly sum: number;
}

export type StoreMessage =
  | Operation
  | ReplicaRequest
  | ReplicaReply
  | StabilizationMessage
  | AntiEntropyMessage
  | StreamRequest
  | StreamKeys;

/** Parts into which an arc is cut at most. */
export const PARTS_MAX = 16;
/** Entries a message can list; how many fit is `maxMessageBytes`' to say. */
export const LIST_MAX = 4096;

const boolean: Field<boolean> = {
  size: () => 1,
  digest: (value, digest) => {
    digest.add(value ? 1 : 0);
  },
  write: (value, writer) => {
    writer.u8(value ? 1 : 0);
  },
  read: (reader) => {
    const value = reader.u8();
    if (value > 1) reader.refuse();
    return value === 1;
  },
};

export const operationField = oneOf<OperationName>(...OPERATIONS);
export const reasonField = oneOf<Reason>(
  ...(['', 'no such key', 'exists', 'full', 'no quorum', 'wrong epoch', 'stale'] as const),
);
export const clientField = unsigned(0xffff_ffff);

export const operationOptions = optional(
  struct<OperationOptions>({
    quorum: unsigned(0xffff),
    ttlTicks: counter,
    seen: counter,
    version: versionField,
  }),
);
const requestOptions = optional(
  struct<RequestOptions>({ expiresAt: counter, home: address, ring: unsigned(0xffff_ffff) }),
);

const requestId = { client: clientField, request: counter };
const keyVersions = listOf(struct<KeyVersion>({ key: keyField, version: versionField }), LIST_MAX);

/** An entry of an offer takes at most this many bytes beside its key. */
export const KEY_VERSION_BYTES = 26;
/** Bytes of a list message before its first entry. */
export const LIST_HEADER_BYTES = 3;
/** Bytes of a stream's message before its first arc or list, of an arc, and of a list before its entries. */
export const STREAM_HEADER_BYTES = 16;
export const STREAM_ARC_BYTES = 8;
export const STREAM_LIST_BYTES = 14;
/** Bytes of an arc before its parts or its keys, and of the digest of a part. */
export const ARC_HEADER_BYTES = 10;
export const DIGEST_BYTES = 12;

const word = unsigned(0xffff_ffff);
const rangeParts = struct<RangeParts>({
  ...{ first: word, last: word },
  parts: listOf(struct<RangeDigest>({ count: word, low: word, high: word }), PARTS_MAX),
});
const keyList = struct<KeyList>({ first: word, last: word, entries: keyVersions });
const streamList = struct<StreamList>({
  ...{ first: word, last: word, sum: word },
  entries: keyVersions,
});

export const storeMessages = Catalogue.of<StoreMessage>({
  operation: {
    number: 16,
    fields: {
      ...requestId,
      operation: operationField,
      key: keyField,
      value: valueField,
      options: operationOptions,
    },
  },
  replicaRequest: {
    number: 17,
    fields: {
      ...requestId,
      operation: operationField,
      key: keyField,
      value: valueField,
      version: versionField,
      replicas: listOf(struct<Asked>({ address, incarnation: counter }), 255),
      options: requestOptions,
    },
  },
  replicaReply: {
    number: 18,
    fields: {
      ...requestId,
      ok: boolean,
      reason: reasonField,
      found: listOf(recordField, 1),
      replaced: optional(listOf(recordField, 1)),
    },
  },
  offer: { number: 19, fields: { entries: keyVersions } },
  want: { number: 20, fields: { keys: listOf(keyField, LIST_MAX) } },
  copy: { number: 21, fields: { key: keyField, record: recordField } },
  held: { number: 22, fields: { entries: keyVersions } },
  syncDigests: { number: 24, fields: { ranges: listOf(rangeParts, LIST_MAX) } },
  syncKeys: { number: 25, fields: { lists: listOf(keyList, LIST_MAX) } },
  streamRequest: {
    number: 26,
    fields: {
      ...{ epoch: counter, stream: word, partial: boolean },
      arcs: listOf(struct<Arc>({ first: word, last: word }), LIST_MAX),
    },
  },
  streamKeys: {
    number: 27,
    fields: {
      ...{ epoch: counter, stream: word, whole: boolean },
      lists: listOf(streamList, LIST_MAX),
    },
  },
});
