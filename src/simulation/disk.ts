/**
 * A node's storage: records by key, or files. An operation takes effect at the moment it is
 * acknowledged; one that a crash overtakes never happened. A record is then durable; what is written
 * to a file once that is synced. What is stored outlives the node's boots until wiped.
 */

import { type Draws, Files, type Unsynced } from './files';

/** What is asked of records, ... */
export type RecordOperation =
  | { readonly kind: 'write'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'remove'; readonly key: string }
  | { readonly kind: 'scan' };

/** ... and of files. */
export type FileOperation =
  | { readonly kind: 'append' | 'writeFile'; readonly file: string; readonly bytes: Uint8Array }
  | { readonly kind: 'readFile' | 'fsync' | 'unlink'; readonly file: string }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  | { readonly kind: 'fsyncNames' };

export type StorageOperation = RecordOperation | FileOperation;

export type StorageResult =
  | {
      readonly ok: true;
      readonly entries: readonly (readonly [string, unknown])[];
      readonly bytes?: Uint8Array | undefined;
    }
  | { readonly ok: false; readonly reason: 'full' };

/** The storage of each node. */
export interface DiskOptions {
  /** Ticks from submission to acknowledgement; 0 is memory: within the tick, after its mail. */
  readonly latencyTicks: number;
  /** Ticks that an fsync takes on top of that; 0 unless given. */
  readonly fsyncTicks?: number;
  /** Records it holds; a write of one more fails. Files have no such limit. */
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
  private files = new Files();
  private wipes = 0;

  constructor(
    private readonly node: number,
    private readonly options: DiskOptions,
  ) {}

  /** Ticks from submission to acknowledgement, but for an fsync. */
  get latencyTicks(): number {
    return this.options.latencyTicks + this.slowTicks;
  }

  /** Ticks from the submission of an operation to its acknowledgement. */
  ticksFor({ kind }: StorageOperation): number {
    const isSync = kind === 'fsync' || kind === 'fsyncNames';
    return this.latencyTicks + (isSync ? (this.options.fsyncTicks ?? 0) : 0);
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
      default:
        return this.performOnFiles(operation);
    }
  }

  /** What was acknowledged and not synced is lost, or all but a drawn beginning of it. */
  losePower(unsynced: Unsynced, draws: Draws): void {
    this.files.losePower(unsynced, draws);
  }

  /** Turns a drawn bit of a file, as `Files.rot` does. */
  rot(file: string, range: readonly [number, number], draws: Draws): number | undefined {
    return this.files.rot(file, range, draws);
  }

  wipe(): void {
    this.records.clear();
    this.files = new Files();
    this.wipes++;
  }

  private performOnFiles(operation: FileOperation): StorageResult {
    const { files } = this;
    switch (operation.kind) {
      case 'append':
      case 'writeFile':
        if (this.isFull) return FULL;
        if (operation.kind === 'append') files.append(operation.file, operation.bytes);
        else files.write(operation.file, operation.bytes);
        return DONE;
      case 'readFile':
        return { ok: true, entries: [], bytes: files.read(operation.file) };
      case 'fsync':
        files.sync(operation.file);
        return DONE;
      case 'unlink':
        files.unlink(operation.file);
        return DONE;
      case 'truncate':
        files.truncate(operation.file, operation.size);
        return DONE;
      case 'rename':
        files.rename(operation.file, operation.to);
        return DONE;
      case 'fsyncNames':
        files.syncNames();
        return DONE;
    }
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
