/**
 * The world: nodes on a virtual clock, a network and disks. It knows no protocol; it calls the
 * programs of its nodes when something is due for them, and records what happens.
 */

import type { Address } from '../protocol/address';
import { Digest } from '../protocol/fields';
import type { TimerKind } from '../protocol/host';
import type { Message } from '../protocol/message';
import { type DiskOptions, SimulatedDisk, type StorageOperation } from './disk';
import { EmulNet, type NetworkOptions, type Parcel } from './emulnet';
import { EventLog, type EventSink, KERNEL_EVENTS } from './events';
import { withLeakGuard } from './leak-guard';
import { RandomRoot } from './random';
import { Scheduler } from './scheduler';
import { ENTRY, LANE, LANES, type ProgramEntry, SimulatedHost, type World } from './simulated-host';

export interface SimulationOptions {
  readonly seed: string;
  readonly network: NetworkOptions;
  readonly disk: DiskOptions;
  readonly program: ProgramEntry;
  /** How many nodes there are, numbered from 1. None runs until it is started. */
  readonly nodes: number;
  /**
   * The order of nodes within a lane: `arrival`, first come first served, or the course's
   * `falling`, the highest node first.
   */
  readonly nodeOrder: 'arrival' | 'falling';
  /** Compare each message with its state at sending when it arrives: slow, for tests. */
  readonly checkMessages?: boolean;
}

/** More events than this within one tick is taken for a loop without end. */
const EVENTS_PER_TICK_MAX = 50_000_000;

/** A node's program threw; `cause` is what it threw. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

export class Simulation {
  readonly log: EventLog;
  readonly net: EmulNet;
  readonly random: RandomRoot;
  private readonly scheduler: Scheduler;
  private readonly hosts: SimulatedHost[] = [];
  private readonly world: World;
  private readonly digest = new Digest();
  private eventsAtTickStart = 0;
  /** The node whose program is running; 0 for none. */
  private handling: Address = 0;

  constructor(private readonly options: SimulationOptions) {
    const falling = options.nodeOrder === 'falling';
    this.random = new RandomRoot(options.seed);
    this.log = new EventLog(options.program.events.kinds());
    this.scheduler = new Scheduler({ lanes: LANES.length, ranks: falling ? options.nodes + 1 : 1 });
    const carry = (from: Address, to: Address, parcel: Parcel, sentId: number) => {
      this.carry(from, to, parcel, sentId);
    };
    const lossDraw = this.random.keyed('loss');
    this.net = new EmulNet(options.network, lossDraw, this.log, carry);
    this.world = {
      scheduler: this.scheduler,
      net: this.net,
      log: this.log,
      maxMessageBytes: options.network.maxMessageBytes,
      rankOf: falling ? (node) => options.nodes - node : () => 0,
    };
    for (let node = 1; node <= options.nodes; node++) this.addNode(node);
  }

  /** The clock, in ticks. */
  get now(): number {
    return this.scheduler.now;
  }

  isUp(node: Address): boolean {
    return this.host(node).program !== undefined;
  }

  /** The nodes that are up, in rising order. */
  upNodes(): Address[] {
    return this.hosts.filter((host) => host.program !== undefined).map((host) => host.self);
  }

  subscribe(sink: EventSink): void {
    this.log.subscribe(sink);
  }

  /** Boots a node that is down, for the first time or again; throws if it is up. */
  start(node: Address): void {
    const host = this.host(node);
    if (host.program !== undefined) throw new Error(`node ${node} is up already`);
    const id = this.log.emit(KERNEL_EVENTS.started, node, host.boot + 1, 0, 0, undefined, 0, 0);
    this.asNode(node, id, () => {
      host.startProgram().start();
    });
  }

  /** Takes a node down without a word; throws if it is down. */
  crash(node: Address): void {
    const host = this.host(node);
    if (host.program === undefined) throw new Error(`node ${node} is down already`);
    host.program = undefined;
    this.log.emit(KERNEL_EVENTS.crashed, node, host.boot, 0, 0, undefined, 0, 0);
  }

  /** Destroys what a node has stored; it comes back with a new storageId. The node must be down. */
  wipe(node: Address): void {
    const host = this.host(node);
    if (host.program !== undefined) throw new Error(`node ${node} is up: crash it first`);
    host.wipeStorage();
  }

  /** Hands a client's request to a node; throws if it is down. */
  command(node: Address, command: Message): void {
    const { program } = this.host(node);
    if (program === undefined) throw new Error(`node ${node} is down`);
    const { messages } = this.options.program;
    this.digest.reset();
    messages.digest(command, this.digest);
    const { low, high } = this.digest;
    const type = messages.numberOf(command.kind);
    const id = this.log.emit(KERNEL_EVENTS.command, node, type, 0, 0, command, low, high);
    this.asNode(node, id, () => {
      program.onCommand(command);
    });
  }

  /** Records a line of the application's own; `node` may be 0. */
  note(node: Address, text: string): void {
    this.digest.reset();
    this.digest.addText(text);
    const { low, high } = this.digest;
    this.log.emit(KERNEL_EVENTS.note, node, 0, 0, 0, { text }, low, high);
  }

  /** Has `action` called at `time`, among the faults of that tick or after everything else in it. */
  at(time: number, lane: 'faults' | 'application', action: () => void): void {
    this.scheduler.schedule(time, LANE[lane], 0, ENTRY.action, 0, 0, 0, 0, 0, action);
  }

  /** The state of a node that is up, as plain data; undefined for one that is down. */
  inspect(node: Address): unknown {
    return this.host(node).program?.inspect();
  }

  /**
   * Lets everything up to tick `limit`, included, happen, and leaves the clock there; or stops
   * after about `maxEvents`. Returns true if the limit was reached. The leak guard is up inside.
   */
  advance(limit: number, maxEvents = Infinity): boolean {
    if (!Number.isSafeInteger(limit)) throw new RangeError(`cannot advance to tick ${limit}`);
    if (limit < this.now) return true;
    return withLeakGuard(() => {
      try {
        return this.run(limit, this.log.count + maxEvents);
      } catch (error) {
        throw this.programError(error);
      }
    });
  }

  private run(limit: number, lastEvent: number): boolean {
    while (this.log.count < lastEvent) {
      const entry = this.scheduler.take(limit);
      if (entry < 0) {
        this.log.time = this.scheduler.now;
        return true;
      }
      this.enterTick();
      this.dispatch(entry);
    }
    return false;
  }

  private enterTick(): void {
    if (this.log.time !== this.scheduler.now) {
      this.log.time = this.scheduler.now;
      this.eventsAtTickStart = this.log.count;
    } else if (this.log.count - this.eventsAtTickStart > EVENTS_PER_TICK_MAX) {
      throw new Error(`more than ${EVENTS_PER_TICK_MAX} events in tick ${this.scheduler.now}`);
    }
  }

  private dispatch(entry: number): void {
    const { scheduler } = this;
    const node = scheduler.node[entry]!;
    const boot = scheduler.y[entry]!;
    const data = scheduler.data[entry]!;
    const cause = scheduler.cause[entry]!;
    const ref = scheduler.ref[entry];
    scheduler.ref[entry] = undefined;
    switch (scheduler.what[entry]) {
      case ENTRY.delivery:
        this.deliver(scheduler.x[entry]!, node, boot, cause, ref as Parcel);
        return;
      case ENTRY.timer:
        this.fireTimer(node, boot, cause, ref as TimerKind, data);
        return;
      case ENTRY.disk:
        this.completeDisk(node, boot, cause, ref as StorageOperation, data);
        return;
      default:
        this.log.cause = 0;
        (ref as () => void)();
    }
  }

  private carry(from: Address, to: Address, parcel: Parcel, sentId: number): void {
    this.scheduler.schedule(
      this.scheduler.now + this.options.network.delayTicks,
      LANE.deliveries,
      this.world.rankOf(to),
      ENTRY.delivery,
      to,
      from,
      this.host(to).boot,
      0,
      sentId,
      parcel,
    );
  }

  private deliver(from: Address, to: Address, boot: number, sentId: number, parcel: Parcel): void {
    const host = this.host(to);
    const { program } = host;
    // Mail for a node that had never been up yet is of no earlier boot: it waits, as in the course.
    const isStale = boot !== 0 && host.boot !== boot;
    if (program === undefined || isStale) {
      this.net.purge(from, to, parcel.type, sentId);
      return;
    }
    if (this.options.checkMessages === true) this.requireUnchanged(parcel);
    const id = this.net.arrive(from, to, parcel.type, sentId);
    this.enter(to, id);
    const known = program.onMessage(from, parcel.content as Message);
    this.leave();
    if (!known) this.net.dropUnknown(from, to, parcel.type, sentId);
  }

  private fireTimer(
    node: Address,
    boot: number,
    cause: number,
    kind: TimerKind,
    data: number,
  ): void {
    const host = this.host(node);
    const { program } = host;
    if (program === undefined || host.boot !== boot) return;
    this.log.cause = cause;
    this.digest.reset();
    this.digest.addText(kind.name);
    this.digest.addLong(data);
    const { low, high } = this.digest;
    const id = this.log.emit(KERNEL_EVENTS.timer, node, data, 0, 0, kind.name, low, high);
    this.enter(node, id);
    program.onTimer(kind, data);
    this.leave();
  }

  private completeDisk(
    node: Address,
    boot: number,
    cause: number,
    operation: StorageOperation,
    token: number,
  ): void {
    const host = this.host(node);
    const { program } = host;
    if (program === undefined || host.boot !== boot) return;
    this.log.cause = cause;
    const id = this.log.emit(KERNEL_EVENTS.stored, node, token, 0, 0, undefined, 0, 0);
    const result = host.completeDisk(operation);
    this.enter(node, id);
    program.onDisk(token, result);
    this.leave();
  }

  /** Makes an event the cause of what a node is about to do. */
  private enter(node: Address, event: number): void {
    this.log.cause = event;
    this.handling = node;
  }

  private leave(cause = 0): void {
    this.log.cause = cause;
    this.handling = 0;
  }

  /** For what a node is made to do from outside, be that within a slice or between two. */
  private asNode(node: Address, event: number, act: () => void): void {
    const before = this.log.cause;
    this.enter(node, event);
    try {
      act();
    } catch (error) {
      throw this.programError(error);
    }
    this.leave(before);
  }

  private programError(error: unknown): unknown {
    if (this.handling === 0) return error;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const where = `node n${this.handling}, tick ${this.now}, event ${this.log.cause}`;
    this.leave();
    return new ProgramError(`${where}: ${what}`, { cause: error });
  }

  private requireUnchanged(parcel: Parcel): void {
    this.digest.reset();
    this.options.program.messages.digest(parcel.content as Message, this.digest);
    if (this.digest.low === parcel.digestLow && this.digest.high === parcel.digestHigh) return;
    const { kind } = parcel.content as Message;
    throw new Error(`a ${kind} message was changed after it was sent`);
  }

  private addNode(node: Address): void {
    const random = this.random.stream(`node ${node}`);
    const disk = new SimulatedDisk(node, this.options.disk);
    this.net.addLink();
    this.hosts.push(new SimulatedHost(node, random, disk, this.options.program, this.world));
  }

  private host(node: Address): SimulatedHost {
    const host = this.hosts[node - 1];
    if (host === undefined) throw new RangeError(`there is no node ${node}`);
    return host;
  }
}
