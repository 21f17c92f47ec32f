/** What a scenario says about its own outcome: checks by name, with their parameters. */

import type { Outcome } from '../protocol/store/store-events';

/** One check. Times are whole numbers of ticks. */
export type Expectation =
  /** In the end the views of all nodes that are up are those nodes. */
  | { readonly check: 'viewsAgree'; readonly withinTicks?: number }
  /** Whoever failed is out of every view. */
  | { readonly check: 'failedRemoved'; readonly withinTicks?: number }
  /** Nobody removed a node that was up. */
  | { readonly check: 'noFalseRemovals' }
  /** In the end every acknowledged value is on so many nodes: as many as the store's N unless given. */
  | { readonly check: 'replicated'; readonly copies?: number; readonly withinTicks?: number }
  /** No read that begins after a write was acknowledged gives an older value, or nothing. */
  | { readonly check: 'acknowledgedWritesSurvive' }
  /** No read that begins after a delete was acknowledged gives a value from before it. */
  | { readonly check: 'deletesStayDeleted' }
  /** At least this share, 0..1, of clients' operations end ok or with a certain answer. */
  | { readonly check: 'availability'; readonly atLeast: number }
  /** Each node sends at most so many messages in a thousand ticks, on average over the run. */
  | { readonly check: 'messageLoad'; readonly atMost: number }
  /** An operation comes to an outcome and, where given, a value. */
  | {
      readonly check: 'outcome';
      readonly operation: string;
      readonly is: Outcome;
      readonly value?: string;
    };
