/** What the store records for the history of a run. */

import { address, counter, listOf, oneOf, optional, unsigned } from '../fields';
import { Catalogue } from '../message';
import { keyField, valueField, type Version, versionField } from './record';
import {
  clientField,
  operationField,
  operationOptions,
  type OperationName,
  type OperationOptions,
  type Reason,
  reasonField,
  type RequestId,
} from './store-messages';

/** `unknown`: it may or may not have happened, or may still; every other outcome is certain. */
export type Outcome = 'ok' | 'fail' | 'unknown';

interface OfOperation extends RequestId {
  readonly operation: OperationName;
  readonly key: string;
  readonly value: string;
}

/** A coordinator took an operation on. */
export interface InvokedEvent extends OfOperation {
  readonly kind: 'invoked';
  readonly options?: OperationOptions;
}

/** A replica carried out its part of an operation, or refused; once per request. */
export interface ServedEvent extends OfOperation {
  readonly kind: 'served';
  readonly outcome: Outcome;
  readonly reason: Reason;
  /** What the replica has for the key now: a write may have found a newer one, which stays. */
  readonly version: Version;
}

/** A coordinator came to the end of an operation; `value` is what was written or read. */
export interface CompletedEvent extends OfOperation {
  readonly kind: 'completed';
  readonly outcome: Outcome;
  readonly reason: Reason;
  /**
   * The version read, or written: whoever acknowledged has it or a newer one. Of one that replicas
   * carried out for an earlier attempt it is that attempt's.
   */
  readonly version: Version;
  /**
   * Of a put that is ok: the value that was there before. Empty where there was none; not given where an
   * attempt before was carried out, and too few remember what was there before that.
   */
  readonly replaced?: readonly string[];
}

interface OfHint {
  readonly key: string;
  /** The replica that it is for. */
  readonly home: number;
}

export type StoreEvent =
  | InvokedEvent
  | ServedEvent
  | CompletedEvent
  /** A copy made by stabilization is stored here. */
  | {
      readonly kind: 'copied';
      readonly key: string;
      readonly from: number;
      readonly version: Version;
    }
  /** A key that is no longer owned here is gone from storage, its owners having acknowledged it. */
  | { readonly kind: 'handedOff'; readonly key: string }
  /** A remembered reply had to make room; a duplicate of its request would now be carried out. */
  | ({ readonly kind: 'replyForgotten' } & RequestId)
  /** A record is kept here for a replica that did not take it: a hint is stored. */
  | (OfHint & { readonly kind: 'hinted'; readonly version: Version })
  /** That replica has it now, or something newer. */
  | (OfHint & { readonly kind: 'hintDelivered' })
  /** It was kept for as long as hints are, and is given up. */
  | (OfHint & { readonly kind: 'hintExpired' })
  /** A coordinator found that a replica's copy was older than what it read, and sends it the newest. */
  | {
      readonly kind: 'repairing';
      readonly key: string;
      readonly to: number;
      readonly version: Version;
    }
  /** A replica that had lost what it stored has from others what it may have acknowledged. */
  | { readonly kind: 'rebuilt' }
  /** A tombstone whose grace is over is gone from storage. */
  | { readonly kind: 'purged'; readonly key: string; readonly version: Version }
  /** A list of another replica's keys was compared with what is here: so many were not the same. */
  | { readonly kind: 'synced'; readonly with: number; readonly differing: number };

const ofOperation = {
  client: clientField,
  request: counter,
  operation: operationField,
  key: keyField,
  value: valueField,
};
const ofHint = { key: keyField, home: address };
const end = {
  outcome: oneOf<Outcome>('ok', 'fail', 'unknown'),
  reason: reasonField,
  version: versionField,
};

export const storeEvents = Catalogue.of<StoreEvent>({
  invoked: { number: 64, fields: { ...ofOperation, options: operationOptions } },
  served: { number: 65, fields: { ...ofOperation, ...end } },
  completed: {
    number: 66,
    fields: { ...ofOperation, ...end, replaced: optional(listOf(valueField, 1)) },
  },
  copied: { number: 67, fields: { key: keyField, from: address, version: versionField } },
  handedOff: { number: 68, fields: { key: keyField } },
  replyForgotten: { number: 69, fields: { client: clientField, request: counter } },
  hinted: { number: 70, fields: { ...ofHint, version: versionField } },
  hintDelivered: { number: 71, fields: ofHint },
  hintExpired: { number: 72, fields: ofHint },
  repairing: { number: 73, fields: { key: keyField, to: address, version: versionField } },
  rebuilt: { number: 75, fields: {} },
  purged: { number: 74, fields: { key: keyField, version: versionField } },
  synced: { number: 79, fields: { with: address, differing: unsigned(0xffff_ffff) } },
});
