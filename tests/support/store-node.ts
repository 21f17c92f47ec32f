/** A node that runs a store, and nothing else. */

import type { Program } from '../../src/protocol/host';
import type { Message } from '../../src/protocol/message';
import type { Store } from '../../src/protocol/store/store';

export abstract class StoreNode implements Program {
  abstract readonly store: Store;

  abstract onCommand(command: Message): void;

  start(): void {
    this.store.start();
  }

  leave(): void {
    throw new Error('a store has nobody to tell');
  }

  onMessage(from: number, message: Message): boolean {
    return this.store.onMessage(from, message);
  }

  onTimer(...args: Parameters<Program['onTimer']>): void {
    this.store.onTimer(...args);
  }

  onDisk(...args: Parameters<Program['onDisk']>): void {
    this.store.onDisk(...args);
  }

  inspect(): unknown {
    return this.store.inspect();
  }
}
