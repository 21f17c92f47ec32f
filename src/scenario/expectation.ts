/** What a scenario says about its own outcome: checks by name, with their parameters. */

import type { Address } from '../protocol/address';
import type { Outcome } from '../protocol/store/store-events';

/** One check. Times are whole numbers of ticks. */
export type Expectation =
  /** In the end the views of all nodes that are up are those nodes. */
  | { readonly check: 'viewsAgree'; readonly withinTicks?: number }
  /** Whoever failed is out of every view. */
  | { readonly check: 'failedRemoved'; readonly withinTicks?: number }
  /** Nobody removed a node that was up, but for these, or so often at most: 0 unless given. */
  | {
      readonly check: 'noFalseRemovals';
      readonly except?: readonly Address[];
      readonly atMost?: number;
    }
  /**
   * In the end every acknowledged value, or a newer one, is on its nodes: the first `copies` (the store's N
   * unless given) on the ring, those of them that are up.
   */
  | { readonly check: 'replicated'; readonly copies?: number; readonly withinTicks?: number }
  /** No read that begins after a write was acknowledged gives an older value, or nothing. */
  | { readonly check: 'acknowledgedWritesSurvive' }
  /** No read that begins after a delete was acknowledged gives a value from before it. */
  | { readonly check: 'deletesStayDeleted' }
  /** No read gives a value that nobody wrote (I1). */
  | { readonly check: 'readsWereWritten' }
  /** A write is acknowledged only when its quorum of distinct nodes has stored it (I2). */
  | { readonly check: 'writesReachQuorum' }
  /** In the end the replicas of every key have one version of it, and nobody else keeps it (I3). */
  | { readonly check: 'replicasAgree'; readonly withinTicks?: number }
  /** A read that begins after another of its key has ended gives the same version or a newer one (I4). */
  | { readonly check: 'readsAreMonotone' }
  /** No replica's version of a key falls, whatever is merged (I7). */
  | { readonly check: 'versionsNeverFall' }
  /** What a read asks meets what a write acknowledged before it has reached (I8). */
  | { readonly check: 'quorumsMeet' }
  /** However often a client asks for the same thing, it is done once (I9). */
  | { readonly check: 'oneVersionPerRequest' }
  /** What a log has acknowledged is there again when it is read back (I10). */
  | { readonly check: 'storageKeepsAcknowledged' }
  /** At least this share, 0..1, of operations is answered: carried out, or refused by the state of the key. */
  | { readonly check: 'availability'; readonly atLeast: number }
  /** Each node sends at most so many messages in a thousand ticks, on average over the run. */
  | { readonly check: 'messageLoad'; readonly atMost: number }
  /**
   * Of every failure the first observer hears within `firstTicks`, and every one within `allTicks`: the
   * removal of the node that failed, unless its suspicion is meant.
   */
  | {
      readonly check: 'detectionTime';
      readonly of?: 'removal' | 'suspicion';
      readonly firstTicks?: number;
      readonly allTicks?: number;
    }
  /** From the first removal of a node that failed to the last it takes so long at most. */
  | { readonly check: 'disseminationTime'; readonly atMostTicks: number }
  /** So many times at most a node suspected one that was up. */
  | { readonly check: 'falseSuspicions'; readonly atMost: number }
  /** An operation comes to an outcome and, where given, a value. */
  | {
      readonly check: 'outcome';
      readonly operation: string;
      readonly is: Outcome;
      readonly value?: string;
    };

/** With more nodes nobody keeps who knows whom, which is a table of all pairs. */
export const PAIRS_NODES_MAX = 2000;

const OF_PAIRS: readonly string[] = ['viewsAgree', 'failedRemoved', 'noFalseRemovals'];

/** Whether a check has to know who knows whom: for up to `PAIRS_NODES_MAX` nodes. */
export function needsAllPairs(check: Expectation['check']): boolean {
  return OF_PAIRS.includes(check);
}

const OF_STORE: readonly string[] = [
  ...['replicated', 'acknowledgedWritesSurvive', 'deletesStayDeleted', 'availability', 'outcome'],
  ...['readsWereWritten', 'writesReachQuorum', 'replicasAgree', 'readsAreMonotone'],
  ...['versionsNeverFall', 'quorumsMeet', 'oneVersionPerRequest', 'storageKeepsAcknowledged'],
];

/** Whether a check looks at keys and values, of which membership alone has none. */
export function needsStore(check: Expectation['check']): boolean {
  return OF_STORE.includes(check);
}
