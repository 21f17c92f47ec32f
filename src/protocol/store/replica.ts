/**
 * A replica: keeps records, and carries out coordinators' requests on them. It replies once its
 * storage has acknowledged, and remembers the reply, so that a duplicate changes nothing. Of two
 * records the newest wins, whatever the order in which they come. A key that is given up is still
 * stored until storage has removed it, but from then on nobody is told that it is here.
 */

import type { Address } from '../address';
import type { Host, TimerKind } from '../host';
import type { Storage, StorageToken } from '../storage/storage';
import { ByRequest } from './by-request';
import { type LifetimeOptions, Lifetimes } from './lifetimes';
import { compareRecords, compareVersions, isAlive, NO_VERSION } from './record';
import type { StoredRecord, Version } from './record';
import { RememberedReplies } from './remembered-replies';
import type { StoreEvent } from './store-events';
import type { Asked, Reason, ReplicaReply, ReplicaRequest } from './store-messages';

/** How a replica merges and remembers. */
export interface ReplicaOptions extends LifetimeOptions {
  /**
   * Which of two writes with one timestamp wins: by their actors (unless given), which all replicas
   * order alike, or the one that came last, wherever it did (for showing why not).
   */
  readonly ties?: 'actor' | 'arrival';
  /** By a hybrid clock a write that is older than what is here is refused; `wall` unless given. */
  readonly clock?: 'wall' | 'hybrid';
  /** False to carry a request out again each time it comes (for showing why not). */
  readonly dedupe?: boolean;
}

/** What a write in progress is for. */
type Purpose =
  | {
      readonly kind: 'request';
      readonly request: ReplicaRequest;
      readonly before: StoredRecord | undefined;
    }
  | { readonly kind: 'copy'; readonly from: Address }
  | { readonly kind: 'expiry' };

interface WriteInProgress {
  readonly key: string;
  readonly record: StoredRecord;
  readonly purpose: Purpose;
}

/** Why a key is given up: its owners have it, or it is a tombstone that nobody needs any more. */
interface Removal {
  readonly key: string;
  readonly purged: Version | undefined;
}

/** Told of what a replica stores, once storage has acknowledged it. */
export interface ReplicaListener {
  /** A request's write is stored; `replicas` were asked for it. */
  written(key: string, replicas: readonly Asked[]): void;
  /** A copy from another replica is stored, or was not needed. */
  copyStored(key: string, from: Address): void;
  /** Everything that storage held before this boot is here. */
  recovered(): void;
  /** What is here under a key, and not given up, is another record now, or none. */
  changed(key: string, record: StoredRecord | undefined): void;
}

export class Replica {
  /** What storage has acknowledged. */
  private readonly records = new Map<string, StoredRecord>();
  /** Per key the write submitted last, of the newest record, until it is acknowledged. */
  private readonly accepted = new Map<string, WriteInProgress>();
  private readonly writes = new Map<StorageToken, WriteInProgress>();
  /** Keys given up that storage has not removed yet. */
  private readonly leaving = new Set<string>();
  private readonly removals = new Map<StorageToken, Removal>();
  /** Per request in progress, the coordinators that have asked for it. */
  private readonly waiting = new ByRequest<Address[]>();
  private readonly replies = new RememberedReplies();
  private readonly lifetimes: Lifetimes;
  private isRecovering = true;

  /** @param storage of this node, which its other users tell tokens apart of by `onDone` */
  constructor(
    private readonly host: Host,
    private readonly options: ReplicaOptions,
    private readonly storage: Storage,
    private readonly listener: ReplicaListener,
  ) {
    this.lifetimes = new Lifetimes(host, options, {
      get: (key) => this.get(key),
      expire: (key, record) => {
        this.write(key, { ...record, deleted: true, value: '' }, { kind: 'expiry' });
      },
      purge: (key, { version }) => {
        this.remove({ key, purged: version });
      },
    });
  }

  /** True until what storage held before this boot is here: until then every request is met with silence. */
  get recovering(): boolean {
    return this.isRecovering;
  }

  /** The keys that are stored and not given up. */
  *keys(): Generator<string> {
    for (const key of this.records.keys()) if (!this.leaving.has(key)) yield key;
  }

  /** What storage holds under a key that is not given up, a tombstone included. */
  get(key: string): StoredRecord | undefined {
    return this.leaving.has(key) ? undefined : this.records.get(key);
  }

  /** True for a tombstone whose grace is over, which is not to be passed on. */
  isOver(record: StoredRecord): boolean {
    return this.lifetimes.isOver(record);
  }

  onRequest(from: Address, request: ReplicaRequest): void {
    if (this.isRecovering) return;
    const reply = this.replies.get(request);
    const waiting = this.waiting.get(request);
    if (reply !== undefined) this.host.send(from, reply);
    else if (waiting !== undefined) addOnce(waiting, from);
    else {
      this.waiting.set(request, [from]);
      this.carryOut(request);
    }
  }

  /** Merges a copy from another replica. */
  onCopy(from: Address, key: string, record: StoredRecord): void {
    if (this.isRecovering || this.isOver(record)) return;
    const stored = this.get(key);
    if (stored === undefined || this.wins(record, stored)) {
      this.write(key, record, { kind: 'copy', from });
    } else this.listener.copyStored(key, from);
  }

  /** Gives up a key that is stored. Returns false where a write of it is in progress. */
  drop(key: string): boolean {
    return this.remove({ key, purged: undefined });
  }

  /** What was stored before this boot. */
  onRecovered(records: Iterable<readonly [string, StoredRecord]>): void {
    this.isRecovering = false;
    for (const [key, record] of records) {
      this.records.set(key, record);
      this.lifetimes.onStored(key, record);
      this.listener.changed(key, record);
    }
    this.listener.recovered();
  }

  /** Returns false for a token that is not this replica's. */
  onDone(token: StorageToken, ok: boolean): boolean {
    const write = this.writes.get(token);
    const removed = this.removals.get(token);
    if (write !== undefined) {
      this.writes.delete(token);
      this.finishWrite(write, ok);
    } else if (removed !== undefined) {
      this.removals.delete(token);
      this.finishRemoval(removed);
    }
    return write !== undefined || removed !== undefined;
  }

  /** Returns false for a timer that is not the replica's. */
  onTimer(kind: TimerKind, data: number): boolean {
    return this.lifetimes.onTimer(kind, data);
  }

  /** What storage holds, by key. */
  inspect(): unknown {
    return Object.fromEntries(this.records);
  }

  private carryOut(request: ReplicaRequest): void {
    const { operation, key, version } = request;
    const now = this.host.wallNow();
    if (operation === 'read') {
      const stored = this.get(key);
      this.reply(request, isAlive(stored, now) ? '' : 'no such key', stored);
      return;
    }
    const latest = this.latest(key);
    const exists = isAlive(latest, now);
    const isStale = latest !== undefined && compareVersions(version, latest.version) < 0;
    if (operation === 'create' && exists) this.reply(request, 'exists');
    else if (operation !== 'create' && operation !== 'put' && !exists) {
      this.reply(request, 'no such key');
    } else if (this.options.clock === 'hybrid' && isStale) {
      this.reply(request, 'stale', { ...latest, value: '' });
    } else {
      this.write(key, recordOf(request), { kind: 'request', request, before: latest });
    }
  }

  /** Submits the newest of what is stored, being stored, and this record. */
  private write(key: string, record: StoredRecord, purpose: Purpose): void {
    const winner = this.winner(this.latest(key), record);
    const write = { key, record: winner, purpose };
    this.accepted.set(key, write);
    this.writes.set(this.storage.put(key, winner), write);
  }

  /** What is stored of a key, or being stored. */
  private latest(key: string): StoredRecord | undefined {
    return this.accepted.get(key)?.record ?? this.get(key);
  }

  private winner(present: StoredRecord | undefined, coming: StoredRecord): StoredRecord {
    return present === undefined || this.wins(coming, present) ? coming : present;
  }

  /** Whether a record that comes takes the place of the one that is here. */
  private wins(coming: StoredRecord, present: StoredRecord): boolean {
    if (this.options.ties !== 'arrival') return compareRecords(coming, present) > 0;
    return coming.version.timestamp >= present.version.timestamp;
  }

  private finishWrite(write: WriteInProgress, stored: boolean): void {
    const { key, record, purpose } = write;
    if (this.accepted.get(key) === write) this.accepted.delete(key);
    if (stored) this.store(key, this.winner(this.records.get(key), record));
    if (purpose.kind === 'request') {
      const { request, before } = purpose;
      // The value is known to whoever asked.
      if (stored) this.reply(request, '', { ...recordOf(request), value: '' }, before);
      else this.reply(request, 'full');
      if (stored) this.listener.written(key, request.replicas);
    } else if (purpose.kind === 'copy' && stored) {
      const { version } = this.records.get(key)!;
      this.record({ kind: 'copied', key, from: purpose.from, version });
      this.listener.copyStored(key, purpose.from);
    }
  }

  private store(key: string, record: StoredRecord): void {
    this.records.set(key, record);
    if (this.leaving.has(key)) return;
    this.lifetimes.onStored(key, record);
    this.listener.changed(key, record);
  }

  private remove(removal: Removal): boolean {
    const { key } = removal;
    if (this.accepted.has(key)) return false;
    this.leaving.add(key);
    this.removals.set(this.storage.remove(key), removal);
    this.lifetimes.onRemoved(key);
    this.listener.changed(key, undefined);
    return true;
  }

  private finishRemoval({ key, purged }: Removal): void {
    this.leaving.delete(key);
    this.records.delete(key);
    if (purged === undefined) this.record({ kind: 'handedOff', key });
    else this.record({ kind: 'purged', key, version: purged });
  }

  private reply(
    request: ReplicaRequest,
    reason: Reason,
    record?: StoredRecord,
    before?: StoredRecord,
  ): void {
    const { client, request: number, operation, key, value } = request;
    const ok = reason === '';
    this.record({
      kind: 'served',
      client,
      request: number,
      operation,
      key,
      value: operation !== 'read' ? value : ok ? record!.value : '',
      outcome: ok ? 'ok' : 'fail',
      reason,
      version: this.get(key)?.version ?? NO_VERSION,
    });
    const found = record === undefined ? [] : [record];
    const replaced = before === undefined ? [] : [before];
    this.answer(request, {
      ...{ kind: 'replicaReply', client, request: number, ok, reason, found },
      ...(ok && operation === 'put' ? { replaced } : {}),
    });
  }

  private answer(request: ReplicaRequest, reply: ReplicaReply): void {
    const waiting = this.waiting.get(request) ?? [];
    this.waiting.delete(request);
    // A read that comes again may be of a quorum of another ring: what it is to hear is what is here now.
    if (request.operation !== 'read') this.remember(reply);
    for (const coordinator of waiting) this.host.send(coordinator, reply);
  }

  private remember(reply: ReplicaReply): void {
    // A write that was stamped too old may come again with a newer stamp.
    if (this.options.dedupe === false || reply.reason === 'stale') return;
    const oldest = this.replies.add(reply);
    if (oldest === undefined) return;
    this.record({ kind: 'replyForgotten', client: oldest.client, request: oldest.request });
  }

  private record(event: StoreEvent): void {
    this.host.record(event);
  }
}

function addOnce(addresses: Address[], address: Address): void {
  if (!addresses.includes(address)) addresses.push(address);
}

/** What a write is to store. */
export function recordOf({ operation, version, value, options }: ReplicaRequest): StoredRecord {
  const deleted = operation === 'delete';
  const record = { version, deleted, value: deleted ? '' : value };
  const expiresAt = options?.expiresAt ?? 0;
  return expiresAt === 0 ? record : { ...record, expiresAt };
}
