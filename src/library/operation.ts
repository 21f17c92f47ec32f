/** Clients' operations and what became of them. */

import type { Run } from '../application/run';
import { nodeName, type NodeName } from '../protocol/address';
import type { Outcome } from '../protocol/store/store-events';
import type { OperationName } from '../protocol/store/store-messages';
import type { History } from './history';

/** A client's operation. */
export interface ClientOperation {
  /** The name of its step: `T1` of the course's tests, `step 1` of one that was asked for in code. */
  readonly id: string;
  /** Its number in the run, from 1: the course's transID. */
  readonly request: number;
  readonly operation: OperationName;
  readonly key: string;
  /** What was to be written or, once a read is through, what was read. */
  readonly value: string;
  /** Of a put that is ok: the value that it took the place of; undefined where there was none. */
  readonly replaced?: string | undefined;
  /** The node it went through; undefined where that one was down, and so nothing was done. */
  readonly coordinator: NodeName | undefined;
  /** The tick in which it was asked for. */
  readonly invokedAt: number;
  /** The tick in which it ended; undefined where it never did. */
  readonly completedAt: number | undefined;
  /**
   * `ok`; `fail`, certainly without effect; `unknown`, which may have happened or may yet, and
   * which every operation is that has not ended.
   */
  readonly outcome: Outcome;
}

/** The operations of a run so far, in the order in which they were asked for. */
export function operationsOf({ plan }: Run, events: History): ClientOperation[] {
  // The script's own are client 0's; those of clients have their own numbers.
  const own = events.where({ kind: 'completed' }).filter(({ client }) => client === 0);
  const ends = new Map(own.map((event) => [event.request, event] as const));
  return plan.operations.map(({ id, request, operation, key, value, coordinator, at }) => {
    const end = ends.get(request);
    const outcome = coordinator === undefined ? 'fail' : 'unknown';
    return {
      ...{ id, request, operation, key, value: end?.value ?? value },
      coordinator: coordinator === undefined ? undefined : nodeName(coordinator),
      ...{ invokedAt: at, completedAt: end?.time, outcome: end?.outcome ?? outcome },
      ...(end?.replaced === undefined ? {} : { replaced: end.replaced[0] }),
    };
  });
}
