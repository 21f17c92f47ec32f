/** The events of a run that are kept, in columns: a fold, an iterable and a thing to ask. */

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
  private readonly kindNumbers: number[] = [];
  private readonly ids: number[] = [];
  private readonly times: number[] = [];
  private readonly nodes: number[] = [];
  private readonly causes: number[] = [];
  private readonly as: number[] = [];
  private readonly bs: number[] = [];
  private readonly cs: number[] = [];
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
    return this.ids.length;
  }

  /** Events of the kept kinds that came when there was no more room: beyond the first 10 million. */
  get leftOut(): number {
    return this.left;
  }

  /** @internal Called by the simulation. */
  on({ id, time, node, kind, cause, a, b, c, data, typeNames }: EventView): void {
    this.typeNames = typeNames;
    if (this.ids.length >= this.keptMax) {
      this.left++;
      return;
    }
    this.kindNumbers.push(this.places.get(kind)!);
    this.ids.push(id);
    this.times.push(time);
    this.nodes.push(node);
    this.causes.push(cause);
    this.as.push(a);
    this.bs.push(b);
    this.cs.push(c);
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
      if (wanted?.includes(this.kinds[this.kindNumbers[i]!]!) === false) continue;
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
      if (sink.kinds.includes(this.kinds[this.kindNumbers[i]!]!)) sink.on(this.view(i));
    }
    return sink;
  }

  private view(i: number): EventView {
    return {
      id: this.ids[i]!,
      time: this.times[i]!,
      node: this.nodes[i]!,
      kind: this.kinds[this.kindNumbers[i]!]!,
      cause: this.causes[i]!,
      ...{ a: this.as[i]!, b: this.bs[i]!, c: this.cs[i]!, data: this.datas[i] },
      ...(this.typeNames === undefined ? {} : { typeNames: this.typeNames }),
    };
  }
}
