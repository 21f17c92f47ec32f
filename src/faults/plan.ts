/** The fault plan: what goes wrong when, as data. */

import type { Address } from '../protocol/address';

/** The replicas of a key by rank. */
export const REPLICA_RANKS = ['primary', 'secondary', 'tertiary'] as const;
/** A replica of a key, clockwise from its position. */
export type ReplicaRank = (typeof REPLICA_RANKS)[number];

/** Which nodes a fault strikes, of those that are up at that time. */
export type Target =
  /** Those with these addresses. */
  | { readonly nodes: readonly Address[] }
  /** One node, drawn. */
  | { readonly draw: 'one' }
  /** Half of all nodes, rounded down, in a row from a drawn one in the lower half. */
  | { readonly draw: 'half' }
  /** A replica of a key, by the nodes that are up. */
  | { readonly replica: ReplicaRank; readonly of: string }
  /** The node with the lowest address that is no replica of the key. */
  | { readonly noReplicaOf: string };

/** One thing that goes wrong. */
export interface FaultStep {
  /** Its name, of no other step: its draws come from a stream of this name. */
  readonly id: string;
  /** The tick, 0 or more; faults strike after everything else but clients in it. */
  readonly at: number;
  /** Who goes down, without a word. */
  readonly crash: Target;
  /** Lines for the operator, said for each node struck. */
  readonly announce?: readonly string[];
}

/** A step as it happened: which nodes its rule came to. Replaying uses these. */
export interface ResolvedFault {
  readonly id: string;
  readonly at: number;
  /** Empty where the rule found nobody. */
  readonly crash: { readonly nodes: readonly Address[] };
  readonly rule: Target;
}
