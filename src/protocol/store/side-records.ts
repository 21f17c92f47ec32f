/** What a node stores beside its replica's records, in the same storage, under names that no key has. */

import type { Storage, StorageToken } from '../storage/storage';
import type { StoredRecord } from './record';

/** Is told whether what was asked for is stored. */
export type Then = (ok: boolean) => void;

export class SideRecords {
  private readonly storing = new Map<StorageToken, Then>();

  constructor(private readonly storage: Storage) {}

  /** @param name that begins with `NO_KEY` */
  put(name: string, record: StoredRecord, then: Then): void {
    this.storing.set(this.storage.put(name, record), then);
  }

  remove(name: string): void {
    this.storage.remove(name);
  }

  /** Nothing for a token of something else. */
  onDone(token: StorageToken, ok: boolean): void {
    const then = this.storing.get(token);
    this.storing.delete(token);
    then?.(ok);
  }
}
