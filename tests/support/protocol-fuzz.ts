/**
 * One random life of a cluster: nodes crash and return, some without what they had stored, while
 * a client writes; then peace. Says what is wrong afterwards.
 */

import type { Address } from '../../src/protocol/address';
import type { StoredRecord } from '../../src/protocol/store/record';
import type { OperationName } from '../../src/protocol/store/store-messages';
import { RandomRoot, type Stream } from '../../src/simulation/random';
import { Cluster, type ClusterOptions } from './protocol-cluster';

export interface FuzzOptions extends Partial<ClusterOptions> {
  readonly seed: string;
  /** Whether the client writes while nodes come and go, or only before. */
  readonly writesDuringFaults: boolean;
}

/** What is known of a key from outside. */
interface Key {
  /** The time of the last write that was acknowledged, and its value. */
  writtenAt: number;
  value: string;
  /** Values that may have been written since then. */
  possible: string[];
  /** True while the last write may have reached some replicas and not others. */
  undecided: boolean;
  /** True once no live node held what was acknowledged. */
  lost: boolean;
}

const TROUBLE_FROM = 40;
const TROUBLE_TO = 200;
const PEACE = 120;
const UP_MIN = 5;

export class Fuzz {
  readonly cluster: Cluster;
  /** What was done to nodes, for whoever looks into a failing seed. */
  readonly faults: string[] = [];
  readonly keys = new Map<string, Key>();
  /** When the last node to be restarted has read its disk: before, it does not hear requests. */
  private recoveredAt = 0;
  private readonly draw: Stream;
  private pending: { request: number; now: number; value: string; key: Key }[] = [];
  private readonly introducers: readonly Address[];

  constructor(private readonly options: FuzzOptions) {
    this.introducers = options.introducers ?? [1];
    this.cluster = new Cluster({ ...options, introducers: this.introducers });
    this.draw = new RandomRoot(options.seed).stream('fuzz');
  }

  /** Lives through it all; returns what is wrong at the end. */
  run(): string[] {
    const { cluster } = this;
    cluster.startAll().run(15);
    if (this.options.store !== false) {
      for (let i = 0; i < 12; i++) this.write('create', `key ${i}`);
    }
    cluster.run(TROUBLE_FROM - cluster.now);
    while (cluster.now < TROUBLE_TO) {
      if (this.draw.below(3) === 0) this.crashOne();
      if (this.draw.below(3) === 0) this.restartOne();
      if (this.options.writesDuringFaults && cluster.now >= this.recoveredAt) this.writeAny();
      cluster.run(1 + this.draw.below(9));
    }
    for (const node of this.down()) {
      if (this.introducers.includes(node) || this.draw.below(2) === 0) this.restart(node);
    }
    cluster.run(PEACE);
    this.learn();
    return [...cluster.disagreeing(), ...this.misplaced()];
  }

  private crashOne(): void {
    const up = this.cluster.simulation.upNodes();
    if (up.length <= UP_MIN) return;
    const node = this.pick(up);
    this.learn();
    this.cluster.simulation.crash(node);
    this.faults.push(`${this.cluster.now} crash n${node}`);
    const stored = this.cluster.allStored();
    for (const [name, key] of this.keys) {
      const held = [...(stored.get(name)?.values() ?? [])];
      if (key.writtenAt >= 0)
        key.lost ||= !held.some(({ version }) => version.timestamp >= key.writtenAt);
    }
  }

  private restartOne(): void {
    const down = this.down();
    if (down.length > 0) this.restart(this.pick(down));
  }

  private restart(node: Address): void {
    const wiped = this.draw.below(3) === 0;
    if (wiped) this.cluster.simulation.wipe(node);
    this.cluster.simulation.start(node);
    this.recoveredAt = this.cluster.now + (this.options.diskLatency ?? 0);
    this.faults.push(`${this.cluster.now} restart n${node}${wiped ? ', wiped' : ''}`);
  }

  private writeAny(): void {
    const known = `key ${this.draw.below(12)}`;
    const choice = this.draw.below(4);
    if (choice === 0) this.write('create', `new ${this.cluster.now}`);
    else if (choice === 1) this.write('delete', known);
    else if (choice === 2) this.write('update', known);
    else this.write('create', known);
  }

  private write(operation: OperationName, name: string): void {
    const at = this.pick(this.cluster.simulation.upNodes());
    const value = operation === 'delete' ? '' : `written at ${this.cluster.now}`;
    const now = this.cluster.now;
    const request = this.cluster.operate(at, operation, name, value);
    const unwritten = { writtenAt: -1, value: '', possible: [], undecided: false, lost: false };
    const key: Key = this.keys.get(name) ?? unwritten;
    this.keys.set(name, key);
    key.possible.push(value);
    this.pending.push({ request, now, value, key });
  }

  /** Looks at what has ended since. */
  private learn(): void {
    this.pending = this.pending.filter(({ request, now, value, key }) => {
      const end = this.cluster.outcome(request);
      if (end === undefined) return true;
      if (end.outcome === 'ok' && now > key.writtenAt) {
        key.possible = key.possible.filter((_, i) => i > key.possible.indexOf(value));
        Object.assign(key, { writtenAt: now, value, undecided: false });
      } else if (end.outcome === 'unknown') key.undecided = true;
      return false;
    });
  }

  /** Keys that are not on exactly their owners, all in one record, the acknowledged or a newer. */
  private misplaced(): string[] {
    const [first] = this.cluster.simulation.upNodes();
    const flaws: string[] = [];
    const all = this.cluster.allStored();
    for (const [name, key] of this.keys) {
      if (key.lost || key.writtenAt < 0) continue;
      const owners = this.cluster.owners(name, first!);
      const stored = all.get(name) ?? new Map<Address, StoredRecord>();
      const holders = [...stored.keys()];
      const records = new Set([...stored.values()].map((record) => JSON.stringify(record)));
      const wrong = [...stored.values()].find(
        ({ value }) => value !== key.value && !key.possible.includes(value),
      );
      if (holders.join() !== owners.sort((a, b) => a - b).join()) {
        flaws.push(`'${name}' is on ${holders.join()} instead of ${owners.join()}`);
      } else if (records.size !== 1 && !key.undecided) {
        flaws.push(`'${name}' differs: ${[...records].join(' ')}`);
      } else if (wrong !== undefined) {
        flaws.push(`'${name}' is '${wrong.value}', acknowledged was '${key.value}'`);
      }
    }
    return flaws;
  }

  private down(): Address[] {
    const up = this.cluster.simulation.upNodes();
    return [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((node) => !up.includes(node));
  }

  private pick(nodes: readonly Address[]): Address {
    return nodes[this.draw.below(nodes.length)]!;
  }
}
