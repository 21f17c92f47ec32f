/**
 * The words of scenario files as types, for scenarios that are built in code. `yaml/schema.ts` says
 * which of them are allowed; a test holds that these types are the same.
 */

import type { ReplicaRank } from '../faults/plan';
import type { LogFile } from '../protocol/storage/log-files';
import type { Outcome } from '../protocol/store/store-events';
import type { OperationName } from '../protocol/store/store-messages';
import type { CourseTest } from '../workload/course';
import type { MembershipWords, MembershipWordsOf } from './membership-words';
import type { RingChoices } from './ring';
import type { Count, Duration, NodeWord, Percentage, RangeText, Rate, Size } from './value-words';

/** Nodes, by one of these keys: of those that are up, save those that are named. */
export type TargetMap =
  /** This node, or these. */
  | { readonly nodes: NodeWord | readonly NodeWord[] }
  /** So many, drawn. */
  | { readonly random: Count }
  /** A replica of a key. */
  | { readonly replica: ReplicaRank; readonly of: string }
  /** So many replicas of a key, drawn. */
  | { readonly replicas: Count; readonly of: string }
  /** The lowest node that is no replica of this key. */
  | { readonly noReplicaOf: string }
  /** Whoever took on the latest operation on this key. */
  | { readonly coordinatorOf: string }
  /** The introducers. */
  | { readonly introducers: true }
  /** Those in the slots of the ring from the first to the second, clockwise, 0 to 511. */
  | { readonly slots: readonly [Count, Count] }
  /** The course's draws: one node, or half of them in a row. */
  | { readonly draw: 'one' | 'half' };

/** Nodes: in short, or by a key that says which. */
export type TargetWords = NodeWord | 'random' | 'introducers' | readonly NodeWord[] | TargetMap;

/** How long messages are under way: always the same, or by a distribution. */
export type LatencyWords =
  | Duration
  | { readonly distribution: 'constant'; readonly delay: Duration }
  | { readonly distribution: 'uniform'; readonly min: Duration; readonly max: Duration }
  | { readonly distribution: 'exponential'; readonly floor: Duration; readonly mean: Duration }
  | {
      readonly distribution: 'tail';
      readonly min: Duration;
      readonly max: Duration;
      /** The messages that take longer than `max` ... */
      readonly slowShare: Percentage;
      /** ... and the longest that they take. */
      readonly slow: Duration;
    };

/** Groups of nodes that do not reach each other; other nodes go on as they were. */
export interface PartitionWords {
  readonly groups: readonly TargetWords[];
  /** Only what the first group sends to the others is cut; false unless given. */
  readonly oneWay?: boolean;
  /** It is undone after so long; never unless given. */
  readonly for?: Duration;
}

/** What becomes different on some links. */
export interface LinkWords {
  /** Links from these nodes, or from all, ... */
  readonly from?: TargetWords;
  /** ... to these, or to all. */
  readonly to?: TargetWords;
  /** How long messages are under way. */
  readonly latency?: LatencyWords;
  /** Messages that are lost. */
  readonly loss?: Percentage;
  /** Messages that arrive twice. */
  readonly duplicate?: Percentage;
  /** Messages that wait for a second delay on top. */
  readonly reorder?: Percentage;
  /** Messages under way at once on each link; one more is dropped. */
  readonly capacity?: Count;
  /** Nothing that is sent gets through. */
  readonly cut?: boolean;
  /** What is sent waits, in order, until nothing holds the link. */
  readonly hold?: boolean;
  /** It is undone after so long; never unless given. */
  readonly for?: Duration;
}

/** One message that is lost. */
export interface LoseWords {
  /** Its sender. */
  readonly from: NodeWord;
  /** Its receiver. */
  readonly to: NodeWord;
  /** Of those sent over that link in that tick; 0, the first, unless given. */
  readonly order?: Count;
}

/** Who comes to the operator's ring or goes; with who is told: the lowest owner that is up unless given. */
export type MoveWords = NodeWord | { readonly node: NodeWord; readonly by?: NodeWord };

/** What a step may do, and what each of its actions takes. */
export interface ActionWords {
  /** Nodes go down without a word; they come up again after so long, having lost what they stored. */
  readonly crash:
    | TargetWords
    | (TargetMap & {
        readonly restartAfter?: Duration;
        readonly wipe?: boolean;
        /** The power fails: what was not synced is lost, or all but a drawn beginning of it. */
        readonly unsynced?: 'lost' | 'torn';
      });
  /** Nodes come up: again, having lost what they stored or not, or for the first time. */
  readonly start: TargetWords | (TargetMap & { readonly wipe?: boolean });
  /** Nodes say goodbye and go down. */
  readonly leave: TargetWords;
  /** Nodes stand still, for so long: their timers and their mail wait. */
  readonly pause: TargetWords | (TargetMap & { readonly for?: Duration });
  /** Nodes that stand still go on. */
  readonly resume: TargetWords;
  /** No group of nodes reaches another. */
  readonly partition: PartitionWords;
  /** Links change; a later change wins. */
  readonly link: LinkWords;
  /** Undoes the `partition` or `link` of the step with this id. */
  readonly heal: string;
  /** One message is lost. */
  readonly lose: LoseWords;
  /** Clocks run fast by so much (`200ppm`, slow below 0), or step by so much (`3s`, `-3s`). */
  readonly clock:
    | TargetWords
    | (TargetMap & { readonly drift?: `${number}ppm` | RangeText; readonly step?: Duration });
  /** Every operation of disks takes so much longer (`0s` ends it); nothing more fits, or does again. */
  readonly disk:
    | TargetWords
    | (TargetMap & {
        readonly slow?: Duration;
        readonly full?: boolean;
        /** A drawn bit of this file turns over ... */
        readonly rot?: LogFile;
        /** ... in one of the bytes from the first to the second. */
        readonly bytes?: readonly [Count, Count];
      });
  /** A node is to be an owner of the ring, on the operator's command. */
  readonly addOwner: MoveWords;
  /** An owner of the ring is to be none, on the operator's command. */
  readonly removeOwner: MoveWords;
}

/** What a step is called and says. */
export interface NamingWords {
  /** Its name, of no other step: what it draws depends on it. Made of its action and trigger unless given. */
  readonly id?: string;
  /** Lines for the operator, said when it happens. */
  readonly announce?: readonly string[];
}

/** Of a step that happens again and again: from when to when. */
export interface EveryWords {
  /** The first time; after as long as lies between two unless given. */
  readonly from?: Duration;
  /** Not after this; the end unless given. */
  readonly to?: Duration;
}

/** Of a step that happens when an event does: how long after, and how often. */
export interface WhenWords {
  /** So long after the event; 1 tick unless given. */
  readonly after?: Duration;
  /** For so many of the events, the first ones; 1 unless given. */
  readonly times?: Count;
}

/** An event, by its kind or more closely. */
export type EventWords =
  | string
  | {
      /** Its kind, such as `removed`. */
      readonly event: string;
      /** Only where it happens on this node. */
      readonly node?: NodeWord;
      /** Only where it is about this node. */
      readonly member?: NodeWord;
      /** Only where it is about this key. */
      readonly key?: string;
    };

/** When a step happens. */
export type TriggerWords =
  | { readonly at: Duration }
  | ({ readonly every: Duration } & EveryWords)
  | ({ readonly when: EventWords } & WhenWords);

/** Exactly one of the fields. */
export type OneOf<T> = { [K in keyof T]: Readonly<Pick<T, K>> }[keyof T];

/** A step of the plan: a trigger, an action and, where it is to be called something, a name. */
export type StepWords = NamingWords & TriggerWords & OneOf<ActionWords>;

/** The key-value store. */
export interface ReplicationWords {
  /** Replicas of a key; 3 unless given. */
  readonly n?: Count;
  /** Replicas that answer a read before it ends; 2 unless given. */
  readonly r?: Count;
  /** Replicas that acknowledge a write before it ends; 2 unless given. */
  readonly w?: Count;
  /** A coordinator gives up after so long; 500ms unless given. */
  readonly timeout?: Duration;
  /** Copies that were not acknowledged are offered again after so long; 200ms unless given. */
  readonly offerRetry?: Duration;
  /**
   * `strict`: the replicas of a key alone, and r + w > n; `sloppy`: the next node on the ring stands in
   * for one that is down. The replicas alone, with any r and w, unless given.
   */
  readonly quorum?: 'strict' | 'sloppy';
  /** Replicas that answer a read with less are sent the newest after it, or before; `none` unless given. */
  readonly readRepair?: 'none' | 'async' | 'blocking';
  /** Writes are kept for replicas that did not take them; not unless given. */
  readonly hints?: {
    /** Each for so long; 10s unless given. */
    readonly window?: Duration;
    /** Whether one in the place of a replica counts toward w; false unless given. */
    readonly countTowardW?: boolean;
  };
  /** Nodes compare what they have of the keys that both keep; they do not unless given. */
  readonly antiEntropy?: {
    /** By lists of all keys, or by digests of arcs of the ring; `merkle` unless given. */
    readonly kind?: 'full' | 'merkle';
    /** A node begins a comparison so often; 1s unless given. */
    readonly every?: Duration;
  };
  /** What stamps versions: the coordinator's wall clock, or one that is never below what it saw; `wall` unless given. */
  readonly clock?: 'wall' | 'hybrid';
  /** Which of two writes with one timestamp wins: by actor, or the one that came last; `actor` unless given. */
  readonly ties?: 'actor' | 'arrival';
  /** Tombstones are forgotten after so long; never unless given. */
  readonly tombstoneGrace?: Duration;
  /** Whether a request that comes again changes nothing; true unless given. */
  readonly dedupe?: boolean;
  /** Whether keys are copied to whom the ring gives them; true unless given. */
  readonly rebalance?: boolean;
}

/** What happens to messages. */
export interface NetworkWords {
  /** How long they are under way; 1ms unless given. */
  readonly latency?: LatencyWords;
  /** Those that are lost, always or from one time to another; none unless given. */
  readonly loss?:
    | Percentage
    | { readonly probability: Percentage; readonly from?: Duration; readonly to?: Duration };
  /** Those that arrive twice; none unless given. */
  readonly duplicate?: Percentage;
  /** Those that wait for a second delay on top; none unless given. */
  readonly reorder?: Percentage;
  /** How many are under way at once on a link; no limit unless given. */
  readonly linkCapacity?: Count;
  /** A larger one is dropped; 3983B unless given. */
  readonly maxMessageSize?: Size;
  /** How many are under way at once in all; 30,000 unless given. */
  readonly maxInFlight?: Count;
}

/** What nodes keep their records in: memory, or a log of which nothing more need be said. */
export type StorageWords =
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'log';
      /** When the log is synced; always before anything is acknowledged unless given. */
      readonly fsync?: 'always' | 'batch' | 'never';
      /** Of `batch`: so long changes are gathered, 10ms unless given, ... */
      readonly batchTime?: Duration;
      /** ... or so many, 100 unless given. */
      readonly batchRecords?: Count;
      /** Whether what is read back is held against checksums; true unless given. */
      readonly checksum?: boolean;
      /** A snapshot is taken after so many changes; 10,000 unless given. */
      readonly snapshotEvery?: Count;
      /** Whether a snapshot takes its place before the log is emptied; true unless given. */
      readonly renameBeforeTruncate?: boolean;
    };

/** The storage of each node. */
export interface DiskWords {
  /** Until an operation is done; 0s, which is memory, unless given. */
  readonly latency?: Duration;
  /** What an fsync of files takes on top of that; 0s unless given. */
  readonly fsync?: Duration;
  /** Records that memory holds; a million unless given. */
  readonly maxRecords?: Count;
}

/** An operation of the script. */
export interface OperationWords {
  readonly at: Duration;
  readonly operation: OperationName;
  readonly key: string;
  /** What is stored; for read and delete what is expected, for the log. */
  readonly value?: string;
  /** The node it goes through; one that is up is drawn unless given. */
  readonly coordinator?: NodeWord;
  /** Replicas that have to answer this one, in the place of r or w. */
  readonly quorum?: Count;
  /** How long what is stored is to stay; for good unless given. */
  readonly ttl?: Duration;
  /** Its name, of no other; made of the other keys unless given. */
  readonly id?: string;
  /** Lines for the operator. */
  readonly announce?: readonly string[];
}

/** What clients do. */
export interface WorkloadWords {
  /** How many there are; client c asks node c first. */
  readonly clients?: Count;
  /** Open loop: operations of a client, whether answered or not. */
  readonly ratePerClient?: Rate;
  /** Closed loop: from the end of an operation to the next, on average. */
  readonly thinkTime?: Duration;
  /** So many keys k1, k2, ...; 20 unless given. */
  readonly keys?: Count | { readonly count: Count; readonly distribution?: 'uniform' | 'zipf' };
  /** Their operations, 100% in all; half reads, half updates unless given. */
  readonly mix?: {
    readonly read?: Percentage;
    readonly update?: Percentage;
    readonly delete?: Percentage;
    readonly put?: Percentage;
  };
  /** How long what they store is to stay; for good unless given. */
  readonly ttl?: Duration;
  /** Who gives a write its version: its coordinator, unless given, or the client, once for all attempts. */
  readonly stamp?: 'coordinator' | 'client';
  /** How long a client waits for an answer; 1s unless given. */
  readonly timeout?: Duration;
  /** How often it asks again, through another node; 3 unless given. */
  readonly retries?: Count;
  /** How long it waits before that, twice as long each time; 100ms unless given. */
  readonly backoff?: Duration;
  /** Clients begin operations from this time on, 5s unless given, ... */
  readonly from?: Duration;
  /** ... to this, the end unless given. */
  readonly to?: Duration;
  /** Operations one by one, beside those of the clients. */
  readonly operations?: readonly OperationWords[];
  /** Lines for the operator. */
  readonly announcements?: readonly { readonly at: Duration; readonly lines: readonly string[] }[];
  /** One of the course's tests; then nothing else is given. */
  readonly course?: CourseTest;
}

/** How long after the last fault a check is to hold. */
export interface WithinWords {
  /** So long after ... */
  readonly within?: Duration;
  /** ... the last fault. */
  readonly after?: 'lastFault';
}

/** What takes nothing: `{}`. */
export type NoWords = Readonly<Record<string, never>>;

/** What each check takes. */
export interface CheckWords {
  readonly viewsAgree: WithinWords;
  readonly failedRemoved: WithinWords;
  readonly noFalseRemovals: { readonly except?: readonly NodeWord[]; readonly atMost?: Count };
  readonly replicated: WithinWords & { readonly copies?: Count };
  readonly acknowledgedWritesSurvive: NoWords;
  readonly deletesStayDeleted: NoWords;
  readonly readsWereWritten: NoWords;
  readonly writesReachQuorum: NoWords;
  readonly replicasAgree: WithinWords;
  readonly readsAreMonotone: NoWords;
  readonly versionsNeverFall: NoWords;
  readonly quorumsMeet: NoWords;
  readonly oneVersionPerRequest: NoWords;
  readonly storageKeepsAcknowledged: NoWords;
  readonly availability: { readonly atLeast: Percentage };
  readonly messageLoad: { readonly atMost: Rate };
  readonly detectionTime: {
    readonly first?: Duration;
    readonly all?: Duration;
    readonly of?: 'removal' | 'suspicion';
  };
  readonly disseminationTime: { readonly atMost: Duration };
  readonly falseSuspicions: { readonly atMost: Count };
  readonly outcome: { readonly operation: string; readonly is: Outcome; readonly value?: string };
}

/** A check: its name or, where it takes something, with that. */
export type ExpectationWords = Exclude<keyof CheckWords, CheckWithWords> | OneOf<CheckWords>;

/** Checks that say nothing without more. */
export type CheckWithWords =
  | 'availability'
  | 'messageLoad'
  | 'detectionTime'
  | 'disseminationTime'
  | 'falseSuspicions'
  | 'outcome';

/** More of the ring than who owns what. */
export type RingWords = Omit<RingChoices, 'tokens'> & {
  /** Tokens of a node: 1 with the course's hash, 150 unless given with `murmur3`. */
  readonly tokens?: Count;
};

/** The words of a scenario file, with what a file has under `cluster` beside the others. */
export interface ScenarioWords {
  /** Shown in messages; `cluster` unless given. */
  readonly name?: string;
  /** Nodes n1, n2, ...: 1 to 1,000,000. */
  readonly nodes: Count;
  /** How long the run is; 60s unless given. */
  readonly duration?: Duration;
  /** What the simulated clock moves by, 10us to 1s; 1ms unless given. */
  readonly tick?: Duration | 'course';
  /** How nodes learn of each other; heartbeats unless given. */
  readonly membership?: keyof MembershipWordsOf | MembershipWords;
  /** The key-value store, `{}` for one with all defaults; without it nodes keep membership only. */
  readonly replication?: ReplicationWords;
  /** Who owns what: the nodes that start by themselves (unless given), or whoever is in a node's view. */
  readonly ring?: 'operator' | 'auto' | RingWords;
  /** What nodes keep their records in; memory unless given. */
  readonly storage?: StorageWords;
  /** Whether nodes join (unless given), or are in each other's views from the start. */
  readonly start?: 'joining' | 'converged';
  /** How fast nodes start; four a tick, or all in 40 ticks, unless given. */
  readonly starts?: { readonly nodes: Count; readonly in: Duration };
  /** Who coordinates: the node that a client asks, unless given, each client itself, or one server. */
  readonly coordinator?: 'node' | 'client' | 'server';
  /** Nodes that do not start by themselves but by `start` steps. */
  readonly later?: readonly NodeWord[];
  /** Who comes first within a tick: whoever was ready first (unless given), or the highest node. */
  readonly order?: 'arrival' | 'falling';
  /** What happens to messages. */
  readonly network?: NetworkWords;
  /** The storage of each node. */
  readonly disk?: DiskWords;
  /** What clients do. */
  readonly workload?: WorkloadWords;
  /** What goes wrong, step by step; `at`, `every` and `when` add to it. */
  readonly faults?: readonly StepWords[];
  /** Checks that are to hold. */
  readonly expect?: readonly ExpectationWords[];
  /** Checks that are to fail. */
  readonly expectFailure?: readonly ExpectationWords[];
}

/** Words that options in ticks do not have: by one of them options are known to be in words. */
export type TimedMark = 'duration' | 'tick' | 'replication' | 'order';
export const MARKS: readonly TimedMark[] = ['duration', 'tick', 'replication', 'order'];

/**
 * What `cluster` takes in the words of scenario files: `duration`, `tick`, `replication` or `order`, by
 * one of which it knows them, and any of the others.
 */
export type TimedOptions = ScenarioWords &
  { [K in TimedMark]: Required<Pick<ScenarioWords, K>> }[TimedMark];

/** What is said in words in the place of an option in ticks. */
export const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['durationTicks', "duration: '60s'"],
  ['tickMicros', "tick: '1ms'"],
  ['store', 'replication: {}'],
  ['nodeOrder', 'order'],
]);
