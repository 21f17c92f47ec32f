/** What the store records for the history of a run. */

import { address, counter, oneOf } from '../fields';
import { Catalogue } from '../message';
import { keyField, valueField, type Version, versionField } from './record';
import {
  clientField,
  operationField,
  type OperationName,
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
  | ({ readonly kind: 'replyForgotten' } & RequestId);

const ofOperation = {
  client: clientField,
  request: counter,
  operation: operationField,
  key: keyField,
  value: valueField,
};
const end = {
  outcome: oneOf<Outcome>('ok', 'fail', 'unknown'),
  reason: reasonField,
  version: versionField,
};

export const storeEvents = Catalogue.of<StoreEvent>({
  invoked: { number: 64, fields: ofOperation },
  served: { number: 65, fields: { ...ofOperation, ...end } },
  completed: { number: 66, fields: { ...ofOperation, ...end } },
  copied: { number: 67, fields: { key: keyField, from: address, version: versionField } },
  handedOff: { number: 68, fields: { key: keyField } },
  replyForgotten: { number: 69, fields: { client: clientField, request: counter } },
});
