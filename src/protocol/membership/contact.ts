/**
 * How a node finds its group: it asks its introducers to let it in, and goes on asking those that it
 * lacks for ever, which brings a lost introducer back and heals splits.
 */

import type { Address } from '../address';
import type { Host, TimerKind } from '../host';
import type { View } from './membership';
import type { MembershipEvent } from './membership-events';

export const CONTACT: TimerKind = { name: 'contact', layer: 'membership' };

interface ContactOptions {
  readonly introducers: readonly Address[];
  /** Ticks between two requests, while none was answered and after that. */
  readonly joinRetryTicks: number;
  readonly removeTicks: number;
}

export class Contact {
  /** True once a group is known: this node's own, or the one that answered. */
  inGroup: boolean;

  constructor(
    private readonly host: Host,
    private readonly options: ContactOptions,
  ) {
    this.inGroup = options.introducers.includes(host.self);
  }

  /** Records how this node comes up: with a group of its own, or asking for one. */
  begin(): void {
    const { host, options } = this;
    const first = options.introducers.find((introducer) => introducer !== host.self);
    if (this.inGroup) this.record({ kind: 'groupStarted' });
    else if (first !== undefined) this.record({ kind: 'joinTried', introducer: first });
  }

  /** Asks every introducer that is not in the view. */
  askMissing(view: View, ask: (introducer: Address) => void): void {
    for (const introducer of this.options.introducers) {
      const state = view.stateOf(introducer);
      if (state === undefined || state === 'removed') ask(introducer);
    }
  }

  /** Sets the timer for the next time. */
  awaitNext(): void {
    const { joinRetryTicks, removeTicks } = this.options;
    this.host.setTimer(this.inGroup ? removeTicks : joinRetryTicks, CONTACT);
  }

  private record(event: MembershipEvent): void {
    this.host.record(event);
  }
}
