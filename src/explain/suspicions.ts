/**
 * Who came to suspect a member, to remove it and to hear of it again, where members are probed: by a
 * probe of its own that nobody answered, or because another node told it so.
 */

import {
  eventOf,
  type MemberEvent,
  type SimulationEvent,
  type SuspicionEvent,
} from '../library/event';
import { type Address, type NodeName, nodeName } from '../protocol/address';
import type { EventView } from '../simulation/events';
import { Probe } from './probe';

/** A node came to suspect the member. */
export interface Accusation {
  readonly event: SuspicionEvent;
  /** Its own that was not answered; undefined where another node told it. */
  readonly probe: Probe | undefined;
  /** Who told it; undefined where nobody did. */
  readonly teller: NodeName | undefined;
}

const REFUTATIONS_KEPT = 3;

export class Suspicions {
  /** How the observer came to suspect it, while it does. */
  own: Accusation | undefined;
  /** Who suspected it by a probe when the observer came to, the earliest. */
  first: Accusation | undefined;
  /** Others who heard of it again since then, the first of them. */
  readonly refutations: SimulationEvent[] = [];
  /** Those who suspect it by a probe of their own, and those who waited in vain: the earliest first. */
  private readonly accusers = new Map<Address, Accusation>();
  private readonly removals = new Map<Address, MemberEvent>();
  /** Probes of the member that were not answered yet, by whose they are. */
  private readonly probes = new Map<Address, Probe>();
  /** What is being handled: a timer, or a message of somebody. */
  private handled: { readonly id: number; readonly timer?: string; readonly from?: NodeName } = {
    id: 0,
  };

  constructor(
    private readonly observer: Address,
    private readonly member: Address,
  ) {}

  /** Who sent what the observer is handling; undefined for a timer. */
  get teller(): NodeName | undefined {
    return this.handled.from;
  }

  /** The first who removed it of those who still do not have it in view. */
  get firstRemoval(): MemberEvent | undefined {
    return [...this.removals.values()][0];
  }

  /** The first who suspects it by a probe, and still does or has removed it. */
  get firstAccuser(): Accusation | undefined {
    return [...this.accusers.values()][0];
  }

  on(event: EventView, sendOrder: () => number): void {
    const { kind, id, node } = event;
    if (kind === 'timer') this.handled = { id, timer: event.data as string };
    else if (kind === 'delivered') this.handled = { id, from: nodeName(event.a) };
    else if (kind === 'crashed' || kind === 'stopped') this.forget(node);
    else if (kind === 'sent' && this.beginsProbe(event)) {
      this.probes.delete(node);
      if (event.a === this.member) this.probes.set(node, new Probe(node, event.cause));
    } else if (NOTICES.includes(kind)) this.onNotice(event);
    for (const probe of this.probes.values()) {
      probe.on(event, sendOrder);
      if (probe.isAnswered) this.probes.delete(probe.observer);
    }
  }

  private beginsProbe({ cause }: EventView): boolean {
    return cause === this.handled.id && this.handled.timer === 'probe';
  }

  private onNotice(event: EventView): void {
    const { node, kind } = event;
    if ((event.data as { readonly member: Address }).member !== this.member) return;
    if (kind === 'suspected') this.onSuspected(event);
    else if (kind === 'removed') {
      if (this.teller === undefined) this.removals.set(node, eventOf(event) as MemberEvent);
    } else {
      this.forget(node);
      const isOther = this.own !== undefined && node !== this.observer;
      if (isOther && this.refutations.length < REFUTATIONS_KEPT) {
        this.refutations.push(eventOf(event));
      }
    }
  }

  private onSuspected(event: EventView): void {
    const { node } = event;
    const { teller } = this;
    const probe = teller === undefined ? this.probes.get(node) : undefined;
    const accusation = { event: eventOf(event) as SuspicionEvent, probe, teller };
    this.probes.delete(node);
    if (teller === undefined) this.accusers.set(node, accusation);
    if (node !== this.observer) return;
    this.own = accusation;
    this.first = this.firstAccuser;
    this.refutations.length = 0;
  }

  /** A node thinks no longer that the member failed, or is not up itself. */
  private forget(node: Address): void {
    this.accusers.delete(node);
    this.removals.delete(node);
    if (node === this.observer) this.own = undefined;
  }
}

const NOTICES = ['suspected', 'aliveAgain', 'joined', 'returned', 'removed'];
