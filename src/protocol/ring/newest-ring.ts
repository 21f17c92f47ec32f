/**
 * Who owns what in a run, as seen from outside: on the operator's ring what the newest of its versions
 * says, whoever is up; else whoever is up, whoever is in whose view.
 */

import type { Address } from '../address';
import type { RingChangedEvent } from './ring-events';
import { ringOf } from './ring-of';
import type { RingSpace } from './ring-space';
import { compareStates, type RingName } from './ring-state';
import type { TokenRing } from './token-ring';

/** How a cluster's ring is laid out, and the operator's owners at its start. */
export interface RingPlan {
  readonly space: RingSpace;
  /** Undefined where the nodes that are up own all. */
  readonly owners: readonly Address[] | undefined;
}

export class NewestRing {
  private ring: TokenRing;
  private readonly initial: TokenRing;
  private newest: RingName | undefined;
  /** The nodes that are up, where the ring has not followed them yet. */
  private up: readonly Address[] | undefined;

  constructor(private readonly plan: RingPlan) {
    this.initial = ringOf(plan.space, plan.owners ?? []);
    this.ring = this.initial;
  }

  get current(): TokenRing {
    this.bringUp();
    return this.ring;
  }

  /** Other nodes are up than before; returns true where that is another ring. */
  onUp(up: Iterable<Address>): boolean {
    if (this.plan.owners !== undefined) return false;
    this.up = [...up];
    return true;
  }

  /** A node has learnt of a version; returns true where none that was newer was told of. */
  onRingChanged(event: RingChangedEvent): boolean {
    if (this.newest !== undefined && compareStates(event, this.newest) <= 0) return false;
    this.newest = event;
    const joined = event.added.map((address) => ({ address, incarnation: 0 }));
    this.ring = this.initial.changed({ joined, left: event.taken });
    return true;
  }

  private bringUp(): void {
    if (this.up === undefined) return;
    const up = new Set(this.up);
    this.up = undefined;
    const { ring } = this;
    const left = ring.owners.map(({ address }) => address).filter((address) => !up.has(address));
    for (const { address } of ring.owners) up.delete(address);
    const joined = Array.from(up, (address) => ({ address, incarnation: 0 }));
    this.ring = ring.changed({ joined, left });
  }
}
