/** The second look at a run for the sake of one event: its causes, and what it was waiting for. */

import { type EventKind, eventOf, type SimulationEvent } from '../library/event';
import { EVENT_LEVELS } from '../library/history';
import type { Address } from '../protocol/address';
import type { EventSink, EventView } from '../simulation/events';

/** What to look for besides: told of every event up to the one that is explained. */
export interface Lookout {
  on(event: EventView): void;
}

/** Causes that are kept: so many before the event, and so many from the beginning. */
const NEAREST = 400;
const FIRST = 20;
const LIVES_KEPT = 4;
const CHANGES_KEPT = 200;
const LIFE: readonly EventKind[] = ['started', 'crashed', 'stopped', 'paused', 'resumed'];

export class Circumstances implements EventSink {
  readonly kinds = EVENT_LEVELS.messages;
  /** Causes by id, those in the middle of a long chain left out. */
  readonly causes = new Map<number, SimulationEvent>();
  /** Steps that changed links, clocks or disks; the latest last. */
  readonly changes: SimulationEvent[] = [];
  private readonly lives = new Map<Address, SimulationEvent[]>();
  private readonly wanted: ReadonlySet<number>;
  private readonly last: number;

  /** @param chain the ids of the event and its causes, the event first */
  constructor(
    readonly chain: readonly number[],
    private readonly lookout: Lookout,
  ) {
    this.last = chain[0]!;
    const kept =
      chain.length <= NEAREST + FIRST
        ? chain
        : [...chain.slice(0, NEAREST), ...chain.slice(-FIRST)];
    this.wanted = new Set(kept);
  }

  /** True once the event has happened. */
  isComplete = false;

  on(event: EventView): void {
    if (this.isComplete) return;
    const { id, kind, node } = event;
    if (this.wanted.has(id)) this.causes.set(id, eventOf(event));
    if ((LIFE as readonly string[]).includes(kind)) {
      const lives = this.lives.get(node) ?? [];
      lives.push(eventOf(event));
      if (lives.length > LIVES_KEPT) lives.shift();
      this.lives.set(node, lives);
    } else if (kind === 'changed') {
      this.changes.push(eventOf(event));
      if (this.changes.length > CHANGES_KEPT) this.changes.shift();
    }
    this.lookout.on(event);
    this.isComplete = id === this.last;
  }

  /** The latest events of a node's life, the last of them last. */
  livesOf(node: Address): readonly SimulationEvent[] {
    return this.lives.get(node) ?? [];
  }
}
