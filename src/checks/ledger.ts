/**
 * What clients wrote and read, a key at a time: a fold over a run's events that finds every read
 * whose answer the acknowledged writes rule out (a regular register: Lamport, 1986). A value is
 * ruled out where another write began after it had ended, and was acknowledged before the read
 * began. A write whose end is unknown may take effect at any later time, so it never rules out and
 * is never ruled out. Scripted operations count as their coordinator saw them, clients' as they did.
 * A value that was to stay for a while may be gone when that is over, by the clocks of the nodes.
 */

import type { Address } from '../protocol/address';
import type { Outcome } from '../protocol/store/store-events';
import type { OperationName, OperationOptions } from '../protocol/store/store-messages';
import type { EventSink, EventView } from '../simulation/events';
import { idOf } from './request-id';

/** A read that gave what it must not. */
export interface StaleRead {
  /** The event of its answer. */
  readonly event: number;
  readonly time: number;
  readonly key: string;
  /** What it gave; undefined for nothing. */
  readonly value: string | undefined;
  /** The event of the acknowledgement that rules it out; 0 where it was certainly never written. */
  readonly ruledOutBy: number;
  /** True where that was a delete. */
  readonly byDelete: boolean;
}

/** All that wrote one value, or deleted. */
interface Writes {
  /** How many are under way. */
  open: number;
  /** When the last that was acknowledged ended. */
  endedAt: number;
  /** The first tick in which what they wrote may have expired, by clocks that are right. */
  expiresFrom: number;
}

/** The acknowledged write of a key that began last. */
interface Newest {
  readonly begunAt: number;
  readonly event: number;
  readonly isDelete: boolean;
}

interface Key {
  /** Writes by what they wrote; undefined for deletes and for the time before any write. */
  readonly writes: Map<string | undefined, Writes>;
  /** What may yet be written, by those whose end is unknown: undefined by a delete. */
  readonly unknown: Set<string | undefined>;
  /** `expiresFrom` of what those whose end is unknown may have written. */
  unknownExpiresFrom: number;
  /** Operations under way, the first of them first. */
  readonly open: Map<string, Open>;
  newest: Newest;
  /** True once values were dropped that nobody may read any more. */
  hasForgotten: boolean;
  /** True once values were dropped that may yet be read. */
  hasLostUnknown: boolean;
}

/** A value whose write ended, nobody knows how. */
interface UnknownValue {
  readonly key: Key;
  readonly value: string;
}

interface Open {
  readonly told: Told;
  /** The node it was put to. */
  readonly node: Address;
  readonly begunAt: number;
  /** The newest acknowledged write when it began. */
  readonly newest: Newest;
}

interface Told {
  readonly client: number;
  readonly request: number;
  readonly operation: OperationName;
  readonly key: string;
  readonly value: string;
  readonly outcome?: Outcome;
  readonly options?: OperationOptions;
}

/** Stale reads of each kind that are kept; the rest are counted. */
const KEPT_MAX = 1000;
/** Values of unknown writes that are remembered; the oldest makes room. */
export const UNKNOWN_MAX = 10_000;
const NOTHING: Newest = { begunAt: -1, event: 0, isDelete: false };

export class Ledger implements EventSink {
  readonly kinds = ['invoked', 'completed', 'asked', 'answered', 'crashed', 'stopped', 'changed'];
  readonly staleReads: StaleRead[] = [];
  /** How many there were, ruled out by writes and by deletes. */
  readonly staleCounts = { byWrite: 0, byDelete: 0 };
  /** Reads that gave what is ruled out, or a value of an unknown write that had to make room. */
  readonly openCounts = { byWrite: 0, byDelete: 0 };
  /** Reads that gave nothing where a value may have expired by a clock that is not right. */
  openByClocks = 0;
  /** True once a clock, or a disk, was changed. */
  private areClocksOff = false;
  private readonly keys = new Map<string, Key>();
  /** The oldest first. */
  private readonly unknown: UnknownValue[] = [];

  on(event: EventView): void {
    if (event.kind === 'crashed' || event.kind === 'stopped') {
      this.abandon(event);
      return;
    }
    if (event.kind === 'changed') {
      this.areClocksOff ||= event.node !== 0;
      return;
    }
    const told = event.data as Told;
    const isClients = event.kind === 'asked' || event.kind === 'answered';
    // A client's operation is invoked once an attempt; what counts is what the client saw.
    if (isClients !== told.client > 0) return;
    if (event.kind === 'asked' || event.kind === 'invoked') this.begin(event, told);
    else this.end(event, told, told.outcome!);
  }

  /** Nobody will ever tell what became of the scripted operations of a node that is gone. */
  private abandon(event: EventView): void {
    for (const { open } of this.keys.values()) {
      for (const { told, node } of [...open.values()]) {
        if (node === event.node && told.client === 0) this.end(event, told, 'unknown');
      }
    }
  }

  private begin({ time, node }: EventView, told: Told): void {
    const key = this.keyOf(told.key);
    key.open.set(idOf(told), { told, node, begunAt: time, newest: key.newest });
    if (told.operation === 'read') return;
    const written = told.operation === 'delete' ? undefined : told.value;
    const fresh = { open: 0, endedAt: -Infinity, expiresFrom: Infinity };
    const writes = key.writes.get(written) ?? fresh;
    writes.open++;
    const ttlTicks = told.options?.ttlTicks ?? 0;
    if (ttlTicks > 0) writes.expiresFrom = Math.min(writes.expiresFrom, time + ttlTicks);
    key.writes.set(written, writes);
  }

  private end(event: EventView, told: Told, outcome: Outcome): void {
    const id = idOf(told);
    const key = this.keyOf(told.key);
    const open = key.open.get(id);
    if (open === undefined) return;
    key.open.delete(id);
    if (told.operation === 'read') this.checkRead(event, told, outcome, open, key);
    else this.endWrite(event, told, outcome, open, key);
  }

  private endWrite(event: EventView, told: Told, outcome: Outcome, open: Open, key: Key): void {
    const isDelete = told.operation === 'delete';
    const written = isDelete ? undefined : told.value;
    const writes = key.writes.get(written);
    // What a client asked for is what was written, so they are there.
    if (writes === undefined) return;
    writes.open--;
    if (outcome === 'unknown') {
      this.keepUnknown(key, written);
      key.unknownExpiresFrom = Math.min(key.unknownExpiresFrom, writes.expiresFrom);
    }
    // A failed write had no effect.
    if (outcome !== 'ok') return;
    writes.endedAt = event.time;
    if (open.begunAt < key.newest.begunAt) return;
    key.newest = { begunAt: open.begunAt, event: event.id, isDelete };
    this.forget(key);
  }

  private checkRead(event: EventView, told: Told, outcome: Outcome, open: Open, key: Key): void {
    if (outcome === 'unknown') return;
    const value = outcome === 'ok' ? told.value : undefined;
    const { newest } = open;
    if (key.unknown.has(value) || mayStand(key.writes.get(value), newest.begunAt)) return;
    const expiresFrom = value === undefined ? firstExpiry(key, newest.begunAt) : Infinity;
    if (expiresFrom <= event.time) return;
    if (expiresFrom < Infinity && this.areClocksOff) {
      this.openByClocks++;
      return;
    }
    if (value !== undefined && key.hasLostUnknown) {
      this.openCounts[newest.isDelete ? 'byDelete' : 'byWrite']++;
      return;
    }
    const isUnheardOf = value !== undefined && !key.writes.has(value) && !key.hasForgotten;
    const byDelete = newest.isDelete && !isUnheardOf;
    const ruledOutBy = isUnheardOf ? 0 : newest.event;
    const count = ++this.staleCounts[byDelete ? 'byDelete' : 'byWrite'];
    if (count > KEPT_MAX) return;
    const { id, time } = event;
    this.staleReads.push({ event: id, time, key: told.key, value, ruledOutBy, byDelete });
  }

  /** Drops what no read that is under way, or yet to come, may give. */
  private forget(key: Key): void {
    const { writes, open, newest } = key;
    const [first] = open.values();
    const oldest = first === undefined ? newest.begunAt : first.newest.begunAt;
    for (const [written, all] of writes) {
      if (mayStand(all, oldest)) continue;
      writes.delete(written);
      // That there was nothing at first is no value.
      if (written !== undefined) key.hasForgotten = true;
    }
  }

  /** A write of unknown end may take effect at any later time: what it wrote always stands. */
  private keepUnknown(key: Key, written: string | undefined): void {
    if (key.unknown.has(written)) return;
    key.unknown.add(written);
    // Deletes are but one entry of a key.
    if (written === undefined) return;
    this.unknown.push({ key, value: written });
    if (this.unknown.length <= UNKNOWN_MAX) return;
    const oldest = this.unknown.shift()!;
    oldest.key.unknown.delete(oldest.value);
    oldest.key.hasLostUnknown = true;
  }

  private keyOf(name: string): Key {
    const known = this.keys.get(name);
    if (known !== undefined) return known;
    const before = { open: 0, endedAt: NOTHING.begunAt, expiresFrom: Infinity };
    const key: Key = {
      writes: new Map([[undefined, before]]),
      ...{ unknown: new Set(), unknownExpiresFrom: Infinity, open: new Map(), newest: NOTHING },
      ...{ hasForgotten: false, hasLostUnknown: false },
    };
    this.keys.set(name, key);
    return key;
  }
}

/** True where a value may be what a key holds although a write begun at `newest` was acknowledged. */
function mayStand(writes: Writes | undefined, newest: number): boolean {
  if (writes === undefined) return false;
  return writes.open > 0 || writes.endedAt >= newest;
}

/** The first tick in which a value that a key may hold since `newest` may have expired. */
function firstExpiry({ writes, unknownExpiresFrom }: Key, newest: number): number {
  const standing = [...writes.values()].filter((all) => mayStand(all, newest));
  return Math.min(unknownExpiresFrom, ...standing.map(({ expiresFrom }) => expiresFrom));
}
