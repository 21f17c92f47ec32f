/** One run: a scenario and a seed in, a Run out, with every event shown to whoever subscribed. */

import { FaultInjector } from '../faults/injector';
import type { FaultStep } from '../faults/plan';
import { Node, nodeEvents, nodeMessages } from '../protocol/node';
import { type Scenario, startTick } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import { Simulation } from '../simulation/simulation';
import { type CourseTimeline, courseTimeline } from '../workload/course';
import { ClientRunner } from '../workload/client-runner';
import { type OperationStep, ScriptRunner } from '../workload/operations';
import { type Run, RUN_VERSION } from './run';

/** The tick at which the course's first node says that it is still there. */
const SIGN_OF_LIFE_TICK = 500;

export class Application {
  readonly simulation: Simulation;
  private readonly timeline: CourseTimeline;
  private readonly script: ScriptRunner;
  private readonly faults: FaultInjector;

  constructor(
    private readonly scenario: Scenario,
    private readonly seed: string,
    sinks: readonly EventSink[] = [],
  ) {
    const { cluster, network, disk } = scenario;
    const program = {
      messages: nodeMessages,
      events: nodeEvents,
      create: (host: ConstructorParameters<typeof Node>[0]) => new Node(host, cluster),
    };
    const { nodes, nodeOrder } = cluster;
    this.simulation = new Simulation({ seed, network, disk, program, nodes, nodeOrder });
    for (const sink of sinks) this.simulation.subscribe(sink);
    this.queueStarts();
    this.timeline = this.resolveTimeline();
    const { introducers } = cluster.membership;
    this.faults = new FaultInjector(this.simulation, { nodes, introducers }, this.timeline.faults);
    this.script = new ScriptRunner(this.simulation, this.timeline);
    const { clients } = this.timeline;
    if (clients !== undefined) new ClientRunner(this.simulation, clients, nodes);
  }

  /** The tick that is being run. */
  get now(): number {
    return this.simulation.now;
  }

  /** Goes on for about `maxEvents` events; returns true when the run is complete. */
  advance(maxEvents = Infinity): boolean {
    return this.simulation.advance(this.scenario.durationTicks - 1, maxEvents);
  }

  /** Lets everything before a tick happen. */
  advanceTo(tick: number): void {
    this.simulation.advance(tick - 1);
  }

  /** Adds a fault to the plan, at a tick that was not run yet. */
  addFault(step: FaultStep): void {
    this.faults.add(step);
  }

  /** Adds a client's operation to the plan, at a tick that was not run yet. */
  addOperation(step: OperationStep): void {
    this.script.add(step);
  }

  /** The run so far, as a value. */
  run(): Run {
    const { log, net } = this.simulation;
    return {
      version: RUN_VERSION,
      scenario: this.scenario,
      seed: this.seed,
      plan: {
        announcements: this.timeline.announcements,
        operations: [...this.script.resolved],
        faults: [...this.faults.resolved],
      },
      counts: {
        events: log.count,
        network: { ...net.counts, dropped: { ...net.counts.dropped } },
      },
      fingerprint: log.fingerprint.toString(),
      checkPoints: [...log.fingerprint.checkPoints()],
    };
  }

  private resolveTimeline(): CourseTimeline {
    const { workload, faults } = this.scenario;
    if (!('course' in workload)) return { ...workload, faults };
    const course = courseTimeline(workload.course, this.simulation.random.stream('pairs'));
    return { ...course, faults: [...faults, ...course.faults] };
  }

  /** The course's order: within a tick, the highest node first. */
  private queueStarts(): void {
    const { simulation, scenario } = this;
    const { nodes, store, later } = scenario.cluster;
    simulation.at(0, 'application', () => {
      for (let node = 1; node <= nodes; node++) {
        simulation.note(node, 'APP');
        if (store !== undefined) simulation.note(node, 'APP MP2');
      }
    });
    for (let node = nodes; node >= 1; node--) {
      if (later.includes(node)) continue;
      simulation.at(startTick(scenario, node), 'application', () => {
        simulation.start(node);
      });
    }
    simulation.at(SIGN_OF_LIFE_TICK, 'application', () => {
      if (simulation.isUp(1)) simulation.note(1, `@@time=${SIGN_OF_LIFE_TICK}`);
    });
  }
}

/** Runs a scenario to its end. */
export function runScenario(
  scenario: Scenario,
  seed: string,
  sinks: readonly EventSink[] = [],
): Run {
  const application = new Application(scenario, seed, sinks);
  application.advance();
  return application.run();
}
