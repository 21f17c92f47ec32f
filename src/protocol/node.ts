/** A node: membership, and above it, where it is part of a store, the ring and the store. */

import type { Address } from './address';
import type { DiskResult, DiskToken, Host, Program, TimerKind } from './host';
import { heartbeatMessages } from './membership/heartbeat-messages';
import type { Membership, MembershipListener } from './membership/membership';
import { membershipEvents } from './membership/membership-events';
import type { ViewStore } from './membership/membership-protocol';
import type { MembershipOptions } from './membership/parameters';
import { phiMessages } from './membership/phi/phi-messages';
import { protocolOf } from './membership/protocols';
import { swimMessages } from './membership/swim/swim-messages';
import { Catalogue, type Message } from './message';
import { FollowView } from './ring/follow-view';
import { OperatorRing } from './ring/operator-ring';
import { RING_CHANGE, type RingPolicy } from './ring/ring-policy';
import type { RingVersion } from './ring/ring-version';
import { Store, type StoreOptions } from './store/store';
import { storeEvents } from './store/store-events';
import { type Operation, storeMessages } from './store/store-messages';

export interface NodeOptions {
  readonly membership: MembershipOptions;
  /** Undefined for a node that only keeps membership. */
  readonly store: StoreOptions | undefined;
  /** Who owns what: whoever is in the view, at once, or these nodes, whatever becomes of them. */
  readonly ring: 'auto' | readonly Address[];
}

export const nodeMessages = Catalogue.union(
  ...[heartbeatMessages, swimMessages, phiMessages, storeMessages],
);
export const nodeEvents = Catalogue.union(membershipEvents, storeEvents);

const NOBODY: MembershipListener = {
  joined: () => undefined,
  returned: () => undefined,
  suspected: () => undefined,
  aliveAgain: () => undefined,
  removed: () => undefined,
  left: () => undefined,
};

export class Node implements Program {
  private readonly membership: Membership;
  private readonly ring: RingPolicy | undefined;
  private readonly store: Store | undefined;

  /** @param views where the nodes of its cluster keep what they know of each other */
  constructor(host: Host, options: NodeOptions, views?: ViewStore) {
    let listener = NOBODY;
    if (options.store !== undefined) {
      const onVersion = (version: RingVersion) => this.store?.onRing(version);
      const ring =
        options.ring === 'auto'
          ? new FollowView(host, onVersion)
          : new OperatorRing(host, options.ring, onVersion);
      this.ring = ring;
      this.store = new Store(host, options.store, () => ring.current);
      listener = followWith(ring);
    }
    const { membership } = options;
    this.membership = protocolOf(membership).create(host, membership, listener, views);
  }

  start(): void {
    this.store?.start();
    this.membership.start();
  }

  leave(): void {
    this.membership.leave();
  }

  onMessage(from: Address, message: Message): boolean {
    if (this.membership.onMessage(from, message)) return true;
    return this.store?.onMessage(from, message) ?? false;
  }

  onTimer(kind: TimerKind, data: number): void {
    if (kind.layer === 'membership') this.membership.onTimer(kind, data);
    else if (kind === RING_CHANGE) this.ring?.onRingChange();
    else this.store?.onTimer(kind, data);
  }

  onDisk(token: DiskToken, result: DiskResult): void {
    this.store?.onDisk(token, result);
  }

  onCommand(command: Message): void {
    if (command.kind === 'operation') this.store?.onOperation(command as Operation);
  }

  glance(): number {
    return this.membership.glance?.() ?? 0;
  }

  inspect(): unknown {
    return {
      members: this.membership.inspect(),
      ring: this.ring?.current,
      store: this.store?.inspect(),
    };
  }
}

function followWith(ring: RingPolicy): MembershipListener {
  return {
    ...NOBODY,
    joined: (member, incarnation) => {
      ring.joined(member, incarnation);
    },
    returned: (member, incarnation) => {
      ring.joined(member, incarnation);
    },
    removed: (member) => {
      ring.removed(member);
    },
    left: (member) => {
      ring.removed(member);
    },
  };
}
