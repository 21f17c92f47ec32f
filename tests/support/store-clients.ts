/** Stores on one ring that stands still, and a client that asks them, on hosts that the test steers. */

import type { Host } from '../../src/protocol/host';
import type { Message } from '../../src/protocol/message';
import { COURSE_RING, type RingSettings } from '../../src/protocol/ring/ring-settings';
import type { RingVersion } from '../../src/protocol/ring/ring-version';
import type { StorageOptions } from '../../src/protocol/storage/storage-options';
import type { StoredRecord } from '../../src/protocol/store/record';
import { Store, type StoreOptions } from '../../src/protocol/store/store';
import type { CompletedEvent } from '../../src/protocol/store/store-events';
import type {
  Operation,
  OperationName,
  OperationOptions,
} from '../../src/protocol/store/store-messages';
import { placedVersion } from './placed-ring';
import { FakeWorld } from './protocol-world';
import { StoreNode } from './store-node';

export interface StoreSetting {
  readonly nodes: number;
  readonly store?: Partial<StoreOptions>;
  readonly storage?: StorageOptions;
  readonly rules?: Partial<RingSettings>;
  readonly seed?: string;
}

const COURSE: StoreOptions = {
  ...{ replicas: 3, readQuorum: 2, writeQuorum: 2 },
  ...{ operationTimeoutTicks: 20, offerRetryTicks: 5 },
};

/** A store that goes by the ring and the word of the test. */
class ClientStore extends StoreNode {
  readonly store: Store;

  constructor(
    host: Host,
    { store, storage, rules }: StoreSetting,
    private readonly world: StoreClients,
  ) {
    super();
    this.store = new Store(
      host,
      { ...COURSE, ...store },
      {
        ring: () => this.world.ringOf(host.self),
        isUp: (node) => !this.world.down.has(node),
        ...{ storage, rules: { ...COURSE_RING, ...rules } },
      },
    );
  }

  onCommand(command: Message): void {
    this.store.onOperation(command as Operation);
  }
}

interface Asking {
  readonly at?: number;
  readonly request?: number;
  readonly client?: number;
  readonly options?: Partial<OperationOptions>;
}

const NO_OPTIONS: OperationOptions = {
  ...{ quorum: 0, ttlTicks: 0, seen: 0 },
  version: { timestamp: 0, storageId: 0, counter: 0 },
};

/** Nodes 1, 2, ... each at its own sixteenth of the ring, in their order, and who asks them. */
export class StoreClients {
  readonly world: FakeWorld<ClientStore>;
  /** Nodes that the others believe to be down. */
  readonly down = new Set<number>();
  readonly ring: RingVersion;
  /** Other rings than that, of nodes that have not heard of it. */
  readonly otherRings = new Map<number, RingVersion>();
  private requests = 0;

  constructor(setting: StoreSetting) {
    const nodes = Array.from({ length: setting.nodes }, (_, i) => i + 1);
    this.ring = StoreClients.ringOf(...nodes);
    const create = (host: Host) => new ClientStore(host, setting, this);
    this.world = new FakeWorld(create, undefined, setting.seed);
    this.world.start(...nodes);
    for (const node of nodes) this.world.program(node).store.onRing(this.ring);
    this.world.run(3);
  }

  /** The ring of these nodes. */
  static ringOf(...nodes: number[]): RingVersion {
    const placed = nodes.map((address) => ({ address, incarnation: 0, position: address * 32 }));
    return placedVersion(1, placed);
  }

  ringOf(node: number): RingVersion {
    return this.otherRings.get(node) ?? this.ring;
  }

  /** The replicas of a key, the first first. */
  homes(key: string, count = 3): number[] {
    return this.ring.preferenceList(key, count).map(({ address }) => address);
  }

  /** Puts an operation to a node; returns the number of its request. */
  ask(operation: OperationName, key: string, value = '', asking: Asking = {}): number {
    const { at = 1, request = ++this.requests, client = 1, options } = asking;
    const command: Operation = {
      ...{ kind: 'operation', client, request, operation, key, value },
      ...(options === undefined ? {} : { options: { ...NO_OPTIONS, ...options } }),
    };
    this.world.program(at).onCommand(command);
    return request;
  }

  run(ticks: number): this {
    this.world.run(ticks);
    return this;
  }

  /** Has an operation run to its end. */
  does(operation: OperationName, key: string, value = '', asking: Asking = {}): CompletedEvent {
    const completed = this.world.host(asking.at ?? 1).events;
    const before = completed.length;
    const request = this.ask(operation, key, value, asking);
    const end = () => {
      const found = completed.slice(before).find((event) => {
        return event.kind === 'completed' && (event as CompletedEvent).request === request;
      });
      return found as CompletedEvent | undefined;
    };
    for (let i = 0; i < 60 && end() === undefined; i++) this.world.step();
    return end()!;
  }

  recorded<T extends { readonly kind: string }>(kind: T['kind']): T[] {
    return [...this.world.hosts.values()].flatMap((host) => host.recorded(kind));
  }

  /** What nodes that are up have under a key. */
  stored(key: string): Map<number, StoredRecord> {
    const found = [...this.world.programs].flatMap(([node, program]) => {
      const { records } = program.inspect() as { records: Record<string, StoredRecord> };
      const record = records[key];
      return record === undefined ? [] : [[node, record] as const];
    });
    return new Map(found);
  }

  /** Nodes go down, and the others hear of it. */
  crash(...nodes: number[]): this {
    this.world.crash(...nodes);
    for (const node of nodes) this.down.add(node);
    return this;
  }

  /** They come again, and the others hear of it. */
  restart(...nodes: number[]): this {
    this.world.start(...nodes).step();
    for (const node of nodes) {
      this.down.delete(node);
      this.world.program(node).store.onRing(this.ring);
      for (const [other, program] of this.world.programs) {
        if (other !== node) program.store.onUp(node);
      }
    }
    return this;
  }
}
