/** What two runs did differently after they parted: outcomes that only one of them had. */

import { type SimulationEvent, eventOf } from '../library/event';
import { EVENT_LEVELS } from '../library/history';
import type { EventSink, EventView } from '../simulation/events';
import { canonical } from './canonical';

/** Different outcomes that are told apart; of more, only the kinds are counted. */
const OUTCOMES_MAX = 200_000;

/** One of the two. */
export type Side = 'a' | 'b';

/** Events that are the same but for their ids and times. */
interface Alike {
  readonly first: SimulationEvent;
  readonly times: Record<Side, number>;
}

export class Consequences {
  private readonly alike = new Map<string, Alike>();
  private readonly kinds = new Map<string, Record<Side, number>>();
  /** Events beyond those that are told apart. */
  leftOut = 0;

  /** What has to watch a side, from the event on at which they part. Sides are run one after the other. */
  sinkFor(side: Side, from: number): EventSink {
    const kinds = EVENT_LEVELS.outcomes.filter((kind) => kind !== 'note');
    return {
      kinds,
      on: (view) => {
        if (view.id >= from) this.add(side, view);
      },
    };
  }

  /** What happened on one side, or there more often, oldest first. */
  only(side: Side): SimulationEvent[] {
    const other = side === 'a' ? 'b' : 'a';
    const found = [...this.alike.values()].filter(({ times }) => times[side] > times[other]);
    return found.map(({ first }) => first).sort((x, y) => x.time - y.time || x.id - y.id);
  }

  /** Kinds of which the sides had different numbers, with both. */
  counts(): (readonly [kind: string, a: number, b: number])[] {
    return [...this.kinds]
      .filter(([, { a, b }]) => a !== b)
      .map(([kind, { a, b }]) => [kind, a, b] as const);
  }

  private add(side: Side, view: EventView): void {
    const { kind } = view;
    const ofKind = this.kinds.get(kind) ?? { a: 0, b: 0 };
    ofKind[side]++;
    this.kinds.set(kind, ofKind);
    const event = eventOf(view);
    const { id: _id, time: _time, cause: _cause, ...what } = event;
    const key = canonical(what);
    const known = this.alike.get(key);
    if (known !== undefined) known.times[side]++;
    else if (this.alike.size >= OUTCOMES_MAX) this.leftOut++;
    else {
      const times = { a: 0, b: 0 };
      times[side] = 1;
      this.alike.set(key, { first: event, times });
    }
  }
}
