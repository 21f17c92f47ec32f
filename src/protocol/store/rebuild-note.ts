/**
 * What a replica that has lost what it stored notes in its storage, so that restarts change nothing: that it lacks
 * something or, then, by which version of the ring it has all again. Nothing else is stored before the former is:
 * a full disk may refuse it, and take a copy later, behind which nobody would see that more is missing.
 */

import type { Storage, StorageToken } from '../storage/storage';
import { NO_KEY, NO_VERSION, type StoredRecord } from './record';

const REBUILDING = `${NO_KEY}rebuilding`;

export class RebuildNote {
  private storing: StorageToken | undefined;
  private isStored = false;
  private whole: string | undefined;

  constructor(private readonly storage: Storage) {}

  /** Whether it is noted that something is missing. */
  get isLacking(): boolean {
    return this.isStored;
  }

  /** By which version of the ring it had all again, before this boot. */
  get wholeBy(): string | undefined {
    return this.whole;
  }

  /** Notes that something is missing, unless that is noted or about to be. */
  lack(): void {
    if (!this.isStored) this.storing ??= this.store('');
  }

  /** Notes that all is there, by a version of the ring. */
  done(version: string): void {
    this.store(version);
    this.storing = undefined;
    this.isStored = false;
  }

  /** Returns false for a stored record of something else. */
  onRecovered(name: string, { value }: StoredRecord): boolean {
    if (name !== REBUILDING) return false;
    this.isStored = value === '';
    this.whole = value === '' ? undefined : value;
    return true;
  }

  /** Returns false for a token of something else. */
  onDone(token: StorageToken, ok: boolean): boolean {
    if (token !== this.storing) return false;
    this.storing = undefined;
    this.isStored = ok;
    return true;
  }

  private store(value: string): StorageToken {
    return this.storage.put(REBUILDING, { version: NO_VERSION, deleted: false, value });
  }
}
