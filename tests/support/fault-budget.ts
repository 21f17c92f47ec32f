/**
 * What the store's settings promise to survive: of the N replicas of a key at most W - 1 may have lost what they
 * stored, or lack it still, at a time. Then one is left of the W that acknowledged a write, and N - W + 1 are
 * whole, from which the others are rebuilt. A fold that tells where a plan asks for more.
 */

import { RightNodes } from '../../src/checks/right-nodes';
import type { RingChangedEvent } from '../../src/protocol/ring/ring-events';
import { ringPlan, type Scenario } from '../../src/scenario/scenario';
import type { EventSink, EventView } from '../../src/simulation/events';

interface Loss {
  readonly node: number;
  readonly from: number;
  to: number;
}

export class FaultBudget implements EventSink {
  readonly kinds = ['crashed', 'started', 'storageDamaged', 'rebuilt', 'ringChanged'];
  private readonly storages = new Map<number, number>();
  private readonly crashedAt = new Map<number, number>();
  private readonly open = new Map<number, Loss>();
  private readonly losses: Loss[] = [];
  private readonly budget: number;
  private readonly ring: RightNodes;
  /** All that are replicas of each key at some time. */
  private readonly replicas: ReadonlyMap<string, Set<number>>;

  constructor({ cluster }: Scenario, keys: readonly string[]) {
    const { replicas, writeQuorum } = cluster.store!;
    this.budget = writeQuorum - 1;
    this.ring = new RightNodes(replicas, ringPlan(cluster));
    this.replicas = new Map(keys.map((key) => [key, new Set(this.ring.of(key))]));
  }

  on({ kind, node, time, b: storage, data }: EventView): void {
    switch (kind) {
      case 'crashed':
        this.crashedAt.set(node, time);
        break;
      case 'started':
        if ((this.storages.get(node) ?? storage) !== storage) this.lose(node);
        this.storages.set(node, storage);
        break;
      case 'storageDamaged':
        this.lose(node);
        break;
      case 'rebuilt':
        this.end(node, time);
        break;
      case 'ringChanged':
        this.ring.onRingChanged(data as RingChangedEvent);
        for (const [key, nodes] of this.replicas) {
          for (const each of this.ring.of(key)) nodes.add(each);
        }
    }
  }

  /** Those of the keys of which too many replicas had lost what they stored, at one time. */
  get exceeded(): string[] {
    return [...this.replicas.keys()].filter((key) => {
      const losses = this.losses.filter(({ node }) => this.replicas.get(key)!.has(node));
      return losses.some(({ from, to }) => {
        const atOnce = losses.filter((other) => other.from < to && from < other.to);
        return new Set(atOnce.map(({ node }) => node)).size > this.budget;
      });
    });
  }

  /** What a node had is lost since it went down. */
  private lose(node: number): void {
    if (this.open.has(node)) return;
    const loss = { node, from: this.crashedAt.get(node) ?? 0, to: Infinity };
    this.open.set(node, loss);
    this.losses.push(loss);
  }

  private end(node: number, time: number): void {
    const loss = this.open.get(node);
    if (loss !== undefined) loss.to = time;
    this.open.delete(node);
  }
}
