/** Stores that are told the ring, as their membership would, and left to themselves. */

import { positionOfKey, RING_SIZE } from '../../src/protocol/ring/course-hash';
import type { Host } from '../../src/protocol/host';
import type { Message } from '../../src/protocol/message';
import type { RingSpace } from '../../src/protocol/ring/ring-space';
import { type Owner, RingVersion } from '../../src/protocol/ring/ring-version';
import { TokenRing } from '../../src/protocol/ring/token-ring';
import type { StoredRecord } from '../../src/protocol/store/record';
import { Store, type StoreOptions } from '../../src/protocol/store/store';
import { type StabilizationMessage, storeMessages } from '../../src/protocol/store/store-messages';
import { completeDisk } from './protocol-host';
import { FakeWorld } from './protocol-world';
import { StoreNode } from './store-node';

const OPTIONS: StoreOptions = {
  replicas: 3,
  readQuorum: 2,
  writeQuorum: 2,
  operationTimeoutTicks: 20,
  offerRetryTicks: 5,
};

/** An address that no node has. */
const STRANGER = 1000;

/** Each node at its own sixteenth of the ring, and keys where the course has them. */
export const SIXTEENTHS: RingSpace = {
  size: RING_SIZE,
  ties: 'address',
  positionOf: positionOfKey,
  tokensOf: (address) => Uint32Array.of((address - 1) * 32),
};

/** A store whose ring the test sets. */
export class StoreProgram extends StoreNode {
  ring: RingVersion;
  readonly store: Store;

  constructor(host: Host, options: StoreOptions, space: RingSpace) {
    super();
    this.ring = new RingVersion(0, TokenRing.empty(space));
    this.store = new Store(host, options, { ring: () => this.ring });
  }

  onCommand(): void {
    throw new Error('there are no clients here');
  }

  override inspect(): { records: Record<string, StoredRecord>; unacknowledged: { key: string }[] } {
    return super.inspect() as ReturnType<StoreProgram['inspect']>;
  }
}

export function recordOf(timestamp: number, deleted = false): StoredRecord {
  const version = { timestamp, storageId: 1, counter: 1 };
  return { version, deleted, value: deleted ? '' : `of ${timestamp}` };
}

/** Stores that are told the ring, as their membership would, and left to themselves. */
export class Stores {
  readonly world: FakeWorld<StoreProgram>;
  private epoch = 0;
  private readonly owners = new Map<number, Owner>();

  constructor(
    seed = 'stores',
    options: Partial<StoreOptions> = {},
    private readonly space = SIXTEENTHS,
  ) {
    const all = { ...OPTIONS, ...options };
    this.world = new FakeWorld((host) => new StoreProgram(host, all, space), undefined, seed);
  }

  /** Starts nodes with what their disks hold. */
  start(...nodes: number[]): this {
    for (const node of nodes) {
      const incarnation = (this.owners.get(node)?.incarnation ?? -1) + 1;
      this.owners.set(node, { address: node, incarnation });
    }
    this.world.start(...nodes).step();
    return this;
  }

  remove(...nodes: number[]): this {
    for (const node of nodes) this.owners.delete(node);
    return this;
  }

  crash(...nodes: number[]): this {
    this.world.crash(...nodes);
    return this;
  }

  get ring(): RingVersion {
    return new RingVersion(this.epoch, TokenRing.of(this.space, [...this.owners.values()]));
  }

  /** Has nodes see the ring as it is now; all of them unless some are named. */
  see(...nodes: number[]): this {
    this.epoch++;
    const { ring } = this;
    for (const [node, program] of this.world.programs) {
      if (nodes.length > 0 && !nodes.includes(node)) continue;
      program.ring = ring;
      program.store.onRing(ring);
    }
    return this;
  }

  run(ticks: number): this {
    this.world.run(ticks);
    return this;
  }

  /** Puts records where the owners of their keys are, without a word. */
  fill(keys: readonly string[], record: StoredRecord): this {
    const { ring } = this;
    for (const key of keys) {
      for (const { address } of ring.preferenceList(key, 3)) this.put(address, key, record);
    }
    return this;
  }

  /** Puts a record on a node's disk; it is seen at the node's next start. */
  put(node: number, key: string, record: StoredRecord): this {
    this.world.host(node).stored.set(key, record);
    return this;
  }

  /** Has an owner of a key store a record, as if it alone had been reached by a write. */
  give(node: number, key: string, record: StoredRecord): this {
    const copy = { kind: 'copy', key, record };
    const program = this.world.program(node);
    program.onMessage(STRANGER, copy);
    completeDisk(this.world.host(node), program);
    return this;
  }

  /** Restarts nodes, so that they see what is on their disks, in the ring as it is. */
  reload(): this {
    const nodes = [...this.world.programs.keys()];
    this.world.crash(...nodes);
    this.world.start(...nodes).step();
    return this.see();
  }

  /** The nodes that store a key, and the records they have. */
  holders(key: string, stored = this.stored): Map<number, StoredRecord> {
    const found = new Map<number, StoredRecord>();
    for (const [node, { [key]: record }] of stored) {
      if (record !== undefined) found.set(node, record);
    }
    return found;
  }

  /** What every node stores, by key; its disk has the same. */
  get stored(): readonly (readonly [number, Record<string, StoredRecord>])[] {
    return [...this.world.programs].map(([node, program]) => {
      const { records } = program.inspect();
      expect(Object.fromEntries(this.world.host(node).stored)).toEqual(records);
      return [node, records];
    });
  }

  /** What is not on exactly its owners in exactly this record. */
  misplaced(keys: readonly string[], record: StoredRecord): string[] {
    const { ring, stored } = this;
    return keys.flatMap((key) => {
      const owners = ring.preferenceList(key, 3).map(({ address }) => address);
      const holders = this.holders(key, stored);
      const right = [...holders.values()].every((held) => held.value === record.value);
      const there = [...holders.keys()].sort((a, b) => a - b).join();
      const here = owners.sort((a, b) => a - b).join();
      return right && there === here ? [] : [`${key} is on ${there} instead of ${here}`];
    });
  }

  get unacknowledged(): number {
    const lists = [...this.world.programs.values()].map((store) => store.inspect().unacknowledged);
    return lists.flat().length;
  }

  /** The copies sent since, as 'key>receiver'. */
  copies(since = 0): string[] {
    return this.world.sentOf('copy', since).map(({ to, message }) => `${keyOf(message)}>${to}`);
  }

  /** The bytes of what was sent since of these kinds. */
  bytesOf(kinds: readonly string[], since = 0): number {
    const sent = this.world.history
      .slice(since)
      .filter(({ message }) => kinds.includes(message.kind));
    return sent.reduce((sum, { message }) => sum + storeMessages.size(message), 0);
  }

  get sentSoFar(): number {
    return this.world.history.length;
  }
}

export function keyOf(message: Message): string {
  return (message as Extract<StabilizationMessage, { kind: 'copy' }>).key;
}
