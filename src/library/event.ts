/** Events as a user of the library sees them: plain values, nodes by name. */

import { type Address, nodeName, type NodeName } from '../protocol/address';
import { nodeMessages } from '../protocol/node';
import type { Refusal } from '../protocol/ring/ring-events';
import type { LogFile } from '../protocol/storage/log-files';
import type { Outcome } from '../protocol/store/store-events';
import type { Version } from '../protocol/store/record';
import type { OperationName, OperationOptions, Reason } from '../protocol/store/store-messages';
import { DROP_REASONS, type DropReason, type EventView } from '../simulation/events';

/** What every event has. */
export interface EventBase {
  /** 1, 2, ... in the order in which events happened, those that were not kept included. */
  readonly id: number;
  /** The tick in which it happened. */
  readonly time: number;
  /** The id of the event that was being handled; 0 for what the scenario did. */
  readonly cause: number;
}

/** An event that happened on a node. */
export interface NodeEvent extends EventBase {
  readonly node: NodeName;
}

/**
 * A node came up, went down without a word (`crashed`) or after a goodbye (`stopped`), stood still
 * or went on; or a machine beside the nodes that coordinates came up (`outsiderStarted`). `boot` is 1
 * for its first life.
 */
export interface LifeEvent extends NodeEvent {
  readonly kind: 'started' | 'crashed' | 'stopped' | 'paused' | 'resumed' | 'outsiderStarted';
  readonly boot: number;
}

/** A client's request reached a node, which then coordinates it. */
export interface CommandEvent extends Omit<InvokedEvent, 'kind'> {
  readonly kind: 'command';
}

/** An operator's command reached a node, which then coordinates the movement. */
export interface MoveCommandEvent extends NodeEvent {
  readonly kind: 'command';
  readonly move: 'addOwner' | 'removeOwner';
  /** Who is to come or to go. */
  readonly member: NodeName;
}

/** A line for the log, of a node or (without one) of the scenario. */
export interface NoteEvent extends EventBase {
  readonly kind: 'note';
  readonly node: NodeName | undefined;
  readonly text: string;
}

/** A step of the plan changed something about the world: links, or a clock or disk of `node`. */
export interface ChangedEvent extends EventBase {
  readonly kind: 'changed';
  readonly node: NodeName | undefined;
  /** The step's id. */
  readonly step: string;
  /** What it did, in words. */
  readonly text: string;
}

/** A timer fired; `number` is its data. */
export interface TimerEvent extends NodeEvent {
  readonly kind: 'timer';
  readonly timer: string;
  readonly number: number;
}

/** A storage operation was acknowledged. */
export interface StoredEvent extends NodeEvent {
  readonly kind: 'stored';
  readonly token: number;
}

/** A message was handed to the network, `bytes` long when encoded. */
export interface SentEvent extends NodeEvent {
  readonly kind: 'sent';
  readonly to: NodeName;
  readonly type: string;
  readonly bytes: number;
}

/** It arrived; its `cause` is its `sent` event. */
export interface DeliveredEvent extends NodeEvent {
  readonly kind: 'delivered';
  readonly from: NodeName;
  readonly type: string;
}

/** It was lost by chance; its `cause` is its `sent` event, `node` its sender. */
export interface LostEvent extends NodeEvent {
  readonly kind: 'lost';
  readonly to: NodeName;
  readonly type: string;
}

/** It was refused by a limit or had nobody to go to; `cause` and `node` as in `lost`. */
export interface DroppedEvent extends NodeEvent {
  readonly kind: 'dropped';
  readonly to: NodeName;
  readonly type: string;
  readonly reason: DropReason;
}

/** An introducer came up, and with it a group. */
export interface GroupStartedEvent extends NodeEvent {
  readonly kind: 'groupStarted';
}

/** A node came up and asked an introducer for the first time. */
export interface JoinTriedEvent extends NodeEvent {
  readonly kind: 'joinTried';
  readonly introducer: NodeName;
}

/** A node came up in the view of all nodes of which this is said, and knew them. */
export interface KnewAllEvent extends NodeEvent {
  readonly kind: 'knewAll';
  /** How many they are, itself included. */
  readonly members: number;
}

/**
 * A member entered the view of `node` (`joined`), is there under a newer incarnation (`returned`),
 * was taken out (`removed`), or said goodbye (`left`).
 */
export interface MemberEvent extends NodeEvent {
  readonly kind: 'joined' | 'returned' | 'removed' | 'left';
  readonly member: NodeName;
  readonly incarnation: number;
}

/** A member was not heard of for TFAIL, or was heard of again before it was removed. */
export interface SuspicionEvent extends NodeEvent {
  readonly kind: 'suspected' | 'aliveAgain';
  readonly member: NodeName;
}

/** A coordinator took an operation on. */
export interface InvokedEvent extends NodeEvent {
  readonly kind: 'invoked';
  readonly operation: OperationName;
  readonly key: string;
  /** What is to be written; empty for read and delete unless the client expects one. */
  readonly value: string;
  readonly client: number;
  /** The number of the operation in the run, from 1: the course's transID. */
  readonly request: number;
  /** What its client said beside, where it did. */
  readonly options?: OperationOptions;
}

/** A client began an operation, by way of `node` at first. */
export interface AskedEvent extends Omit<InvokedEvent, 'kind'> {
  readonly kind: 'asked';
}

/** It ended for the client: `unknown` where nobody answered in time. */
export interface AnsweredEvent extends Omit<InvokedEvent, 'kind'> {
  readonly kind: 'answered';
  readonly outcome: Outcome;
}

/**
 * A replica did its part of an operation, or refused (`served`); a coordinator came to its end
 * (`completed`). `value` is what was written or read.
 */
export interface OutcomeEvent extends Omit<InvokedEvent, 'kind'> {
  readonly kind: 'served' | 'completed';
  readonly outcome: Outcome;
  /** Why it was not carried out; empty where it was. */
  readonly reason: Reason;
  /**
   * `served`: what the replica has for the key now. `completed`: what was read or written; whoever
   * acknowledged a write has that or a newer one. All zeros where there is none.
   */
  readonly version: Version;
  /**
   * `completed`, of a put that is ok: the value that was there before, or nothing; not given where it is known no
   * more, since an attempt before was carried out.
   */
  readonly replaced?: readonly string[];
}

/** A copy that stabilization made is stored on `node`. */
export interface CopiedEvent extends NodeEvent {
  readonly kind: 'copied';
  readonly key: string;
  readonly from: NodeName;
  /** What `node` has for the key now. */
  readonly version: Version;
}

/** A key that `node` owns no longer is gone from its storage, its owners having acknowledged it. */
export interface HandedOffEvent extends NodeEvent {
  readonly kind: 'handedOff';
  readonly key: string;
}

/** A remembered reply had to make room; a duplicate of its request would now be carried out. */
export interface ReplyForgottenEvent extends NodeEvent {
  readonly kind: 'replyForgotten';
  readonly client: number;
  readonly request: number;
}

/** `node` keeps a write for a replica that did not take it. */
export interface HintedEvent extends NodeEvent {
  readonly kind: 'hinted';
  readonly key: string;
  /** The replica that it is for. */
  readonly home: NodeName;
  readonly version: Version;
}

/** That replica has it now, or something newer; or it was kept for as long as hints are. */
export interface HintEndedEvent extends NodeEvent {
  readonly kind: 'hintDelivered' | 'hintExpired';
  readonly key: string;
  readonly home: NodeName;
}

/** `node` read something newer than a replica has, and sends it that. */
export interface RepairingEvent extends NodeEvent {
  readonly kind: 'repairing';
  readonly key: string;
  readonly to: NodeName;
  readonly version: Version;
}

/** A tombstone whose grace is over is gone from the storage of `node`. */
export interface PurgedEvent extends NodeEvent {
  readonly kind: 'purged';
  readonly key: string;
  readonly version: Version;
}

/** `node` compared a list of keys of another replica with its own: so many were not the same. */
export interface SyncedEvent extends NodeEvent {
  readonly kind: 'synced';
  readonly with: NodeName;
  readonly differing: number;
}

/** `node`, which had lost what it stored, has from the other replicas what they have. */
export interface RebuiltEvent extends NodeEvent {
  readonly kind: 'rebuilt';
}

/** `node` goes by another version of the operator's ring. */
export interface RingChangedEvent extends NodeEvent {
  readonly kind: 'ringChanged';
  /** Rises by one with each version. */
  readonly epoch: number;
  /** 32 bits over the tokens of its rings and whose they are. */
  readonly checksum: number;
  /** Who made the version, and in which of its lives. */
  readonly coordinator: NodeName;
  readonly boot: number;
  /** Owners now that were none at the start; owners at the start that are none now. */
  readonly added: readonly NodeName[];
  readonly taken: readonly NodeName[];
  /** Who is to come or to go, while a movement is under way. */
  readonly moving: readonly NodeName[];
}

/** `node` did not carry out an operator's command about `member`, or gave it up. */
export interface MoveRefusedEvent extends NodeEvent {
  readonly kind: 'moveRefused';
  readonly member: NodeName;
  readonly reason: Refusal;
}

/** `node` read back so many records from its log after a start; `recalled` says which. */
export interface RecoveredEvent extends NodeEvent {
  readonly kind: 'recovered';
  readonly records: number;
}

/** A record that `node` read back, right after `recovered`. */
export interface RecalledEvent extends NodeEvent {
  readonly kind: 'recalled';
  readonly key: string;
  readonly version: Version;
}

/** The log of `node` is to forget a key: from here on it may be gone. */
export interface RemovingEvent extends NodeEvent {
  readonly kind: 'removing';
  readonly key: string;
}

/** The end of the log of `node`, from this offset on, was no whole entry, and was cut off. */
export interface TornTailEvent extends NodeEvent {
  readonly kind: 'tornTail';
  readonly offset: number;
  readonly bytes: number;
}

/** A file of `node` is damaged from this offset on: the node starts with nothing of its storage. */
export interface StorageDamagedEvent extends NodeEvent {
  readonly kind: 'storageDamaged';
  readonly file: LogFile;
  readonly offset: number;
}

/** `node` begins to write a snapshot of so many records, or has one in the place of its log. */
export interface SnapshotEvent extends NodeEvent {
  readonly kind: 'snapshotBegun' | 'snapshotTaken';
  readonly records: number;
}

/** What happened, told apart by its `kind`. */
export type SimulationEvent =
  | LifeEvent
  | CommandEvent
  | MoveCommandEvent
  | RingChangedEvent
  | MoveRefusedEvent
  | NoteEvent
  | ChangedEvent
  | TimerEvent
  | StoredEvent
  | SentEvent
  | DeliveredEvent
  | LostEvent
  | DroppedEvent
  | GroupStartedEvent
  | JoinTriedEvent
  | KnewAllEvent
  | MemberEvent
  | SuspicionEvent
  | AskedEvent
  | AnsweredEvent
  | InvokedEvent
  | OutcomeEvent
  | CopiedEvent
  | HandedOffEvent
  | ReplyForgottenEvent
  | HintedEvent
  | HintEndedEvent
  | RepairingEvent
  | PurgedEvent
  | SyncedEvent
  | RebuiltEvent
  | RecoveredEvent
  | RecalledEvent
  | RemovingEvent
  | TornTailEvent
  | StorageDamagedEvent
  | SnapshotEvent;

/** The name of a kind of event. */
export type EventKind = SimulationEvent['kind'];

/** The events of some kinds. */
export type EventOf<K extends EventKind> = Narrowed<SimulationEvent, K>;

type Narrowed<E, K> = E extends { readonly kind: infer Own }
  ? [Own & K] extends [never]
    ? never
    : E & { readonly kind: Own & K }
  : never;

/** Of a view that does not say what they are called. */
const OUR_TYPES: ReadonlyMap<number, string> = new Map(
  nodeMessages.kinds().map(({ name, number }) => [number, name]),
);

/** The event that a sink was shown, as a value of its own. */
export function eventOf(view: EventView): SimulationEvent {
  const { id, time, cause, kind } = view;
  const node = view.node === 0 ? undefined : nodeName(view.node);
  // Told apart by its kind, which types cannot follow through a table.
  return { kind, id, time, node, cause, ...detailsOf(view) } as SimulationEvent;
}

function detailsOf(view: EventView): object {
  const { kind, a, b, data } = view;
  switch (kind) {
    case 'started':
    case 'crashed':
    case 'stopped':
    case 'paused':
    case 'resumed':
    case 'outsiderStarted':
      return { boot: a };
    case 'note':
      return { text: (data as { text: string }).text };
    case 'timer':
      return { timer: data, number: a };
    case 'stored':
      return { token: a };
    case 'sent':
      return { to: nodeName(a), type: typeOf(view), bytes: b };
    case 'delivered':
      return { from: nodeName(a), type: typeOf(view) };
    case 'lost':
      return { to: nodeName(a), type: typeOf(view) };
    case 'dropped':
      return { to: nodeName(a), type: typeOf(view), reason: DROP_REASONS[b] };
    case 'command':
      return commandOf(data as { readonly kind: string });
    default:
      return namedFields(data as Readonly<Record<string, unknown>>);
  }
}

/** A client's operation, or what an operator wants of the ring. */
function commandOf(command: { readonly kind: string }): object {
  const fields = namedFields(command);
  return command.kind === 'operation' ? fields : { move: command.kind, ...fields };
}

const ADDRESSES = [
  ...['member', 'from', 'introducer', 'coordinator', 'added', 'taken', 'moving'],
  ...['home', 'to', 'with'],
];

function namedFields(recorded: Readonly<Record<string, unknown>>): object {
  const fields = Object.entries(recorded).filter(([field]) => field !== 'kind');
  return Object.fromEntries(
    fields.map(([field, value]) => [
      field,
      ADDRESSES.includes(field) ? namesOf(value as Address | readonly Address[]) : value,
    ]),
  );
}

function namesOf(addresses: Address | readonly Address[]) {
  return typeof addresses === 'number' ? nodeName(addresses) : addresses.map(nodeName);
}

/** The name of the type of the message that an event is about. */
export function typeOf({ c: number, typeNames = OUR_TYPES }: EventView): string {
  return typeNames.get(number) ?? `#${number}`;
}
