/** What most nodes of a large cluster never need, made when it is: clocks, storage, standing still. */

import type { Disk, DiskOperation, TimerId } from '../protocol/host';
import { type DiskOptions, SimulatedDisk } from './disk';
import { NodeClock } from './node-clock';

/** What came due for a node that stands still. */
export interface Deferred {
  readonly what: number;
  readonly lane: number;
  readonly x: number;
  readonly boot: number;
  readonly data: number;
  readonly cause: number;
  readonly ref: unknown;
  /** The name that it had in the queue. */
  readonly handle: number;
}

export class Machine {
  readonly clock = new NodeClock();
  readonly storage: SimulatedDisk;
  /** How the node's programs reach it. */
  readonly disk: Disk;
  diskTokens = 0;
  /** When the latest disk operation is due: none overtakes another. */
  diskBusyUntil = 0;
  /** How often a bit of its files was turned. */
  rots = 0;
  /** What waits for the node to go on; undefined while it does not stand still. */
  deferred: Deferred[] | undefined;
  /** How many of them are commands. */
  deferredCommands = 0;
  /** Timers that waited while the node stood still: the names that its program and the queue know. */
  readonly renamed = new Map<TimerId, TimerId>();

  constructor(node: number, options: DiskOptions, submit: (operation: DiskOperation) => number) {
    this.storage = new SimulatedDisk(node, options);
    this.disk = { submit };
  }

  /** Nothing that an earlier boot awaited is known to the next. */
  reboot(): void {
    this.diskTokens = 0;
    this.diskBusyUntil = 0;
    this.renamed.clear();
  }
}
