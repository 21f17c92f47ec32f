/**
 * The history of a run. Every event has an id (1, 2, ...), a time, a node and a cause: the event
 * that was being handled when this one came about. All go into the fingerprint; those that a sink
 * asked for by kind are shown to it as they happen.
 */

import { Fingerprint } from './fingerprint';

/** What the kernel itself records; protocols add kinds of their own from 32 on. */
export const KERNEL_EVENTS = {
  /** A node came up; a = boot, b = storageId. */
  started: 1,
  /** A node went down without a word; a = boot. */
  crashed: 2,
  /** A message was handed to the network; a = receiver, b = bytes, c = type. */
  sent: 3,
  /** It arrived; a = sender, b = id of its `sent`, c = type. */
  delivered: 4,
  /** It was lost, by chance or by plan; a = receiver, b = id of its `sent`, c = type. */
  lost: 5,
  /** It met a limit, a cut or nobody; a = receiver, b = its DROP_REASONS, c = type. */
  dropped: 6,
  /** A timer fired; data = its name, a = its number. */
  timer: 7,
  /** A storage operation was acknowledged; a = token. */
  stored: 8,
  /** A client's request reached a node; data = the request. */
  command: 9,
  /** Something worth a line that no node did; data = `{ text }`. */
  note: 10,
  /** A node stood still from here on; a = boot. */
  paused: 11,
  /** It went on; a = boot. */
  resumed: 12,
  /** A node went down of its own accord, having said so; a = boot. */
  stopped: 13,
  /** Something else about the world was changed; data = `{ step, text }`. */
  changed: 14,
  /** A client began an operation; data = the operation. */
  asked: 15,
  /** It ended for the client; data = the operation with its outcome. */
  answered: 16,
  /** A machine beside the nodes came up, which is none of them; a = boot. */
  outsiderStarted: 17,
} as const;

export const FIRST_PROTOCOL_EVENT = 32;

/** Why a message was dropped, in the order of their numbers. */
export const DROP_REASONS = [
  ...(['too large', 'network full', 'nobody there', 'unknown kind'] as const),
  ...(['cut', 'link full', 'mailbox full'] as const),
] as const;
/** Why a message was dropped. */
export type DropReason = (typeof DROP_REASONS)[number];

/** An event as a sink sees it. The object is reused and must not be kept; `data` may be. */
export interface EventView {
  readonly id: number;
  /** The simulator's clock, in ticks. */
  readonly time: number;
  /** The address of the node it happened on; 0 for none. */
  readonly node: number;
  readonly kind: string;
  /** The id of the event that brought it about; 0 for the scenario itself. */
  readonly cause: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** What a protocol recorded, an immutable plain object; undefined for most kernel events. */
  readonly data: unknown;
  /** What the numbers of types of messages are called; undefined for a view that was made by hand. */
  readonly typeNames?: ReadonlyMap<number, string>;
}

/** Folds, log writers and statistics: whatever wants to see events of some kinds. */
export interface EventSink {
  readonly kinds: readonly string[];
  on(event: EventView): void;
}

/** A kind of events, or a type of messages. */
interface Numbered {
  readonly name: string;
  readonly number: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class EventLog {
  readonly fingerprint = new Fingerprint();
  /** The tick that new events belong to; kept by the simulation. */
  time = 0;
  /** The event being handled; 0 outside any. */
  cause = 0;
  private lastId = 0;
  private readonly names: string[] = [];
  private readonly sinks: EventSink[][] = Array.from({ length: 256 }, () => []);
  private readonly view: Mutable<EventView>;

  /**
   * @param recorded the kinds that protocols record, with their numbers, 32..255
   * @param sent the types of messages that they send, where views are to have their names
   */
  constructor(recorded: readonly Numbered[], sent?: readonly Numbered[]) {
    const typeNames = sent && new Map(sent.map(({ name, number }) => [number, name]));
    this.view = {
      ...{ id: 0, time: 0, node: 0, kind: '', cause: 0, a: 0, b: 0, c: 0, data: undefined },
      ...(typeNames && { typeNames }),
    };
    for (const [name, number] of Object.entries(KERNEL_EVENTS)) this.names[number] = name;
    for (const { name, number } of recorded) {
      if (number < FIRST_PROTOCOL_EVENT || this.names[number] !== undefined) {
        throw new Error(`event kind ${name} cannot have number ${number}`);
      }
      this.names[number] = name;
    }
  }

  /** How many events there were. */
  get count(): number {
    return this.lastId;
  }

  /** Shows the sink every later event of its kinds; throws for a kind that does not exist. */
  subscribe(sink: EventSink): void {
    for (const kind of sink.kinds) {
      const number = this.names.indexOf(kind);
      if (number < 0) throw new Error(`there is no event kind ${kind}`);
      this.sinks[number]!.push(sink);
    }
  }

  /** Adds an event and returns its id. The digest stands for content that a, b, c do not hold. */
  emit(
    kind: number,
    node: number,
    a: number,
    b: number,
    c: number,
    data: unknown,
    digestLow: number,
    digestHigh: number,
  ): number {
    const id = ++this.lastId;
    this.fingerprint.add(kind + (node << 8), this.time, this.cause, a, b, c, digestLow, digestHigh);
    const sinks = this.sinks[kind]!;
    if (sinks.length > 0) this.show(sinks, id, kind, node, a, b, c, data);
    return id;
  }

  private show(
    sinks: readonly EventSink[],
    id: number,
    kind: number,
    node: number,
    a: number,
    b: number,
    c: number,
    data: unknown,
  ): void {
    const view = this.view;
    view.id = id;
    view.time = this.time;
    view.node = node;
    view.kind = this.names[kind]!;
    view.cause = this.cause;
    view.a = a;
    view.b = b;
    view.c = c;
    view.data = data;
    for (const sink of sinks) sink.on(view);
  }
}
