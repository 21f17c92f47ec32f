/**
 * What ends by itself: values that expire, and tombstones whose grace is over. A tombstone is kept for
 * the grace so that every replica hears of the delete before it is forgotten: one that was away for
 * longer brings the value back (Cassandra's gc_grace_seconds). The grace counts from the delete, not
 * from when it came here, so that replicas do not hand an old tombstone to each other for ever.
 */

import type { Host, TimerId, TimerKind } from '../host';
import { isExpired, type StoredRecord } from './record';

export interface LifetimeOptions {
  /** Ticks for which tombstones are kept, 1 or more; for good unless given. */
  readonly graceTicks?: number;
}

/** Told when the time of what is stored under a key may be over. */
export interface LifetimeListener {
  get(key: string): StoredRecord | undefined;
  /** The value under a key has expired. */
  expire(key: string, record: StoredRecord): void;
  /** The grace of the tombstone under a key is over. */
  purge(key: string, record: StoredRecord): void;
}

const LIFETIME: TimerKind = { name: 'lifetime', layer: 'store' };

interface Waiting {
  readonly number: number;
  readonly timer: TimerId;
}

export class Lifetimes {
  /** What is waited for, by key. */
  private readonly waiting = new Map<string, Waiting>();
  /** The keys that timers are set for, by the number that a timer carries. */
  private readonly keys = new Map<number, string>();
  private count = 0;

  constructor(
    private readonly host: Host,
    private readonly options: LifetimeOptions,
    private readonly listener: LifetimeListener,
  ) {}

  /** A record is stored under a key now. */
  onStored(key: string, record: StoredRecord): void {
    this.onRemoved(key);
    const end = this.endOf(record);
    if (end === undefined) return;
    const number = ++this.count;
    const timer = this.host.setTimer(Math.max(0, end - this.host.wallNow()), LIFETIME, number);
    this.keys.set(number, key);
    this.waiting.set(key, { number, timer });
  }

  /** Nothing is stored under a key any more. */
  onRemoved(key: string): void {
    const waiting = this.waiting.get(key);
    if (waiting === undefined) return;
    this.host.cancel(waiting.timer);
    this.waiting.delete(key);
    this.keys.delete(waiting.number);
  }

  /** True for a tombstone whose grace is over: it is to be neither stored nor passed on. */
  isOver(record: StoredRecord): boolean {
    return isGraceOver(record, this.options, this.host.wallNow());
  }

  /** Returns false for a timer that is not of a lifetime. */
  onTimer(kind: TimerKind, number: number): boolean {
    if (kind !== LIFETIME) return false;
    const key = this.keys.get(number);
    if (key === undefined) return true;
    this.onRemoved(key);
    const record = this.listener.get(key);
    if (record === undefined) return true;
    if (this.isOver(record)) this.listener.purge(key, record);
    else if (!record.deleted && isExpired(record, this.host.wallNow())) {
      this.listener.expire(key, record);
    } else this.onStored(key, record);
    return true;
  }

  /** When its time is over, on the wall clock; undefined for one that stays. */
  private endOf(record: StoredRecord): number | undefined {
    return record.deleted ? endOfGrace(record, this.options) : record.expiresAt;
  }
}

/** True for a tombstone whose grace is over. */
export function isGraceOver(record: StoredRecord, options: LifetimeOptions, now: number): boolean {
  const end = record.deleted ? endOfGrace(record, options) : undefined;
  return end !== undefined && end <= now;
}

function endOfGrace(
  { expiresAt, version }: StoredRecord,
  { graceTicks }: LifetimeOptions,
): number | undefined {
  return graceTicks === undefined ? undefined : (expiresAt ?? version.timestamp) + graceTicks;
}
