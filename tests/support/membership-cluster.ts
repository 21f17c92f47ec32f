/** Nodes that run a membership protocol and nothing else, on the real simulator. */

import type { Address } from '../../src/protocol/address';
import type { Host, Program } from '../../src/protocol/host';
import type { Membership, MembershipListener } from '../../src/protocol/membership/membership';
import { membershipEvents } from '../../src/protocol/membership/membership-events';
import type { Catalogue } from '../../src/protocol/message';
import type { NetworkOptions } from '../../src/simulation/emulnet';
import { Simulation } from '../../src/simulation/simulation';

export interface Recorded {
  readonly time: number;
  readonly node: Address;
  readonly kind: string;
  readonly member: Address;
}

export interface MembershipClusterOptions {
  readonly messages: Catalogue;
  readonly create: (host: Host, listener: MembershipListener) => Membership;
  readonly nodes: number;
  readonly seed?: string;
  readonly network?: Partial<NetworkOptions>;
}

const NOBODY: MembershipListener = {
  joined: () => undefined,
  returned: () => undefined,
  suspected: () => undefined,
  aliveAgain: () => undefined,
  removed: () => undefined,
  left: () => undefined,
};

export class MembershipCluster {
  readonly simulation: Simulation;
  readonly events: Recorded[] = [];
  private readonly memberships = new Map<Address, Membership>();

  constructor({ messages, create, nodes, seed = '1', network }: MembershipClusterOptions) {
    this.simulation = new Simulation({
      ...{ seed, nodes, nodeOrder: 'arrival', checkMessages: true },
      network: {
        delay: { distribution: 'uniform', minTicks: 1, maxTicks: 5 },
        ...{ maxMessageBytes: 1400, maxInFlight: 1_000_000 },
        ...network,
      },
      disk: { latencyTicks: 0, maxRecords: 10 },
      program: {
        messages,
        events: membershipEvents,
        create: (host) => {
          const membership = create(host, NOBODY);
          this.memberships.set(host.self, membership);
          return programOf(membership);
        },
      },
    });
    this.simulation.subscribe({
      kinds: membershipEvents.kinds().map(({ name }) => name),
      on: ({ time, node, kind, data }) => {
        const { member = 0 } = data as { readonly member?: Address };
        this.events.push({ time, node, kind, member });
      },
    });
  }

  /** Starts nodes, so many ticks apart. */
  start(first: Address, last: Address, apart = 0): this {
    for (let node = first; node <= last; node++) {
      this.simulation.start(node);
      this.run(apart);
    }
    return this;
  }

  run(ticks: number): this {
    this.simulation.advance(this.simulation.now + ticks);
    return this;
  }

  /** The members in a node's view, in rising order. */
  view(node: Address): Address[] {
    return [...this.memberships.get(node)!.view.members()].sort((a, b) => a - b);
  }

  /** The live nodes whose views are not exactly the live nodes. */
  disagreeing(): string[] {
    const up = this.simulation.upNodes();
    return up
      .filter((node) => this.view(node).join() !== up.join())
      .map((node) => `n${node} sees ${this.view(node).join()}, up are ${up.join()}`);
  }

  /** What was recorded of one kind, from a tick on. */
  recorded(kind: string, since = 0): Recorded[] {
    return this.events.filter((event) => event.kind === kind && event.time >= since);
  }
}

function programOf(membership: Membership): Program {
  return {
    start: () => {
      membership.start();
    },
    leave: () => {
      membership.leave();
    },
    onMessage: (from, message) => membership.onMessage(from, message),
    onTimer: (kind, data) => {
      membership.onTimer(kind, data);
    },
    onDisk: () => undefined,
    onCommand: () => undefined,
    inspect: () => membership.inspect(),
  };
}
