/**
 * The replicated hash table of one node, on one storage: its replica, its coordinator, the hints that it keeps
 * for others, and what brings replicas what they lack: the stabilizer, anti-entropy, streams, rebuilding.
 */

import type { Address } from '../address';
import type { DiskResult, DiskToken, Host, TimerKind } from '../host';
import type { Message } from '../message';
import { type Arc, arcsHold, commonArcs, mergeArcs } from '../ring/arcs';
import type { RingSettings } from '../ring/ring-settings';
import type { RingState } from '../ring/ring-state';
import type { RingVersion } from '../ring/ring-version';
import { makeStorage } from '../storage/make-storage';
import type { Storage } from '../storage/storage';
import { MEMORY, type StorageOptions } from '../storage/storage-options';
import { AntiEntropy, type AntiEntropyOptions } from './anti-entropy';
import { Coordinator, type CoordinatorOptions } from './coordinator';
import { Exchange } from './exchange';
import { type HintOptions, Hints } from './hints';
import { KeyIndex } from './key-index';
import { RangeDigests } from './range-digests';
import type { StoredRecord } from './record';
import { Rebuild } from './rebuild';
import { RebuildNote } from './rebuild-note';
import { Replica, type ReplicaOptions } from './replica';
import { RingRecord } from './ring-record';
import { SideRecords } from './side-records';
import { Stabilizer, type StabilizerOptions } from './stabilizer';
import type { Operation, ReplicaReply, ReplicaRequest, StoreMessage } from './store-messages';
import { Streaming } from './streaming';
import { Streams } from './streams';
import { VersionClock } from './version-clock';

/** The parameters of the store. */
export interface StoreOptions extends CoordinatorOptions, ReplicaOptions, StabilizerOptions {
  /** How writes are kept for replicas that did not take them; they are not, unless given. */
  readonly hints?: HintOptions;
  /** How replicas are compared; they are not, unless given. */
  readonly antiEntropy?: AntiEntropyOptions;
}

/** What a store stands on. What is not given is as in the course: memory, everyone there, one ring. */
export interface StoreGround {
  /** The version of the ring that this node goes by now. */
  ring(): RingVersion;
  /** The version of that name, which this node went by in an earlier boot, as far as that can be told. */
  ringNamed?(name: string): RingVersion | undefined;
  /** Whether this node believes that another is there. */
  isUp?(node: Address): boolean;
  readonly storage?: StorageOptions | undefined;
  readonly rules?: Pick<RingSettings, 'policy' | 'pending' | 'epochCheck' | 'streamFrom'>;
  /** Is told of a replica that goes by another ring than this node did when it asked. */
  refusedBy?(node: Address): void;
  /** Is told, before anything is served, which version of the ring was stored before this boot, if any was. */
  recovered?(stored: RingState | undefined): void;
  /** Is told the epoch whose movement has brought this node all that it brings. */
  streamed?(epoch: number): void;
}

export class Store {
  private readonly storage: Storage;
  private readonly side: SideRecords;
  private readonly ringRecord: RingRecord;
  private readonly rebuildNote: RebuildNote;
  private readonly clock: VersionClock;
  private readonly replica: Replica;
  private readonly coordinator: Coordinator;
  /** The keys that the replica has and did not give up. */
  private readonly index: KeyIndex;
  private readonly digests: RangeDigests | undefined;
  private readonly stabilizer: Stabilizer;
  private readonly antiEntropy: AntiEntropy | undefined;
  private readonly streams: Streams;
  private readonly streaming: Streaming;
  private readonly rebuild: Rebuild;
  private readonly hints: Hints | undefined;
  /** The points of which something may be missing, since it was lost: who asks for them has no answer. */
  private lacking: readonly Arc[] = [];
  /** True from the start of a boot without what was stored until that is there again. */
  private isLost = false;

  constructor(
    private readonly host: Host,
    options: StoreOptions,
    private readonly ground: StoreGround,
  ) {
    const isUp = (node: Address) => ground.isUp?.(node) ?? true;
    this.storage = this.makeStorage(ground.storage ?? MEMORY);
    this.side = new SideRecords(this.storage);
    this.ringRecord = new RingRecord(this.side);
    this.rebuildNote = new RebuildNote(host, options.offerRetryTicks, this.side);
    this.replica = this.makeReplica(options);
    this.index = new KeyIndex(ground.ring().current.space);
    const exchange = new Exchange(host, options, this.replica);
    this.stabilizer = new Stabilizer(host, options, this.replica, this.index, exchange);
    this.digests =
      options.antiEntropy?.kind === 'merkle' ? new RangeDigests(this.index) : undefined;
    this.antiEntropy = this.makeAntiEntropy(options, exchange);
    this.hints =
      options.hints === undefined
        ? undefined
        : new Hints(host, options.hints, options.offerRetryTicks, this.side, isUp);
    this.clock = new VersionClock(host, options.clock ?? 'wall');
    const { pending = 'none', epochCheck = false, streamFrom = 'any' } = ground.rules ?? {};
    const listed = { replica: this.replica, index: this.index, exchange };
    this.streams = new Streams(host, options.offerRetryTicks, listed, {
      epoch: () => ground.ring().epoch,
      compareWith: (node) => ground.refusedBy?.(node),
      isWhole: (arcs) => commonArcs(mergeArcs(arcs), this.lacking).length === 0,
    });
    this.streaming = new Streaming({ ...options, streamFrom }, this.streams, {
      ...{ self: host.self, isUp },
      streamed: (epoch) => ground.streamed?.(epoch),
    });
    this.rebuild = new Rebuild(host.self, options, this.streams, {
      lacking: (arcs) => {
        this.onLacking(arcs);
      },
      whole: (version) => {
        this.onWhole(version);
      },
    });
    const rules = { pending, epochCheck, countHints: options.hints?.countTowardW ?? false };
    const hint = this.hints?.keep.bind(this.hints);
    const isOver = this.replica.isOver.bind(this.replica);
    this.coordinator = new Coordinator(host, options, rules, this.clock, {
      ...{ ring: () => ground.ring(), isUp, isOver, hint },
      refusedBy: (node) => ground.refusedBy?.(node),
    });
  }

  start(): void {
    this.storage.recover();
    this.antiEntropy?.start();
  }

  onRing(version: RingVersion): void {
    this.stabilizer.onRing(version);
    this.streaming.onRing(version);
    this.rebuild.onRing(version);
  }

  /** Stores the version of the ring that this node is to go by; `then` is told whether it is there. */
  keepRing(state: RingState, then: (kept: boolean) => void): void {
    this.ringRecord.keep(state, then);
  }

  /** A node is there, that was not, or was not believed to be. */
  onUp(node: Address): void {
    this.hints?.onUp(node);
  }

  /** A node that was there is believed to be so no more. */
  onDown(node: Address): void {
    this.streaming.onDown(node);
  }

  onOperation(operation: Operation): void {
    this.coordinator.onOperation(operation);
  }

  /** Returns false for a message of a kind that is not the store's. */
  onMessage(from: Address, received: Message): boolean {
    const message = received as StoreMessage;
    switch (message.kind) {
      case 'replicaRequest':
        this.onRequest(from, message);
        return true;
      case 'replicaReply':
        this.coordinator.onReply(from, message);
        return true;
      case 'offer':
        this.stabilizer.onOffer(from, message.entries);
        return true;
      case 'want':
        this.stabilizer.onWant(from, message.keys);
        return true;
      case 'copy':
        this.onCopy(from, message.key, message.record);
        return true;
      case 'held':
        this.stabilizer.onHeld(from, message.entries);
        this.coordinator.onHeld(from, message.entries);
        this.hints?.onHeld(from, message.entries);
        return true;
      case 'syncDigests':
        this.antiEntropy?.onDigests(from, message.ranges);
        return true;
      case 'streamRequest':
        this.streams.onRequest(from, message);
        return true;
      case 'streamKeys':
        this.streams.onKeys(from, message);
        return true;
      case 'syncKeys':
        this.antiEntropy?.onKeys(from, message.lists);
        return true;
      default:
        return false;
    }
  }

  onTimer(kind: TimerKind, data: number): void {
    const isTaken =
      this.coordinator.onTimer(kind, data) ||
      this.replica.onTimer(kind, data) ||
      this.storage.onTimer(kind) ||
      this.rebuildNote.onTimer(kind) ||
      this.hints?.onTimer(kind) === true ||
      this.streams.onTimer(kind) ||
      this.antiEntropy?.onTimer(kind) === true;
    if (!isTaken) this.stabilizer.onTimer(kind);
  }

  onDisk(token: DiskToken, result: DiskResult): void {
    this.storage.onDisk(token, result);
  }

  inspect(): unknown {
    return {
      records: this.replica.inspect(),
      operations: this.coordinator.inspect(),
      unacknowledged: this.stabilizer.inspect(),
      hints: this.hints?.inspect(),
    };
  }

  private onRequest(from: Address, request: ReplicaRequest): void {
    this.clock.observe(request.version.timestamp);
    const { home = 0, ring = 0 } = request.options ?? {};
    if (ring !== 0 && ring !== this.ground.ring().checksum) this.refuseEpoch(from, request);
    else if (home === 0) {
      if (!this.lacks(request.key)) this.replica.onRequest(from, request);
    } else if (!this.replica.recovering) this.hints?.onRequest(from, request);
  }

  private onCopy(from: Address, key: string, record: StoredRecord): void {
    this.clock.observe(record.version.timestamp);
    // What is not taken will come again.
    if (this.lacking.length > 0 && !this.rebuildNote.isLacking) return;
    this.replica.onCopy(from, key, record);
  }

  /** The coordinator's ring is not this node's: whose keys these are is not agreed. */
  private refuseEpoch(to: Address, { client, request }: ReplicaRequest): void {
    const reply: ReplicaReply = {
      ...{ kind: 'replicaReply', client, request, ok: false, reason: 'wrong epoch', found: [] },
    };
    this.host.send(to, reply);
  }

  private makeStorage(options: StorageOptions): Storage {
    return makeStorage(this.host, options, {
      recovered: (records) => {
        this.onRecovered(records);
      },
      done: (token, ok) => {
        if (!this.replica.onDone(token, ok)) this.side.onDone(token, ok);
      },
    });
  }

  private onRecovered(stored: Iterable<readonly [string, StoredRecord]>): void {
    const records: (readonly [string, StoredRecord])[] = [];
    for (const [name, record] of stored) {
      this.clock.observe(record.version.timestamp);
      if (this.rebuildNote.onRecovered(name, record)) continue;
      if (this.ringRecord.onRecovered(name, record)) continue;
      if (this.hints?.onRecovered(name, record) !== true) records.push([name, record]);
    }
    this.ground.recovered?.(this.ringRecord.recovered);
    this.replica.onRecovered(records);
    // On a ring that follows views whoever comes back is offered what it is to have.
    if (this.ground.rules?.policy !== 'operator') return;
    const isLost = this.host.boot > 1 && records.length === 0;
    const { isLacking, wholeBy } = this.rebuildNote;
    const whole = wholeBy === undefined ? undefined : this.ground.ringNamed?.(wholeBy);
    if (isLost || isLacking) this.beginRebuild();
    else if (whole !== undefined) this.rebuild.resume(whole, this.ground.ring());
  }

  private beginRebuild(): void {
    const version = this.ground.ring();
    this.isLost = true;
    this.rebuild.begin(version);
    // The ring may have moved since it was set up, which is all that this node may know.
    for (const { address } of version.owners) {
      if (address !== this.host.self) this.ground.refusedBy?.(address);
    }
  }

  private onLacking(arcs: readonly Arc[]): void {
    this.rebuildNote.lack();
    this.lacking = arcs.map((arc) => this.index.pointsOf(arc));
  }

  private onWhole(version: string): void {
    this.rebuildNote.done(version);
    this.lacking = [];
    // What a movement brings later was never lost.
    if (this.isLost) this.host.record({ kind: 'rebuilt' });
    this.isLost = false;
  }

  /** Whether something of a key may be missing here that this node has acknowledged. */
  private lacks(key: string): boolean {
    return this.lacking.length > 0 && arcsHold(this.lacking, this.index.pointOf(key));
  }

  private makeReplica(options: ReplicaOptions): Replica {
    return new Replica(this.host, options, this.storage, {
      written: (key, replicas) => {
        this.stabilizer.onWritten(key, replicas);
      },
      copyStored: (key, from) => {
        this.stabilizer.onCopyStored(key, from);
        this.streams.onCopyStored(key);
      },
      recovered: () => {
        this.stabilizer.onRecovered();
      },
      changed: (key, record) => {
        this.onChanged(key, record);
      },
    });
  }

  private onChanged(key: string, record: StoredRecord | undefined): void {
    if (record !== undefined) {
      this.index.add(key);
      this.digests?.set(key, record.version);
    } else {
      this.digests?.remove(key);
      this.index.remove(key);
      this.stabilizer.forget(key);
    }
  }

  private makeAntiEntropy(options: StoreOptions, exchange: Exchange): AntiEntropy | undefined {
    const { antiEntropy, replicas, offerRetryTicks } = options;
    if (antiEntropy === undefined) return undefined;
    const { replica, index, digests, ground } = this;
    const state = { replica, index, digests, exchange, ring: () => ground.ring() };
    return new AntiEntropy(this.host, { ...antiEntropy, replicas, offerRetryTicks }, state);
  }
}
