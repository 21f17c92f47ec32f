/** Applies a fault plan to a simulation, and keeps what each step's rule came to. */

import type { Address } from '../protocol/address';
import { positionOfNode } from '../protocol/ring/course-hash';
import { compareOwners, RingVersion } from '../protocol/ring/ring-version';
import type { Simulation } from '../simulation/simulation';
import { type FaultStep, REPLICA_RANKS, type ResolvedFault, type Target } from './plan';

export class FaultInjector {
  readonly resolved: ResolvedFault[] = [];

  /** Queues every step; each draws from a stream named for it, so that none disturbs another. */
  constructor(
    private readonly simulation: Simulation,
    private readonly nodes: number,
    plan: readonly FaultStep[],
  ) {
    for (const step of plan) this.add(step);
  }

  /** Queues one more step, for now or later. */
  add(step: FaultStep): void {
    this.simulation.at(step.at, 'faults', () => {
      this.apply(step);
    });
  }

  private apply(step: FaultStep): void {
    const { id, at, crash, announce } = step;
    const found = new Set(this.resolve(crash, id));
    const nodes = [...found].filter((node) => this.simulation.isUp(node));
    this.resolved.push({ id, at, crash: { nodes }, rule: crash });
    for (const node of nodes) {
      this.simulation.crash(node);
      for (const line of announce ?? []) this.simulation.note(0, line);
    }
  }

  private resolve(target: Target, id: string): readonly Address[] {
    if ('nodes' in target) return target.nodes;
    if ('draw' in target) return this.draw(target.draw, id);
    const up = this.simulation.upNodes();
    if ('replica' in target) {
      const replica = replicasOf(target.of, up)[REPLICA_RANKS.indexOf(target.replica)];
      return replica === undefined ? [] : [replica];
    }
    const replicas = replicasOf(target.noReplicaOf, up);
    const lowest = up.find((node) => !replicas.includes(node));
    return lowest === undefined ? [] : [lowest];
  }

  private draw(what: 'one' | 'half', id: string): Address[] {
    const stream = this.simulation.random.stream(`fault ${id}`);
    if (what === 'one') {
      const up = this.simulation.upNodes();
      return up.length === 0 ? [] : [up[stream.below(up.length)]!];
    }
    const first = 1 + Math.floor(stream.below(this.nodes) / 2);
    return Array.from({ length: Math.floor(this.nodes / 2) }, (_, i) => first + i);
  }
}

/** The replicas of a key among the nodes that are up, primary first. */
function replicasOf(key: string, up: readonly Address[]): Address[] {
  const owners = up.map((address) => ({
    address,
    incarnation: 0,
    position: positionOfNode(address),
  }));
  const ring = new RingVersion(1, owners.sort(compareOwners));
  return ring.preferenceList(key, REPLICA_RANKS.length).map((owner) => owner.address);
}
