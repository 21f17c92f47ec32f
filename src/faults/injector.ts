/** Applies a fault plan to a simulation, and keeps what each step came to. */

import { type Address, nodeName } from '../protocol/address';
import { NewestRing, type RingPlan } from '../protocol/ring/newest-ring';
import type { RingChangedEvent } from '../protocol/ring/ring-events';
import type { RingCommand } from '../protocol/ring/ring-messages';
import type { InvokedEvent } from '../protocol/store/store-events';
import type { TokenRing } from '../protocol/ring/token-ring';
import type { EventSink, EventView } from '../simulation/events';
import { cutBetween, type LinkRule } from '../simulation/links';
import type { Stream } from '../simulation/random';
import type { Simulation } from '../simulation/simulation';
import { type IdleReason, type IdleStep, whyIdle } from './idle';
import { endOf, Pauses } from './pauses';
import {
  type Action,
  actionOf,
  type EventPattern,
  type FaultStep,
  type ResolvedFault,
  type Target,
} from './plan';
import { nodesOf } from './targets';

/** What the injector must know of the cluster. */
export interface Cluster {
  readonly nodes: number;
  readonly introducers: readonly Address[];
  readonly ring: RingPlan;
}

const ALL_BYTES = [0, Number.MAX_SAFE_INTEGER] as const;

/** An action of one kind: `Of<'crash'>`. */
type Of<K extends string> = Extract<Action, Readonly<Record<K, unknown>>>;

/** A step at the tick in which it happens. */
interface Occurrence {
  /** The step's own name or, where it happens often, `name #2`. */
  readonly id: string;
  readonly at: number;
  readonly step: FaultStep;
}

export class FaultInjector {
  readonly resolved: ResolvedFault[] = [];
  private readonly streams = new Map<string, Stream>();
  private readonly coordinators = new Map<string, Address>();
  /** Names of the link rules that stand, by the id of the occurrence that made them. */
  private readonly rules = new Map<string, readonly string[]>();
  private readonly pauses = new Pauses();
  private readonly ring: NewestRing;
  /** The steps of the plan that did nothing so far. */
  private readonly idle = new Map<FaultStep, IdleReason>();

  /** Queues every step; each draws from a stream named for it, so that none disturbs another. */
  constructor(
    private readonly simulation: Simulation,
    private readonly cluster: Cluster,
    plan: readonly FaultStep[],
  ) {
    simulation.subscribe({
      kinds: ['invoked'],
      on: ({ node, data }) => this.coordinators.set((data as InvokedEvent).key, node),
    });
    this.ring = new NewestRing(cluster.ring);
    simulation.subscribe({
      kinds: ['ringChanged'],
      on: ({ data }) => this.ring.onRingChanged(data as RingChangedEvent),
    });
    for (const step of plan) this.add(step);
  }

  /** Queues one more step of the plan, for now or later. */
  add(step: FaultStep): void {
    this.idle.set(step, 'it never came to it');
    this.queue(step);
  }

  /** The steps of the plan that did nothing so far; of what they brought nothing is said. */
  idleSteps(): IdleStep[] {
    const steps = [...this.idle].filter(([step]) => !this.isMessageLost(step));
    return steps.map(([{ id }, why]) => ({ id, why }));
  }

  private isMessageLost(step: FaultStep): boolean {
    if (!('lose' in step) || !('at' in step)) return false;
    const { from, to, order } = step.lose;
    return this.simulation.net.isLost(from, to, step.at, order);
  }

  private queue(step: FaultStep): void {
    if ('at' in step) this.schedule({ id: step.id, at: step.at, step });
    else if ('every' in step) {
      for (let at = step.first, n = 1; at <= step.last; at += step.every, n++) {
        this.schedule({ id: `${step.id} #${n}`, at, step });
      }
    } else this.simulation.subscribe(this.trigger(step));
  }

  /** Waits for the events of a step that an event sets off. */
  private trigger(step: Extract<FaultStep, { readonly when: unknown }>): EventSink {
    const { id, when, after, times } = step;
    let seen = 0;
    const on = (event: EventView) => {
      if (seen === times || !fits(event, when)) return;
      seen++;
      this.schedule({ id: `${id} #${seen}`, at: event.time + after, step });
    };
    return { kinds: [when.kind], on };
  }

  private schedule(occurrence: Occurrence): void {
    const { at, step } = occurrence;
    // Messages of that very tick are sent before its faults come.
    if ('lose' in step) this.simulation.net.lose(step.lose.from, step.lose.to, at, step.lose.order);
    this.simulation.at(at, 'faults', () => {
      this.apply(occurrence);
    });
  }

  private apply(occurrence: Occurrence): void {
    const { id, at, step } = occurrence;
    const action = this.carryOut(step, occurrence);
    this.account(step, action);
    // There was nothing to heal.
    if (action === undefined) return;
    const { announce } = step;
    const told = announce === undefined ? {} : { announce };
    this.resolved.push({ id, at, ...action, ...told, rule: actionOf(step) });
  }

  /** A step that did something once is not idle, whatever its other occurrences come to. */
  private account(step: FaultStep, action: Action | undefined): void {
    const why = 'lose' in step ? 'no such message' : whyIdle(action);
    if (why === undefined) this.idle.delete(step);
    else if (this.idle.has(step)) this.idle.set(step, why);
  }

  /** Does what a step says and returns what that came to. */
  private carryOut(step: FaultStep, occurrence: Occurrence): Action | undefined {
    if ('crash' in step) return this.crash(step, occurrence);
    if ('start' in step) return this.start(step);
    if ('leave' in step) return this.leave(step);
    if ('pause' in step) return this.pause(step, occurrence);
    if ('resume' in step) return this.resume(step, occurrence);
    if ('partition' in step) return this.partition(step, occurrence);
    if ('link' in step) return this.link(step, occurrence);
    if ('heal' in step) return this.heal(step, occurrence);
    if ('clock' in step) return this.clock(step, occurrence);
    if ('disk' in step) return this.disk(step, occurrence);
    if ('addOwner' in step) return { addOwner: step.addOwner, ...this.move(step, step.addOwner) };
    if ('removeOwner' in step) {
      return { removeOwner: step.removeOwner, ...this.move(step, step.removeOwner) };
    }
    return { lose: step.lose };
  }

  private crash(step: Of<'crash'> & FaultStep, { id, at }: Occurrence): Action {
    const { restartAfter, wipe, unsynced } = step;
    const nodes = this.nodesOf(step.crash, step.id).filter((node) => this.simulation.isUp(node));
    for (const node of nodes) {
      this.simulation.crash(node, unsynced);
      this.pauses.forget(node);
      this.announce(step);
    }
    const wiped = wipe === undefined ? {} : { wipe };
    const lost = unsynced === undefined ? {} : { unsynced };
    if (restartAfter !== undefined) {
      this.queue({ id: `${id} restart`, at: at + restartAfter, start: { nodes }, ...wiped });
      return { crash: { nodes }, ...lost };
    }
    // Whoever starts them finds an empty disk.
    if (wipe === true) for (const node of nodes) this.simulation.wipe(node);
    return { crash: { nodes }, ...wiped, ...lost };
  }

  private start({ start, wipe, id }: Of<'start'> & FaultStep): Action {
    const nodes = this.nodesOf(start, id).filter((node) => !this.simulation.isUp(node));
    for (const node of nodes) {
      if (wipe === true) this.simulation.wipe(node);
      this.simulation.start(node);
    }
    return { start: { nodes }, ...(wipe === undefined ? {} : { wipe }) };
  }

  private leave(step: Of<'leave'> & FaultStep): Action {
    const { simulation } = this;
    const all = this.nodesOf(step.leave, step.id);
    const nodes = all.filter((node) => simulation.isUp(node) && !simulation.isPaused(node));
    for (const node of nodes) {
      simulation.leave(node);
      this.announce(step);
    }
    return { leave: { nodes } };
  }

  private pause(step: Of<'pause'> & FaultStep, { id, at }: Occurrence): Action {
    const nodes = this.nodesOf(step.pause, step.id).filter((node) => this.simulation.isUp(node));
    for (const node of this.pauses.begin(id, nodes)) this.simulation.pause(node);
    if (step.for !== undefined) {
      this.queue({ id: endOf(id), at: at + step.for, resume: { nodes } });
    }
    return { pause: { nodes } };
  }

  private resume({ resume, id }: Of<'resume'> & FaultStep, occurrence: Occurrence): Action {
    const pause = this.pauses.endedBy(occurrence.id);
    const nodes = this.nodesOf(resume, id).filter((node) => this.pauses.holds(node, pause));
    for (const node of this.pauses.end(nodes, pause)) this.simulation.resume(node);
    return { resume: { nodes } };
  }

  private partition(step: Of<'partition'> & FaultStep, occurrence: Occurrence): Action {
    const { oneWay = false } = step;
    const taken = new Set<Address>();
    // A node that two groups claim is in the first of them.
    const groups = step.partition.map((target) => {
      const group = this.nodesOf(target, step.id).filter((node) => !taken.has(node));
      for (const node of group) taken.add(node);
      return group;
    });
    const text = groups.map((group) => group.map(nodeName).join(' ')).join(' | ');
    this.changeLinks(
      cutBetween(groups, oneWay),
      step,
      occurrence,
      `${oneWay ? 'one way ' : ''}cut ${text}`,
    );
    const partition = groups.map((nodes) => ({ nodes }));
    return { partition, ...(step.oneWay === undefined ? {} : { oneWay }) };
  }

  private link(step: Of<'link'> & FaultStep, occurrence: Occurrence): Action {
    const { link, from, to, id } = step;
    const senders = from === undefined ? undefined : this.nodesOf(from, id);
    const receivers = to === undefined ? undefined : this.nodesOf(to, id);
    const rule: LinkRule = { ...link, from: senders ?? 'all', to: receivers ?? 'all' };
    this.changeLinks([rule], step, occurrence, `links ${JSON.stringify(rule)}`);
    return {
      link,
      ...(senders === undefined ? {} : { from: { nodes: senders } }),
      ...(receivers === undefined ? {} : { to: { nodes: receivers } }),
    };
  }

  private changeLinks(
    rules: readonly LinkRule[],
    step: FaultStep & { readonly for?: number },
    { id, at }: Occurrence,
    text: string,
  ): void {
    const names = rules.map((_, i) => `${id} / ${i + 1}`);
    for (const [i, rule] of rules.entries()) this.simulation.net.addRule(names[i]!, rule);
    this.rules.set(id, names);
    this.simulation.changed(0, id, text);
    if (step.for !== undefined) this.queue({ id: `${id} heal`, at: at + step.for, heal: id });
  }

  private heal({ heal }: Of<'heal'> & FaultStep, { id }: Occurrence): Action | undefined {
    const healed = [...this.rules].filter(
      ([made]) => made === heal || made.startsWith(`${heal} #`),
    );
    if (healed.length === 0) return undefined;
    for (const [made, names] of healed) {
      for (const name of names) this.simulation.net.removeRule(name);
      this.rules.delete(made);
    }
    this.simulation.changed(0, id, `heal ${heal}`);
    return { heal };
  }

  private clock(step: Of<'clock'> & FaultStep, { id }: Occurrence): Action {
    const { driftPpm, stepTicks } = step;
    const nodes = this.nodesOf(step.clock, step.id);
    const change = {
      ...(driftPpm === undefined ? {} : { driftPpm }),
      ...(stepTicks === undefined ? {} : { stepTicks }),
    };
    for (const node of nodes) {
      const { clock } = this.simulation.machineOf(node);
      if (driftPpm !== undefined) clock.drift(driftPpm, this.simulation.now);
      if (stepTicks !== undefined) clock.step(stepTicks);
      this.simulation.changed(node, id, `clock ${JSON.stringify(change)}`);
    }
    return { clock: { nodes }, ...change };
  }

  private disk(step: Of<'disk'> & FaultStep, { id }: Occurrence): Action {
    const { slowTicks, full, rot, bytes } = step;
    const named = this.nodesOf(step.disk, step.id);
    const change = {
      ...(slowTicks === undefined ? {} : { slowTicks }),
      ...(full === undefined ? {} : { full }),
      ...(rot === undefined ? {} : { rot }),
      ...(bytes === undefined ? {} : { bytes }),
    };
    // Where a file has no such bytes, nothing turns over.
    const turned = (node: Address) => this.simulation.rot(node, rot!, bytes ?? ALL_BYTES);
    const offsets = new Map(rot === undefined ? [] : named.map((node) => [node, turned(node)]));
    const isChanged = rot === undefined || slowTicks !== undefined || full !== undefined;
    const nodes = named.filter((node) => isChanged || offsets.get(node) !== undefined);
    for (const node of nodes) {
      const { disk } = this.simulation.machineOf(node);
      disk.slowTicks = slowTicks ?? disk.slowTicks;
      disk.isFull = full ?? disk.isFull;
      const told = { ...change, offset: offsets.get(node) };
      this.simulation.changed(node, id, `disk ${JSON.stringify(told)}`);
    }
    return { disk: { nodes }, ...change };
  }

  /** Tells an owner of the ring who is to come or to go; returns whom, if there is one. */
  private move(
    step: Of<'addOwner'> | Of<'removeOwner'>,
    member: Address,
  ): { readonly by?: Address } {
    const { simulation, ring } = this;
    const owners = ring.current.owners.map(({ address }) => address).sort((a, b) => a - b);
    const by = [...(step.by === undefined ? owners : [step.by])].find((node) =>
      simulation.isUp(node),
    );
    if (by === undefined) return {};
    const command: RingCommand = { kind: 'addOwner' in step ? 'addOwner' : 'removeOwner', member };
    simulation.command(by, command);
    return { by };
  }

  private nodesOf(target: Target, id: string): Address[] {
    const { simulation, coordinators } = this;
    const { nodes, introducers } = this.cluster;
    const up = simulation.upNodes();
    return nodesOf(target, {
      ...{ nodes, introducers, up, coordinators },
      ring: () => this.ringOf(up),
      stream: () => this.streamOf(id),
    });
  }

  private ringOf(up: readonly Address[]): TokenRing {
    this.ring.onUp(up);
    return this.ring.current;
  }

  private streamOf(id: string): Stream {
    const stream = this.streams.get(id) ?? this.simulation.random.stream(`fault ${id}`);
    this.streams.set(id, stream);
    return stream;
  }

  private announce({ announce }: FaultStep): void {
    for (const line of announce ?? []) this.simulation.note(0, line);
  }
}

function fits({ node, data }: EventView, pattern: EventPattern): boolean {
  const { member, key } = (data ?? {}) as { readonly member?: Address; readonly key?: string };
  return (
    (pattern.node === undefined || pattern.node === node) &&
    (pattern.member === undefined || pattern.member === member) &&
    (pattern.key === undefined || pattern.key === key)
  );
}
