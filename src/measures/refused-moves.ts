/** Commands of an operator that came to nothing: a fold over a run's events. */

import type { Address } from '../protocol/address';
import type { Refusal, RingEvent } from '../protocol/ring/ring-events';
import type { EventSink, EventView } from '../simulation/events';

/** A node did not carry out an operator's command, or gave up what it had begun by one. */
export interface RefusedMove {
  /** The node that was commanded. */
  readonly node: Address;
  /** Who was to come or to go. */
  readonly member: Address;
  readonly reason: Refusal;
  /** The tick of the refusal. */
  readonly at: number;
}

type Refused = Extract<RingEvent, { readonly kind: 'moveRefused' }>;

export class RefusedMoves implements EventSink {
  readonly kinds = ['moveRefused'];
  /** In the order in which they were refused. */
  readonly all: RefusedMove[] = [];

  on({ node, time: at, data }: EventView): void {
    const { member, reason } = data as Refused;
    this.all.push({ node, member, reason, at });
  }
}
