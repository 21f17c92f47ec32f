/**
 * What a simulated node sees: `protocol/host.ts` on the virtual clock, the emulated network and a
 * simulated disk. One host a node; each boot runs a new program on it, and whatever an earlier
 * boot was waiting for is fenced off.
 */

import type { Address } from '../protocol/address';
import { Digest } from '../protocol/fields';
import type {
  Disk,
  DiskOperation,
  DiskResult,
  Host,
  Program,
  Random,
  TimerId,
  TimerKind,
} from '../protocol/host';
import type { Catalogue, Message, RecordedEvent } from '../protocol/message';
import type { SimulatedDisk, StorageOperation } from './disk';
import { NodeClock } from './node-clock';
import type { EmulNet, Parcel } from './emulnet';
import type { EventLog } from './events';
import type { Scheduler } from './scheduler';

/** A tick's lanes, first to last. */
export const LANES = [
  'deliveries',
  'disk',
  'membership',
  'store',
  'faults',
  'application',
] as const;
export const LANE = {
  deliveries: 0,
  disk: 1,
  membership: 2,
  store: 3,
  faults: 4,
  application: 5,
} as const;

/** What a queued entry is. */
export const ENTRY = { delivery: 1, timer: 2, disk: 3, action: 4 } as const;

/** What came due for a node that stands still. */
export interface Deferred {
  readonly what: number;
  readonly lane: number;
  readonly x: number;
  readonly boot: number;
  readonly data: number;
  readonly cause: number;
  readonly ref: unknown;
  /** The name that it had in the queue. */
  readonly handle: number;
}

/** A kind of node: how to make its program, and what it says and records. */
export interface ProgramEntry {
  readonly messages: Catalogue;
  readonly events: Catalogue;
  create(host: Host): Program;
}

/** What all hosts of a simulation share. */
export interface World {
  readonly scheduler: Scheduler;
  readonly net: EmulNet;
  readonly log: EventLog;
  readonly maxMessageBytes: number;
  /** The rank of a node within a lane. */
  rankOf(node: Address): number;
}

export class SimulatedHost implements Host {
  boot = 0;
  /** The running program; undefined while the node is down. */
  program: Program | undefined;
  /** What waits for the node to go on; undefined while it does not stand still. */
  deferred: Deferred[] | undefined;
  readonly clock = new NodeClock();
  readonly disk: Disk;
  private diskTokens = 0;
  /** When the latest disk operation is due: none overtakes another. */
  private diskBusyUntil = 0;
  /** Timers that waited while the node stood still: the names that its program and the queue know. */
  private readonly renamed = new Map<TimerId, TimerId>();
  private readonly parcels: ParcelMaker;
  private readonly eventDigest = new Digest();

  constructor(
    readonly self: Address,
    readonly random: Random,
    readonly storage: SimulatedDisk,
    private readonly entry: ProgramEntry,
    private readonly world: World,
  ) {
    this.disk = { submit: (operation) => this.submit(operation) };
    this.parcels = new ParcelMaker(entry.messages);
  }

  get storageId(): number {
    return this.storage.storageId;
  }

  get maxMessageBytes(): number {
    return this.world.maxMessageBytes;
  }

  monotonicNow(): number {
    return this.clock.monotonic(this.world.scheduler.now);
  }

  wallNow(): number {
    return this.clock.wall(this.world.scheduler.now);
  }

  send(to: Address, message: Message): void {
    this.world.net.send(this.self, to, this.parcels.of(message));
  }

  setTimer(delay: number, kind: TimerKind, data = 0): TimerId {
    const { scheduler, log } = this.world;
    const lane = kind.layer === 'membership' ? LANE.membership : LANE.store;
    const time = scheduler.now + this.clock.wait(delay);
    const rank = this.world.rankOf(this.self);
    return scheduler.schedule(
      time,
      lane,
      rank,
      ENTRY.timer,
      this.self,
      0,
      this.boot,
      data,
      log.cause,
      kind,
    );
  }

  cancel(timer: TimerId): void {
    this.world.scheduler.cancel(this.renamed.get(timer) ?? timer);
  }

  /** Stands still from here on. */
  pause(): void {
    this.deferred = [];
    const { scheduler } = this.world;
    for (const [timer, handle] of this.renamed) {
      if (!scheduler.has(handle)) this.renamed.delete(timer);
    }
  }

  /** Goes on: queues what waited, for now, each in its lane, in the order in which it came due. */
  resume(): void {
    const { scheduler } = this.world;
    const rank = this.world.rankOf(this.self);
    const known = new Map([...this.renamed].map(([timer, handle]) => [handle, timer]));
    const deferred = this.deferred ?? [];
    this.deferred = undefined;
    for (const { what, lane, x, boot, data, cause, ref, handle } of deferred) {
      const { now } = scheduler;
      const again = scheduler.schedule(now, lane, rank, what, this.self, x, boot, data, cause, ref);
      if (what === ENTRY.timer) this.renamed.set(known.get(handle) ?? handle, again);
    }
  }

  record(event: RecordedEvent): void {
    const { events } = this.entry;
    this.eventDigest.reset();
    events.digest(event, this.eventDigest);
    const { low, high } = this.eventDigest;
    this.world.log.emit(events.numberOf(event.kind), this.self, 0, 0, 0, event, low, high);
  }

  /** Begins the next boot: from here on nothing that an earlier one awaited arrives. */
  startProgram(): Program {
    this.boot++;
    this.diskTokens = 0;
    this.diskBusyUntil = 0;
    this.renamed.clear();
    this.program = this.entry.create(this);
    return this.program;
  }

  /** Carries out a disk operation that is due. */
  completeDisk(operation: StorageOperation): DiskResult {
    // The bridge between the rooms: what a program wrote comes back as it was written.
    return this.storage.perform(operation) as DiskResult;
  }

  private submit(operation: DiskOperation): number {
    const { scheduler, log } = this.world;
    const token = ++this.diskTokens;
    const time = Math.max(this.diskBusyUntil, scheduler.now + this.storage.latencyTicks);
    this.diskBusyUntil = time;
    const rank = this.world.rankOf(this.self);
    scheduler.schedule(
      time,
      LANE.disk,
      rank,
      ENTRY.disk,
      this.self,
      0,
      this.boot,
      token,
      log.cause,
      operation,
    );
    return token;
  }
}

/** Makes parcels of messages; a message sent to several nodes is sized and digested once. */
class ParcelMaker {
  private readonly digest = new Digest();
  private message: Message | undefined;
  private parcel: Parcel | undefined;

  constructor(private readonly messages: Catalogue) {}

  of(message: Message): Parcel {
    if (message === this.message && this.parcel !== undefined) return this.parcel;
    this.digest.reset();
    this.messages.digest(message, this.digest);
    this.message = message;
    this.parcel = {
      content: message,
      bytes: this.messages.size(message),
      type: this.messages.numberOf(message.kind),
      digestLow: this.digest.low,
      digestHigh: this.digest.high,
    };
    return this.parcel;
  }
}
