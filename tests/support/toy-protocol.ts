import { counter, oneOf, text, unsigned } from '../../src/protocol/fields';
import type { DiskResult, Host, Program, TimerKind } from '../../src/protocol/host';
import { Catalogue, type Message } from '../../src/protocol/message';
import type { StoredRecord } from '../../src/protocol/store/record';
import type { Delay } from '../../src/simulation/delay';
import type { EventSink, EventView } from '../../src/simulation/events';
import type { ProgramEntry } from '../../src/simulation/simulated-host';
import { Simulation, type SimulationOptions } from '../../src/simulation/simulation';

/**
 * A protocol so small that nothing but the kernel can be at fault: a baton with a number goes
 * round the ring, and everybody pings somebody now and then.
 */
export type ToyMessage =
  | { readonly kind: 'baton'; readonly laps: number; readonly padding: string }
  | { readonly kind: 'ping'; readonly number: number }
  | { readonly kind: 'pong'; readonly number: number }
  | { readonly kind: 'begin' }
  /** Nobody knows what it means. */
  | { readonly kind: 'gibberish' };

export const toyMessages = Catalogue.of<ToyMessage>({
  baton: { number: 1, fields: { laps: counter, padding: text(200) } },
  ping: { number: 2, fields: { number: unsigned(0xffff) } },
  pong: { number: 3, fields: { number: unsigned(0xffff) } },
  begin: { number: 4, fields: {} },
  gibberish: { number: 255, fields: {} },
});

export type ToyEvent =
  | { readonly kind: 'held'; readonly laps: number }
  | { readonly kind: 'heard'; readonly what: 'ping' | 'pong'; readonly from: number };

export const toyEvents = Catalogue.of<ToyEvent>({
  held: { number: 32, fields: { laps: counter } },
  heard: { number: 33, fields: { what: oneOf('ping', 'pong'), from: counter } },
});

export const HOLD: TimerKind = { name: 'hold', layer: 'store' };
export const PING: TimerKind = { name: 'ping', layer: 'membership' };

/** The kernel stores whatever it is given; the type belongs to another protocol. */
export function toyRecord(content: unknown): StoredRecord {
  return { content } as unknown as StoredRecord;
}

export interface ToyRing {
  readonly nodes: number;
  /** What the baton carries beside its number, which nobody reads. */
  padding(laps: number): string;
}

/** Passes the baton on once it is stored and held for a random while; pings every few ticks. */
class ToyProgram implements Program {
  private laps = 0;
  private pings = 0;

  constructor(
    private readonly host: Host,
    private readonly ring: ToyRing,
  ) {}

  start(): void {
    this.host.setTimer(1 + this.host.random.below(5), PING);
  }

  leave(): void {
    this.host.send(1, { kind: 'pong', number: 0 } as ToyMessage);
  }

  onMessage(from: number, message: Message): boolean {
    const toy = message as ToyMessage;
    switch (toy.kind) {
      case 'baton':
        this.hold(toy.laps);
        return true;
      case 'ping':
        this.host.send(from, { kind: 'pong', number: toy.number } as ToyMessage);
        this.hear('ping', from);
        return true;
      case 'pong':
        this.hear('pong', from);
        return true;
      default:
        return false;
    }
  }

  onTimer(kind: TimerKind): void {
    if (kind === HOLD) {
      const padding = this.ring.padding(this.laps);
      const next = (this.host.self % this.ring.nodes) + 1;
      this.host.send(next, { kind: 'baton', laps: this.laps + 1, padding } as ToyMessage);
      return;
    }
    const peer = 1 + this.host.random.below(this.ring.nodes);
    this.host.send(peer, { kind: 'ping', number: this.pings++ } as ToyMessage);
    if (this.pings % 7 === 0) this.host.send(peer, { kind: 'gibberish' });
    this.host.setTimer(3 + this.host.random.below(3), PING);
  }

  onDisk(_token: number, result: DiskResult): void {
    if (result.ok) this.host.setTimer(this.host.random.below(3), HOLD);
  }

  onCommand(): void {
    this.hold(0);
  }

  inspect(): unknown {
    return { laps: this.laps, pings: this.pings };
  }

  private hold(laps: number): void {
    this.laps = laps;
    this.record({ kind: 'held', laps });
    this.host.disk.submit({ kind: 'write', key: 'laps', value: toyRecord(laps) });
  }

  private hear(what: 'ping' | 'pong', from: number): void {
    this.record({ kind: 'heard', what, from });
  }

  private record(event: ToyEvent): void {
    this.host.record(event);
  }
}

/** What a test wants a node to do; what it leaves out does nothing. */
export interface Script {
  readonly create?: (host: Host) => void;
  readonly start?: (host: Host) => void;
  readonly leave?: (host: Host) => void;
  readonly message?: (host: Host, from: number, message: ToyMessage) => boolean | undefined;
  readonly timer?: (host: Host, kind: TimerKind, data: number) => void;
  readonly disk?: (host: Host, token: number, result: DiskResult) => void;
  readonly command?: (host: Host, command: ToyMessage) => void;
}

/** A program that does what the script says, speaking the toy protocol's messages. */
export function scripted(script: Script): ProgramEntry {
  return {
    messages: toyMessages,
    events: toyEvents,
    create: (host) => {
      script.create?.(host);
      return {
        start: () => script.start?.(host),
        leave: () => script.leave?.(host),
        onMessage: (from, message) => script.message?.(host, from, message as ToyMessage) ?? true,
        onTimer: (kind, data) => script.timer?.(host, kind, data),
        onDisk: (token, result) => script.disk?.(host, token, result),
        onCommand: (command) => script.command?.(host, command as ToyMessage),
        inspect: () => ({ self: host.self, boot: host.boot }),
      };
    },
  };
}

/** Every message takes so many ticks. */
export function constant(ticks: number): Delay {
  return { distribution: 'constant', ticks };
}

/** A simulation with three nodes, one tick of delay and no loss, unless told otherwise. */
export function simulation(
  program: ProgramEntry,
  changes: Partial<Omit<SimulationOptions, 'network' | 'disk'>> & {
    readonly network?: Partial<SimulationOptions['network']>;
    readonly disk?: Partial<SimulationOptions['disk']>;
  } = {},
): Simulation {
  return new Simulation({
    seed: 'toy',
    nodes: 3,
    nodeOrder: 'arrival',
    ...changes,
    program,
    network: { delay: constant(1), maxMessageBytes: 1000, maxInFlight: 1000, ...changes.network },
    disk: { latencyTicks: 0, maxRecords: 100, ...changes.disk },
  });
}

/** Keeps a copy of every event of the kinds. */
export class Keeper implements EventSink {
  readonly seen: EventView[] = [];

  constructor(readonly kinds: readonly string[]) {}

  on(event: EventView): void {
    this.seen.push({ ...event });
  }
}

export const TOY_NODES = 5;
export const TOY_TICKS = 300;

/** A ring under loss, a crash with a restart, a wipe and a baton begun anew; not yet advanced. */
export function toyRun(
  changes: {
    readonly seed?: string;
    readonly padding?: (laps: number) => string;
    readonly network?: Partial<SimulationOptions['network']>;
  } = {},
): Simulation {
  const ring: ToyRing = { nodes: TOY_NODES, padding: changes.padding ?? (() => 'nothing') };
  const world = simulation(
    {
      messages: toyMessages,
      events: toyEvents,
      create: (host) => new ToyProgram(host, ring),
    },
    {
      seed: changes.seed ?? 'toy',
      nodes: TOY_NODES,
      checkMessages: true,
      network: {
        ...{ delay: constant(2), loss: { probability: 0.1, firstTick: 50, lastTick: 200 } },
        ...changes.network,
      },
      disk: { latencyTicks: 1 },
    },
  );
  const at = (time: number, action: () => void) => {
    world.at(time, 'faults', action);
  };
  const begin = () => {
    world.command(1, { kind: 'begin' });
  };
  for (let node = 1; node <= TOY_NODES; node++)
    at(node, () => {
      world.start(node);
    });
  for (const time of [10, 110, 160, 220, 260]) at(time, begin);
  at(90, () => {
    world.crash(3);
  });
  at(120, () => {
    world.start(3);
  });
  at(150, () => {
    world.crash(4);
  });
  at(151, () => {
    world.wipe(4);
  });
  at(152, () => {
    world.start(4);
  });
  world.at(200, 'application', () => {
    world.note(0, 'the loss ends');
  });
  return world;
}
