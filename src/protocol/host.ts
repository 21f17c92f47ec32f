/** All that a node can see of the world. Nothing in `protocol/` reaches past this file. */

import type { Address } from './address';
import type { Message, RecordedEvent } from './message';
import type { StoredRecord } from './store/record';

/** The two halves of a node. Within a tick every membership timer runs before every store timer. */
export type Layer = 'membership' | 'store';

/** A timer is declared once, as a constant beside the code that handles it. */
export interface TimerKind {
  readonly name: string;
  readonly layer: Layer;
}

/** Names a pending timer for `cancel`; never reused while the timer is pending. */
export type TimerId = number;

/** A source of chance that belongs to one node and to nobody else. */
export interface Random {
  /** A whole number, uniform in 0..bound-1; bound is a whole number from 1 to 2^32. */
  below(bound: number): number;
}

/**
 * What a node may ask of its storage, of records by key or of files. Results come back through
 * `Program.onDisk`, in the order in which the operations were submitted.
 */
export type DiskOperation = RecordOperation | FileOperation;

/** What a disk of records does: one is durable once it is acknowledged. */
export type RecordOperation =
  | { readonly kind: 'write'; readonly key: string; readonly value: StoredRecord }
  | { readonly kind: 'remove'; readonly key: string }
  | { readonly kind: 'scan' };

/**
 * What a disk of files does. What is acknowledged is seen by all later operations, whatever becomes
 * of the process; a loss of power it survives once the file was synced, and, as to how files are
 * called and which there are, once the names were. The bytes must never change afterwards.
 */
export type FileOperation =
  /** Adds to the end of a file, or makes one; or gives it this content, in the place of any other. */
  | { readonly kind: 'append' | 'writeFile'; readonly file: string; readonly bytes: Uint8Array }
  /** Reads all of a file; sees to it that its content survives; or has none of that name. */
  | { readonly kind: 'readFile' | 'fsync' | 'unlink'; readonly file: string }
  /** Cuts a file down to so many bytes. */
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  /** Calls a file by another name, whatever had that, in one step. */
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  /** Sees to it that the names of all files survive. */
  | { readonly kind: 'fsyncNames' };

/**
 * What became of a disk operation. A scan lists every record, in the order of first writing; the
 * reading of a file gives its bytes, none where there is no such file.
 */
export type DiskResult =
  | {
      readonly ok: true;
      readonly entries: readonly (readonly [string, StoredRecord])[];
      readonly bytes?: Uint8Array | undefined;
    }
  | { readonly ok: false; readonly reason: 'full' };

/** Names a submitted disk operation until its result arrives. */
export type DiskToken = number;

/** A node's storage. */
export interface Disk {
  /** Submits an operation. It takes effect at the moment its result is delivered, never earlier. */
  submit(operation: DiskOperation): DiskToken;
}

/**
 * What a node has. Every number is a safe integer. Timers, mail and disk results of an
 * earlier boot never reach a later one.
 */
export interface Host {
  readonly self: Address;
  /** 1 at the first start, one more at each restart. */
  readonly boot: number;
  /** Names this node's storage; new after the storage was wiped. */
  readonly storageId: number;
  /** The largest encoded message that `send` carries, in bytes. */
  readonly maxMessageBytes: number;
  /** Ticks on a clock that never steps back. Drives timers and durations. */
  monotonicNow(): number;
  /** Ticks on a clock that may step. Serves versions only. */
  wallNow(): number;
  /** Sends and forgets: failure is silence. The message must never change afterwards. */
  send(to: Address, message: Message): void;
  /** Calls `onTimer(kind, data)` after `delay` ticks, 0 or more, never during this call. */
  setTimer(delay: number, kind: TimerKind, data?: number): TimerId;
  /** Cancels a pending timer; does nothing if it has fired or was cancelled. */
  cancel(timer: TimerId): void;
  readonly disk: Disk;
  readonly random: Random;
  /** Adds an event to the run's history. */
  record(event: RecordedEvent): void;
}

/** What a node runs. Its life: constructed at each boot, started once, then called until it stops. */
export interface Program {
  start(): void;
  /** The node is about to leave for good: what it sends now still goes out. */
  leave(): void;
  /** Returns false for a message of a kind it does not know, which is then counted as dropped. */
  onMessage(from: Address, message: Message): boolean;
  onTimer(kind: TimerKind, data: number): void;
  onDisk(token: DiskToken, result: DiskResult): void;
  /** A request from outside the cluster: a client's operation. */
  onCommand(command: Message): void;
  /**
   * Reads a few words of what its next event will read, in any number, and changes nothing: a host with
   * very many nodes has memory bring them before they are needed. What it returns means nothing.
   */
  glance?(): number;
  /** The node's state as plain data, for people and tests. */
  inspect(): unknown;
}
