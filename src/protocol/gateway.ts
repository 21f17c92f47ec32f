/**
 * A coordinator beside the cluster: a client that does its own coordinating (a "smart client"), or a server
 * that all clients go through. It is no member, owns nothing and stores nothing. It goes by the operator's
 * ring as it was set up until a replica refuses a request that was made by another ring: then the two compare
 * their versions, and what its client asks for again goes by the newer.
 */

import type { Address } from './address';
import type { Host, Program, TimerKind } from './host';
import type { Message } from './message';
import { type OperatorOptions, OperatorRing } from './ring/operator-ring';
import { RING_CHANGE, type RingOptions } from './ring/ring-policy';
import { Coordinator } from './store/coordinator';
import { isGraceOver } from './store/lifetimes';
import type { StoreOptions } from './store/store';
import type { Operation, StoreMessage } from './store/store-messages';
import { VersionClock } from './store/version-clock';

export interface GatewayOptions {
  readonly store: StoreOptions;
  readonly ring: RingOptions;
}

export class Gateway implements Program {
  private readonly ring: OperatorRing;
  private readonly coordinator: Coordinator;

  constructor(host: Host, { store, ring: { settings, initial } }: GatewayOptions) {
    const { pending, epochCheck } = settings;
    const { replicas, offerRetryTicks: retryTicks } = store;
    const members = () => this.ring.current.owners.map(({ address }) => address);
    // It has no disk, and starts once.
    const keep: OperatorOptions['keep'] = (_, then) => {
      then(true);
    };
    const options = { initial, pending, replicas, retryTicks, members, keep };
    this.ring = new OperatorRing(host, options, () => undefined);
    this.ring.recovered(undefined);
    const clock = new VersionClock(host, store.clock ?? 'wall');
    const rules = { pending, epochCheck, countHints: false };
    this.coordinator = new Coordinator(host, store, rules, clock, {
      ring: () => this.ring.current,
      // It hears of no failures, and has no disk to keep hints on.
      isUp: () => true,
      hint: undefined,
      isOver: (record) => isGraceOver(record, store, host.wallNow()),
      refusedBy: (node) => {
        this.ring.compareWith(node);
      },
    });
  }

  start(): void {
    return;
  }

  leave(): void {
    return;
  }

  onMessage(from: Address, received: Message): boolean {
    const message = received as StoreMessage;
    if (message.kind === 'replicaReply') this.coordinator.onReply(from, message);
    else if (message.kind === 'held') this.coordinator.onHeld(from, message.entries);
    else return this.ring.onMessage(from, received);
    return true;
  }

  onTimer(kind: TimerKind, data: number): void {
    if (kind === RING_CHANGE) this.ring.onRingChange();
    else if (!this.coordinator.onTimer(kind, data)) this.ring.onTimer(kind);
  }

  onDisk(): void {
    return;
  }

  onCommand(command: Message): void {
    if (command.kind === 'operation') this.coordinator.onOperation(command as Operation);
  }

  inspect(): unknown {
    return { ring: this.ring.current, operations: this.coordinator.inspect() };
  }
}
