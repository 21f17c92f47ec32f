/**
 * What the coordinator of a version of the operator's ring keeps of it: who has not heard of it yet and,
 * while its movement is under way, whom it waits for.
 */

import type { Address } from '../address';
import type { RingState } from './ring-state';

export class Movement {
  private readonly unheard: Set<Address>;
  private readonly streamed = new Set<Address>();
  /** Undefined until it is known. */
  private gainers: ReadonlySet<Address> | undefined;

  /** @param told who has to hear of it */
  constructor(
    readonly state: RingState,
    told: Iterable<Address>,
  ) {
    this.unheard = new Set(told);
  }

  /** Who has not said that it has heard of the version. */
  get untold(): Iterable<Address> {
    return this.unheard;
  }

  /** True once everybody who gains by the movement has what it gains. */
  get isDone(): boolean {
    if (this.gainers === undefined || this.state.moving.length === 0) return false;
    for (const gainer of this.gainers) if (!this.streamed.has(gainer)) return false;
    return true;
  }

  /** @param gainers who becomes a replica of anything by the movement */
  waitFor(gainers: ReadonlySet<Address>): void {
    this.gainers = gainers;
  }

  onHeld(from: Address): void {
    this.unheard.delete(from);
  }

  onStreamed(from: Address): void {
    this.unheard.delete(from);
    this.streamed.add(from);
  }

  /** A node has come up again: it may have lost what it had, and does not know the version. */
  onReturn(member: Address): void {
    this.streamed.delete(member);
    this.unheard.add(member);
  }
}
