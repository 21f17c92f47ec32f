/**
 * The coordinator of clients' operations; any node can be one. It sends an operation to all
 * replicas of the key as it sees the ring, and ends it when a quorum has answered or time is up.
 * It never sends again: clients do (Dynamo, 2007; the course's MP2).
 */

import type { Address } from '../address';
import type { Host, TimerId, TimerKind } from '../host';
import type { Owner, RingVersion } from '../ring/ring-version';
import { compareVersions, isAlive, newest, NO_VERSION } from './record';
import type { StoredRecord, Version } from './record';
import type { Outcome, StoreEvent } from './store-events';
import type { Operation, Reason, ReplicaReply, ReplicaRequest } from './store-messages';

/** How many replicas a key has, and how many of them have to answer. */
export interface QuorumOptions {
  /** Replicas of a key: N. */
  readonly replicas: number;
  /** Replies that end a read: R. */
  readonly readQuorum: number;
  /** Acknowledgements that end a write: W. */
  readonly writeQuorum: number;
  /** Ticks until an operation without its quorum is given up. */
  readonly operationTimeoutTicks: number;
}

const DEADLINE: TimerKind = { name: 'deadline', layer: 'store' };
/** Counters of versions start anew, and higher, at each boot: no actor is ever used twice. */
const COUNTERS_PER_BOOT = 0x1_0000_0000;

interface OperationInProgress {
  readonly operation: Operation;
  readonly replicas: readonly Address[];
  /** The first reply of each replica that has answered. */
  readonly answers: Map<Address, ReplicaReply>;
  /** Names it to its deadline's timer. */
  readonly number: number;
  readonly deadline: TimerId;
}

/** How an operation ends. */
interface End {
  readonly value: string;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly version: Version;
}

export class Coordinator {
  private readonly inProgress = new Map<string, OperationInProgress>();
  private readonly byNumber = new Map<number, string>();
  private started = 0;
  private versions: number;

  constructor(
    private readonly host: Host,
    private readonly options: QuorumOptions,
    private readonly ring: () => RingVersion,
  ) {
    this.versions = host.boot * COUNTERS_PER_BOOT;
  }

  /** Takes an operation on. One that is in progress already, a client's retry, changes nothing. */
  onOperation(operation: Operation): void {
    const id = idOf(operation);
    if (this.inProgress.has(id)) return;
    const { client, request, key, value } = operation;
    this.record({ kind: 'invoked', client, request, operation: operation.operation, key, value });
    const owners = this.ring().preferenceList(key, this.options.replicas);
    if (owners.length < this.quorumFor(operation)) {
      // Nothing was written; but a read does not know that there is nothing to find.
      const outcome = isRead(operation) ? 'unknown' : 'fail';
      this.complete(operation, { value, outcome, reason: 'no quorum', version: NO_VERSION });
      return;
    }
    const number = ++this.started;
    const deadline = this.host.setTimer(this.options.operationTimeoutTicks, DEADLINE, number);
    const replicas = owners.map((owner) => owner.address);
    this.byNumber.set(number, id);
    this.inProgress.set(id, { operation, replicas, answers: new Map(), number, deadline });
    const message = this.requestFor(operation, owners);
    for (const replica of replicas) this.host.send(replica, message);
  }

  onReply(from: Address, reply: ReplicaReply): void {
    const id = idOf(reply);
    const progress = this.inProgress.get(id);
    if (progress === undefined || progress.answers.has(from)) return;
    if (!progress.replicas.includes(from)) return;
    progress.answers.set(from, reply);
    const outcome = this.decide(progress);
    if (outcome !== undefined) this.finish(id, progress, outcome);
  }

  /** Returns false for a timer that is not the coordinator's. */
  onTimer(kind: TimerKind, number: number): boolean {
    if (kind !== DEADLINE) return false;
    const id = this.byNumber.get(number);
    const progress = id === undefined ? undefined : this.inProgress.get(id);
    if (id === undefined || progress === undefined) return true;
    // A write may have happened, or may yet; what a read would have found is not known either.
    this.finish(id, progress, 'unknown');
    return true;
  }

  inspect(): unknown {
    return [...this.inProgress.values()].map(({ operation, answers }) => ({
      operation,
      answers: Object.fromEntries([...answers].map(([replica, { ok }]) => [replica, ok])),
    }));
  }

  /** The outcome that the answers so far decide, if any. */
  private decide(progress: OperationInProgress): Outcome | undefined {
    const { operation, answers, replicas } = progress;
    if (isRead(operation)) {
      if (answers.size < this.options.readQuorum) return undefined;
      return isAlive(newestFound(answers.values())) ? 'ok' : 'fail';
    }
    let acknowledged = 0;
    for (const { ok } of answers.values()) if (ok) acknowledged++;
    if (acknowledged >= this.options.writeQuorum) return 'ok';
    if (answers.size < replicas.length) return undefined;
    return acknowledged === 0 ? 'fail' : 'unknown';
  }

  private finish(id: string, progress: OperationInProgress, outcome: Outcome): void {
    const { operation, number, deadline, answers } = progress;
    this.host.cancel(deadline);
    this.inProgress.delete(id);
    this.byNumber.delete(number);
    const replies = [...answers.values()];
    const record = isRead(operation) ? newestFound(replies) : oldestWritten(replies);
    this.complete(operation, {
      value: isRead(operation) ? (record?.value ?? '') : operation.value,
      ...{ outcome, reason: reasonOf(outcome, replies) },
      version: record?.version ?? NO_VERSION,
    });
  }

  private complete(of: Operation, end: End): void {
    const { client, request, operation, key } = of;
    this.record({ kind: 'completed', client, request, operation, key, ...end });
  }

  private requestFor(of: Operation, owners: readonly Owner[]): ReplicaRequest {
    const { client, request, operation, key, value } = of;
    const version: Version = {
      timestamp: this.host.wallNow(),
      storageId: this.host.storageId,
      counter: ++this.versions,
    };
    const stores = operation === 'create' || operation === 'update';
    const carried = stores ? value : '';
    const replicas = owners.map(({ address, incarnation }) => ({ address, incarnation }));
    const content = { key, value: carried, version, replicas };
    return { kind: 'replicaRequest', client, request, operation, ...content };
  }

  private record(event: StoreEvent): void {
    this.host.record(event);
  }

  private quorumFor(operation: Operation): number {
    return isRead(operation) ? this.options.readQuorum : this.options.writeQuorum;
  }
}

/** What a read gives. */
function newestFound(replies: Iterable<ReplicaReply>): StoredRecord | undefined {
  let found: StoredRecord | undefined;
  for (const reply of replies) found = newest(found, reply.found[0]);
  return found;
}

/** Of what the attempts at a write made here and there the oldest: all who acknowledged have it. */
function oldestWritten(replies: readonly ReplicaReply[]): StoredRecord | undefined {
  const made = replies.flatMap(({ ok, found }) => (ok ? found : []));
  return made.sort((a, b) => compareVersions(a.version, b.version))[0];
}

/** Why it did not end ok: what most replicas say, of a write that certainly had no effect. */
function reasonOf(outcome: Outcome, replies: readonly ReplicaReply[]): Reason {
  if (outcome === 'ok') return '';
  if (outcome === 'unknown') return 'no quorum';
  const full = replies.filter(({ reason }) => reason === 'full');
  const byState = replies.find(({ reason }) => reason !== 'full');
  return byState === undefined || 2 * full.length >= replies.length ? 'full' : byState.reason;
}

function isRead(operation: Operation): boolean {
  return operation.operation === 'read';
}

function idOf(of: { readonly client: number; readonly request: number }): string {
  return `${of.client} ${of.request}`;
}
