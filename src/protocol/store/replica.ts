/**
 * A replica: keeps records, and carries out coordinators' requests on them. It replies once its
 * storage has acknowledged, and remembers the reply, so that a duplicate changes nothing. Of two
 * records the newest wins, whatever the order in which they come.
 */

import type { Address } from '../address';
import type { DiskResult, DiskToken, Host } from '../host';
import { compareVersions, isAlive, newest, type StoredRecord } from './record';
import type { Outcome, ServedEvent, StoreEvent } from './store-events';
import type { Asked, ReplicaReply, ReplicaRequest } from './store-messages';

/** Replies remembered; the oldest makes room, and is counted. */
const REPLIES_MAX = 16_384;

/** A request being carried out, or the reply it got. */
interface Remembered {
  /** Coordinators that asked and have no answer yet. */
  readonly waiting: Address[];
  reply: ReplicaReply | undefined;
}

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
  private readonly replies = new Map<string, Remembered>();
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

  keys(): Iterable<string> {
    return this.records.keys();
  }

  /** What storage holds under a key, a tombstone included. */
  get(key: string): StoredRecord | undefined {
    return this.records.get(key);
  }

  onRequest(from: Address, request: ReplicaRequest): void {
    if (this.recovery !== undefined) return;
    const id = `${request.client} ${request.request}`;
    const known = this.replies.get(id);
    if (known?.reply !== undefined) this.host.send(from, known.reply);
    else if (known !== undefined) addOnce(known.waiting, from);
    else {
      this.remember(id, { waiting: [from], reply: undefined });
      this.carryOut(request);
    }
  }

  /** Merges a copy from another replica. */
  onCopy(from: Address, key: string, record: StoredRecord): void {
    if (this.recovery !== undefined) return;
    const stored = this.records.get(key);
    const needed = stored === undefined || compareVersions(stored.version, record.version) < 0;
    if (needed) this.write(key, record, { kind: 'copy', from });
    else this.listener.copyStored(key, from);
  }

  /** Gives up a key. Returns false where a write of it is in progress. */
  drop(key: string): boolean {
    for (const write of this.writes.values()) {
      if (write.key === key) return false;
    }
    this.records.delete(key);
    this.host.disk.submit({ kind: 'remove', key });
    this.record({ kind: 'handedOff', key });
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
    if (write === undefined) return;
    this.writes.delete(token);
    this.finishWrite(write, result.ok);
  }

  inspect(): unknown {
    return Object.fromEntries(this.records);
  }

  private carryOut(request: ReplicaRequest): void {
    const { operation, key, value, version } = request;
    const latest = this.accepted.get(key) ?? this.records.get(key);
    switch (operation) {
      case 'read': {
        const stored = this.records.get(key);
        this.reply(request, isAlive(stored), stored);
        return;
      }
      case 'create':
        if (isAlive(latest)) this.reply(request, false);
        else this.writeFor(request, { version, deleted: false, value });
        return;
      case 'update':
        if (isAlive(latest)) this.writeFor(request, { version, deleted: false, value });
        else this.reply(request, false);
        return;
      case 'delete':
        if (isAlive(latest)) this.writeFor(request, { version, deleted: true, value: '' });
        else this.reply(request, false);
    }
  }

  private writeFor(request: ReplicaRequest, record: StoredRecord): void {
    this.write(request.key, record, { kind: 'request', request });
  }

  /** Submits the newest of what is stored, being stored, and this record. */
  private write(key: string, record: StoredRecord, purpose: Purpose): void {
    const latest = this.accepted.get(key) ?? this.records.get(key);
    const winner = newest(latest, record) ?? record;
    this.accepted.set(key, winner);
    const token = this.host.disk.submit({ kind: 'write', key, value: winner });
    this.writes.set(token, { key, record: winner, purpose });
  }

  private finishWrite({ key, record, purpose }: WriteInProgress, stored: boolean): void {
    if (this.accepted.get(key) === record) this.accepted.delete(key);
    if (stored) this.records.set(key, newest(this.records.get(key), record) ?? record);
    if (purpose.kind === 'request') {
      this.reply(purpose.request, stored);
      if (stored) this.listener.written(key, purpose.request.replicas);
    } else if (stored) {
      this.record({ kind: 'copied', key, from: purpose.from });
      this.listener.copyStored(key, purpose.from);
    }
  }

  private reply(request: ReplicaRequest, ok: boolean, found?: StoredRecord): void {
    const { client, request: number } = request;
    const reply: ReplicaReply = {
      kind: 'replicaReply',
      client,
      request: number,
      ok,
      found: found === undefined ? [] : [found],
    };
    this.record(servedEvent(request, ok ? 'ok' : 'fail', found));
    const remembered = this.replies.get(`${client} ${number}`);
    if (remembered === undefined) return;
    remembered.reply = reply;
    for (const coordinator of remembered.waiting.splice(0)) this.host.send(coordinator, reply);
  }

  private remember(id: string, remembered: Remembered): void {
    this.replies.set(id, remembered);
    if (this.replies.size <= REPLIES_MAX) return;
    for (const [oldest, { reply }] of this.replies) {
      if (reply === undefined) continue;
      this.replies.delete(oldest);
      this.record({ kind: 'replyForgotten', client: reply.client, request: reply.request });
      return;
    }
  }

  private record(event: StoreEvent): void {
    this.host.record(event);
  }
}

function addOnce(addresses: Address[], address: Address): void {
  if (!addresses.includes(address)) addresses.push(address);
}

function servedEvent(
  { client, request, operation, key, value }: ReplicaRequest,
  outcome: Outcome,
  found: StoredRecord | undefined,
): ServedEvent {
  const shown = operation === 'read' ? (found?.value ?? '') : value;
  return { kind: 'served', client, request, operation, key, value: shown, outcome };
}
