/** A scenario: everything about a run but its seed, as one plain value, whatever file it is from. */

import type { FaultStep } from '../faults/plan';
import type { Address } from '../protocol/address';
import type { MembershipOptions } from '../protocol/membership/parameters';
import type { StoreOptions } from '../protocol/store/store';
import type { DiskOptions } from '../simulation/disk';
import type { NetworkOptions } from '../simulation/emulnet';
import type { CourseTest } from '../workload/course';
import type { Script } from '../workload/operations';
import type { Expectation } from './expectation';

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
    /** Who owns what: whoever is in a node's view, or the nodes that start by themselves, always. */
    readonly ring: 'auto' | 'operator';
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

/** The nodes of the operator's ring: those that start by themselves; undefined for one by views. */
export function ringOwners(cluster: Scenario['cluster']): Address[] | undefined {
  return cluster.ring === 'auto' ? undefined : startingNodes(cluster);
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
