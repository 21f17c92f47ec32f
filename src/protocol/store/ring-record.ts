/**
 * The version of the operator's ring that a node goes by, stored among its records: a node that restarts
 * goes by none that is older.
 */

import { type RingState, stateOf, stateText } from '../ring/ring-state';
import { NO_KEY, NO_VERSION, type StoredRecord } from './record';
import type { SideRecords, Then } from './side-records';

const RING = `${NO_KEY}ring`;

export class RingRecord {
  /** What was stored before this boot. */
  recovered: RingState | undefined;

  constructor(private readonly side: SideRecords) {}

  /** @param then is told whether it is stored */
  keep(state: RingState, then: Then): void {
    const record = { version: NO_VERSION, deleted: false, value: stateText(state) };
    this.side.put(RING, record, then);
  }

  /** Returns false for a stored record of something else. */
  onRecovered(name: string, { value }: StoredRecord): boolean {
    if (name !== RING) return false;
    this.recovered = stateOf(value);
    return true;
  }
}
