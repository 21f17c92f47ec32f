/** The replicated hash table of one node: its replica, its coordinator and its stabilizer. */

import type { Address } from '../address';
import type { DiskResult, DiskToken, Host, TimerKind } from '../host';
import type { Message } from '../message';
import type { RingVersion } from '../ring/ring-version';
import { Coordinator, type QuorumOptions } from './coordinator';
import { Replica } from './replica';
import { Stabilizer, type StabilizerOptions } from './stabilizer';
import type { Operation, StoreMessage } from './store-messages';

/** The parameters of the store. */
export type StoreOptions = QuorumOptions & StabilizerOptions;

export class Store {
  private readonly replica: Replica;
  private readonly coordinator: Coordinator;
  private readonly stabilizer: Stabilizer;

  /** @param ring gives the version of the ring that this node goes by now */
  constructor(host: Host, options: StoreOptions, ring: () => RingVersion) {
    this.replica = new Replica(host, {
      written: (key, replicas) => {
        this.stabilizer.onWritten(key, replicas);
      },
      copyStored: (key, from) => {
        this.stabilizer.onCopyStored(key, from);
      },
      recovered: () => {
        this.stabilizer.onRecovered();
      },
    });
    this.stabilizer = new Stabilizer(host, options, this.replica);
    this.coordinator = new Coordinator(host, options, ring);
  }

  start(): void {
    this.replica.start();
  }

  onRing(version: RingVersion): void {
    this.stabilizer.onRing(version);
  }

  onOperation(operation: Operation): void {
    this.coordinator.onOperation(operation);
  }

  /** Returns false for a message of a kind that is not the store's. */
  onMessage(from: Address, received: Message): boolean {
    const message = received as StoreMessage;
    switch (message.kind) {
      case 'replicaRequest':
        this.replica.onRequest(from, message);
        return true;
      case 'replicaReply':
        this.coordinator.onReply(from, message);
        return true;
      case 'offer':
        this.stabilizer.onOffer(from, message.entries);
        return true;
      case 'want':
        this.stabilizer.onWant(from, message.keys);
        return true;
      case 'copy':
        this.replica.onCopy(from, message.key, message.record);
        return true;
      case 'held':
        this.stabilizer.onHeld(from, message.entries);
        return true;
      default:
        return false;
    }
  }

  onTimer(kind: TimerKind, data: number): void {
    if (!this.coordinator.onTimer(kind, data)) this.stabilizer.onTimer(kind);
  }

  onDisk(token: DiskToken, result: DiskResult): void {
    this.replica.onDisk(token, result);
  }

  inspect(): unknown {
    return {
      records: this.replica.inspect(),
      operations: this.coordinator.inspect(),
      unacknowledged: this.stabilizer.inspect(),
    };
  }
}
