/**
 * The first look at a run for the sake of one event: only the cause of every event before it is
 * kept, and when each node last looked at its members.
 */

import { type SimulationEvent, eventOf } from '../library/event';
import { EVENT_LEVELS } from '../library/history';
import type { EventSink, EventView } from '../simulation/events';

/** An event of a higher number is not explained: four bytes are kept for each before it. */
export const EXPLAINED_MAX = 100_000_000;
const PAGE = 1 << 16;
/** The timer of a node's own rounds of gossip. */
const PERIOD = 'period';

export class Ancestry implements EventSink {
  readonly kinds = EVENT_LEVELS.messages;
  /** The event itself, once it has happened. */
  event: SimulationEvent | undefined;
  /** How many events there were so far. */
  count = 0;
  private readonly pages: Int32Array[] = [];
  /** The last rounds of each node. */
  private readonly rounds = new Map<number, number[]>();
  private roundsOfNode: readonly number[] = [];

  /**
   * @param id of the event, 1 to EXPLAINED_MAX
   * @param roundsKept rounds that are kept of each node
   */
  constructor(
    private readonly id: number,
    private readonly roundsKept: number,
  ) {}

  on(event: EventView): void {
    const { id, cause } = event;
    this.count = id;
    if (this.event !== undefined) return;
    const page = id >> 16;
    (this.pages[page] ??= new Int32Array(PAGE))[id & (PAGE - 1)] = cause;
    if (event.kind === 'timer' && event.data === PERIOD) this.addRound(event);
    if (id !== this.id) return;
    this.event = eventOf(event);
    this.roundsOfNode = this.rounds.get(event.node) ?? [];
    this.rounds.clear();
  }

  /** The ids of the event and of its causes, the first of them all at the end. */
  chain(): number[] {
    const ids: number[] = [];
    for (let id = this.id; id > 0; id = this.causeOf(id)) ids.push(id);
    return ids;
  }

  /** The tick of the round so many rounds before the node's present one; where it is too young, its first. */
  roundBefore(rounds: number): number {
    const ticks = this.roundsOfNode;
    return ticks[Math.max(0, ticks.length - 1 - rounds)] ?? 0;
  }

  private addRound({ node, time }: EventView): void {
    const ticks = this.rounds.get(node);
    if (ticks === undefined) this.rounds.set(node, [time]);
    else if (ticks.push(time) > this.roundsKept + 1) ticks.shift();
  }

  private causeOf(id: number): number {
    return this.pages[id >> 16]?.[id & (PAGE - 1)] ?? 0;
  }
}
