/** Stores on hosts that do nothing but carry: messages take a tick, disks none. */

import type { Address } from '../src/protocol/address';
import type { Host, TimerKind } from '../src/protocol/host';
import type { Message } from '../src/protocol/message';
import { COURSE_RING } from '../src/protocol/ring/ring-settings';
import { ringSpace } from '../src/protocol/ring/ring-space';
import { RingVersion } from '../src/protocol/ring/ring-version';
import { TokenRing } from '../src/protocol/ring/token-ring';
import type { StoredRecord } from '../src/protocol/store/record';
import { Store, type StoreOptions } from '../src/protocol/store/store';
import { storeMessages } from '../src/protocol/store/store-messages';
import { RandomRoot } from '../src/simulation/random';

const SPACE = ringSpace({ ...COURSE_RING, hash: 'murmur3', tokens: 150 });
const OPTIONS: StoreOptions = {
  ...{ replicas: 3, readQuorum: 2, writeQuorum: 2, operationTimeoutTicks: 20, offerRetryTicks: 5 },
};
/** An address that no node has. */
const STRANGER = 1000;

interface Carried {
  readonly from: Address;
  readonly to: Address;
  readonly message: Message;
}

interface Due {
  readonly at: number;
  readonly node: Address;
  readonly kind: TimerKind;
  readonly data: number;
}

export class StoreWorld {
  readonly stores = new Map<Address, Store>();
  bytes = 0;
  messages = 0;
  private now = 0;
  private ids = 0;
  private mail: Carried[] = [];
  private timers: Due[] = [];
  private readonly disk: (readonly [Address, number])[] = [];
  private ring = new RingVersion(0, TokenRing.empty(SPACE));
  private readonly root = new RandomRoot('bench');

  constructor(nodes: number, options: Partial<StoreOptions> = {}) {
    const owners = Array.from({ length: nodes }, (_, i) => ({ address: i + 1, incarnation: 0 }));
    for (const { address } of owners) {
      const all = { ...OPTIONS, ...options };
      const store = new Store(this.hostOf(address), all, { ring: () => this.ring });
      this.stores.set(address, store);
      store.start();
    }
    this.work();
    this.change(owners.map(({ address }) => address));
  }

  /** Has all nodes see a ring of these. */
  change(nodes: readonly Address[]): void {
    const owners = nodes.map((address) => ({ address, incarnation: 0 }));
    this.ring = new RingVersion(this.ring.epoch + 1, TokenRing.of(SPACE, owners));
    for (const address of [...this.stores.keys()]) {
      if (nodes.includes(address)) this.stores.get(address)!.onRing(this.ring);
      else this.stores.delete(address);
    }
  }

  /** Puts a record on the first so many owners of its key. */
  fill(key: string, record: StoredRecord, owners = 3): void {
    for (const { address } of this.ring.preferenceList(key, owners)) {
      this.stores.get(address)!.onMessage(STRANGER, { kind: 'copy', key, record } as Message);
      this.work();
    }
    this.mail = [];
  }

  /** The next tick; what was sent before it is counted. */
  step(): void {
    const arriving = this.mail;
    this.mail = [];
    this.now++;
    for (const { from, to, message } of arriving) {
      this.messages++;
      this.bytes += storeMessages.size(message);
      this.stores.get(to)?.onMessage(from, message);
      this.work();
    }
    const due = this.timers.filter(({ at }) => at <= this.now);
    this.timers = this.timers.filter(({ at }) => at > this.now);
    for (const { node, kind, data } of due) this.stores.get(node)?.onTimer(kind, data);
    this.work();
  }

  get isQuiet(): boolean {
    return this.mail.length === 0;
  }

  /** Disks do what they were asked. */
  private work(): void {
    for (let next = this.disk.pop(); next !== undefined; next = this.disk.pop()) {
      this.stores.get(next[0])?.onDisk(next[1], { ok: true, entries: [] });
    }
  }

  private hostOf(self: Address): Host {
    const now = () => this.now;
    return {
      ...{ self, boot: 1, storageId: self, maxMessageBytes: 3983 },
      ...{ monotonicNow: now, wallNow: now, random: this.root.stream(`node ${self}`) },
      send: (to, message) => this.mail.push({ from: self, to, message }),
      setTimer: (delay, kind, data = 0) => {
        this.timers.push({ at: this.now + delay, node: self, kind, data });
        return ++this.ids;
      },
      cancel: () => undefined,
      disk: {
        submit: () => {
          this.disk.push([self, ++this.ids]);
          return this.ids;
        },
      },
      record: () => undefined,
    };
  }
}
