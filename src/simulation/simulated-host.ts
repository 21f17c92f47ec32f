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
import { type DiskOptions, storageIdOf, type StorageOperation } from './disk';
import type { EmulNet } from './emulnet';
import type { EventLog } from './events';
import { type Deferred, Machine } from './machine';
import type { ParcelMaker } from './parcel-maker';
import { type RandomRoot, Stream } from './random';
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
  readonly random: RandomRoot;
  readonly disk: DiskOptions;
  readonly entry: ProgramEntry;
  readonly parcels: ParcelMaker;
  readonly eventDigest: Digest;
  readonly maxMessageBytes: number;
  /** By address: the boot, 0 for a node that was never up. */
  readonly boots: Int32Array;
  /** By address: the running program, undefined while the node is down. */
  readonly programs: (Program | undefined)[];
  /** The nodes that stand still. */
  readonly standing: Set<Address>;
  /** The rank of a node within a lane. */
  rankOf(node: Address): number;
}

/**
 * There may be a million of them, so each is one object: its own stream of chance as well, and what
 * not every node needs is made when it is needed.
 */
export class SimulatedHost extends Stream implements Host {
  private machineIfAny: Machine | undefined;

  constructor(
    readonly self: Address,
    private readonly world: World,
  ) {
    super(...world.random.keys(`node ${self}`));
  }

  get boot(): number {
    return this.world.boots[this.self]!;
  }

  get random(): Random {
    return this;
  }

  /** The running program; undefined while the node is down. */
  get program(): Program | undefined {
    return this.world.programs[this.self];
  }

  get machine(): Machine {
    this.machineIfAny ??= new Machine(this.self, this.world.disk, (operation) =>
      this.submit(operation),
    );
    return this.machineIfAny;
  }

  get disk(): Disk {
    return this.machine.disk;
  }

  /** What waits for the node to go on; undefined while it does not stand still. */
  get deferred(): Deferred[] | undefined {
    return this.machineIfAny?.deferred;
  }

  get storageId(): number {
    return this.machineIfAny?.storage.storageId ?? storageIdOf(this.self, 0);
  }

  get maxMessageBytes(): number {
    return this.world.maxMessageBytes;
  }

  monotonicNow(): number {
    const { now } = this.world.scheduler;
    return this.machineIfAny?.clock.monotonic(now) ?? now;
  }

  wallNow(): number {
    const { now } = this.world.scheduler;
    return this.machineIfAny?.clock.wall(now) ?? now;
  }

  send(to: Address, message: Message): void {
    const { net, parcels } = this.world;
    net.send(this.self, to, parcels.of(message));
  }

  setTimer(delay: number, kind: TimerKind, data = 0): TimerId {
    const { scheduler, log } = this.world;
    const lane = kind.layer === 'membership' ? LANE.membership : LANE.store;
    const time = scheduler.now + (this.machineIfAny?.clock.wait(delay) ?? delay);
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
    const renamed = this.machineIfAny?.renamed.get(timer);
    this.world.scheduler.cancel(renamed ?? timer);
  }

  /** Stands still from here on. */
  pause(): void {
    const { machine } = this;
    this.world.standing.add(this.self);
    machine.deferred = [];
    machine.deferredCommands = 0;
    const { scheduler } = this.world;
    for (const [timer, handle] of machine.renamed) {
      if (!scheduler.has(handle)) machine.renamed.delete(timer);
    }
  }

  /** Goes on: queues what waited, for now, each in its lane, in the order in which it came due. */
  resume(): void {
    const { scheduler } = this.world;
    const { machine } = this;
    const rank = this.world.rankOf(this.self);
    const known = new Map([...machine.renamed].map(([timer, handle]) => [handle, timer]));
    const deferred = machine.deferred ?? [];
    machine.deferred = undefined;
    this.world.standing.delete(this.self);
    for (const { what, lane, x, boot, data, cause, ref, handle } of deferred) {
      const { now } = scheduler;
      const again = scheduler.schedule(now, lane, rank, what, this.self, x, boot, data, cause, ref);
      if (what === ENTRY.timer) machine.renamed.set(known.get(handle) ?? handle, again);
    }
  }

  record(event: RecordedEvent): void {
    const { entry, eventDigest, log } = this.world;
    eventDigest.reset();
    entry.events.digest(event, eventDigest);
    const { low, high } = eventDigest;
    log.emit(entry.events.numberOf(event.kind), this.self, 0, 0, 0, event, low, high);
  }

  /** Begins the next boot: from here on nothing that an earlier one awaited arrives. */
  startProgram(): Program {
    this.world.boots[this.self]!++;
    this.machineIfAny?.reboot();
    const program = this.world.entry.create(this);
    this.world.programs[this.self] = program;
    return program;
  }

  /** Takes the node down; returns what waited for it to go on. */
  stopProgram(): readonly Deferred[] {
    const { deferred = [] } = this;
    this.world.programs[this.self] = undefined;
    this.world.standing.delete(this.self);
    if (this.machineIfAny !== undefined) this.machineIfAny.deferred = undefined;
    return deferred;
  }

  /** Carries out a disk operation that is due. */
  completeDisk(operation: StorageOperation): DiskResult {
    // The bridge between the rooms: what a program wrote comes back as it was written.
    return this.machine.storage.perform(operation) as DiskResult;
  }

  private submit(operation: DiskOperation): number {
    const { scheduler, log } = this.world;
    const { machine } = this;
    const token = ++machine.diskTokens;
    const time = Math.max(
      machine.diskBusyUntil,
      scheduler.now + machine.storage.ticksFor(operation),
    );
    machine.diskBusyUntil = time;
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
