/** Nodes that run SWIM alone, on the real simulator, with what they recorded. */

import type { Address } from '../../src/protocol/address';
import type { Host, Program, TimerKind } from '../../src/protocol/host';
import { membershipEvents } from '../../src/protocol/membership/membership-events';
import { MemberColumns } from '../../src/protocol/membership/swim/member-columns';
import type { Members } from '../../src/protocol/membership/swim/members';
import { Swim } from '../../src/protocol/membership/swim/swim';
import { swimMessages } from '../../src/protocol/membership/swim/swim-messages';
import {
  LIFEGUARD_LAN,
  type SwimOptions,
  type SwimParameters,
} from '../../src/protocol/membership/swim/swim-options';
import type { Message } from '../../src/protocol/message';
import type { NetworkOptions } from '../../src/simulation/emulnet';
import { Simulation } from '../../src/simulation/simulation';

/** Swim as a whole program, with what it told its listener. */
export class SwimProgram implements Program {
  readonly swim: Swim;

  constructor(host: Host, options: SwimOptions, told: string[], members: Members | undefined) {
    const tell = (what: string) => (member: number, life?: number) => {
      told.push([what, `n${member}`, life].filter((part) => part !== undefined).join(' '));
    };
    const listener = {
      joined: tell('joined'),
      returned: tell('returned'),
      suspected: tell('suspected'),
      aliveAgain: tell('aliveAgain'),
      removed: tell('removed'),
      left: tell('left'),
    };
    this.swim = new Swim(host, options, listener, members);
  }

  start(): void {
    this.swim.start();
  }

  leave(): void {
    this.swim.leave();
  }

  onMessage(from: Address, message: Message): boolean {
    return this.swim.onMessage(from, message);
  }

  onTimer(kind: TimerKind, data: number): void {
    this.swim.onTimer(kind, data);
  }

  onDisk(): void {
    throw new Error('membership has no disk');
  }

  onCommand(): void {
    throw new Error('membership has no clients');
  }

  inspect(): unknown {
    return this.swim.inspect();
  }
}

export interface SwimClusterOptions {
  readonly seed: string;
  readonly nodes: number;
  /** What is different from memberlist's LAN preset. */
  readonly parameters?: Partial<SwimParameters>;
  readonly introducers?: readonly Address[];
  readonly network?: Partial<NetworkOptions>;
  /** All start in one view already; false for nodes that join. */
  readonly converged?: boolean;
}

interface Row {
  readonly member: Address;
  readonly state: string;
  readonly incarnation: number;
}

export interface Recorded {
  readonly time: number;
  readonly node: Address;
  readonly kind: string;
  readonly member: Address;
  readonly incarnation: number;
}

export class SwimCluster {
  readonly simulation: Simulation;
  readonly events: Recorded[] = [];
  /** What each node told its listener, over all its lives. */
  readonly told: string[][] = [];

  constructor(private readonly options: SwimClusterOptions) {
    const { nodes, network } = options;
    const all = Array.from({ length: nodes }, (_, i) => i + 1);
    const parameters = { ...LIFEGUARD_LAN, ...options.parameters };
    const swim = { ...parameters, introducers: options.introducers ?? [1] };
    this.told = Array.from({ length: nodes + 1 }, () => []);
    const create = (host: Host) => {
      const isConverged = options.converged === true && host.boot === 1;
      const members = isConverged ? MemberColumns.converged(all) : undefined;
      return new SwimProgram(host, swim, this.told[host.self]!, members);
    };
    this.simulation = new Simulation({
      seed: options.seed,
      nodes,
      nodeOrder: 'arrival',
      program: { messages: swimMessages, events: membershipEvents, create },
      network: {
        delay: { distribution: 'constant', ticks: 1 },
        maxMessageBytes: 3983,
        maxInFlight: 1_000_000,
        ...network,
      },
      disk: { latencyTicks: 0, maxRecords: 1 },
      checkMessages: true,
    });
    this.simulation.subscribe({
      kinds: membershipEvents.kinds().map(({ name }) => name),
      on: ({ time, node, kind, data }) => {
        const { member = 0, incarnation = 0 } = data as { member?: number; incarnation?: number };
        this.events.push({ time, node, kind, member, incarnation });
      },
    });
  }

  get now(): number {
    return this.simulation.now;
  }

  startAll(): this {
    for (let node = 1; node <= this.options.nodes; node++) this.simulation.start(node);
    return this;
  }

  start(...nodes: Address[]): this {
    for (const node of nodes) this.simulation.start(node);
    return this;
  }

  crash(...nodes: Address[]): this {
    for (const node of nodes) this.simulation.crash(node);
    return this;
  }

  run(ticks: number): this {
    this.simulation.advance(this.now + ticks);
    return this;
  }

  /** Cuts some nodes off from all the others, until `heal`. */
  cutOff(...nodes: Address[]): this {
    const others = Array.from({ length: this.options.nodes }, (_, i) => i + 1).filter(
      (node) => !nodes.includes(node),
    );
    this.simulation.net.addRule('there', { from: nodes, to: others, cut: true });
    this.simulation.net.addRule('back', { from: others, to: nodes, cut: true });
    return this;
  }

  heal(): this {
    this.simulation.net.removeRule('there');
    this.simulation.net.removeRule('back');
    return this;
  }

  rows(node: Address): readonly Row[] {
    return this.simulation.inspect(node) as Row[];
  }

  /** What a node holds of a member. */
  row(member: Address, seenBy: Address): Row | undefined {
    return this.rows(seenBy).find((row) => row.member === member);
  }

  /** The members in a node's view, in rising order. */
  view(node: Address): Address[] {
    const inView = this.rows(node).filter(({ state }) => state !== 'removed');
    return inView.map(({ member }) => member).sort((a, b) => a - b);
  }

  /** The live nodes whose views are not exactly the live nodes: empty where all agree. */
  disagreeing(): string[] {
    const up = this.simulation.upNodes();
    return up
      .filter((node) => this.view(node).join() !== up.join())
      .map((node) => `n${node} sees ${this.view(node).join()}, up are ${up.join()}`);
  }

  /** What was recorded of a kind, of a member if one is named. */
  recorded(kind: string, member?: Address): Recorded[] {
    return this.events.filter(
      (event) => event.kind === kind && (member === undefined || event.member === member),
    );
  }

  /** How many messages of a kind were sent by all nodes. */
  sent(kind: string): number {
    const { number } = swimMessages.kinds().find(({ name }) => name === kind)!;
    return this.simulation.net.sentOf(number).sent;
  }
}
