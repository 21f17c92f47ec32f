/** What is news of a member in each protocol: which messages bring it, and how long none may come. */

import type { MembershipOptions } from '../protocol/membership/parameters';
import { asHeartbeat, type KnownMembership, protocolOf } from '../protocol/membership/protocols';

export interface NewsWords {
  /** The kinds of messages that can bring it. */
  readonly carriers: readonly string[];
  /** Whether the member alone can say that it lives, each of its messages being news. */
  readonly isFirstHand: boolean;
  /** Whether what is sent to the member matters, because it has to hear that it is suspected. */
  readonly isRefuted: boolean;
  /** When a member is suspected and removed; empty where the causes tell. */
  readonly limits: string;
}

export function newsWordsOf(membership: MembershipOptions): NewsWords {
  const heartbeat = asHeartbeat(membership);
  if (heartbeat !== undefined) {
    const { failTicks, removeTicks } = heartbeat;
    return {
      ...{ carriers: ['gossip', 'joinReply', 'joinRequest'], isFirstHand: false, isRefuted: false },
      limits: `A member is suspected ${failTicks} ticks after the last news of it, and removed after ${removeTicks}.`,
    };
  }
  const known = membership as KnownMembership;
  if (known.protocol === 'phi') {
    const { threshold, removeTicks } = known;
    return {
      ...{ carriers: ['beat'], isFirstHand: true, isRefuted: false },
      limits: `A member is suspected once its silence reaches phi ${threshold} by its usual intervals, and removed ${removeTicks} ticks later.`,
    };
  }
  const carriers = protocolOf(membership)
    .messages.kinds()
    .map(({ name }) => name);
  return { carriers, isFirstHand: false, isRefuted: hasProbes(membership), limits: '' };
}

/** Whether members are probed, and have to refute that they failed. */
export function hasProbes({ protocol }: MembershipOptions): boolean {
  return protocol === 'swim' || protocol === 'lifeguard';
}
