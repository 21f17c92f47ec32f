/** Clients as a workload: how many, how busy, on which keys, and how patient. */

/** What the clients of a run do. Times are whole numbers of ticks. */
export interface ClientsOptions {
  /** Clients, 1 to 1000. Client c asks node c, from the first again where there are fewer nodes. */
  readonly count: number;
  /**
   * `open`: operations come at their own pace, answered or not; `closed`: the next comes a while
   * after the last has ended.
   */
  readonly loop: 'open' | 'closed';
  /**
   * The mean time between two operations of a client, or from an end to the next: 1 or more, not
   * always whole.
   */
  readonly intervalTicks: number;
  /** How many keys there are (`k1`, `k2`, ...), and whether some are asked for more than others. */
  readonly keys: { readonly count: number; readonly distribution: 'uniform' | 'zipf' };
  /** Shares of the operations; their sum is 1. */
  readonly mix: {
    readonly read: number;
    readonly update: number;
    readonly delete: number;
    readonly put?: number;
  };
  /** How long what they store is to stay, 1 or more; for good unless given. */
  readonly ttlTicks?: number;
  /**
   * Who gives a write its version: its coordinator (unless given), anew for each attempt, or the client,
   * by the wall clock of its node, once for all attempts, so that none of them is another write.
   */
  readonly stamp?: 'coordinator' | 'client';
  /** How long a client waits for an answer, 1 or more. */
  readonly timeoutTicks: number;
  /** How often it asks again, through another node and under the same number, 0 or more. */
  readonly retries: number;
  /** How long it waits before that, twice as long each time, 0 or more. */
  readonly backoffTicks: number;
  /** Operations begin from the first tick to the last, both included. */
  readonly firstTick: number;
  readonly lastTick: number;
}
