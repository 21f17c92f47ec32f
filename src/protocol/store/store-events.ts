/** What the store records for the history of a run. */

import { address, counter, oneOf } from '../fields';
import { Catalogue } from '../message';
import { keyField, valueField } from './record';
import { clientField, operationField, type OperationName, type RequestId } from './store-messages';

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
}

/** A coordinator came to the end of an operation; `value` is what was written or read. */
export interface CompletedEvent extends OfOperation {
  readonly kind: 'completed';
  readonly outcome: Outcome;
}

export type StoreEvent =
  | InvokedEvent
  | ServedEvent
  | CompletedEvent
  /** A copy made by stabilization is stored here. */
  | { readonly kind: 'copied'; readonly key: string; readonly from: number }
  /** A key that is no longer owned here was given up, its owners having acknowledged it. */
  | { readonly kind: 'handedOff'; readonly key: string }
  /** A remembered reply had to make room; a duplicate of its request would now be carried out. */
  | ({ readonly kind: 'replyForgotten' } & RequestId);

const outcome = oneOf<Outcome>('ok', 'fail', 'unknown');
const ofOperation = {
  client: clientField,
  request: counter,
  operation: operationField,
  key: keyField,
  value: valueField,
};

export const storeEvents = Catalogue.of<StoreEvent>({
  invoked: { number: 64, fields: ofOperation },
  served: { number: 65, fields: { ...ofOperation, outcome } },
  completed: { number: 66, fields: { ...ofOperation, outcome } },
  copied: { number: 67, fields: { key: keyField, from: address } },
  handedOff: { number: 68, fields: { key: keyField } },
  replyForgotten: { number: 69, fields: { client: clientField, request: counter } },
});
