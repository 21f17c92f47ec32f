/** By whose rings a write and a later read asked their replicas, where those were not the same. */

import { eventOf, type RingChangedEvent } from '../library/event';
import type { EventView } from '../simulation/events';
import type { Mark, Part, Scene } from './explained';
import { listed } from './listed';
import type { Attempt } from './operation-story';

/** An operation, `read`, with how it was asked for. */
export type Asked = readonly [operation: string, attempt: Attempt];

export class DifferingRings {
  /** The versions of the operator's ring that each node came to go by, in order. */
  private readonly changes = new Map<string, RingChangedEvent[]>();

  on(event: EventView): void {
    if (event.kind !== 'ringChanged') return;
    const changed = eventOf(event) as RingChangedEvent;
    const changes = this.changes.get(changed.node);
    if (changes === undefined) this.changes.set(changed.node, [changed]);
    else changes.push(changed);
  }

  /** Nothing where both asked the same replicas, or others stood in for some. */
  part(asked: readonly Asked[], scene: Scene): Part {
    const lines = areOfOtherRings(asked, scene)
      ? asked.map(([operation, attempt]) => this.askedInWords(operation, attempt, scene))
      : [];
    return { title: 'By whose rings they were asked:', lines };
  }

  /** When the coordinators of such operations came to go by their rings. */
  marks(asked: readonly Asked[], scene: Scene): Mark[] {
    if (!areOfOtherRings(asked, scene)) return [];
    return asked.flatMap(([, attempt]): Mark[] => {
      const change = this.changeBefore(attempt);
      if (change === undefined) return [];
      const { time, node, epoch } = change;
      return [{ time, node, text: `ring ${epoch}`, weight: 3 }];
    });
  }

  private askedInWords(operation: string, attempt: Attempt, { scenario }: Scene): string {
    const { coordinator, time } = attempt;
    const asked = `${coordinator} asked ${listed(askedIn(attempt))} for the ${operation} at tick ${time}`;
    if (scenario.cluster.ring.policy === 'auto') return `${asked}, by the ring of its own view.`;
    const change = this.changeBefore(attempt);
    if (change === undefined) return `${asked}, by the ring of the start.`;
    const since = `which it had gone by since tick ${change.time} (event ${change.id})`;
    return `${asked}, by epoch ${change.epoch} of the ring, ${since}: ${ownersInWords(change)}.`;
  }

  /** Undefined for one that went by the ring of the start, or by that of its view. */
  private changeBefore({ coordinator, id }: Attempt): RingChangedEvent | undefined {
    return this.changes.get(coordinator)?.findLast((change) => change.id < id);
  }
}

function areOfOtherRings(asked: readonly Asked[], { scenario }: Scene): boolean {
  if (scenario.cluster.store?.quorum === 'sloppy') return false;
  return new Set(asked.map(([, attempt]) => askedIn(attempt).sort().join())).size > 1;
}

function askedIn({ parts }: Attempt): string[] {
  return parts.map(({ request: { to } }) => to);
}

function ownersInWords({ added, taken, moving }: RingChangedEvent): string {
  const more = added.length === 0 ? '' : ` and ${listed(added)}`;
  const less = taken.length === 0 ? '' : ` without ${listed(taken)}`;
  const under = moving.length === 0 ? '' : `; ${listed(moving)} is to come or to go`;
  return `the owners of the start${less}${more}${under}`;
}
