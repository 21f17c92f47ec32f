/**
 * The coordinator of clients' operations; any node can be one. It sends an operation to all
 * replicas of the key as it sees the ring, and ends it when a quorum has answered or time is up.
 * It never sends again: clients do (Dynamo, 2007; the course's MP2).
 */

import type { Address } from '../address';
import type { Host, TimerId, TimerKind } from '../host';
import type { RingVersion } from '../ring/ring-version';
import { ByRequest } from './by-request';
import {
  type Quorum,
  quorumOf,
  type QuorumOptions,
  type QuorumRules,
  type Target,
  targetsOf,
} from './quorum';
import { newestFound, staleAmong } from './read-repair';
import { compareVersions, isAlive, newest, NO_VERSION } from './record';
import type { StoredRecord, Version } from './record';
import { recordOf } from './replica';
import type { Outcome, StoreEvent } from './store-events';
import type {
  KeyVersion,
  Operation,
  Reason,
  ReplicaReply,
  ReplicaRequest,
  StabilizationMessage,
} from './store-messages';
import type { VersionClock } from './version-clock';

export interface CoordinatorOptions extends QuorumOptions {
  /**
   * What is done about replicas that answer a read with something older than the newest: nothing
   * (unless given), they are sent it after the read has ended (`async`), or before, so that a later
   * read does not find less, where any two reads meet, 2R > N (`blocking`; Cassandra's monotonic quorum reads).
   */
  readonly readRepair?: 'none' | 'async' | 'blocking';
}

/** What a coordinator sees of its node. */
export interface CoordinatorView {
  /** The version of the ring that this node goes by now. */
  ring(): RingVersion;
  /** Whether this node believes that another is there. */
  isUp(node: Address): boolean;
  /** True for a tombstone whose grace is over, which is not to be passed on. */
  isOver(record: StoredRecord): boolean;
  /** Keeps a write for a replica that did not take it; undefined where nobody does. */
  readonly hint: ((home: Address, key: string, record: StoredRecord) => void) | undefined;
  /** Is told of a replica that goes by another ring than the request was made by. */
  refusedBy(node: Address): void;
}

/** How the ring bears upon requests. */
export interface CoordinatorRules extends QuorumRules {
  /** Whether requests say which ring they were made by, so that replicas can refuse others'. */
  readonly epochCheck: boolean;
}

const DEADLINE: TimerKind = { name: 'deadline', layer: 'store' };

interface OperationInProgress {
  readonly operation: Operation;
  readonly request: ReplicaRequest;
  readonly quorum: Quorum;
  /** The first reply of each node that has answered. */
  readonly answers: Map<Address, ReplicaReply>;
  /** Those that have acknowledged a write, or answered a read. */
  readonly done: Set<Address>;
  /** Blocking read repair: what the read found, and those that do not have it yet. */
  repair: { readonly record: StoredRecord; readonly lacking: Set<Address> } | undefined;
  /** Once the client has its answer; what is left is to look after the silent and the stale. */
  outcome: Outcome | undefined;
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
  readonly replaced?: readonly string[] | undefined;
}

export class Coordinator {
  private readonly inProgress = new ByRequest<OperationInProgress>();
  /** The same, in the order in which they began. */
  private readonly byNumber = new Map<number, OperationInProgress>();
  /** Reads that wait for a repair. */
  private readonly repairs = new Set<OperationInProgress>();
  private started = 0;

  constructor(
    private readonly host: Host,
    private readonly options: CoordinatorOptions,
    private readonly rules: CoordinatorRules,
    private readonly clock: VersionClock,
    private readonly view: CoordinatorView,
  ) {}

  /** Takes an operation on. One that is in progress already, a client's retry, changes nothing. */
  onOperation(operation: Operation): void {
    if (this.inProgress.has(operation)) return;
    const { client, request, key, value, options } = operation;
    this.record({
      ...{ kind: 'invoked', client, request, operation: operation.operation, key, value },
      ...(options === undefined ? {} : { options }),
    });
    const quorum = this.quorumFor(operation);
    if (quorum.targets.length < quorum.required) {
      // Nothing was written; but a read does not know that there is nothing to find.
      const outcome = isRead(operation) ? 'unknown' : 'fail';
      this.complete(operation, { value, outcome, reason: 'no quorum', version: NO_VERSION });
      return;
    }
    const number = ++this.started;
    const deadline = this.host.setTimer(this.options.operationTimeoutTicks, DEADLINE, number);
    const asked = this.requestFor(operation, quorum.targets);
    const progress: OperationInProgress = {
      ...{ operation, request: asked, quorum, answers: new Map(), done: new Set<Address>() },
      ...{ repair: undefined, outcome: undefined, number, deadline },
    };
    this.inProgress.set(operation, progress);
    this.byNumber.set(number, progress);
    for (const target of quorum.targets) this.host.send(target.address, requestTo(target, asked));
  }

  onReply(from: Address, reply: ReplicaReply): void {
    const progress = this.inProgress.get(reply);
    if (progress === undefined || progress.answers.has(from)) return;
    const { operation, quorum, answers, done } = progress;
    if (!quorum.targets.some(({ address }) => address === from)) return;
    answers.set(from, reply);
    for (const { version } of reply.found) this.clock.observe(version.timestamp);
    const counts = isRead(operation) ? reply.reason !== 'wrong epoch' : reply.ok;
    if (counts) done.add(from);
    if (reply.reason === 'wrong epoch') this.view.refusedBy(from);
    const { outcome, repair } = progress;
    if (outcome === undefined && repair === undefined) this.decide(progress);
    if (progress.outcome !== undefined && isAllIn(progress)) this.settle(progress);
  }

  /** A replica told what it has: what a blocking read repair waits for. */
  onHeld(from: Address, entries: readonly KeyVersion[]): void {
    for (const progress of this.repairs) {
      const { record, lacking } = progress.repair!;
      const held = entries.find(({ key }) => key === progress.operation.key);
      if (held === undefined || compareVersions(held.version, record.version) < 0) continue;
      if (!lacking.delete(from)) continue;
      // It is not to be repaired a second time.
      progress.answers.set(from, { ...progress.answers.get(from)!, found: [record] });
      if (lacking.size === 0) this.endRead(progress, record);
    }
  }

  /** Returns false for a timer that is not the coordinator's. */
  onTimer(kind: TimerKind, number: number): boolean {
    if (kind !== DEADLINE) return false;
    const progress = this.byNumber.get(number);
    if (progress === undefined) return true;
    // A write may have happened, or may yet; what a read would have found is not known either.
    if (progress.outcome === undefined) this.end(progress, 'unknown');
    this.settle(progress);
    return true;
  }

  inspect(): unknown {
    return [...this.byNumber.values()].map(({ operation, answers }) => ({
      operation,
      answers: Object.fromEntries([...answers].map(([replica, { ok }]) => [replica, ok])),
    }));
  }

  /** Ends an operation whose outcome the answers so far decide. */
  private decide(progress: OperationInProgress): void {
    const { operation, quorum, answers, done } = progress;
    if (!quorum.isMetBy(done)) {
      if (!isAllIn(progress)) return;
      this.end(progress, isRead(operation) || mayBeDone(progress) ? 'unknown' : 'fail');
    } else if (!isRead(operation)) this.end(progress, 'ok');
    else if (this.options.readRepair === 'blocking') this.repairFirst(progress);
    else this.endRead(progress, newestFound(answers.values()));
  }

  private endRead(progress: OperationInProgress, found: StoredRecord | undefined): void {
    this.end(progress, isAlive(found, this.host.wallNow()) ? 'ok' : 'fail');
  }

  /** Sends those that answered with less what the read found, and ends it when they have it. */
  private repairFirst(progress: OperationInProgress): void {
    const record = newestFound(progress.answers.values());
    const stale = this.staleReplicas(progress, record);
    if (record === undefined || stale.length === 0) {
      this.endRead(progress, record);
      return;
    }
    progress.repair = { record, lacking: new Set(stale) };
    this.repairs.add(progress);
    this.sendNewest(progress.operation.key, record, stale);
  }

  private sendNewest(key: string, record: StoredRecord, stale: readonly Address[]): void {
    const copy: StabilizationMessage = { kind: 'copy', key, record };
    for (const to of stale) {
      this.record({ kind: 'repairing', key, to, version: record.version });
      this.host.send(to, copy);
    }
  }

  /** Replicas of the key, not those that stand in for one, that answered with less than was found. */
  private staleReplicas(
    { answers, quorum }: OperationInProgress,
    record: StoredRecord | undefined,
  ): Address[] {
    if (record === undefined || this.view.isOver(record)) return [];
    const replicas = quorum.targets.filter(({ home }) => home === undefined);
    const stale = staleAmong(answers, record);
    return stale.filter((node) => replicas.some(({ address }) => address === node));
  }

  /** Tells the client; goes on listening where there may be something to mend. */
  private end(progress: OperationInProgress, outcome: Outcome): void {
    const { operation, answers, repair } = progress;
    progress.outcome = outcome;
    const replies = [...answers.values()];
    const found = isRead(operation)
      ? (repair?.record ?? newestFound(replies))
      : oldestWritten(replies);
    const isPut = outcome === 'ok' && operation.operation === 'put';
    // What has expired is no value, though it is still stored.
    const read = outcome === 'fail' ? '' : (found?.value ?? '');
    this.complete(operation, {
      value: isRead(operation) ? read : operation.value,
      ...{ outcome, reason: reasonOf(operation, outcome, replies) },
      version: found?.version ?? NO_VERSION,
      replaced: isPut ? replacedBy(progress) : undefined,
    });
    if (isAllIn(progress) || !this.isMended(progress)) this.settle(progress);
  }

  /** Whether replicas that are silent, or stale, are looked after once an operation has ended. */
  private isMended({ operation }: OperationInProgress): boolean {
    const { readRepair = 'none' } = this.options;
    return isRead(operation) ? readRepair !== 'none' : this.view.hint !== undefined;
  }

  /** Mends what can be mended, and forgets the operation. */
  private settle(progress: OperationInProgress): void {
    const { operation, number, deadline, answers } = progress;
    if (!this.inProgress.delete(operation)) return;
    this.host.cancel(deadline);
    this.byNumber.delete(number);
    this.repairs.delete(progress);
    if (!this.isMended(progress)) return;
    const record = newestFound(answers.values());
    if (!isRead(operation)) this.hintOthers(progress);
    else if (record !== undefined) {
      this.sendNewest(operation.key, record, this.staleReplicas(progress, record));
    }
  }

  /**
   * Keeps a write for those that did not take it. One that nobody carried out is not to take effect
   * behind the backs of those who would refuse it, nor one without a quorum where it was refused.
   */
  private hintOthers({ request, quorum, answers, done, outcome }: OperationInProgress): void {
    if (done.size === 0) return;
    const record = recordOf(request);
    for (const target of quorum.targets) {
      const { address } = target.home ?? target;
      const isRefused = outcome !== 'ok' && answers.has(target.address);
      if (done.has(target.address) || isRefused || address === this.host.self) continue;
      this.view.hint?.(address, request.key, record);
    }
  }

  private complete({ client, request, operation, key }: Operation, end: End): void {
    const { value, outcome, reason, version, replaced } = end;
    this.record({
      ...{ kind: 'completed', client, request, operation, key, value, outcome, reason, version },
      ...(replaced === undefined ? {} : { replaced }),
    });
  }

  private quorumFor(operation: Operation): Quorum {
    const { key, options } = operation;
    const ring = this.view.ring();
    const { replicas } = this.options;
    const targets = targetsOf(ring, key, this.options, (node) => this.view.isUp(node));
    const given = options?.quorum ?? 0;
    const { readQuorum, writeQuorum } = this.options;
    const required = given || (isRead(operation) ? readQuorum : writeQuorum);
    // Whoever stands in for a replica has what was written meanwhile: it always counts for reads.
    const rules = isRead(operation) ? { ...this.rules, countHints: true } : this.rules;
    return quorumOf(ring, key, replicas, targets, required, rules);
  }

  private requestFor(of: Operation, targets: readonly Target[]): ReplicaRequest {
    const { client, request, operation, key, value, options } = of;
    const stores = operation === 'create' || operation === 'update' || operation === 'put';
    const carried = stores ? value : '';
    const version = this.versionFor(of);
    const replicas = targets.map((target) => {
      const { address, incarnation } = target.home ?? target;
      return { address, incarnation };
    });
    const ttlTicks = stores ? (options?.ttlTicks ?? 0) : 0;
    const expiresAt = ttlTicks === 0 ? 0 : version.timestamp + ttlTicks;
    const ring = this.rules.epochCheck ? this.view.ring().checksum : 0;
    const isPlain = expiresAt === 0 && ring === 0;
    return {
      ...{ kind: 'replicaRequest', client, request, operation, key, value: carried },
      ...{ version, replicas },
      ...(isPlain ? {} : { options: { expiresAt, home: 0, ring } }),
    };
  }

  private versionFor({ options }: Operation): Version {
    if (options === undefined) return this.clock.stamp();
    this.clock.observe(options.seen);
    const isStamped = compareVersions(options.version, NO_VERSION) > 0;
    return isStamped ? options.version : this.clock.stamp();
  }

  private record(event: StoreEvent): void {
    this.host.record(event);
  }
}

/** What a node is sent: one that stands in for another is told for whom. */
function requestTo({ home }: Target, request: ReplicaRequest): ReplicaRequest {
  if (home === undefined) return request;
  const { expiresAt, ring } = request.options ?? { expiresAt: 0, ring: 0 };
  return { ...request, options: { expiresAt, ring, home: home.address } };
}

/** Of what the attempts at a write made here and there the oldest: all who acknowledged have it. */
function oldestWritten(replies: readonly ReplicaReply[]): StoredRecord | undefined {
  let oldest: StoredRecord | undefined;
  for (const { ok, found } of replies) {
    const made = ok ? found[0] : undefined;
    if (made === undefined) continue;
    if (oldest === undefined || compareVersions(made.version, oldest.version) < 0) oldest = made;
  }
  return oldest;
}

/**
 * The value that a put took the place of, where there was one. Undefined where too few of those who carried it
 * out can tell: an attempt before had been there, as a copy or before a restart, or something newer was.
 */
function replacedBy({ quorum, answers }: OperationInProgress): string[] | undefined {
  const made = oldestWritten([...answers.values()])?.version ?? NO_VERSION;
  const telling = [...answers].filter(([, { ok, replaced = [] }]) => {
    return ok && replaced.every(({ version }) => compareVersions(version, made) < 0);
  });
  if (!quorum.isMetBy(new Set(telling.map(([node]) => node)))) return undefined;
  // Of one replica's tombstone and another's value from before it the tombstone is what was there.
  const records = telling.flatMap(([, { replaced = [] }]) => replaced);
  const before = records.reduce<StoredRecord | undefined>(newest, undefined);
  // As of the time of the write, so that all attempts at it are told the same.
  return isAlive(before, made.timestamp) ? [before.value] : [];
}

/** Why it did not end ok: what most replicas say, of a write that certainly had no effect. */
function reasonOf(of: Operation, outcome: Outcome, replies: readonly ReplicaReply[]): Reason {
  if (outcome === 'ok') return '';
  // What may be otherwise when the client asks again.
  const passing = replies.find(({ reason }) => reason === 'wrong epoch' || reason === 'stale');
  if (passing !== undefined) return passing.reason;
  if (outcome === 'unknown') return 'no quorum';
  // Some may have had a value that is older than its delete, or has expired.
  if (isRead(of)) return 'no such key';
  const full = replies.filter(({ reason }) => reason === 'full');
  const byState = replies.find(({ reason }) => reason !== 'full');
  return byState === undefined || 2 * full.length >= replies.length ? 'full' : byState.reason;
}

/**
 * Whether a write was carried out somewhere, or may be yet: a request that was refused for its ring may come a
 * second time, to a replica that goes by that ring by then.
 */
function mayBeDone({ done, answers }: OperationInProgress): boolean {
  return done.size > 0 || [...answers.values()].some(({ reason }) => reason === 'wrong epoch');
}

/** Whether everyone who was asked has answered. */
function isAllIn({ answers, quorum }: OperationInProgress): boolean {
  return answers.size === quorum.targets.length;
}

function isRead(operation: Operation): boolean {
  return operation.operation === 'read';
}
