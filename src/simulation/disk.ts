/**
 * A node's storage. An operation takes effect, and is durable, at the moment it is acknowledged;
 * one that a crash overtakes never happened. What is stored outlives the node's boots until wiped.
 */

export type StorageOperation =
  | { readonly kind: 'write'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'remove'; readonly key: string }
  | { readonly kind: 'scan' };

export type StorageResult =
  | { readonly ok: true; readonly entries: readonly (readonly [string, unknown])[] }
  | { readonly ok: false; readonly reason: 'full' };

/** The storage of each node. */
export interface DiskOptions {
  /** Ticks from submission to acknowledgement; 0 is memory: within the tick, after its mail. */
  readonly latencyTicks: number;
  /** Records it holds; a write of one more fails. */
  readonly maxRecords: number;
}

const DONE: StorageResult = { ok: true, entries: [] };
const FULL: StorageResult = { ok: false, reason: 'full' };

export class SimulatedDisk {
  /** Ticks that every operation takes on top of the latency: 0 or more. */
  slowTicks = 0;
  /** True while nothing more fits, however few records there are. */
  isFull = false;
  private readonly records = new Map<string, unknown>();
  private wipes = 0;

  constructor(
    private readonly node: number,
    private readonly options: DiskOptions,
  ) {}

  /** Ticks from submission to acknowledgement. */
  get latencyTicks(): number {
    return this.options.latencyTicks + this.slowTicks;
  }

  /** Different for every node and after every wipe. */
  get storageId(): number {
    return storageIdOf(this.node, this.wipes);
  }

  /** Carries out an operation whose time of acknowledgement has come. */
  perform(operation: StorageOperation): StorageResult {
    switch (operation.kind) {
      case 'write':
        if (!this.fits(operation.key)) return FULL;
        this.records.set(operation.key, operation.value);
        return DONE;
      case 'remove':
        this.records.delete(operation.key);
        return DONE;
      case 'scan':
        return { ok: true, entries: [...this.records] };
    }
  }

  wipe(): void {
    this.records.clear();
    this.wipes++;
  }

  private fits(key: string): boolean {
    if (this.isFull) return false;
    return this.records.size < this.options.maxRecords || this.records.has(key);
  }
}

/** What names a node's storage after so many wipes. */
export function storageIdOf(node: number, wipes: number): number {
  return node * 0x1_0000 + wipes;
}
