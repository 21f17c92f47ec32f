/** What clients ask of a store and what its nodes say to each other. */

import type { Address } from '../address';
import { address, counter, listOf, oneOf, struct, unsigned } from '../fields';
import type { Field } from '../fields';
import { Catalogue } from '../message';
import {
  keyField,
  recordField,
  type StoredRecord,
  valueField,
  type Version,
  versionField,
} from './record';

/** What a client may ask of a store. */
export type OperationName = 'create' | 'read' | 'update' | 'delete';

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
}

/**
 * Why an operation was not carried out: the state of its key forbids it (`no such key`, `exists`), a
 * disk has no room, or too few replicas did it in time. Empty where it was.
 */
export type Reason = '' | 'no such key' | 'exists' | 'full' | 'no quorum';

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

export type StoreMessage = Operation | ReplicaRequest | ReplicaReply | StabilizationMessage;

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

export const operationField = oneOf<OperationName>('create', 'read', 'update', 'delete');
export const reasonField = oneOf<Reason>('', 'no such key', 'exists', 'full', 'no quorum');
export const clientField = unsigned(0xffff_ffff);

const requestId = { client: clientField, request: counter };
const keyVersions = listOf(struct<KeyVersion>({ key: keyField, version: versionField }), LIST_MAX);

/** An entry of an offer takes at most this many bytes beside its key. */
export const KEY_VERSION_BYTES = 26;
/** Bytes of a list message before its first entry. */
export const LIST_HEADER_BYTES = 3;

export const storeMessages = Catalogue.of<StoreMessage>({
  operation: {
    number: 16,
    fields: { ...requestId, operation: operationField, key: keyField, value: valueField },
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
    },
  },
  replicaReply: {
    number: 18,
    fields: { ...requestId, ok: boolean, reason: reasonField, found: listOf(recordField, 1) },
  },
  offer: { number: 19, fields: { entries: keyVersions } },
  want: { number: 20, fields: { keys: listOf(keyField, LIST_MAX) } },
  copy: { number: 21, fields: { key: keyField, record: recordField } },
  held: { number: 22, fields: { entries: keyVersions } },
});
