/** Where a replica keeps its records, and when what it keeps is safe. */

import type { DiskResult, DiskToken, TimerKind } from '../host';
import type { StoredRecord } from '../store/record';

/** Names a put or a removal until it is acknowledged. */
export type StorageToken = number;

/** Told of what became of what storage was asked for; never during the asking. */
export interface StorageListener {
  /** Everything that was stored before this boot, and is still there. */
  recovered(records: Iterable<readonly [string, StoredRecord]>): void;
  /** A put or a removal is as safe as the storage makes it or, `ok` being false, did not happen. */
  done(token: StorageToken, ok: boolean): void;
}

/** The records of one node, by key. What was asked for first is done first. */
export interface Storage {
  /** Reads back what is stored: asked for once, before anything else. */
  recover(): void;
  /** Stores a record in the place of what there is under the key. */
  put(key: string, record: StoredRecord): StorageToken;
  /** Forgets a key; never refused. */
  remove(key: string): StorageToken;
  /** The disk's answer to what this storage asked of it. */
  onDisk(token: DiskToken, result: DiskResult): void;
  /** Returns false for a timer that is not the storage's. */
  onTimer(kind: TimerKind): boolean;
}
