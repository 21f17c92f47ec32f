/**
 * What clients wrote and read, a key at a time: a fold over a run's events that finds every read
 * whose answer the acknowledged writes rule out (a regular register: Lamport, 1986). A value is
 * ruled out where another write began after it had ended, and was acknowledged before the read
 * began. A write whose end is unknown may take effect at any later time, so it never rules out and
 * is never ruled out. Scripted operations count as their coordinator saw them, clients' as they did.
 */

import type { Address } from '../protocol/address';
import type { Outcome } from '../protocol/store/store-events';
import type { OperationName } from '../protocol/store/store-messages';
import type { EventSink, EventView } from '../simulation/events';

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
  /** True once one ended that may yet take effect. */
  isUnknown: boolean;
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
  newest: Newest;
  /** True once values were dropped that nobody may read any more. */
  hasForgotten: boolean;
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
}

/** Stale reads of each kind that are kept; the rest are counted. */
const KEPT_MAX = 1000;
const NOTHING: Newest = { begunAt: -1, event: 0, isDelete: false };

export class Ledger implements EventSink {
  readonly kinds = ['invoked', 'completed', 'asked', 'answered', 'crashed', 'stopped'];
  readonly staleReads: StaleRead[] = [];
  /** How many there were, ruled out by writes and by deletes. */
  readonly staleCounts = { byWrite: 0, byDelete: 0 };
  /** Operations by how they ended. */
  readonly ended: Record<Outcome, number> = { ok: 0, fail: 0, unknown: 0 };
  private readonly keys = new Map<string, Key>();
  private readonly open = new Map<string, Open>();

  on(event: EventView): void {
    if (event.kind === 'crashed' || event.kind === 'stopped') {
      this.abandon(event);
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
    for (const { told, node } of [...this.open.values()]) {
      if (node === event.node && told.client === 0) this.end(event, told, 'unknown');
    }
  }

  private begin({ time, node }: EventView, told: Told): void {
    const key = this.keyOf(told.key);
    this.open.set(idOf(told), { told, node, begunAt: time, newest: key.newest });
    if (told.operation === 'read') return;
    const written = told.operation === 'delete' ? undefined : told.value;
    const writes = key.writes.get(written) ?? { open: 0, endedAt: -Infinity, isUnknown: false };
    writes.open++;
    key.writes.set(written, writes);
  }

  private end(event: EventView, told: Told, outcome: Outcome): void {
    const id = idOf(told);
    const open = this.open.get(id);
    if (open === undefined) return;
    this.open.delete(id);
    this.ended[outcome]++;
    const key = this.keyOf(told.key);
    if (told.operation === 'read') this.checkRead(event, told, outcome, open, key);
    else this.endWrite(event, told, outcome, open, key);
  }

  private endWrite(event: EventView, told: Told, outcome: Outcome, open: Open, key: Key): void {
    const isDelete = told.operation === 'delete';
    const writes = key.writes.get(isDelete ? undefined : told.value);
    // What a client asked for is what was written, so they are there.
    if (writes === undefined) return;
    writes.open--;
    if (outcome === 'unknown') writes.isUnknown = true;
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
    if (mayStand(key.writes.get(value), newest.begunAt)) return;
    const isUnheardOf = !key.writes.has(value) && !key.hasForgotten;
    const byDelete = newest.isDelete && !isUnheardOf;
    const ruledOutBy = isUnheardOf ? 0 : newest.event;
    const count = ++this.staleCounts[byDelete ? 'byDelete' : 'byWrite'];
    if (count > KEPT_MAX) return;
    const { id, time } = event;
    this.staleReads.push({ event: id, time, key: told.key, value, ruledOutBy, byDelete });
  }

  /** Drops what no read that is under way, or yet to come, may give. */
  private forget(key: Key): void {
    const { writes, newest } = key;
    let oldest = newest.begunAt;
    for (const { newest: seen } of this.open.values()) oldest = Math.min(oldest, seen.begunAt);
    for (const [written, all] of writes) {
      if (mayStand(all, oldest)) continue;
      writes.delete(written);
      // That there was nothing at first is no value.
      if (written !== undefined) key.hasForgotten = true;
    }
  }

  private keyOf(name: string): Key {
    const known = this.keys.get(name);
    if (known !== undefined) return known;
    const before = { open: 0, endedAt: NOTHING.begunAt, isUnknown: false };
    const writes = new Map([[undefined as string | undefined, before]]);
    const key: Key = { writes, newest: NOTHING, hasForgotten: false };
    this.keys.set(name, key);
    return key;
  }
}

function idOf({ client, request }: { readonly client: number; readonly request: number }): string {
  return `${client} ${request}`;
}

/** True where a value may be what a key holds although a write begun at `newest` was acknowledged. */
function mayStand(writes: Writes | undefined, newest: number): boolean {
  if (writes === undefined) return false;
  return writes.open > 0 || writes.isUnknown || writes.endedAt >= newest;
}
