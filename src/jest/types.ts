/** The matchers as TypeScript sees them, for `@types/jest` and for `@jest/globals`. */

import type { ExpectedEvent } from './event-matchers';
import type { Observers } from './membership-matchers';
import type { SeededTest } from './seeds';
import type { ExpectedOutcome, Replication } from './store-matchers';
import type { OperationHandle } from '../library/simulation';

/** What `expect(run)` gains: `run` is a `Run`, or a `Simulation` at any time. */
export interface RingsimMatchers<R> {
  /**
   * A node was taken into the views of the others; without a node, every node that started. A later
   * failure or removal does not undo that.
   * @param node `n3`, `3:0` or `3.0.0.0:0`
   */
  toHaveJoined(node?: string, observers?: Observers): R;
  /**
   * A node that failed was taken out of the views of those that had it in theirs and are up. With
   * `not` and without `by`: nobody removed it.
   */
  toHaveRemoved(node: string, observers?: Observers): R;
  /** A node that was up was taken out of a view; with `not`, none ever was. */
  toHaveFalseRemovals(): R;
  /** A key's last acknowledged value is on its nodes: the first so many on the ring that are up. */
  toReplicate(key: string, replication?: Replication): R;
  /**
   * An operation came to an outcome, or has all the given properties.
   * @param operation what `create`, `read`, `update` or `delete` gave, or the name of a step: `T1`
   */
  toHaveOutcome(operation: OperationHandle | string, outcome: ExpectedOutcome): R;
  /**
   * These events happened in this order, whatever was between them. Of each the given fields are
   * compared; asymmetric matchers are welcome.
   */
  toHaveEventsInOrder(events: readonly ExpectedEvent[]): R;
  /** In the end the views of all nodes that are up are those nodes, so long after the last change. */
  viewsAgree(parameters?: { readonly withinTicks?: number }): R;
  /** Whoever failed so long ago is out of every view. */
  failedRemoved(parameters?: { readonly withinTicks?: number }): R;
  /** Nobody removed a node that was up. */
  noFalseRemovals(): R;
  /** Every acknowledged value is on its nodes: so many as the store's N unless given. */
  replicated(parameters?: { readonly copies?: number; readonly withinTicks?: number }): R;
  /** No read that began after a write was acknowledged gave an older value, or nothing. */
  acknowledgedWritesSurvive(): R;
  /** No read that began after a delete was acknowledged gave a value from before it. */
  deletesStayDeleted(): R;
  /** Every value that was read was written by somebody (I1). */
  readsWereWritten(): R;
  /** Every write that was acknowledged was stored by its quorum of distinct nodes (I2). */
  writesReachQuorum(): R;
  /**
   * In the end the replicas of every key have one version of it, and nobody else keeps it (I3).
   * `withinTicks`: so long after the last change; by default as long as the protocols need.
   */
  replicasAgree(parameters?: { readonly withinTicks?: number }): R;
  /** A read that begins after another of its key has ended gives no older version (I4). */
  readsAreMonotone(): R;
  /** No replica's version of a key falls (I7). */
  versionsNeverFall(): R;
  /** What a read asks meets what a write acknowledged before it has reached (I8). */
  quorumsMeet(): R;
  /** However often a client asks for the same thing, it is done once (I9). */
  oneVersionPerRequest(): R;
  /** What a log has acknowledged is there again when it is read back (I10). */
  storageKeepsAcknowledged(): R;
  /**
   * At least this share, 0..1, of the operations that ended were answered: carried out, or refused by
   * the state of their key.
   */
  availability(parameters: { readonly atLeast: number }): R;
  /** Each node sent at most so many messages in a thousand ticks, on average. */
  messageLoad(parameters: { readonly atMost: number }): R;
  /**
   * Every failure was noticed in time, in ticks after it: by the first that removed the node, and by
   * the last of those that were up all the time; or by those that suspected it.
   */
  detectionTime(parameters: {
    readonly of?: 'removal' | 'suspicion';
    readonly firstTicks?: number;
    readonly allTicks?: number;
  }): R;
  /** From the first removal of a node that failed to the last it took so many ticks at most. */
  disseminationTime(parameters: { readonly atMostTicks: number }): R;
  /** So many times at most a node suspected one that was up. */
  falseSuspicions(parameters: { readonly atMost: number }): R;
  /** A scripted operation came to an outcome and, where given, a value. */
  outcome(parameters: {
    readonly operation: string;
    readonly is: 'ok' | 'fail' | 'unknown';
    readonly value?: string;
  }): R;
}

/* eslint-disable @typescript-eslint/no-empty-object-type, @typescript-eslint/no-namespace,
   @typescript-eslint/no-unused-vars -- how jest's types are added to: same names, same parameters */

declare global {
  namespace jest {
    interface Matchers<R, T> extends RingsimMatchers<R> {}
    interface It extends SeededTest {}
  }
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T> extends RingsimMatchers<R> {}
}
