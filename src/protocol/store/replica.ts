/**
 * A replica: keeps records, and carries out coordinators' requests on them. It replies once its
 * storage has acknowledged, and remembers the reply, so that a duplicate changes nothing. Of two
 * records the newest wins, whatever the order in which they come. A key that is given up is still
 * stored until storage has removed it, but from then on nobody is told that it is here.
 */

import type { Address } from '../address';
import type { DiskResult, DiskToken, Host } from '../host';
import { compareVersions, isAlive, newest, NO_VERSION, type StoredRecord } from './record';
import type { StoreEvent } from './store-events';
import type { Asked, Reason, ReplicaReply, ReplicaRequest, RequestId } from './store-messages';

/**
 * Replies remembered; the first that was given makes room, and is recorded. A request in progress is
 * never forgotten, and takes no room before it has its reply.
 */
const REPLIES_MAX = 16_384;

/** What a write in progress is for. */
type Purpose =
  | { readonly kind: 'request'; readonly request: ReplicaRequest }
  | { readonly kind: 'copy'; readonly from: Address };

interface WriteInProgress {
  readonly key: string;
  readonly record: StoredRecord;
  readonly purpose: Purpose;
}

/** Told of what a replica stores, once storage has acknowledged it. */
export interface ReplicaListener {
  /** A request's write is stored; `replicas` were asked for it. */
  written(key: string, replicas: readonly Asked[]): void;
  /** A copy from another replica is stored, or was not needed. */
  copyStored(key: string, from: Address): void;
  /** Everything that storage held before this boot is here. */
  recovered(): void;
}

export class Replica {
  /** What storage has acknowledged. */
  private readonly records = new Map<string, StoredRecord>();
  /** The newest record submitted for a key and not acknowledged yet. */
  private readonly accepted = new Map<string, StoredRecord>();
  private readonly writes = new Map<DiskToken, WriteInProgress>();
  /** Keys given up that storage has not removed yet. */
  private readonly leaving = new Set<string>();
  private readonly removals = new Map<DiskToken, string>();
  /** Per request in progress, the coordinators that have asked for it. */
  private readonly waiting = new Map<string, Address[]>();
  private readonly replies = new Map<string, ReplicaReply>();
  /** The replies remembered, in the order in which they were given: a ring of slots. */
  private readonly given: ReplicaReply[] = [];
  /** The slot of the next reply; once all are taken, the first reply's. */
  private nextGiven = 0;
  private recovery: DiskToken | undefined;

  constructor(
    private readonly host: Host,
    private readonly listener: ReplicaListener,
  ) {}

  /** Reads back what is stored; until then every request is met with silence. */
  start(): void {
    this.recovery = this.host.disk.submit({ kind: 'scan' });
  }

  /** True until what storage held before this boot is here. */
  get recovering(): boolean {
    return this.recovery !== undefined;
  }

  /** The keys that are stored and not given up. */
  *keys(): Generator<string> {
    for (const key of this.records.keys()) if (!this.leaving.has(key)) yield key;
  }

  /** What storage holds under a key that is not given up, a tombstone included. */
  get(key: string): StoredRecord | undefined {
    return this.leaving.has(key) ? undefined : this.records.get(key);
  }

  onRequest(from: Address, request: ReplicaRequest): void {
    if (this.recovery !== undefined) return;
    const id = idOf(request);
    const reply = this.replies.get(id);
    const waiting = this.waiting.get(id);
    if (reply !== undefined) this.host.send(from, reply);
    else if (waiting !== undefined) addOnce(waiting, from);
    else {
      this.waiting.set(id, [from]);
      this.carryOut(request);
    }
  }

  /** Merges a copy from another replica. */
  onCopy(from: Address, key: string, record: StoredRecord): void {
    if (this.recovery !== undefined) return;
    const stored = this.get(key);
    const needed = stored === undefined || compareVersions(stored.version, record.version) < 0;
    if (needed) this.write(key, record, { kind: 'copy', from });
    else this.listener.copyStored(key, from);
  }

  /** Gives up a key that is stored. Returns false where a write of it is in progress. */
  drop(key: string): boolean {
    for (const write of this.writes.values()) {
      if (write.key === key) return false;
    }
    this.leaving.add(key);
    this.removals.set(this.host.disk.submit({ kind: 'remove', key }), key);
    return true;
  }

  onDisk(token: DiskToken, result: DiskResult): void {
    if (token === this.recovery) {
      this.recovery = undefined;
      if (result.ok) for (const [key, record] of result.entries) this.records.set(key, record);
      this.listener.recovered();
      return;
    }
    const write = this.writes.get(token);
    const removed = this.removals.get(token);
    if (write !== undefined) {
      this.writes.delete(token);
      this.finishWrite(write, result.ok);
    } else if (removed !== undefined) {
      this.removals.delete(token);
      this.finishRemoval(removed);
    }
  }

  /** What storage holds, by key. */
  inspect(): unknown {
    return Object.fromEntries(this.records);
  }

  private carryOut(request: ReplicaRequest): void {
    const { operation, key } = request;
    if (operation === 'read') {
      const stored = this.get(key);
      this.reply(request, isAlive(stored) ? '' : 'no such key', stored);
      return;
    }
    const exists = isAlive(this.latest(key));
    if (operation === 'create' && exists) this.reply(request, 'exists');
    else if (operation !== 'create' && !exists) this.reply(request, 'no such key');
    else this.write(key, recordOf(request), { kind: 'request', request });
  }

  /** Submits the newest of what is stored, being stored, and this record. */
  private write(key: string, record: StoredRecord, purpose: Purpose): void {
    const winner = newest(this.latest(key), record) ?? record;
    this.accepted.set(key, winner);
    const token = this.host.disk.submit({ kind: 'write', key, value: winner });
    this.writes.set(token, { key, record: winner, purpose });
  }

  /** What is stored of a key, or being stored. */
  private latest(key: string): StoredRecord | undefined {
    return this.accepted.get(key) ?? this.get(key);
  }

  private finishWrite({ key, record, purpose }: WriteInProgress, stored: boolean): void {
    if (this.accepted.get(key) === record) this.accepted.delete(key);
    if (stored) this.records.set(key, newest(this.records.get(key), record) ?? record);
    if (purpose.kind === 'request') {
      const { request } = purpose;
      // The value is known to whoever asked.
      if (stored) this.reply(request, '', { ...recordOf(request), value: '' });
      else this.reply(request, 'full');
      if (stored) this.listener.written(key, request.replicas);
    } else if (stored) {
      const { version } = this.records.get(key)!;
      this.record({ kind: 'copied', key, from: purpose.from, version });
      this.listener.copyStored(key, purpose.from);
    }
  }

  private finishRemoval(key: string): void {
    this.leaving.delete(key);
    this.records.delete(key);
    this.record({ kind: 'handedOff', key });
  }

  private reply(request: ReplicaRequest, reason: Reason, record?: StoredRecord): void {
    const { client, request: number, operation, key, value } = request;
    const ok = reason === '';
    this.record({
      kind: 'served',
      client,
      request: number,
      operation,
      key,
      value: operation === 'read' ? (record?.value ?? '') : value,
      outcome: ok ? 'ok' : 'fail',
      reason,
      version: this.get(key)?.version ?? NO_VERSION,
    });
    const found = record === undefined ? [] : [record];
    const id = idOf(request);
    const waiting = this.waiting.get(id) ?? [];
    const reply = { kind: 'replicaReply', client, request: number, ok, reason, found } as const;
    this.waiting.delete(id);
    this.remember(id, reply);
    for (const coordinator of waiting) this.host.send(coordinator, reply);
  }

  private remember(id: string, reply: ReplicaReply): void {
    const oldest = this.given[this.nextGiven];
    this.given[this.nextGiven] = reply;
    this.nextGiven = (this.nextGiven + 1) % REPLIES_MAX;
    this.replies.set(id, reply);
    if (oldest === undefined) return;
    this.replies.delete(idOf(oldest));
    this.record({ kind: 'replyForgotten', client: oldest.client, request: oldest.request });
  }

  private record(event: StoreEvent): void {
    this.host.record(event);
  }
}

function addOnce(addresses: Address[], address: Address): void {
  if (!addresses.includes(address)) addresses.push(address);
}

function idOf({ client, request }: RequestId): string {
  return `${client} ${request}`;
}

/** What a write is to store. */
function recordOf({ operation, version, value }: ReplicaRequest): StoredRecord {
  const deleted = operation === 'delete';
  return { version, deleted, value: deleted ? '' : value };
}
