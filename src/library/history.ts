/** The events of a run that are kept, in typed arrays: a fold, an iterable and a thing to ask. */

import type { NodeName } from '../protocol/address';
import { InputError } from '../scenario/input-error';
import type { EventSink, EventView } from '../simulation/events';
import { type EventKind, type EventOf, eventOf, type SimulationEvent } from './event';

/**
 * Which events are kept. `outcomes`: what nodes, members and operations came to. `protocol`: timers
 * and storage as well. `messages`: every message as well.
 */
export type EventLevel = 'outcomes' | 'protocol' | 'messages';

/** Which events `where` picks: those that fit everything that is given. */
export interface EventFilter<K extends EventKind = EventKind> {
  /** One kind, or several. */
  readonly kind?: K | readonly K[];
  /** The node on which it happened. */
  readonly node?: NodeName;
  /** The key that it is about. */
  readonly key?: string;
}

const OUTCOMES = [
  ...['started', 'crashed', 'stopped', 'paused', 'resumed', 'changed', 'note', 'groupStarted'],
  'outsiderStarted',
  ...[
    'joinTried',
    'knewAll',
    'joined',
    'returned',
    'suspected',
    'aliveAgain',
    'removed',
    'left',
    'invoked',
  ],
  ...['served', 'completed', 'copied', 'handedOff', 'replyForgotten', 'asked', 'answered'],
  ...['hinted', 'hintDelivered', 'hintExpired', 'repairing', 'purged', 'synced', 'rebuilt'],
  ...['ringChanged', 'moveRefused'],
  ...[
    'recovered',
    'recalled',
    'removing',
    'tornTail',
    'storageDamaged',
    'snapshotBegun',
    'snapshotTaken',
  ],
];
const PROTOCOL = [...OUTCOMES, 'command', 'timer', 'stored'];
/** The kinds of each level: those of the last are all there are. */
export const EVENT_LEVELS: Readonly<Record<EventLevel, readonly string[]>> = {
  outcomes: OUTCOMES,
  protocol: PROTOCOL,
  messages: [...PROTOCOL, 'sent', 'delivered', 'lost', 'dropped'],
};

/** Events that are kept; those after them are counted. */
export const KEPT_MAX = 10_000_000;

/** What is kept of an event beside its data: the place of its kind, and its numbers. */
const NUMBERS = 8;
const CHUNK_EVENTS = 1024;

/** What happened in a run: the events that were kept, oldest first. */
export class History implements EventSink, Iterable<SimulationEvent> {
  /**
   * The kinds that are kept.
   * @internal
   */
  readonly kinds: readonly string[];
  /** The place of each of them. */
  private readonly places: ReadonlyMap<string, number>;
  private left = 0;
  /** The numbers of an event side by side, of so many events a chunk. */
  private readonly chunks: Float64Array[] = [];
  private readonly datas: unknown[] = [];
  /** As of all events of a run. */
  private typeNames: EventView['typeNames'];

  /** @internal */
  constructor(
    level: EventLevel,
    private readonly keptMax = KEPT_MAX,
  ) {
    if (!Object.hasOwn(EVENT_LEVELS, level)) {
      const allowed = Object.keys(EVENT_LEVELS).join(', ');
      throw new InputError('events', `cannot be ${JSON.stringify(level)}: one of ${allowed}`);
    }
    this.kinds = EVENT_LEVELS[level];
    this.places = new Map(this.kinds.map((kind, place) => [kind, place]));
  }

  /** How many events are kept. */
  get length(): number {
    return this.datas.length;
  }

  /** Events of the kept kinds that came when there was no more room: beyond the first 10 million. */
  get leftOut(): number {
    return this.left;
  }

  /** @internal Called by the simulation. */
  on({ id, time, node, kind, cause, a, b, c, data, typeNames }: EventView): void {
    this.typeNames = typeNames;
    const i = this.datas.length;
    if (i >= this.keptMax) {
      this.left++;
      return;
    }
    if (i % CHUNK_EVENTS === 0) this.chunks.push(new Float64Array(CHUNK_EVENTS * NUMBERS));
    const numbers = this.chunks.at(-1)!;
    const at = (i % CHUNK_EVENTS) * NUMBERS;
    numbers[at] = this.places.get(kind)!;
    numbers[at + 1] = id;
    numbers[at + 2] = time;
    numbers[at + 3] = node;
    numbers[at + 4] = cause;
    numbers[at + 5] = a;
    numbers[at + 6] = b;
    numbers[at + 7] = c;
    this.datas.push(data);
  }

  /** The events in the order in which they happened. */
  *[Symbol.iterator](): Generator<SimulationEvent> {
    for (let i = 0; i < this.length; i++) yield eventOf(this.view(i));
  }

  /**
   * The events that fit a filter, in their order: all of them for `{}`.
   * @throws InputError for a kind that is not kept
   */
  where<K extends EventKind = EventKind>(filter: EventFilter<K>): EventOf<K>[] {
    const { kind, node, key } = filter;
    const wanted = kind === undefined ? undefined : ([] as string[]).concat(kind);
    if (wanted !== undefined) this.requireKept(wanted);
    const found: SimulationEvent[] = [];
    for (let i = 0; i < this.length; i++) {
      if (wanted?.includes(this.kindAt(i)) === false) continue;
      const event = eventOf(this.view(i));
      if (node !== undefined && event.node !== node) continue;
      if (key !== undefined && !('key' in event && event.key === key)) continue;
      found.push(event);
    }
    return found as EventOf<K>[];
  }

  /**
   * @throws InputError for a kind that is not kept, or does not exist
   * @internal
   */
  requireKept(kinds: readonly string[]): void {
    const missing = kinds.find((kind) => !this.kinds.includes(kind));
    if (missing === undefined) return;
    const allowed = `${this.kinds.join(', ')}; or give the simulation events: 'messages'`;
    throw new InputError('events', `${JSON.stringify(missing)} is not kept; kept are ${allowed}`);
  }

  /**
   * Shows a fold the kept events of its kinds, as if it had watched the run.
   * @internal
   */
  show<T extends EventSink>(sink: T): T {
    for (let i = 0; i < this.length; i++) {
      if (sink.kinds.includes(this.kindAt(i))) sink.on(this.view(i));
    }
    return sink;
  }

  private kindAt(i: number): string {
    return this.kinds[this.chunkOf(i)[(i % CHUNK_EVENTS) * NUMBERS]!]!;
  }

  private chunkOf(i: number): Float64Array {
    return this.chunks[Math.floor(i / CHUNK_EVENTS)]!;
  }

  private view(i: number): EventView {
    const numbers = this.chunkOf(i);
    const at = (i % CHUNK_EVENTS) * NUMBERS;
    return {
      id: numbers[at + 1]!,
      time: numbers[at + 2]!,
      node: numbers[at + 3]!,
      kind: this.kinds[numbers[at]!]!,
      cause: numbers[at + 4]!,
      ...{ a: numbers[at + 5]!, b: numbers[at + 6]!, c: numbers[at + 7]!, data: this.datas[i] },
      ...(this.typeNames === undefined ? {} : { typeNames: this.typeNames }),
    };
  }
}
