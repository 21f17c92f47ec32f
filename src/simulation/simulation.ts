/**
 * The world: nodes on a virtual clock, a network and disks. It knows no protocol; it calls the
 * programs of its nodes when something is due for them, and records what happens.
 */

import type { Address } from '../protocol/address';
import { Digest } from '../protocol/fields';
import type { Program, TimerKind } from '../protocol/host';
import type { Message } from '../protocol/message';
import type { DiskOptions, SimulatedDisk, StorageOperation } from './disk';
import type { Unsynced } from './files';
import { EmulNet, type NetworkOptions, type Transport } from './emulnet';
import { EventLog, type EventSink, KERNEL_EVENTS } from './events';
import { withLeakGuard } from './leak-guard';
import { LookAhead } from './look-ahead';
import type { NodeClock } from './node-clock';
import { ParcelMaker } from './parcel-maker';
import { RandomRoot } from './random';
import { Scheduler } from './scheduler';
import { SentMessages } from './sent-messages';
import { ENTRY, LANE, LANES, type ProgramEntry, SimulatedHost, type World } from './simulated-host';
import { TimerDigests } from './timer-digests';

export interface SimulationOptions {
  readonly seed: string;
  readonly network: NetworkOptions;
  readonly disk: DiskOptions;
  readonly program: ProgramEntry;
  /** How many nodes there are, numbered from 1. None runs until it is started. */
  readonly nodes: number;
  /**
   * How many machines there are beside the nodes, numbered after them: they run programs and have links,
   * and are not listed by `upNodes`. None unless given.
   */
  readonly outsiders?: number;
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
/** Commands that wait for a node that stands still; more, the newest, are dropped. */
const DEFERRED_COMMANDS_MAX = 10_000;

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
  /** Commands that found no room at a node that stood still. */
  commandsDropped = 0;
  private readonly scheduler: Scheduler;
  /** By address; none for a node that nobody has asked anything of yet. */
  private readonly hosts: (SimulatedHost | undefined)[];
  private readonly world: World;
  /** What was sent, where messages are checked. */
  private readonly sent: SentMessages | undefined;
  private readonly lookAhead: LookAhead;
  private readonly timerDigests = new TimerDigests();
  private readonly digest = new Digest();
  private eventsAtTickStart = 0;
  /** The node whose program is running; 0 for none. */
  private handling: Address = 0;

  constructor(private readonly options: SimulationOptions) {
    const { program, network, disk } = options;
    const nodes = options.nodes + (options.outsiders ?? 0);
    const falling = options.nodeOrder === 'falling';
    this.random = new RandomRoot(options.seed);
    this.log = new EventLog(program.events.kinds(), program.messages.kinds());
    this.scheduler = new Scheduler({ lanes: LANES.length, ranks: falling ? nodes + 1 : 1 });
    this.net = new EmulNet(network, nodes, this.random, this.log, this.transport());
    this.sent = options.checkMessages === true ? new SentMessages(program.messages) : undefined;
    this.world = {
      scheduler: this.scheduler,
      net: this.net,
      log: this.log,
      random: this.random,
      disk,
      entry: program,
      parcels: new ParcelMaker(program.messages, this.sent),
      eventDigest: new Digest(),
      maxMessageBytes: network.maxMessageBytes,
      boots: new Int32Array(nodes + 1),
      programs: new Array<Program | undefined>(nodes + 1).fill(undefined),
      standing: new Set(),
      rankOf: falling ? (node) => nodes - node : () => 0,
    };
    this.hosts = new Array<SimulatedHost | undefined>(nodes + 1).fill(undefined);
    this.lookAhead = new LookAhead(this.scheduler, this.world, this.hosts);
  }

  /** The clock, in ticks. */
  get now(): number {
    return this.scheduler.now;
  }

  isUp(node: Address): boolean {
    return this.programOf(node) !== undefined;
  }

  /** The nodes that are up, in rising order. */
  upNodes(): Address[] {
    const up: Address[] = [];
    const { programs } = this.world;
    for (let node = 1; node <= this.options.nodes; node++) {
      if (programs[node] !== undefined) up.push(node);
    }
    return up;
  }

  subscribe(sink: EventSink): void {
    this.log.subscribe(sink);
  }

  /** Boots a node that is down, for the first time or again; throws if it is up. */
  start(node: Address): void {
    const host = this.host(node);
    if (host.program !== undefined) throw new Error(`node ${node} is up already`);
    const { boot, storageId } = host;
    const isNode = node <= this.options.nodes;
    const kind = isNode ? KERNEL_EVENTS.started : KERNEL_EVENTS.outsiderStarted;
    const id = this.log.emit(kind, node, boot + 1, storageId, 0, undefined, 0, 0);
    this.asNode(node, id, () => {
      host.startProgram().start();
    });
  }

  /**
   * Takes a node down without a word; throws if it is down.
   * @param unsynced what becomes of files that were written and not synced: they are `kept` where only
   * the process died, and not where the power was lost
   */
  crash(node: Address, unsynced: Unsynced | 'kept' = 'kept'): void {
    const host = this.host(node);
    if (host.program === undefined) throw new Error(`node ${node} is down already`);
    this.takeDown(host, KERNEL_EVENTS.crashed);
    if (unsynced === 'kept') return;
    const draws = this.random.stream(`loss of power, node ${node}, boot ${host.boot}`);
    host.machine.storage.losePower(unsynced, draws);
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
    const { clock, storage } = this.host(node).machine;
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
    host.machine.storage.wipe();
  }

  /**
   * Turns a bit of a node's file, drawn from a range of bytes, both ends included. Returns the offset
   * of its byte; undefined where the file has none there, on the disk.
   */
  rot(node: Address, file: string, range: readonly [number, number]): number | undefined {
    const { machine } = this.host(node);
    const draws = this.random.stream(`bit rot, node ${node}, ${machine.rots}`);
    const offset = machine.storage.rot(file, range, draws);
    if (offset !== undefined) machine.rots++;
    return offset;
  }

  /**
   * Hands a client's request to a node; throws if it is down. For one that stands still it waits;
   * where 10,000 do already it is dropped, and counted in `commandsDropped`.
   */
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

  /** Records what a client asked, by way of `node` at first, or, with an outcome, what came of it. */
  client(
    kind: 'asked' | 'answered',
    node: Address,
    request: Message & { readonly outcome?: string },
  ): void {
    this.digest.reset();
    this.options.program.messages.digest(request, this.digest);
    this.digest.addText(request.outcome ?? '');
    const { low, high } = this.digest;
    this.log.emit(KERNEL_EVENTS[kind], node, 0, 0, 0, request, low, high);
  }

  /** Has `action` called at `time`, among the faults of that tick or after everything else in it. */
  at(time: number, lane: 'faults' | 'application', action: () => void): void {
    this.scheduler.schedule(time, LANE[lane], 0, ENTRY.action, 0, 0, 0, 0, 0, action);
  }

  /** The state of a node that is up, as plain data; undefined for one that is down. */
  inspect(node: Address): unknown {
    return this.programOf(node)?.inspect();
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
      this.lookAhead.step();
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
    const node = scheduler.node(entry);
    const x = scheduler.x(entry);
    const boot = scheduler.y(entry);
    const data = scheduler.data(entry);
    const cause = scheduler.cause(entry);
    const ref = scheduler.takeRef(entry);
    const what = scheduler.what(entry);
    if (this.world.standing.size > 0 && what !== ENTRY.action && this.world.standing.has(node)) {
      const handle = scheduler.handleOfTaken(entry);
      this.defer(this.host(node), what, x, boot, data, cause, ref, handle);
      return;
    }
    switch (what) {
      case ENTRY.delivery:
        this.deliver(x, node, boot, data, cause, ref as Message);
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
      this.net.purge(x, host.self, data, cause, 'mailbox full');
      return;
    }
    deferred.push({ what, lane: laneOf(what, ref), x, boot, data, cause, ref, handle });
  }

  private deferCommand(host: SimulatedHost, command: Message): void {
    const { self, boot, machine } = host;
    if (machine.deferredCommands >= DEFERRED_COMMANDS_MAX) {
      this.commandsDropped++;
      return;
    }
    machine.deferredCommands++;
    const ref = () => {
      if (host.program !== undefined && host.boot === boot) this.command(self, command);
    };
    const waiting = { x: 0, boot, data: 0, cause: this.log.cause, ref, handle: 0 };
    machine.deferred!.push({ what: ENTRY.action, lane: LANE.application, ...waiting });
  }

  private takeDown(host: SimulatedHost, kind: number): void {
    const { self, boot } = host;
    const deferred = host.stopProgram();
    this.log.emit(kind, self, boot, 0, 0, undefined, 0, 0);
    for (const { what, x, data, cause } of deferred) {
      if (what === ENTRY.delivery) this.net.purge(x, self, data, cause);
    }
  }

  /** What the network needs of the clock and the nodes. */
  private transport(): Transport {
    const { scheduler } = this;
    return {
      bootOf: (node) => this.world.boots[node]!,
      carry: (from, to, boot, type, content, sentId, ticks) => {
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
          type,
          sentId,
          content,
        );
      },
      eachCarried: (visit) => {
        for (const entry of scheduler.queued()) {
          if (scheduler.what(entry) !== ENTRY.delivery) continue;
          visit(scheduler.x(entry), scheduler.node(entry));
        }
        for (const node of this.world.standing) {
          for (const { what, x } of this.host(node).deferred ?? []) {
            if (what === ENTRY.delivery) visit(x, node);
          }
        }
      },
    };
  }

  private deliver(
    from: Address,
    to: Address,
    boot: number,
    type: number,
    sentId: number,
    message: Message,
  ): void {
    const program = this.world.programs[to];
    // Mail for a node that had never been up yet is of no earlier boot: it waits, as in the course.
    const isStale = boot !== 0 && this.world.boots[to] !== boot;
    if (program === undefined || isStale) {
      this.net.purge(from, to, type, sentId);
      return;
    }
    const id = this.net.arrive(from, to, type, sentId);
    this.enter(to, id);
    this.sent?.give(message);
    const known = program.onMessage(from, message);
    this.exit();
    if (!known) this.net.dropUnknown(from, to, type, sentId);
  }

  private fireTimer(
    node: Address,
    boot: number,
    cause: number,
    kind: TimerKind,
    data: number,
  ): void {
    const { programs, boots } = this.world;
    const program = programs[node];
    if (program === undefined || boots[node] !== boot) return;
    this.log.cause = cause;
    const { low, high } = this.timerDigests.of(kind.name, data);
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
    this.sent?.release();
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
    this.log.cause = 0;
    this.handling = 0;
    return new ProgramError(`${where}: ${what}`, { cause: error });
  }

  private host(node: Address): SimulatedHost {
    const known = this.hosts[node];
    if (known !== undefined) return known;
    this.requireNode(node);
    const host = new SimulatedHost(node, this.world);
    this.hosts[node] = host;
    return host;
  }

  private programOf(node: Address): Program | undefined {
    this.requireNode(node);
    return this.world.programs[node];
  }

  private requireNode(node: Address): void {
    if (node >= 1 && node < this.hosts.length) return;
    throw new RangeError(`there is no node ${node}`);
  }
}

/** The lane in which an entry of this kind comes due. */
function laneOf(what: number, ref: unknown): number {
  if (what === ENTRY.delivery) return LANE.deliveries;
  if (what === ENTRY.disk) return LANE.disk;
  return (ref as TimerKind).layer === 'membership' ? LANE.membership : LANE.store;
}
