/** A scenario: everything about a run but its seed, as one plain value, whatever file it is from. */

import type { FaultStep } from '../faults/plan';
import type { Address } from '../protocol/address';
import type { HeartbeatOptions } from '../protocol/membership/heartbeat';
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
    /** So many nodes start in so many ticks, in rising order from tick 0. */
    readonly starts: { readonly nodes: number; readonly ticks: number };
    /** Nodes that do not start by themselves: steps of the plan start them. */
    readonly later: readonly Address[];
    readonly nodeOrder: 'arrival' | 'falling';
    readonly membership: HeartbeatOptions;
    /** Undefined for a run of membership alone. */
    readonly store: StoreOptions | undefined;
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
