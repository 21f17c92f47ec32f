/**
 * What is noted in storage while a replica lacks what it may have acknowledged, so that a crash in between changes
 * nothing. Nothing else is stored before the note is: a full disk may refuse it, and take a copy later, behind
 * which nobody would see that more is missing.
 */

import type { Storage, StorageToken } from '../storage/storage';
import { NO_KEY, NO_VERSION, type StoredRecord } from './record';

const REBUILDING = `${NO_KEY}rebuilding`;
const NOTHING: StoredRecord = { version: NO_VERSION, deleted: true, value: '' };

export class RebuildNote {
  private storing: StorageToken | undefined;
  private stored = false;

  constructor(private readonly storage: Storage) {}

  get isStored(): boolean {
    return this.stored;
  }

  /** Stores the note, unless it is there or about to be. */
  put(): void {
    if (!this.stored) this.storing ??= this.storage.put(REBUILDING, NOTHING);
  }

  remove(): void {
    this.storage.remove(REBUILDING);
    this.storing = undefined;
    this.stored = false;
  }

  /** Returns false for a stored record of something else. */
  onRecovered(name: string): boolean {
    if (name !== REBUILDING) return false;
    this.stored = true;
    return true;
  }

  /** Returns false for a token of something else. */
  onDone(token: StorageToken, ok: boolean): boolean {
    if (token !== this.storing) return false;
    this.storing = undefined;
    this.stored = ok;
    return true;
  }
}
