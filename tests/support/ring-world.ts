/** The operator's ring on the real network, over a store that needs some ticks for what it gains. */

import type { Address } from '../../src/protocol/address';
import type { Host, Program, TimerKind } from '../../src/protocol/host';
import { Catalogue, type Message } from '../../src/protocol/message';
import { type OperatorOptions, OperatorRing } from '../../src/protocol/ring/operator-ring';
import {
  type RingChangedEvent,
  type RingEvent,
  ringEvents,
} from '../../src/protocol/ring/ring-events';
import { type RingCommand, ringMessages } from '../../src/protocol/ring/ring-messages';
import { ringOf } from '../../src/protocol/ring/ring-of';
import { RING_CHANGE } from '../../src/protocol/ring/ring-policy';
import type { PendingRule } from '../../src/protocol/ring/ring-settings';
import type { RingState } from '../../src/protocol/ring/ring-state';
import { ringSpace } from '../../src/protocol/ring/ring-space';
import type { RingVersion } from '../../src/protocol/ring/ring-version';
import { Simulation } from '../../src/simulation/simulation';
import { range } from './course-logs';

const STREAM: TimerKind = { name: 'stream', layer: 'store' };
const STORED: TimerKind = { name: 'stored', layer: 'store' };
const RETRY_TICKS = 5;

export interface RingWorldOptions {
  readonly seed?: string;
  /** Nodes 1 .. nodes, of which the first `owners` own the ring at the start. */
  readonly nodes: number;
  readonly owners: number;
  readonly pending?: PendingRule;
  readonly replicas?: number;
  readonly loss?: number;
  /** Until a store has what it gains. */
  readonly streamTicks?: number;
  /** Until a version is stored. */
  readonly storeTicks?: number;
}

/** What nodes have stored of the ring. */
type Disks = Map<Address, RingState>;

class RingProgram implements Program {
  readonly versions: RingVersion[] = [];
  readonly ring: OperatorRing;
  private readonly storing: (() => void)[] = [];

  constructor(
    private readonly host: Host,
    private readonly disks: Disks,
    {
      storeTicks = 0,
      nodes,
      owners,
      pending = 'inflate',
      replicas = 3,
      streamTicks = 10,
    }: RingWorldOptions,
  ) {
    const space = ringSpace({ hash: 'murmur3', tokens: 8, ties: 'address' });
    const initial = ringOf(space, range(1, owners));
    const members = () => range(1, nodes);
    const keep: OperatorOptions['keep'] = (state, then) => {
      this.storing.push(() => {
        disks.set(host.self, state);
        then(true);
      });
      host.setTimer(storeTicks, STORED);
    };
    this.ring = new OperatorRing(
      host,
      { initial, pending, replicas, retryTicks: RETRY_TICKS, members, keep },
      (version) => {
        this.versions.push(version);
        if (version.next !== undefined) host.setTimer(streamTicks, STREAM, version.epoch);
      },
    );
  }

  start(): void {
    this.ring.recovered(this.disks.get(this.host.self));
    this.ring.joined(this.host.self, 0);
  }

  leave(): void {
    return;
  }

  onMessage(from: Address, message: Message): boolean {
    return this.ring.onMessage(from, message);
  }

  onTimer(kind: TimerKind, data: number): void {
    if (kind === RING_CHANGE) this.ring.onRingChange();
    else if (kind === STREAM) this.ring.streamed(data);
    else if (kind === STORED) this.storing.shift()!();
    else this.ring.onTimer(kind);
  }

  onDisk(): void {
    return;
  }

  onCommand(command: Message): void {
    this.ring.onCommand(command);
  }

  inspect(): OperatorRing {
    return this.ring;
  }
}

/** What a node has recorded of the ring. */
export interface Recorded {
  readonly time: number;
  readonly node: Address;
  /** How often the node had lost its disk. */
  readonly disk: number;
  readonly event: RingEvent;
}

export class RingWorld {
  readonly simulation: Simulation;
  readonly recorded: Recorded[] = [];
  private readonly disks: Disks = new Map();
  private readonly lost = new Map<Address, number>();
  private isCut = false;
  private readonly all: readonly Address[];

  constructor(options: RingWorldOptions) {
    const { seed = 'ring world', nodes, loss = 0 } = options;
    this.all = range(1, nodes);
    const network = {
      delay: { distribution: 'uniform', minTicks: 1, maxTicks: 4 } as const,
      ...{ maxMessageBytes: 3983, maxInFlight: 30_000 },
      loss: { probability: loss, firstTick: 0, lastTick: 1000 },
    };
    const program = {
      messages: Catalogue.union(ringMessages),
      events: ringEvents,
      create: (host: Host) => new RingProgram(host, this.disks, options),
    };
    const disk = { latencyTicks: 0, fsyncTicks: 0, maxRecords: 1 };
    this.simulation = new Simulation({
      ...{ seed, network, disk, program, nodes, nodeOrder: 'arrival', checkMessages: true },
    });
    this.simulation.subscribe({
      kinds: ['ringChanged', 'moveRefused'],
      on: ({ time, node, data }) => {
        const disk = this.lost.get(node) ?? 0;
        this.recorded.push({ time, node, disk, event: data as RingEvent });
      },
    });
    this.start(...this.all);
  }

  run(ticks: number): this {
    this.simulation.advance(this.simulation.now + ticks);
    return this;
  }

  command(by: Address, kind: RingCommand['kind'], member: Address): this {
    const command: RingCommand = { kind, member };
    if (this.simulation.isUp(by)) this.simulation.command(by, command);
    return this;
  }

  crash(...nodes: Address[]): this {
    for (const node of nodes) if (this.simulation.isUp(node)) this.simulation.crash(node);
    return this;
  }

  /** What nodes that are down have stored is lost. */
  wipe(...nodes: Address[]): this {
    for (const node of nodes) {
      if (this.simulation.isUp(node)) continue;
      this.disks.delete(node);
      this.lost.set(node, (this.lost.get(node) ?? 0) + 1);
    }
    return this;
  }

  start(...nodes: Address[]): this {
    for (const node of nodes) {
      if (this.simulation.isUp(node)) continue;
      this.simulation.start(node);
    }
    return this;
  }

  /** These nodes and the others reach each other no more. */
  cut(...group: Address[]): this {
    this.heal();
    this.isCut = true;
    const others = this.all.filter((node) => !group.includes(node));
    this.simulation.net.addRule('there', { from: group, to: others, cut: true });
    this.simulation.net.addRule('back', { from: others, to: group, cut: true });
    return this;
  }

  heal(): this {
    if (!this.isCut) return this;
    this.isCut = false;
    this.simulation.net.removeRule('there');
    this.simulation.net.removeRule('back');
    return this;
  }

  version(node: Address): RingVersion {
    return (this.simulation.inspect(node) as OperatorRing).current;
  }

  /** What nodes that are up go by, epoch and owners and who is to own it: a text for each other one. */
  views(nodes: readonly Address[] = this.simulation.upNodes()): string[] {
    const seen = nodes.map((node) => {
      const { epoch, owners, next } = this.version(node);
      const names = (of: typeof owners) => of.map(({ address }) => address).join(' ');
      return `${epoch}: ${names(owners)}${next === undefined ? '' : ` -> ${names(next.owners)}`}`;
    });
    return [...new Set(seen)];
  }

  changes(): (Recorded & { readonly event: RingChangedEvent })[] {
    return this.recorded.filter(
      (each): each is Recorded & { readonly event: RingChangedEvent } =>
        each.event.kind === 'ringChanged',
    );
  }

  refusals(): string[] {
    return this.recorded.flatMap(({ node, event }) =>
      event.kind === 'moveRefused' ? [`n${node}: n${event.member}: ${event.reason}`] : [],
    );
  }
}
