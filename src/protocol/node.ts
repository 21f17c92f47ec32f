/** A node: membership, and above it, where it is part of a store, the ring and the store. */

import type { Address } from './address';
import type { DiskResult, DiskToken, Host, Program, TimerKind } from './host';
import { Heartbeat, type HeartbeatOptions } from './membership/heartbeat';
import { heartbeatMessages } from './membership/heartbeat-messages';
import type { Membership, MembershipListener } from './membership/membership';
import { membershipEvents } from './membership/membership-events';
import { Catalogue, type Message } from './message';
import { FollowView, RING_CHANGE } from './ring/follow-view';
import { Store, type StoreOptions } from './store/store';
import { storeEvents } from './store/store-events';
import { type Operation, storeMessages } from './store/store-messages';

export interface NodeOptions {
  readonly membership: HeartbeatOptions;
  /** Undefined for a node that only keeps membership. */
  readonly store: StoreOptions | undefined;
}

export const nodeMessages = Catalogue.union(heartbeatMessages, storeMessages);
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
  private readonly ring: FollowView | undefined;
  private readonly store: Store | undefined;

  constructor(host: Host, options: NodeOptions) {
    let listener = NOBODY;
    if (options.store !== undefined) {
      const ring = new FollowView(host, (version) => this.store?.onRing(version));
      this.ring = ring;
      this.store = new Store(host, options.store, () => ring.current);
      listener = followWith(ring);
    }
    this.membership = new Heartbeat(host, options.membership, listener);
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

  inspect(): unknown {
    return {
      members: this.membership.inspect(),
      ring: this.ring?.current,
      store: this.store?.inspect(),
    };
  }
}

function followWith(ring: FollowView): MembershipListener {
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
