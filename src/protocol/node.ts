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
import { type OperatorOptions, OperatorRing } from './ring/operator-ring';
import { ringEvents } from './ring/ring-events';
import { ringMessages } from './ring/ring-messages';
import { RING_CHANGE, type RingOptions, type RingPolicy } from './ring/ring-policy';
import type { RingVersion } from './ring/ring-version';
import { storageEvents } from './storage/storage-events';
import type { StorageOptions } from './storage/storage-options';
import { Store, type StoreOptions } from './store/store';
import { storeEvents } from './store/store-events';
import { type Operation, storeMessages } from './store/store-messages';

export interface NodeOptions {
  readonly membership: MembershipOptions;
  /** Undefined for a node that only keeps membership. */
  readonly store: StoreOptions | undefined;
  /** What records are kept in; memory unless given. */
  readonly storage?: StorageOptions | undefined;
  readonly ring: RingOptions;
}

export const nodeMessages = Catalogue.union(
  ...[heartbeatMessages, swimMessages, phiMessages, ringMessages, storeMessages],
);
export const nodeEvents = Catalogue.union(membershipEvents, ringEvents, storeEvents, storageEvents);

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
  /** Members that are neither suspected nor removed: whom the store asks, not who owns what. */
  private readonly believedUp = new Set<Address>();

  /** @param views where the nodes of its cluster keep what they know of each other */
  constructor(host: Host, options: NodeOptions, views?: ViewStore) {
    let listener = NOBODY;
    if (options.store !== undefined) {
      const onVersion = (version: RingVersion) => this.store?.onRing(version);
      const { settings, initial } = options.ring;
      const { pending } = settings;
      const { replicas, offerRetryTicks: retryTicks } = options.store;
      const ofOperator: OperatorOptions = {
        ...{ initial, pending, replicas, retryTicks },
        members: () => this.membership.view.members(),
        keep: (state, then) => this.store?.keepRing(state, then),
      };
      const ring =
        settings.policy === 'auto'
          ? new FollowView(host, initial, onVersion)
          : new OperatorRing(host, ofOperator, onVersion);
      this.ring = ring;
      const store = new Store(host, options.store, {
        ring: () => ring.current,
        ringNamed: (name) => ring.named(name),
        isUp: (node) => node === host.self || this.believedUp.has(node),
        ...{ storage: options.storage, rules: settings },
        recovered: (stored) => {
          ring.recovered(stored);
        },
        streamed: (epoch) => {
          ring.streamed(epoch);
        },
        refusedBy: (node) => {
          ring.compareWith(node);
        },
      });
      this.store = store;
      listener = followWith(ring, this.believedUp, store);
    }
    const { membership } = options;
    this.membership = protocolOf(membership).create(host, membership, listener, views);
  }

  start(): void {
    this.store?.start();
    if (this.ring !== undefined) this.learnFirstView(this.ring);
    this.membership.start();
  }

  leave(): void {
    this.membership.leave();
  }

  onMessage(from: Address, message: Message): boolean {
    if (this.membership.onMessage(from, message)) return true;
    if (this.ring?.onMessage(from, message) === true) return true;
    return this.store?.onMessage(from, message) ?? false;
  }

  onTimer(kind: TimerKind, data: number): void {
    if (kind.layer === 'membership') this.membership.onTimer(kind, data);
    else if (kind === RING_CHANGE) this.ring?.onRingChange();
    else if (this.ring?.onTimer(kind) !== true) this.store?.onTimer(kind, data);
  }

  onDisk(token: DiskToken, result: DiskResult): void {
    this.store?.onDisk(token, result);
  }

  onCommand(command: Message): void {
    if (command.kind === 'operation') this.store?.onOperation(command as Operation);
    else this.ring?.onCommand(command);
  }

  glance(): number {
    return this.membership.glance?.() ?? 0;
  }

  inspect(): unknown {
    return {
      members: this.membership.inspect(),
      ring: this.ring?.current.inspect(),
      store: this.store?.inspect(),
    };
  }

  /** A view that it did not come to by itself: all in it start together, in their first lives. */
  private learnFirstView(ring: RingPolicy): void {
    const { view } = this.membership;
    if (view.size <= 1) return;
    for (const member of view.members()) {
      ring.joined(member, 0);
      this.believedUp.add(member);
    }
  }
}

/** The ring goes by who is in the view, the store also by who is believed to be there. */
function followWith(ring: RingPolicy, up: Set<Address>, store: Store): MembershipListener {
  const onUp = (member: Address) => {
    up.add(member);
    store.onUp(member);
  };
  const onDown = (member: Address) => {
    up.delete(member);
    store.onDown(member);
  };
  const onJoined = (member: Address, incarnation: number) => {
    ring.joined(member, incarnation);
    onUp(member);
  };
  const onRemoved = (member: Address) => {
    ring.removed(member);
    onDown(member);
  };
  return {
    ...{ joined: onJoined, returned: onJoined, removed: onRemoved, left: onRemoved },
    ...{ suspected: onDown, aliveAgain: onUp },
  };
}
