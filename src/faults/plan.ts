/** The fault plan: what goes wrong when, as data. Every time is a whole number of ticks. */

import type { Address } from '../protocol/address';
import type { LogFile } from '../protocol/storage/log-files';
import type { Unsynced } from '../simulation/files';
import type { LinkSettings } from '../simulation/links';

/** The replicas of a key by rank. */
export const REPLICA_RANKS = ['primary', 'secondary', 'tertiary'] as const;
/** A replica of a key, clockwise from its position. */
export type ReplicaRank = (typeof REPLICA_RANKS)[number];

/** Which nodes a step strikes: but for those that are named, of the nodes that are up by then. */
export type Target =
  /** Those with these addresses. */
  | { readonly nodes: readonly Address[] }
  /** One node, drawn. */
  | { readonly draw: 'one' }
  /** Half of all nodes, rounded down, in a row from a drawn one in the lower half. */
  | { readonly draw: 'half' }
  /** So many nodes, drawn. */
  | { readonly random: number }
  /** A replica of a key. */
  | { readonly replica: ReplicaRank; readonly of: string }
  /** So many replicas of a key, drawn. */
  | { readonly replicas: number; readonly of: string }
  /** The node with the lowest address that is no replica of the key. */
  | { readonly noReplicaOf: string }
  /** Whoever took on the latest operation on the key. */
  | { readonly coordinatorOf: string }
  /** The introducers. */
  | { readonly introducers: true }
  /** The nodes whose slots lie from the first to the second, clockwise, both included. */
  | { readonly slots: readonly [number, number] };

/** When a step happens. */
export type Trigger =
  /** In this tick. */
  | { readonly at: number }
  /** In tick `first` and every `every` ticks, 1 or more, after it, up to `last`. */
  | { readonly every: number; readonly first: number; readonly last: number }
  /** `after` ticks, 1 or more, after each of the first `times` events that fit. */
  | { readonly when: EventPattern; readonly after: number; readonly times: number };

/** Events of a kind and, where given, on a node, about a member or a key. */
export interface EventPattern {
  readonly kind: string;
  readonly node?: Address;
  readonly member?: Address;
  readonly key?: string;
}

/** What a step does. With `for` it is undone so many ticks, 1 or more, later. */
export type Action =
  /** Goes down without a word. */
  | {
      readonly crash: Target;
      /** Comes up again so many ticks, 1 or more, later. */
      readonly restartAfter?: number;
      /** What it stored is lost: whenever it comes up again, it finds an empty disk. */
      readonly wipe?: boolean;
      /**
       * The power fails: files lose what was not synced or, `torn`, all but a drawn beginning of it.
       * Unless given only the process dies, and they lose nothing.
       */
      readonly unsynced?: Unsynced;
    }
  /** Comes up again, having lost what it stored or not; or comes up for the first time. */
  | { readonly start: Target; readonly wipe?: boolean }
  /** Says goodbye and goes down. */
  | { readonly leave: Target }
  /**
   * Stands still: its timers and its mail wait. A node that several pauses hold goes on when the
   * last of them has ended.
   */
  | { readonly pause: Target; readonly for?: number }
  /**
   * Goes on, whatever pauses hold it. A step that is called as the end of a pause is (`p resume`
   * for the pause `p`) ends that one alone.
   */
  | { readonly resume: Target }
  /** Cuts every link between groups or, one way, those from the first group to the others. */
  | { readonly partition: readonly Target[]; readonly oneWay?: boolean; readonly for?: number }
  /** Changes the links from some nodes to some; from or to all, where not given. */
  | {
      readonly link: Partial<LinkSettings>;
      readonly from?: Target;
      readonly to?: Target;
      readonly for?: number;
    }
  /** Undoes a `partition` or a `link`, by the id of its step. */
  | { readonly heal: string }
  /** Loses one message: of those sent over a link in the tick, the `order`-th, from 0. */
  | { readonly lose: { readonly from: Address; readonly to: Address; readonly order: number } }
  /** Both clocks run fast by so many parts in a million (slow below 0); the wall clock steps. */
  | { readonly clock: Target; readonly driftPpm?: number; readonly stepTicks?: number }
  /** A node is to be an owner of the ring: the operator tells `by`, or the lowest owner that is up. */
  | { readonly addOwner: Address; readonly by?: Address }
  /** An owner of the ring is to be none. */
  | { readonly removeOwner: Address; readonly by?: Address }
  /** Storage takes so many ticks longer (0 for no longer); takes nothing more, or does again. */
  | {
      readonly disk: Target;
      readonly slowTicks?: number;
      readonly full?: boolean;
      /** A drawn bit of what this file has on the disk turns over ... */
      readonly rot?: LogFile;
      /** ... in one of the bytes from the first to the second; in any, unless given. */
      readonly bytes?: readonly [number, number];
    };

/** One thing that goes wrong. */
export type FaultStep = Trigger & Action & StepName;

/** What names a step. */
export interface StepName {
  /** Its name, of no other step: its draws come from a stream of this name. */
  readonly id: string;
  /** Lines for the operator, said for each node that goes down. */
  readonly announce?: readonly string[];
}

/**
 * A step as it happened: when, and which nodes its rules came to. Steps of these alone, given
 * again, are the same plan. What a `for` or a `restartAfter` brought is a step of its own.
 */
export type ResolvedFault = Action &
  StepName & {
    readonly at: number;
    /** The action as it was given. */
    readonly rule: Action;
  };

/** The fields of a step that are not of its action. */
const NOT_THE_ACTION = [
  ...['id', 'announce', 'rule', 'at', 'every', 'first', 'last', 'when', 'after', 'times'],
];

/** What a step does, without its name and its trigger. */
export function actionOf(step: FaultStep | ResolvedFault): Action {
  const fields = Object.entries(step).filter(([name]) => !NOT_THE_ACTION.includes(name));
  return Object.fromEntries(fields) as unknown as Action;
}
