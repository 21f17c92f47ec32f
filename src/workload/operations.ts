/** Scripted operations of clients, as data, and what runs them. */

import type { Address } from '../protocol/address';
import type { Operation, OperationName } from '../protocol/store/store-messages';
import type { Simulation } from '../simulation/simulation';
import type { ClientsOptions } from './clients';
import { operationOptions, SeenVersions } from './operation-options';
import { gatewayOf, THROUGH_NODES } from './through';

/** One operation of a client. */
export interface OperationStep {
  readonly id: string;
  /** The tick, 0 or more; operations come last in it. */
  readonly at: number;
  readonly operation: OperationName;
  readonly key: string;
  /** The value to store; for read and delete the one that is expected, if any, for the log. */
  readonly value: string;
  /** The node that it goes through; drawn from those that are up where none is given. */
  readonly coordinator?: Address;
  /** Replicas that have to answer it, in the place of R or W. */
  readonly quorum?: number;
  /** How long what is stored is to stay, 1 or more; for good unless given. */
  readonly ttlTicks?: number;
  /** Lines for the operator, said before it. */
  readonly announce?: readonly string[];
}

/** Lines for the operator, said before the operations of their tick. */
export interface Announcement {
  readonly at: number;
  readonly lines: readonly string[];
}

/** What clients do in a run, and what is said of it. */
export interface Script {
  readonly announcements: readonly Announcement[];
  readonly operations: readonly OperationStep[];
  /** Clients that go on by themselves, beside those operations. */
  readonly clients?: ClientsOptions;
}

/** An operation as it happened. */
export interface ResolvedOperation extends Omit<OperationStep, 'coordinator'> {
  /** The node it went through; undefined where that one, or every one, was down. */
  readonly coordinator: Address | undefined;
  /** The node that was asked for, be it down; not given where one was to be drawn. */
  readonly asked?: Address;
  /** Its request number, the course's transID. */
  readonly request: number;
}

/** The client of scripted operations. */
const CLIENT = 0;

export class ScriptRunner {
  readonly resolved: ResolvedOperation[] = [];
  private readonly seen: SeenVersions;

  /**
   * Queues every step, each through a coordinator drawn from the nodes that are up by then.
   * @param through whom it puts them to instead
   */
  constructor(
    private readonly simulation: Simulation,
    { announcements, operations }: Script,
    private readonly through = THROUGH_NODES,
  ) {
    for (const { at, lines } of announcements) {
      simulation.at(at, 'application', () => {
        for (const line of lines) simulation.note(0, line);
      });
    }
    this.seen = new SeenVersions(simulation, through.isHybrid);
    for (const step of operations) this.add(step);
  }

  /** Queues one more step, for now or later. */
  add(step: OperationStep): void {
    this.simulation.at(step.at, 'application', () => {
      this.run(step);
    });
  }

  private run(step: OperationStep): void {
    const { simulation } = this;
    const coordinator = this.coordinatorOf(step);
    const request = this.resolved.length + 1;
    const asked = step.coordinator === undefined ? {} : { asked: step.coordinator };
    this.resolved.push({ ...step, coordinator, ...asked, request });
    for (const line of step.announce ?? []) simulation.note(0, line);
    if (coordinator === undefined) return;
    const { operation, key, value } = step;
    const options = operationOptions({ ...step, seen: this.seen.of(CLIENT) });
    const command: Operation = {
      ...{ kind: 'operation', client: CLIENT, request, operation, key, value, ...options },
    };
    simulation.command(coordinator, command);
  }

  private coordinatorOf({ id, coordinator }: OperationStep): Address | undefined {
    const { simulation } = this;
    if (coordinator !== undefined) return simulation.isUp(coordinator) ? coordinator : undefined;
    const gateway = gatewayOf(this.through, CLIENT);
    if (gateway !== undefined) return gateway;
    const up = simulation.upNodes();
    const stream = simulation.random.stream(`coordinator ${id}`);
    return up.length === 0 ? undefined : up[stream.below(up.length)]!;
  }
}
