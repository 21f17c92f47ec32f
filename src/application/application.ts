/** One run: a scenario and a seed in, a Run out, with every event shown to whoever subscribed. */

import type { IdleStep } from '../faults/idle';
import { FaultInjector } from '../faults/injector';
import type { FaultStep } from '../faults/plan';
import type { ViewStore } from '../protocol/membership/membership-protocol';
import { protocolOf, usersProtocolOf } from '../protocol/membership/protocols';
import { Catalogue } from '../protocol/message';
import { Gateway } from '../protocol/gateway';
import { Node, nodeEvents, nodeMessages } from '../protocol/node';
import { ringOf } from '../protocol/ring/ring-of';
import {
  gatewaysOf,
  ringPlan,
  type Scenario,
  startingNodes,
  startTick,
} from '../scenario/scenario';
import type { EventSink, EventView } from '../simulation/events';
import { Simulation } from '../simulation/simulation';
import { type CourseTimeline, courseTimeline } from '../workload/course';
import { ClientRunner } from '../workload/client-runner';
import { type OperationStep, ScriptRunner } from '../workload/operations';
import { LastHandled } from './last-handled';
import { type Run, RUN_VERSION } from './run';

/** The tick at which the course's first node says that it is still there. */
const SIGN_OF_LIFE_TICK = 500;

export class Application {
  readonly simulation: Simulation;
  /** Where the scenario runs a protocol of a user: whose it is, and what it is at. */
  readonly users: { readonly origin: string; readonly handled: LastHandled } | undefined;
  private readonly messages: Catalogue;
  private readonly timeline: CourseTimeline;
  private readonly script: ScriptRunner;
  private readonly faults: FaultInjector;

  constructor(
    private readonly scenario: Scenario,
    private readonly seed: string,
    sinks: readonly EventSink[] = [],
    private readonly storage: { readonly sharedViews: boolean } = { sharedViews: true },
  ) {
    const { cluster, network, disk } = scenario;
    const plan = ringPlan(cluster);
    const initial = ringOf(plan.space, plan.owners ?? []);
    const options = { ...cluster, ring: { settings: cluster.ring, initial } };
    const views = this.viewStore();
    const users = usersProtocolOf(cluster.membership);
    this.messages =
      users === undefined ? nodeMessages : Catalogue.union(nodeMessages, users.messages);
    const program = {
      messages: this.messages,
      events: nodeEvents,
      create: (host: ConstructorParameters<typeof Node>[0]) => {
        const { store } = cluster;
        if (host.self <= nodes || store === undefined) return new Node(host, options, views);
        return new Gateway(host, { store, ring: options.ring });
      },
    };
    const { nodes, nodeOrder } = cluster;
    const gateways = gatewaysOf(scenario);
    // Ours are known to leave messages as they are.
    const checkMessages = users !== undefined;
    this.simulation = new Simulation({
      ...{ seed, network, disk, program, nodes, nodeOrder, checkMessages },
      outsiders: gateways.length,
    });
    if (users !== undefined) {
      this.users = { origin: users.origin!, handled: new LastHandled(this.messages) };
      this.simulation.subscribe(this.users.handled);
    }
    if (views !== undefined) {
      const on = ({ node }: EventView) => {
        views.forget(node);
      };
      this.simulation.subscribe({ kinds: ['crashed', 'stopped'], on });
    }
    for (const sink of sinks) this.simulation.subscribe(sink);
    this.queueStarts();
    this.timeline = this.resolveTimeline();
    const { introducers } = cluster.membership;
    const known = { nodes, introducers, ring: plan };
    this.faults = new FaultInjector(this.simulation, known, this.timeline.faults);
    const isHybrid = cluster.store?.clock === 'hybrid';
    for (const gateway of gateways) {
      this.simulation.at(0, 'application', () => {
        this.simulation.start(gateway);
      });
    }
    const through = { gateways, isHybrid };
    this.script = new ScriptRunner(this.simulation, this.timeline, through);
    const { clients } = this.timeline;
    if (clients !== undefined) {
      new ClientRunner(this.simulation, clients, nodes, through);
    }
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

  /** The steps of the plan that did nothing so far. */
  idleSteps(): IdleStep[] {
    return this.faults.idleSteps();
  }

  /** What was sent so far of each kind of message, encoded. */
  sentByKind(): { readonly kind: string; readonly sent: number; readonly bytes: number }[] {
    const { net } = this.simulation;
    return this.messages.kinds().map(({ name, number }) => ({ kind: name, ...net.sentOf(number) }));
  }

  /** The run so far, as a value. */
  run(): Run {
    const { commandsDropped, log, net } = this.simulation;
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
        commandsDropped,
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

  private viewStore(): ViewStore | undefined {
    const { cluster } = this.scenario;
    const converged = cluster.start === 'converged' ? startingNodes(cluster) : [];
    return protocolOf(cluster.membership).views?.(converged, this.storage.sharedViews);
  }

  /** The course's order: within a tick, the highest node first. */
  private queueStarts(): void {
    const { simulation, scenario } = this;
    const { nodes, store } = scenario.cluster;
    simulation.at(0, 'application', () => {
      for (let node = 1; node <= nodes; node++) {
        simulation.note(node, 'APP');
        if (store !== undefined) simulation.note(node, 'APP MP2');
      }
    });
    for (const node of startingNodes(scenario.cluster).reverse()) {
      simulation.at(startTick(scenario, node), 'application', () => {
        // A step of the plan may have started it before.
        if (!simulation.isUp(node)) simulation.start(node);
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
