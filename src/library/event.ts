/** Events as a user of the library sees them: plain values, nodes by name. */

import { type Address, nodeName, type NodeName } from '../protocol/address';
import { nodeMessages } from '../protocol/node';
import type { Outcome } from '../protocol/store/store-events';
import type { Version } from '../protocol/store/record';
import type { OperationName, Reason } from '../protocol/store/store-messages';
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
 * or went on. `boot` is 1 for its first life.
 */
export interface LifeEvent extends NodeEvent {
  readonly kind: 'started' | 'crashed' | 'stopped' | 'paused' | 'resumed';
  readonly boot: number;
}

/** A client's request reached a node, which then coordinates it. */
export interface CommandEvent extends Omit<InvokedEvent, 'kind'> {
  readonly kind: 'command';
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

/** What happened, told apart by its `kind`. */
export type SimulationEvent =
  | LifeEvent
  | CommandEvent
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
  | ReplyForgottenEvent;

/** The name of a kind of event. */
export type EventKind = SimulationEvent['kind'];

/** The events of some kinds. */
export type EventOf<K extends EventKind> = Narrowed<SimulationEvent, K>;

type Narrowed<E, K> = E extends { readonly kind: infer Own }
  ? [Own & K] extends [never]
    ? never
    : E & { readonly kind: Own & K }
  : never;

const MESSAGE_TYPES = new Map(nodeMessages.kinds().map(({ name, number }) => [number, name]));

/** The event that a sink was shown, as a value of its own. */
export function eventOf(view: EventView): SimulationEvent {
  const { id, time, cause, kind } = view;
  const node = view.node === 0 ? undefined : nodeName(view.node);
  // Told apart by its kind, which types cannot follow through a table.
  return { kind, id, time, node, cause, ...detailsOf(view) } as SimulationEvent;
}

function detailsOf({ kind, a, b, c, data }: EventView): object {
  switch (kind) {
    case 'started':
    case 'crashed':
    case 'stopped':
    case 'paused':
    case 'resumed':
      return { boot: a };
    case 'note':
      return { text: (data as { text: string }).text };
    case 'timer':
      return { timer: data, number: a };
    case 'stored':
      return { token: a };
    case 'sent':
      return { to: nodeName(a), type: typeOf(c), bytes: b };
    case 'delivered':
      return { from: nodeName(a), type: typeOf(c) };
    case 'lost':
      return { to: nodeName(a), type: typeOf(c) };
    case 'dropped':
      return { to: nodeName(a), type: typeOf(c), reason: DROP_REASONS[b] };
    default:
      return namedFields(data as Readonly<Record<string, unknown>>);
  }
}

const ADDRESSES = ['member', 'from', 'introducer'];

function namedFields(recorded: Readonly<Record<string, unknown>>): object {
  const fields = Object.entries(recorded).filter(([field]) => field !== 'kind');
  return Object.fromEntries(
    fields.map(([field, value]) => [
      field,
      ADDRESSES.includes(field) ? nodeName(value as Address) : value,
    ]),
  );
}

/** The name of a type of message. */
export function typeOf(number: number): string {
  return MESSAGE_TYPES.get(number) ?? `#${number}`;
}
