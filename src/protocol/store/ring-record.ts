/**
 * The version of the operator's ring that a node goes by, stored among its records: a node that restarts
 * goes by none that is older.
 */

import { type RingState, stateOf, stateText } from '../ring/ring-state';
import type { Storage, StorageToken } from '../storage/storage';
import { NO_KEY, NO_VERSION, type StoredRecord } from './record';

const RING = `${NO_KEY}ring`;

type Then = (kept: boolean) => void;

export class RingRecord {
  private readonly storing = new Map<StorageToken, Then>();
  /** What was stored before this boot. */
  recovered: RingState | undefined;

  constructor(private readonly storage: Storage) {}

  /** @param then is told whether it is stored */
  keep(state: RingState, then: Then): void {
    const record = { version: NO_VERSION, deleted: false, value: stateText(state) };
    this.storing.set(this.storage.put(RING, record), then);
  }

  /** Returns false for a stored record of something else. */
  onRecovered(name: string, { value }: StoredRecord): boolean {
    if (name !== RING) return false;
    this.recovered = stateOf(value);
    return true;
  }

  /** Returns false for a token of something else. */
  onDone(token: StorageToken, ok: boolean): boolean {
    const then = this.storing.get(token);
    this.storing.delete(token);
    then?.(ok);
    return then !== undefined;
  }
}
