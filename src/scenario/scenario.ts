/** A scenario: everything about a run but its seed, as one plain value, whatever file it is from. */

import type { FaultStep } from '../faults/plan';
import type { Address } from '../protocol/address';
import type { MembershipOptions } from '../protocol/membership/parameters';
import type { RingPlan } from '../protocol/ring/newest-ring';
import { ringSpace } from '../protocol/ring/ring-space';
import type { StorageOptions } from '../protocol/storage/storage-options';
import type { StoreOptions } from '../protocol/store/store';
import type { DiskOptions } from '../simulation/disk';
import type { NetworkOptions } from '../simulation/emulnet';
import type { CourseTest } from '../workload/course';
import type { Script } from '../workload/operations';
import type { Expectation } from './expectation';
import type { NamedRing } from './ring';

/** What the course gives points for. */
export type Rubric =
  | { readonly part: 'membership'; readonly failures: 'single' | 'multi'; readonly drops: boolean }
  | { readonly part: 'store'; readonly test: CourseTest };

/** Everything about a run but its seed. */
export interface Scenario {
  readonly name: string;
  /** How many microseconds a tick stands for; undefined where a tick is the course's unit of time. */
  readonly tickMicros: number | undefined;
  /** Ticks 0 .. durationTicks - 1 are run. */
  readonly durationTicks: number;
  readonly cluster: {
    /** Nodes 1 .. nodes. */
    readonly nodes: number;
    /** Whether nodes join, or those that start by themselves are all in each other's views at tick 0. */
    readonly start: 'joining' | 'converged';
    /** So many nodes start in so many ticks, in rising order from tick 0. */
    readonly starts: { readonly nodes: number; readonly ticks: number };
    /** Nodes that do not start by themselves: steps of the plan start them. */
    readonly later: readonly Address[];
    readonly nodeOrder: 'arrival' | 'falling';
    /** The protocol and, beside its name, all its parameters. */
    readonly membership: MembershipOptions;
    /** Undefined for a run of membership alone. */
    readonly store: StoreOptions | undefined;
    /** What nodes keep their records in; memory unless given. */
    readonly storage?: StorageOptions | undefined;
    /** Who owns what: whoever is in a node's view, or whom the operator said, and by which hash. */
    readonly ring: NamedRing;
    /**
     * Who coordinates operations: the node that a client asks (unless given), each client itself, on a
     * machine beside the nodes, or one such machine for all.
     */
    readonly coordinator?: 'node' | 'client' | 'server';
  };
  readonly network: NetworkOptions;
  readonly disk: DiskOptions;
  /** The course's timeline of a test, whose keys the seed draws, or a script. */
  readonly workload: { readonly course: CourseTest } | Script;
  readonly faults: readonly FaultStep[];
  /** Checks that are to hold. */
  readonly expect: readonly Expectation[];
  /** Checks that are to fail: what the scenario is there to show. */
  readonly expectFailure: readonly Expectation[];
  /** Undefined for a scenario that is not of the course. */
  readonly rubric: Rubric | undefined;
}

/** One that the course gives points for. */
export interface CourseScenario extends Scenario {
  readonly rubric: Rubric;
}

/** The tick at which a node starts. */
export function startTick({ cluster }: Scenario, node: number): number {
  return Math.floor(((node - 1) * cluster.starts.ticks) / cluster.starts.nodes);
}

/** How the ring is laid out; the operator's has at its start the nodes that start by themselves. */
export function ringPlan(cluster: Scenario['cluster']): RingPlan {
  const owners = cluster.ring.policy === 'auto' ? undefined : startingNodes(cluster);
  return { space: ringSpace(cluster.ring), owners };
}

/**
 * The machines beside the nodes that coordinate, numbered after them: one a client, of which a script is
 * one, or one for all; none where nodes do.
 */
export function gatewaysOf({ cluster, workload }: Scenario): Address[] {
  const { nodes, coordinator = 'node' } = cluster;
  if (coordinator === 'node') return [];
  const clients = 'course' in workload ? 0 : (workload.clients?.count ?? 0);
  const count = coordinator === 'server' ? 1 : 1 + clients;
  return Array.from({ length: count }, (_, i) => nodes + 1 + i);
}

/** The nodes that start by themselves. */
export function startingNodes({ nodes, later }: Scenario['cluster']): Address[] {
  const others = new Set(later);
  return allNodes(nodes).filter((node) => !others.has(node));
}

/** n1 and on. */
export function allNodes(nodes: number): Address[] {
  return Array.from({ length: nodes }, (_, i) => i + 1);
}
