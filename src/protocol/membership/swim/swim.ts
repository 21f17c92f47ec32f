/**
 * SWIM (Das, Gupta and Motivala, 2002), and with its options Lifeguard (Dadgar, Phillips and
 * Currey, 2018) by memberlist's rules: a failure detector whose load a member is constant, and
 * whose findings ride on its own messages.
 *
 * The parts: `failure-detector.ts` probes, `beliefs.ts` says which update overrides which,
 * `dissemination.ts` has what is still to be told, `state-sync.ts` exchanges whole tables. Here
 * they meet messages and timers, and here is how a node finds its group: through introducers, and,
 * where partitions are healed, through members it had removed.
 */

import type { Address } from '../../address';
import type { Host, TimerKind } from '../../host';
import type { Message } from '../../message';
import type { Membership, MembershipListener, MemberState, View } from '../membership';
import { lifeOf, SUSPICION } from './beliefs';
import { FailureDetector, HELP, PROBE, RELAY } from './failure-detector';
import { MemberColumns } from './member-columns';
import { ALIVE, DEAD, draw, isIncluded, LEFT, type Members, UNKNOWN } from './members';
import { pushPullScale, StateSync, SYNC_RETRY, type SyncedNode } from './state-sync';
import type { SwimMessage } from './swim-messages';
import type { SwimOptions } from './swim-options';
import { countOf, updatesFrom } from './updates';

const GOSSIP: TimerKind = { name: 'gossip', layer: 'membership' };
const PUSH_PULL: TimerKind = { name: 'push-pull', layer: 'membership' };
/** Looks for introducers that are not in the view, and for removed members that live. */
const CONTACT: TimerKind = { name: 'contact', layer: 'membership' };

export class Swim extends FailureDetector implements Membership, View, SyncedNode {
  /** Made when it is needed: most nodes of a converged cluster never do. */
  private syncIfAny: StateSync | undefined;
  /** True once a group is known: this node's own, or the one whose state it took over. */
  private inGroup: boolean;
  private readonly isConverged: boolean;
  private contacts = 0;
  private isContacting = false;
  private isGossiping = false;
  private isPushPulling = false;
  /** When within its interval this node gossips. */
  private readonly gossipPhase: number;

  /**
   * @param members what the node starts from: a converged view, whose members are not told to the
   *   listener, for whoever gave it knows them; by default the node knows itself alone
   */
  constructor(
    host: Host,
    options: SwimOptions,
    listener: MembershipListener,
    members: Members = new MemberColumns(),
  ) {
    const isConverged = members.included > 0;
    super(host, options, listener, members);
    this.isConverged = isConverged;
    this.inGroup = isConverged || options.introducers.includes(host.self);
    const { gossipIntervalTicks } = options;
    this.gossipPhase = gossipIntervalTicks === 0 ? 0 : host.random.below(gossipIntervalTicks);
  }

  get view(): View {
    return this;
  }

  get size(): number {
    return this.table.included;
  }

  stateOf(member: Address): MemberState | undefined {
    const index = this.table.find(member);
    return nameOf(index < 0 ? UNKNOWN : this.table.stateAt(index));
  }

  *members(): Iterable<Address> {
    for (let index = 0; index < this.table.size; index++) {
      if (isIncluded(this.table.stateAt(index))) yield this.table.addressAt(index);
    }
  }

  start(): void {
    if (this.isConverged) {
      this.record({ kind: 'knewAll', members: this.table.included });
      this.awaitContact();
      this.onJoined();
    } else this.join();
  }

  private join(): void {
    const { self } = this.host;
    const first = this.options.introducers.find((introducer) => introducer !== self);
    if (this.options.introducers.includes(self)) this.record({ kind: 'groupStarted' });
    else if (first !== undefined) this.record({ kind: 'joinTried', introducer: first });
    const { incarnation } = this;
    this.record({ kind: 'joined', member: self, incarnation });
    this.listener.joined(self, lifeOf(incarnation));
    this.contact();
    this.onJoined();
  }

  /** Tells as many members as any news is sent to; they tell the others. */
  leave(): void {
    const { table, host } = this;
    const { incarnation } = this;
    const updates = updatesFrom({ state: LEFT, member: host.self, incarnation, accuser: 0 });
    for (const index of this.draw(this.retransmitLimit(), (state) => isIncluded(state))) {
      this.send(table.addressAt(index), { kind: 'news', updates });
    }
  }

  onMessage(from: Address, received: Message): boolean {
    const message = received as SwimMessage;
    switch (message.kind) {
      case 'ping':
        this.hear(from, message.updates);
        this.onPing(from, message.sequence);
        return true;
      case 'ack':
        this.hear(from, message.updates);
        this.onAck(from, message.sequence);
        return true;
      case 'pingRequest':
        this.hear(from, message.updates);
        this.onPingRequest(from, message.sequence, message.target);
        return true;
      case 'nack':
        this.onNack(from, message.sequence);
        return true;
      case 'news':
        this.hear(from, message.updates);
        return true;
      case 'pushPull':
        this.sync.onRequest(from, message, !this.inGroup);
        return true;
      case 'pushPullReply':
        this.sync.onReply(from, message, !this.inGroup);
        return true;
      default:
        return false;
    }
  }

  onTimer(kind: TimerKind, data: number): void {
    switch (kind) {
      case PROBE:
        this.onProbeTimer();
        return;
      case HELP:
        this.onHelpTimer();
        return;
      case SUSPICION:
        this.onSuspicionTimer();
        return;
      case RELAY:
        this.onRelayTimer(data);
        return;
      case GOSSIP:
        this.gossip();
        return;
      case PUSH_PULL:
        this.pushPull();
        return;
      case SYNC_RETRY:
        this.sync.onRetryTimer();
        return;
      case CONTACT:
        this.isContacting = false;
        this.contact();
    }
  }

  glance(): number {
    return this.table.size + this.gossipPhase + this.glanceAtProbe();
  }

  inspect(): unknown {
    const { table } = this;
    const rows = Array.from({ length: table.size }, (_, index) => ({
      member: table.addressAt(index),
      state: nameOf(table.stateAt(index)),
      incarnation: table.incarnationAt(index),
    }));
    return rows.filter(({ state }) => state !== undefined);
  }

  private get sync(): StateSync {
    this.syncIfAny ??= new StateSync(this.host, this.options, this);
    return this.syncIfAny;
  }

  protected onNews(): void {
    const { gossipIntervalTicks } = this.options;
    if (this.isGossiping || gossipIntervalTicks === 0) return;
    this.isGossiping = true;
    const sinceLast = this.host.monotonicNow() + gossipIntervalTicks - this.gossipPhase;
    this.host.setTimer(gossipIntervalTicks - (sinceLast % gossipIntervalTicks), GOSSIP);
  }

  protected onJoined(): void {
    this.wake();
    const interval = this.pushPullInterval();
    if (this.isPushPulling || interval === 0 || this.table.included < 2) return;
    this.isPushPulling = true;
    this.host.setTimer(1 + this.host.random.below(interval), PUSH_PULL);
  }

  protected onRemoved(): void {
    this.awaitContact();
  }

  protected onOutdatedAccusation(from: Address): void {
    const updates = updatesFrom(this.updateOf(this.selfIndex, 0));
    this.send(from, { kind: 'news', updates });
  }

  protected onStranger(from: Address): void {
    const index = this.table.find(from);
    const isDead = index >= 0 && this.table.stateAt(index) === DEAD;
    if (!isDead || this.options.heal) this.sync.begin(from);
  }

  onSynced(): void {
    this.inGroup = true;
  }

  /** Sends news to a few members, those lately taken for dead among them; or rests without news. */
  private gossip(): void {
    const { table, options } = this;
    const targets = this.hasNews
      ? this.draw(
          options.gossipNodes,
          (state, index) => isIncluded(state) || (state === DEAD && this.wasJustRemoved(index)),
        )
      : [];
    this.isGossiping = targets.length > 0;
    if (!this.isGossiping) return;
    this.host.setTimer(options.gossipIntervalTicks, GOSSIP);
    for (const index of targets) {
      const updates = this.takeNews();
      if (countOf(updates) > 0) this.send(table.addressAt(index), { kind: 'news', updates });
    }
  }

  private pushPull(): void {
    const [partner] = this.draw(1, (state) => state === ALIVE);
    this.isPushPulling = partner !== undefined;
    if (partner === undefined) return;
    this.host.setTimer(this.pushPullInterval(), PUSH_PULL);
    this.sync.begin(this.table.addressAt(partner));
  }

  private pushPullInterval(): number {
    return this.options.pushPullIntervalTicks * pushPullScale(this.table.included);
  }

  /** Tries an introducer that is not in the view, and now and then a removed member. */
  private contact(): void {
    const { table, options, host } = this;
    const missing = this.missingIntroducers();
    const introducer = missing[this.contacts++ % missing.length];
    if (!this.inGroup && introducer !== undefined) this.sync.begin(introducer);
    else if (introducer !== undefined) this.knock(introducer);
    const { removedCount } = this;
    if (options.heal && host.random.below(table.included) < removedCount) {
      const [removed] = this.draw(1, (state) => state === DEAD);
      this.knock(table.addressAt(removed!));
    }
    this.awaitContact();
  }

  /** Sets the timer of the next contact, where there is anybody to look for. */
  private awaitContact(): void {
    const { options, host } = this;
    if (this.isContacting) return;
    const isHealing = options.heal && this.removedCount > 0;
    if (!isHealing && this.missingIntroducers().length === 0) return;
    this.isContacting = true;
    const delay = this.inGroup
      ? 1 + host.random.below(2 * options.healIntervalTicks)
      : options.joinRetryTicks;
    host.setTimer(delay, CONTACT);
  }

  /** The introducers to look for; a newcomer looks for any. */
  private missingIntroducers(): Address[] {
    return this.options.introducers.filter((introducer) => {
      if (introducer === this.host.self) return false;
      const index = this.inGroup ? this.table.find(introducer) : -1;
      if (index < 0) return true;
      const state = this.table.stateAt(index);
      return state === LEFT || (state === DEAD && this.options.heal);
    });
  }

  /** Draws up to `count` others of acceptable state. */
  private draw(count: number, isAcceptable: (state: number, index: number) => boolean): number[] {
    const { table, selfIndex } = this;
    return draw(
      table,
      this.host.random,
      count,
      (index) => index !== selfIndex && isAcceptable(table.stateAt(index), index),
    );
  }
}

const NAMES: readonly (MemberState | undefined)[] = [
  ...([undefined, 'alive', 'suspected', 'removed', 'removed'] as const),
];

function nameOf(state: number): MemberState | undefined {
  return NAMES[state];
}
