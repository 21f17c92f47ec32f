/**
 * The coordinator of clients' operations; any node can be one. It sends an operation to all
 * replicas of the key as it sees the ring, and ends it when a quorum has answered or time is up.
 * It never sends again: clients do (Dynamo, 2007; the course's MP2).
 */

import type { Address } from '../address';
import type { Host, TimerId, TimerKind } from '../host';
import type { Owner, RingVersion } from '../ring/ring-version';
import { isAlive, newest, type StoredRecord, type Version } from './record';
import type { Outcome, StoreEvent } from './store-events';
import type { Operation, ReplicaReply, ReplicaRequest } from './store-messages';

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
  /** Replicas that have answered: true for an acknowledgement. */
  readonly answers: Map<Address, boolean>;
  newest: StoredRecord | undefined;
  /** Names it to its deadline's timer. */
  readonly number: number;
  readonly deadline: TimerId;
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
      this.complete(operation, isRead(operation) ? 'unknown' : 'fail', value);
      return;
    }
    const number = ++this.started;
    const deadline = this.host.setTimer(this.options.operationTimeoutTicks, DEADLINE, number);
    const replicas = owners.map((owner) => owner.address);
    this.byNumber.set(number, id);
    this.inProgress.set(id, {
      operation,
      replicas,
      answers: new Map(),
      newest: undefined,
      number,
      deadline,
    });
    const message = this.requestFor(operation, owners);
    for (const replica of replicas) this.host.send(replica, message);
  }

  onReply(from: Address, reply: ReplicaReply): void {
    const id = idOf(reply);
    const progress = this.inProgress.get(id);
    if (progress === undefined || progress.answers.has(from)) return;
    if (!progress.replicas.includes(from)) return;
    progress.answers.set(from, reply.ok);
    progress.newest = newest(progress.newest, reply.found[0]);
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
      answers: Object.fromEntries(answers),
    }));
  }

  /** The outcome that the answers so far decide, if any. */
  private decide(progress: OperationInProgress): Outcome | undefined {
    const { operation, answers, replicas } = progress;
    if (isRead(operation)) {
      if (answers.size < this.options.readQuorum) return undefined;
      return isAlive(progress.newest) ? 'ok' : 'fail';
    }
    let acknowledged = 0;
    for (const ok of answers.values()) if (ok) acknowledged++;
    if (acknowledged >= this.options.writeQuorum) return 'ok';
    if (answers.size < replicas.length) return undefined;
    return acknowledged === 0 ? 'fail' : 'unknown';
  }

  private finish(id: string, progress: OperationInProgress, outcome: Outcome): void {
    const { operation, number, deadline } = progress;
    this.host.cancel(deadline);
    this.inProgress.delete(id);
    this.byNumber.delete(number);
    const value = isRead(operation) ? (progress.newest?.value ?? '') : operation.value;
    this.complete(operation, outcome, value);
  }

  private complete(of: Operation, outcome: Outcome, value: string): void {
    const { client, request, operation, key } = of;
    this.record({ kind: 'completed', client, request, operation, key, value, outcome });
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

function isRead(operation: Operation): boolean {
  return operation.operation === 'read';
}

function idOf(of: { readonly client: number; readonly request: number }): string {
  return `${of.client} ${of.request}`;
}
