/**
 * The world: nodes on a virtual clock, a network and disks. It knows no protocol; it calls the
 * programs of its nodes when something is due for them, and records what happens.
 */

import type { Address } from '../protocol/address';
import { Digest } from '../protocol/fields';
import type { TimerKind } from '../protocol/host';
import type { Message } from '../protocol/message';
import { type DiskOptions, SimulatedDisk, type StorageOperation } from './disk';
import { EmulNet, type NetworkOptions, type Parcel, type Transport } from './emulnet';
import { EventLog, type EventSink, KERNEL_EVENTS } from './events';
import { withLeakGuard } from './leak-guard';
import type { NodeClock } from './node-clock';
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

/** What waits for a node that stands still; more mail is dropped. */
const DEFERRED_MAX = 10_000;

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
    this.net = new EmulNet(options.network, this.random, this.log, this.transport());
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
    this.takeDown(host, KERNEL_EVENTS.crashed);
  }

  /** Has a node say goodbye and takes it down; throws if it is down, or stands still. */
  leave(node: Address): void {
    const host = this.host(node);
    const { program } = host;
    if (program === undefined) throw new Error(`node ${node} is down already`);
    if (host.deferred !== undefined) throw new Error(`node ${node} stands still: resume it first`);
    this.asNode(node, this.log.cause, () => {
      program.leave();
    });
    this.takeDown(host, KERNEL_EVENTS.stopped);
  }

  /** Has a node stand still: what comes due for it waits. Throws if it is down or does already. */
  pause(node: Address): void {
    const host = this.host(node);
    if (host.program === undefined) throw new Error(`node ${node} is down`);
    if (host.deferred !== undefined) throw new Error(`node ${node} stands still already`);
    host.pause();
    this.log.emit(KERNEL_EVENTS.paused, node, host.boot, 0, 0, undefined, 0, 0);
  }

  /** Has a node go on: what waited comes now, each in its lane, in the order in which it came due. */
  resume(node: Address): void {
    const host = this.host(node);
    if (host.deferred === undefined) throw new Error(`node ${node} does not stand still`);
    this.log.emit(KERNEL_EVENTS.resumed, node, host.boot, 0, 0, undefined, 0, 0);
    host.resume();
  }

  isPaused(node: Address): boolean {
    return this.host(node).deferred !== undefined;
  }

  /** A node's clocks and storage, for faults to change; record it with `changed`. */
  machineOf(node: Address): { readonly clock: NodeClock; readonly disk: SimulatedDisk } {
    const { clock, storage } = this.host(node);
    return { clock, disk: storage };
  }

  /** Records that a step of the plan changed something about the world; `node` may be 0. */
  changed(node: Address, step: string, text: string): void {
    this.digest.reset();
    this.digest.addText(step);
    this.digest.addText(text);
    const { low, high } = this.digest;
    this.log.emit(KERNEL_EVENTS.changed, node, 0, 0, 0, { step, text }, low, high);
  }

  /** Destroys what a node has stored; it comes back with a new storageId. The node must be down. */
  wipe(node: Address): void {
    const host = this.host(node);
    if (host.program !== undefined) throw new Error(`node ${node} is up: crash it first`);
    host.storage.wipe();
  }

  /** Hands a client's request to a node; throws if it is down. */
  command(node: Address, command: Message): void {
    const host = this.host(node);
    const { program } = host;
    if (program === undefined) throw new Error(`node ${node} is down`);
    if (host.deferred !== undefined) {
      this.deferCommand(host, command);
      return;
    }
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

  /** Records what a client asked, by way of `node` at first, or what came of it. */
  client(kind: 'asked' | 'answered', node: Address, request: Message, outcome = ''): void {
    this.digest.reset();
    this.options.program.messages.digest(request, this.digest);
    this.digest.addText(outcome);
    const { low, high } = this.digest;
    const data = kind === 'asked' ? request : { ...request, outcome };
    this.log.emit(KERNEL_EVENTS[kind], node, 0, 0, 0, data, low, high);
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
    const what = scheduler.what[entry]!;
    if (what !== ENTRY.action && this.hosts[node - 1]!.deferred !== undefined) {
      const handle = scheduler.handleOfTaken(entry);
      this.defer(this.host(node), what, scheduler.x[entry]!, boot, data, cause, ref, handle);
      return;
    }
    switch (what) {
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

  /** Keeps what came due for a node that stands still; mail beyond the limit is dropped. */
  private defer(
    host: SimulatedHost,
    what: number,
    x: number,
    boot: number,
    data: number,
    cause: number,
    ref: unknown,
    handle: number,
  ): void {
    const deferred = host.deferred!;
    if (what === ENTRY.delivery && deferred.length >= DEFERRED_MAX) {
      this.net.purge(x, host.self, (ref as Parcel).type, cause, 'mailbox full');
      return;
    }
    deferred.push({ what, lane: laneOf(what, ref), x, boot, data, cause, ref, handle });
  }

  private deferCommand(host: SimulatedHost, command: Message): void {
    const { self, boot } = host;
    const ref = () => {
      if (host.program !== undefined && host.boot === boot) this.command(self, command);
    };
    const waiting = { x: 0, boot, data: 0, cause: this.log.cause, ref, handle: 0 };
    host.deferred!.push({ what: ENTRY.action, lane: LANE.application, ...waiting });
  }

  private takeDown(host: SimulatedHost, kind: number): void {
    const { self, deferred } = host;
    host.program = undefined;
    host.deferred = undefined;
    this.log.emit(kind, self, host.boot, 0, 0, undefined, 0, 0);
    for (const { what, x, cause, ref } of deferred ?? []) {
      if (what === ENTRY.delivery) this.net.purge(x, self, (ref as Parcel).type, cause);
    }
  }

  /** What the network needs of the clock and the nodes. */
  private transport(): Transport {
    const { scheduler } = this;
    return {
      bootOf: (node) => this.host(node).boot,
      carry: (from, to, boot, parcel, sentId, ticks) => {
        const time = scheduler.now + ticks;
        const rank = this.world.rankOf(to);
        const { deliveries } = LANE;
        scheduler.schedule(
          time,
          deliveries,
          rank,
          ENTRY.delivery,
          to,
          from,
          boot,
          0,
          sentId,
          parcel,
        );
      },
      eachCarried: (visit) => {
        for (const entry of scheduler.queued()) {
          if (scheduler.what[entry] !== ENTRY.delivery) continue;
          visit(scheduler.x[entry]!, scheduler.node[entry]!);
        }
        for (const { self, deferred } of this.hosts) {
          for (const { what, x } of deferred ?? []) if (what === ENTRY.delivery) visit(x, self);
        }
      },
    };
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
    this.exit();
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
    this.exit();
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
    this.exit();
  }

  /** Makes an event the cause of what a node is about to do. */
  private enter(node: Address, event: number): void {
    this.log.cause = event;
    this.handling = node;
  }

  private exit(cause = 0): void {
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
    this.exit(before);
  }

  private programError(error: unknown): unknown {
    if (this.handling === 0) return error;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const where = `node n${this.handling}, tick ${this.now}, event ${this.log.cause}`;
    this.exit();
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

/** The lane in which an entry of this kind comes due. */
function laneOf(what: number, ref: unknown): number {
  if (what === ENTRY.delivery) return LANE.deliveries;
  if (what === ENTRY.disk) return LANE.disk;
  return (ref as TimerKind).layer === 'membership' ? LANE.membership : LANE.store;
}
