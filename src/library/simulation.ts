/** A simulation that is stepped and steered from code. */

import { Application } from '../application/application';
import type { Run as RunRecord } from '../application/run';
import { Copies } from '../checks/copies';
import { Expectations } from '../checks/expectations';
import { failedRemoved } from '../checks/failed-removed';
import { noFalseRemovals } from '../checks/no-false-removals';
import { replicated } from '../checks/replicated';
import { mergeTicksOf, settleTicksOf } from '../checks/settle';
import type { Verdict } from '../checks/verdict';
import { Views } from '../checks/views';
import { viewsAgree } from '../checks/views-agree';
import { Grader } from '../grade/grade';
import { Measuring } from '../measures/measures';
import { type Address, nodeName, type NodeName, parseAddress } from '../protocol/address';
import type { OperationName } from '../protocol/store/store-messages';
import { DbgLog } from '../report/dbg-log';
import { type OwnQuorum, requireMeeting, requireOperation } from '../scenario/require-operations';
import { InputError, shortened } from '../scenario/input-error';
import { PAIRS_NODES_MAX } from '../scenario/expectation';
import { type CourseScenario, ringPlan, type Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import type { OperationStep } from '../workload/operations';
import { type EventLevel, History } from './history';
import { type ClientOperation, operationsOf } from './operation';
import { type Observation, Run } from './run';

/** How a scenario is run. */
export interface SimulationOptions {
  /** What all chance is drawn from: any text, `'1'` unless given. `'007'` and `'7'` differ. */
  readonly seed?: string;
  /** Which events are kept: `outcomes` unless given. What happens does not depend on it. */
  readonly events?: EventLevel;
}

/** An operation that was asked for in code; what became of it is in the run's `operations`. */
export interface OperationHandle {
  /** The `id` of the operation in the run. */
  readonly id: string;
}

/** A scenario under way: it stands before tick `now`, and what is asked of it happens in that tick. */
export class Simulation implements Observation {
  readonly scenario: Scenario;
  readonly seed: string;
  /** The events that were kept so far. */
  readonly events: History;
  private readonly application: Application;
  /** Undefined in a cluster that is too large for it. */
  private readonly views: Views | undefined;
  private readonly copies: Copies | undefined;
  private readonly expectations: Expectations;
  private readonly measuring: Measuring;
  private readonly grader: Grader | undefined;
  private readonly takenIds: ReadonlySet<string>;
  /** Operations so far, and those of the script, that say their own R or W. */
  private readonly ownQuorums: OwnQuorum[];
  /** Nodes that were asked to fail in this tick. */
  private readonly crashedNow = new Set<Address>();
  private tick = 0;
  private steps = 0;

  /** @internal Use `simulation`. */
  constructor(scenario: Scenario, { seed = '1', events = 'outcomes' }: SimulationOptions) {
    // JavaScript lets a number through, and `7` would not be `'7'`.
    if (typeof seed !== 'string') throw new InputError('seed', "needs text, such as '7'");
    this.scenario = scenario;
    this.seed = seed;
    this.events = new History(events);
    const { store, nodes } = scenario.cluster;
    this.views = nodes > PAIRS_NODES_MAX ? undefined : new Views();
    this.expectations = new Expectations(scenario);
    this.measuring = new Measuring(scenario);
    const folds = [...this.measuring.sinks, ...this.expectations.sinks];
    const sinks: EventSink[] = [
      this.events,
      ...(this.views === undefined ? [] : [this.views]),
      ...folds,
    ];
    if (store !== undefined) {
      this.copies = new Copies(store.replicas, ringPlan(scenario.cluster));
      sinks.push(this.copies);
    }
    if (isOfCourse(scenario)) {
      const grader = new Grader(scenario);
      this.grader = grader;
      sinks.push(
        new DbgLog(scenario, (entry) => {
          grader.add(entry);
        }),
      );
    }
    this.application = new Application(scenario, seed, sinks);
    const { workload, faults } = scenario;
    const operations = 'operations' in workload ? workload.operations : [];
    this.ownQuorums = operations.filter(({ quorum }) => quorum !== undefined);
    this.takenIds = new Set([...operations, ...faults].map(({ id }) => id));
  }

  /** The tick that is run next, from 0; all before it have been run. */
  get now(): number {
    return this.tick;
  }

  /** Clients' operations so far, in the order in which they were asked for. */
  get operations(): readonly ClientOperation[] {
    return operationsOf(this.application.run(), this.events);
  }

  /**
   * Runs every tick before `tick`, so that what is asked for next happens in that tick.
   * @param tick from `now` to the scenario's `durationTicks`
   * @throws InputError for any other
   */
  runUntil(tick: number): this {
    const { durationTicks } = this.scenario;
    if (!(Number.isInteger(tick) && tick >= this.tick && tick <= durationTicks)) {
      const allowed = `a whole number from ${this.tick} (now) to ${durationTicks} (the end)`;
      throw new InputError('runUntil', `cannot be ${tick}: ${allowed}`);
    }
    this.application.advanceTo(tick);
    if (tick > this.tick) this.crashedNow.clear();
    this.tick = tick;
    return this;
  }

  /**
   * One of the nodes.
   * @param name `n3`, or as in the course's files `3:0` or `3.0.0.0:0`
   * @throws InputError where there is none of this name
   */
  node(name: string): SimulatedNode {
    return new SimulatedNode(this.addressOf(name), this.scenario, this.application, (step) =>
      this.addOperation(step),
    );
  }

  /**
   * Takes a node down in this tick, without a word: after what it does in the tick, before what
   * clients do.
   * @throws InputError where there is no such node, it is down, or the run is over
   */
  crash(name: string): void {
    const node = this.addressOf(name);
    this.requireTime('crash');
    const isCrashing = this.crashedNow.has(node);
    if (isCrashing || !this.application.simulation.isUp(node)) {
      throw new InputError('crash', `${nodeName(node)} is down at tick ${this.tick}`);
    }
    this.crashedNow.add(node);
    this.application.addFault({ id: this.nextId(), at: this.tick, crash: { nodes: [node] } });
  }

  record(): RunRecord {
    return this.application.run();
  }

  /** Runs what is left of the scenario. */
  finish(): Run {
    this.runUntil(this.scenario.durationTicks);
    const record = this.application.run();
    const expected = this.expectations.finish(record);
    const measures = this.measuring.finish(this.application.sentByKind());
    const verdicts = this.verdicts();
    return new Run(record, this.events, verdicts, expected, this.grader?.grade(), measures);
  }

  private addOperation(step: Omit<Step, 'id' | 'at'>): OperationHandle {
    this.requireTime(step.operation);
    const id = this.nextId();
    if (step.quorum !== undefined) {
      const own = { id, operation: step.operation, quorum: step.quorum };
      requireMeeting([...this.ownQuorums, own], this.scenario.cluster.store!);
      this.ownQuorums.push(own);
    }
    this.application.addOperation({ id, at: this.tick, ...step });
    return { id };
  }

  private nextId(): string {
    let id: string;
    do id = `step ${++this.steps}`;
    while (this.takenIds.has(id));
    return id;
  }

  private requireTime(what: string): void {
    if (this.tick < this.scenario.durationTicks) return;
    throw new InputError(what, `the run is over: it has ${this.tick} ticks`);
  }

  private addressOf(name: string): Address {
    const { nodes } = this.scenario.cluster;
    const address = parseAddress(name);
    if (address !== undefined && address <= nodes) return address;
    throw new InputError('node', `there is no ${JSON.stringify(name)}: n1 to n${nodes}`);
  }

  private verdicts(): Verdict[] {
    const settleTicks = settleTicksOf(this.scenario);
    const mergeTicks = mergeTicksOf(this.scenario);
    const { views, copies, tick } = this;
    const membership =
      views === undefined
        ? []
        : [
            viewsAgree(views, tick, settleTicks, mergeTicks),
            failedRemoved(views, tick, settleTicks),
            noFalseRemovals(views),
          ];
    if (copies === undefined) return membership;
    return [...membership, replicated(copies, tick, settleTicks, mergeTicks)];
  }
}

/** What an operation may say of its own, in the place of the store's settings. */
export interface OperationSettings {
  /** Replicas that have to answer it, 1 to N, in the place of R or W. */
  readonly quorum?: number;
  /** Of create, update and put: ticks, 1 or more, after which the value is gone; it stays unless given. */
  readonly ttlTicks?: number;
}

type Step = Omit<OperationStep, 'announce'>;

/** A node of a simulation: what clients ask of it, and what it knows. */
export class SimulatedNode {
  /** `n3`. */
  readonly name: NodeName;

  /** @internal */
  constructor(
    private readonly address: Address,
    private readonly scenario: Scenario,
    private readonly application: Application,
    private readonly ask: (step: Omit<Step, 'id' | 'at'>) => OperationHandle,
  ) {
    this.name = nodeName(address);
  }

  /** True from its start until it fails. */
  get isUp(): boolean {
    return this.application.simulation.isUp(this.address);
  }

  /** Has a client create a key through this node, in this tick; fails where it exists. */
  create(key: string, value: string, settings?: OperationSettings): OperationHandle {
    return this.operate('create', key, value, settings);
  }

  /** Has a client read a key through this node, in this tick. */
  read(key: string, settings?: OperationSettings): OperationHandle {
    return this.operate('read', key, '', settings);
  }

  /** Has a client give an existing key a new value through this node, in this tick. */
  update(key: string, value: string, settings?: OperationSettings): OperationHandle {
    return this.operate('update', key, value, settings);
  }

  /** Has a client give a key a value through this node, in this tick, whether it has one or not. */
  put(key: string, value: string, settings?: OperationSettings): OperationHandle {
    return this.operate('put', key, value, settings);
  }

  /** Has a client delete a key through this node, in this tick. */
  delete(key: string, settings?: OperationSettings): OperationHandle {
    return this.operate('delete', key, '', settings);
  }

  /** Its state as plain data (members, ring, store); undefined while it is down. */
  inspect(): unknown {
    return this.application.simulation.inspect(this.address);
  }

  private operate(
    operation: OperationName,
    key: string,
    value: string,
    { quorum, ttlTicks, ...others }: OperationSettings = {},
  ): OperationHandle {
    const { cluster } = this.scenario;
    if (cluster.store === undefined) {
      throw new InputError(operation, 'the scenario has no store: store: true gives it one');
    }
    if (!this.isUp) throw new InputError(operation, `${this.name} is down`);
    // JavaScript lets other words through.
    const [other] = Object.keys(others);
    if (other !== undefined) {
      throw new InputError(operation, `has no ${shortened(other)}: quorum and ttlTicks`);
    }
    const own = {
      ...(quorum === undefined ? {} : { quorum }),
      ...(ttlTicks === undefined ? {} : { ttlTicks }),
    };
    const step = { operation, key, value, coordinator: this.address, ...own };
    requireOperation(operation, step, cluster);
    return this.ask(step);
  }
}

function isOfCourse(scenario: Scenario): scenario is CourseScenario {
  return scenario.rubric !== undefined;
}
