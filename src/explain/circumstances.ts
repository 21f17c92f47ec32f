/** The second look at a run for the sake of one event: its causes, and what it was waiting for. */

import { type EventKind, eventOf, type SimulationEvent } from '../library/event';
import { EVENT_LEVELS } from '../library/history';
import type { Address } from '../protocol/address';
import type { EventSink, EventView } from '../simulation/events';
import { SendOrder } from '../simulation/send-order';
import type { Change } from './standing-changes';

/** Is told of every event up to the one that is explained. */
export interface Watcher {
  /** @param sendOrder of a message that is sent: its number on its link in its tick, from 0 */
  on(event: EventView, sendOrder: () => number): void;
}

/** Causes that are kept: so many before the event, and so many from the beginning. */
const NEAREST = 400;
const FIRST = 20;
const LIVES_KEPT = 4;
const LIFE: readonly EventKind[] = ['started', 'crashed', 'stopped', 'paused', 'resumed'];

export class Circumstances implements EventSink {
  readonly kinds = EVENT_LEVELS.messages;
  /** Causes by id, those in the middle of a long chain left out. */
  readonly causes = new Map<number, SimulationEvent>();
  /** When each step changed links, clocks or disks, by its id. */
  readonly changes = new Map<string, Change>();
  private readonly lives = new Map<Address, SimulationEvent[]>();
  private readonly wanted: ReadonlySet<number>;
  private readonly order = new SendOrder();
  private readonly sendOrder = () => this.order.ofLast();

  /**
   * @param chain the ids of the event and its causes, the event first
   * @param last the event at which the look ends: the event itself, or a later one
   */
  constructor(
    readonly chain: readonly number[],
    private readonly watcher: Watcher,
    readonly last = chain[0]!,
  ) {
    const kept =
      chain.length <= NEAREST + FIRST
        ? chain
        : [...chain.slice(0, NEAREST), ...chain.slice(-FIRST)];
    this.wanted = new Set(kept);
  }

  /** True once the last event has happened. */
  isComplete = false;

  on(event: EventView): void {
    if (this.isComplete) return;
    const { id, kind, node, time } = event;
    if (this.wanted.has(id)) this.causes.set(id, eventOf(event));
    if (kind === 'sent') this.order.add(node, event.a, time);
    else if ((LIFE as readonly string[]).includes(kind)) {
      const lives = this.lives.get(node) ?? [];
      lives.push(eventOf(event));
      if (lives.length > LIVES_KEPT) lives.shift();
      this.lives.set(node, lives);
    } else if (kind === 'changed') {
      const { step } = event.data as { readonly step: string };
      // One that changed several nodes came with the first of them.
      if (!this.changes.has(step)) this.changes.set(step, { id, time });
    }
    this.watcher.on(event, this.sendOrder);
    this.isComplete = id === this.last;
  }

  /** The latest events of a node's life, the last of them last. */
  livesOf(node: Address): readonly SimulationEvent[] {
    return this.lives.get(node) ?? [];
  }
}
