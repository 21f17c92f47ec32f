/** Whole nodes on the real simulator, every message checked for changes after it was sent. */

import type { Address } from '../../src/protocol/address';
import type { Host } from '../../src/protocol/host';
import { nodeEvents, nodeMessages, Node } from '../../src/protocol/node';
import { COURSE_RING } from '../../src/protocol/ring/ring-settings';
import { ringSpace } from '../../src/protocol/ring/ring-space';
import type { RingInspected } from '../../src/protocol/ring/ring-version';
import { TokenRing } from '../../src/protocol/ring/token-ring';
import type { StoredRecord } from '../../src/protocol/store/record';
import type { CompletedEvent, StoreEvent } from '../../src/protocol/store/store-events';
import type { Operation, OperationName } from '../../src/protocol/store/store-messages';
import type { EventView } from '../../src/simulation/events';
import { Simulation } from '../../src/simulation/simulation';

export interface ClusterOptions {
  readonly seed: string;
  readonly nodes?: number;
  readonly introducers?: readonly Address[];
  readonly loss?: { probability: number; firstTick: number; lastTick: number };
  readonly nodeOrder?: 'arrival' | 'falling';
  readonly diskLatency?: number;
  readonly maxRecords?: number;
  /** False for nodes that only keep membership. */
  readonly store?: boolean;
}

const SPACE = ringSpace(COURSE_RING);

interface Inspected {
  readonly ring: RingInspected;
  readonly members: readonly { member: Address; state: string; incarnation: number }[];
  readonly store?: {
    readonly records: Readonly<Record<string, StoredRecord>>;
    readonly operations: readonly unknown[];
    readonly unacknowledged: readonly { key: string; owners: Address[] }[];
  };
}

export class Cluster {
  readonly simulation: Simulation;
  readonly completed: CompletedEvent[] = [];
  readonly events: { time: number; node: Address; event: StoreEvent | { kind: string } }[] = [];
  private requests = 0;
  private readonly nodes: number;

  constructor(options: ClusterOptions) {
    this.nodes = options.nodes ?? 10;
    const introducers = options.introducers ?? [1];
    const membership = {
      protocol: 'heartbeat',
      introducers,
      periodTicks: 1,
      failTicks: 5,
      removeTicks: 20,
      joinRetryTicks: 5,
      fanOut: 'auto' as const,
      incarnations: 'kept' as const,
    };
    const store = {
      replicas: 3,
      readQuorum: 2,
      writeQuorum: 2,
      operationTimeoutTicks: 20,
      offerRetryTicks: 5,
    };
    const create = (host: Host) =>
      new Node(host, {
        ...{ membership, store: options.store === false ? undefined : store },
        ring: { settings: COURSE_RING, initial: TokenRing.empty(SPACE) },
      });
    this.simulation = new Simulation({
      seed: options.seed,
      nodes: this.nodes,
      nodeOrder: options.nodeOrder ?? 'falling',
      program: { messages: nodeMessages, events: nodeEvents, create },
      network: {
        delay: { distribution: 'constant', ticks: 1 },
        maxMessageBytes: 3983,
        maxInFlight: 30_000,
        ...(options.loss === undefined ? {} : { loss: options.loss }),
      },
      disk: {
        latencyTicks: options.diskLatency ?? 0,
        maxRecords: options.maxRecords ?? 100_000,
      },
      checkMessages: true,
    });
    this.simulation.subscribe({
      kinds: nodeEvents.kinds().map(({ name }) => name),
      on: (event) => {
        this.note(event);
      },
    });
  }

  get now(): number {
    return this.simulation.now;
  }

  get fingerprint(): string {
    return this.simulation.log.fingerprint.toString();
  }

  startAll(): this {
    for (let node = 1; node <= this.nodes; node++) this.simulation.start(node);
    return this;
  }

  run(ticks: number): this {
    this.simulation.advance(this.now + ticks);
    return this;
  }

  /** Hands an operation to a coordinator; returns the number of its request. */
  operate(at: Address, operation: OperationName, key: string, value = ''): number {
    const request = ++this.requests;
    const command: Operation = { kind: 'operation', client: 1, request, operation, key, value };
    this.simulation.command(at, command);
    return request;
  }

  /** How an operation ended; undefined while it has not. */
  outcome(request: number): CompletedEvent | undefined {
    return this.completed.find((event) => event.request === request);
  }

  inspect(node: Address): Inspected {
    return this.simulation.inspect(node) as Inspected;
  }

  /** The members in a node's view, in rising order. */
  view(node: Address): Address[] {
    const { members } = this.inspect(node);
    const inView = members.filter(({ state }) => state !== 'removed');
    return inView.map(({ member }) => member).sort((a, b) => a - b);
  }

  /** The live nodes whose views are not exactly the live nodes: empty where all agree. */
  disagreeing(): string[] {
    const up = this.simulation.upNodes();
    return up
      .filter((node) => this.view(node).join() !== up.join())
      .map((node) => `n${node} sees ${this.view(node).join()}, up are ${up.join()}`);
  }

  /** What the live nodes store, by key and node. */
  allStored(): Map<string, Map<Address, StoredRecord>> {
    const found = new Map<string, Map<Address, StoredRecord>>();
    for (const node of this.simulation.upNodes()) {
      for (const [key, record] of Object.entries(this.inspect(node).store?.records ?? {})) {
        found.set(key, (found.get(key) ?? new Map<Address, StoredRecord>()).set(node, record));
      }
    }
    return found;
  }

  /** What the live nodes store under a key, by node. */
  stored(key: string): Map<Address, StoredRecord> {
    return this.allStored().get(key) ?? new Map<Address, StoredRecord>();
  }

  /** The replicas of a key as a node sees the ring, primary first. */
  owners(key: string, seenBy: Address): Address[] {
    const { ring } = this.inspect(seenBy);
    return TokenRing.of(SPACE, ring.owners)
      .preferenceList(key, 3)
      .map(({ address }) => address);
  }

  private note({ time, node, data }: EventView): void {
    const event = data as StoreEvent;
    this.events.push({ time, node, event });
    if (event.kind === 'completed') this.completed.push(event);
  }
}
