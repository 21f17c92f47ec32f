/**
 * What a replica that has lost what it stored notes in its storage, so that restarts change nothing: that it lacks
 * something or, then, by which version of the ring it has all again. Nothing else is stored before the former is:
 * a full disk may refuse it, and take a copy later, behind which nobody would see that more is missing. What is
 * refused is noted later.
 */

import type { Host, TimerKind } from '../host';
import { NO_KEY, NO_VERSION, type StoredRecord } from './record';
import type { SideRecords } from './side-records';

const REBUILDING = `${NO_KEY}rebuilding`;
const LACKING = '';

/** Tries again what did not fit. */
const NOTE: TimerKind = { name: 'note', layer: 'store' };

export class RebuildNote {
  /** What is stored, or is to be. */
  private note: string | undefined;
  private isStored = false;
  /** The note that is being stored. */
  private storing: StoredRecord | undefined;

  /**
   * @param retryTicks until what the disk refused is tried again
   */
  constructor(
    private readonly host: Host,
    private readonly retryTicks: number,
    private readonly side: SideRecords,
  ) {}

  /** Whether it is noted that something is missing. */
  get isLacking(): boolean {
    return this.isStored && this.note === LACKING;
  }

  /** By which version of the ring it has all again, as far as that is noted. */
  get wholeBy(): string | undefined {
    return this.isStored && this.note !== LACKING ? this.note : undefined;
  }

  /** Notes that something is missing. */
  lack(): void {
    this.keep(LACKING);
  }

  /** Notes that all is there, by a version of the ring. */
  done(version: string): void {
    this.keep(version);
  }

  /** Returns false for a stored record of something else. */
  onRecovered(name: string, { value }: StoredRecord): boolean {
    if (name !== REBUILDING) return false;
    this.note = value;
    this.isStored = true;
    return true;
  }

  /** Returns false for a timer that is not of notes. */
  onTimer(kind: TimerKind): boolean {
    if (kind !== NOTE) return false;
    if (!this.isStored && this.storing === undefined) this.store();
    return true;
  }

  private keep(note: string): void {
    if (note === this.note) return;
    this.note = note;
    this.isStored = false;
    this.store();
  }

  private store(): void {
    const record = { version: NO_VERSION, deleted: false, value: this.note! };
    this.storing = record;
    this.side.put(REBUILDING, record, (ok) => {
      // Of one that another has taken the place of it does not matter.
      if (this.storing !== record) return;
      this.storing = undefined;
      this.isStored = ok;
      if (!ok) this.host.setTimer(this.retryTicks, NOTE);
    });
  }
}
