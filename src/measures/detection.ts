/**
 * How fast failures are noticed, and how often a node that is up is taken for failed: a fold over a
 * run's events.
 *
 * The observers of a failure are the nodes that were up when it happened and have been ever since:
 * one that goes down before it noticed is none any more. All of them are taken to have known the node,
 * for who knows whom would be a table of all pairs; so one that never did, or had removed it by mistake
 * before, is counted as missing. Who removes a node that it did not suspect noticed it by that.
 */

import type { Address } from '../protocol/address';
import type { EventSink, EventView } from '../simulation/events';
import { NodeSet } from './node-set';
import { type Noticed, Noticing } from './noticing';

/** A node that went down without a word, and how that was noticed. */
export interface MeasuredFailure {
  readonly node: Address;
  /** In this tick. */
  readonly at: number;
  /** Nodes that were up then. */
  readonly observers: number;
  /** The tick in which it came up again: what was not noticed by then no longer can be. */
  readonly returnedAt?: number;
  readonly suspected: Noticed;
  readonly removed: Noticed;
}

/** What ends with a failure: nobody notices it any more once the node is up again. */
class Failure {
  readonly suspicion: Noticing;
  readonly removal: Noticing;
  private readonly observers: number;
  private ended: MeasuredFailure | undefined;

  constructor(
    private readonly node: Address,
    private readonly at: number,
    up: NodeSet,
  ) {
    this.observers = up.size;
    this.suspicion = new Noticing(at, up.copy());
    this.removal = new Noticing(at, up.copy());
  }

  end(returnedAt: number): void {
    this.ended ??= { ...this.measured(), returnedAt };
  }

  /** It is nothing to this node any more. */
  lose(observer: Address): void {
    this.suspicion.lose(observer);
    this.removal.lose(observer);
  }

  measured(): MeasuredFailure {
    if (this.ended !== undefined) return this.ended;
    const { node, at, observers, suspicion, removal } = this;
    const noticed = { suspected: suspicion.noticed(), removed: removal.noticed() };
    return { node, at, observers, ...noticed };
  }
}

/** Failures that are followed at once, with two bits a node each; more are only counted. */
const FOLLOWED_MAX = 1000;

export class Detection implements EventSink {
  readonly kinds = [
    ...['started', 'crashed', 'stopped', 'joined', 'returned', 'suspected', 'removed', 'left'],
  ];
  /** How often a node suspected one that was up, and did not take it for its earlier life. */
  falseSuspicions = 0;
  /** How often a node removed such a one. */
  falseRemovals = 0;
  /** Failures that came when 1,000 others had not been noticed by all. */
  leftOut = 0;
  private readonly up = new NodeSet();
  private readonly crashes: Failure[] = [];
  /** Of each node that went down, the last time. */
  private readonly latest = new Map<Address, Failure>();
  /** Those that not all have noticed. */
  private readonly open = new Set<Failure>();

  constructor(private readonly followedMax = FOLLOWED_MAX) {}

  on({ kind, node, time, data }: EventView): void {
    if (kind === 'started') this.onStart(node, time);
    else if (kind === 'crashed' || kind === 'stopped') this.onEnd(node, time, kind === 'crashed');
    else this.onMember(kind, node, (data as { readonly member: Address }).member, time);
  }

  /** The failures that were followed, in the order in which they happened. */
  failures(): MeasuredFailure[] {
    return this.crashes.map((failure) => failure.measured());
  }

  private onStart(node: Address, time: number): void {
    this.up.add(node);
    this.latest.get(node)?.end(time);
  }

  private onEnd(node: Address, time: number, isCrash: boolean): void {
    this.up.delete(node);
    this.latest.get(node)?.end(time);
    this.latest.delete(node);
    for (const failure of this.open) {
      failure.lose(node);
      this.closeIfOver(failure);
    }
    if (this.open.size >= this.followedMax) {
      if (isCrash) this.leftOut++;
      return;
    }
    const failure = new Failure(node, time, this.up);
    this.latest.set(node, failure);
    this.open.add(failure);
    if (isCrash) this.crashes.push(failure);
  }

  private onMember(kind: string, observer: Address, member: Address, time: number): void {
    const failure = this.latest.get(member);
    if (this.up.has(member)) this.onLive(kind, observer, failure);
    else if (failure === undefined || kind === 'joined' || kind === 'returned') return;
    else {
      failure.suspicion.note(observer, time);
      if (kind !== 'suspected') failure.removal.note(observer, time);
    }
    if (failure !== undefined) this.closeIfOver(failure);
  }

  /** Something about a node that is up, or that is in its earlier life to the observer. */
  private onLive(kind: string, observer: Address, earlier: Failure | undefined): void {
    const isEarlier = earlier?.removal.isPending(observer) === true;
    if (kind === 'suspected') {
      if (!isEarlier) this.falseSuspicions++;
      return;
    }
    if (kind === 'removed' && !isEarlier) this.falseRemovals++;
    earlier?.lose(observer);
  }

  private closeIfOver(failure: Failure): void {
    if (failure.removal.isOver) this.open.delete(failure);
  }
}
