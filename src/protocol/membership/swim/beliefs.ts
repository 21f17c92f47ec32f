/**
 * What a node believes of every member, and which update overrides which (SWIM, 4.2): alive a
 * smaller incarnation, suspect and dead the same one too; a node refutes what is said of itself
 * under a larger one. Every change is news, is recorded, and is told to the listener.
 */

import type { Address } from '../../address';
import type { Host, TimerId, TimerKind } from '../../host';
import type { MembershipListener } from '../membership';
import type { MembershipEvent } from '../membership-events';
import { doubted, stretched } from './awareness';
import { Dissemination, retransmitLimit } from './dissemination';
import { ALIVE, DEAD, isIncluded, LEFT, type Members, SUSPECT } from './members';
import { Suspects } from './suspects';
import { leastSuspicionTicks, Suspicion } from './suspicion';
import { bytesForUpdates, type SwimMessage, updatesThatFit } from './swim-messages';
import type { SwimOptions } from './swim-options';
import {
  INCARNATION,
  MEMBER,
  NO_UPDATES,
  STATE,
  type Update,
  UPDATE_WORDS,
  updateAt,
  type Updates,
  updatesFrom,
} from './updates';

/** Ends the wait for the refutation of those whose time is up. */
/** Each message holds news beside that of whom it is about. */
export const LEAST_MESSAGE_BYTES = bytesForUpdates(2);
export const SUSPICION: TimerKind = { name: 'suspicion', layer: 'membership' };

/** Incarnations start anew, and higher, at each boot: what an earlier one said is always older. */
export const INCARNATIONS_PER_BOOT = 0x1_0000;
const INCARNATION_MAX = 0x7fffffff;
const NEVER = -1;

/** The part of a node that this is; the parts above it say what is done about a change. */
export abstract class Beliefs {
  protected readonly selfIndex: number;
  /** What is still to be told; undefined where there is nothing. */
  private news: Dissemination | undefined;
  /** Undefined where there is none; and the timer for them, NEVER where none is set. */
  private suspects: Suspects | undefined;
  private suspectsTimer: TimerId = 0;
  private suspectsDue = NEVER;
  /** How many members are taken for dead. */
  protected removedCount = 0;
  /** When those that are still sent news were, by index, in that order. */
  private removedAt: Map<number, number> | undefined;
  /** True while a newcomer takes over what its group knows: that is no news to anybody else. */
  private isQuiet = false;
  /** How much this node doubts itself: see `awareness.ts`. */
  private doubt = 0;

  constructor(
    protected readonly host: Host,
    protected readonly options: SwimOptions,
    protected readonly listener: MembershipListener,
    readonly table: Members,
  ) {
    if (host.maxMessageBytes < LEAST_MESSAGE_BYTES) {
      throw new RangeError(`a message of ${host.maxMessageBytes} bytes does not hold two updates`);
    }
    if (host.boot * INCARNATIONS_PER_BOOT > INCARNATION_MAX) {
      throw new RangeError(`boot ${host.boot}: no incarnations are left`);
    }
    const incarnation = (host.boot - 1) * INCARNATIONS_PER_BOOT;
    const known = table.find(host.self);
    this.selfIndex = known < 0 ? table.add(host.self, incarnation) : known;
  }

  /** There is something to disseminate. */
  protected abstract onNews(): void;
  /** Somebody entered the view. */
  protected abstract onJoined(): void;
  /** Somebody is no longer in the view. */
  protected abstract onRemoved(): void;
  /** A node suspects an earlier incarnation of this one, or takes it for dead. */
  protected abstract onOutdatedAccusation(from: Address): void;

  protected get incarnation(): number {
    return this.table.incarnationAt(this.selfIndex);
  }

  protected get hasNews(): boolean {
    return this.news !== undefined;
  }

  protected isInView(member: Address): boolean {
    const index = this.table.find(member);
    return index >= 0 && isIncluded(this.table.stateAt(index));
  }

  /** Whether a member that is taken for dead is still sent news. */
  protected wasJustRemoved(index: number): boolean {
    const since = this.removedAt?.get(index);
    const ticks = this.options.gossipToTheDeadTicks;
    return since !== undefined && this.host.monotonicNow() - since < ticks;
  }

  /** How often this node sends an update. */
  protected retransmitLimit(): number {
    return retransmitLimit(this.options.retransmitMult, this.table.included);
  }

  /** News for one message. */
  protected takeNews(): Updates {
    const { news } = this;
    if (news === undefined) return NO_UPDATES;
    const updates = news.take(this.retransmitLimit());
    if (news.isEmpty) this.news = undefined;
    return updates;
  }

  /** News for one message to a member, with what this node believes of that member first. */
  protected takeNewsFor(index: number): Updates {
    return updatesFrom(this.updateOf(index, this.host.self), this.takeNews());
  }

  /** Takes over what a message says. */
  protected hear(from: Address, { words, start, end }: Updates): void {
    for (let at = start; at < end; at += UPDATE_WORDS) {
      const [state, member] = [words[at + STATE]!, words[at + MEMBER]!];
      if (this.isOld(member, state, words[at + INCARNATION]!)) continue;
      this.update(from, updateAt(words, at));
    }
  }

  /**
   * Takes over a page of another's whole state. Those it takes for dead are suspected only, so that
   * they can refute, and by this node, for nobody knows who took them for dead.
   */
  merge(from: Address, { words, start, end }: Updates, isNewcomer: boolean): void {
    const { self } = this.host;
    this.isQuiet = isNewcomer;
    for (let at = start; at < end; at += UPDATE_WORDS) {
      const state = words[at + STATE] === DEAD ? SUSPECT : words[at + STATE]!;
      if (this.isOld(words[at + MEMBER]!, state, words[at + INCARNATION]!)) continue;
      const said = updateAt(words, at);
      this.update(from, state === SUSPECT ? { ...said, state, accuser: self } : said);
    }
    this.isQuiet = false;
  }

  /** What this node believes of a member. */
  updateOf(index: number, accuser: Address): Update {
    const { table } = this;
    const [state, member] = [table.stateAt(index), table.addressAt(index)];
    return { state, member, incarnation: table.incarnationAt(index), accuser };
  }

  /** Suspects a member, unless a newer incarnation of it has been heard of. */
  protected suspect(index: number, incarnation: number): void {
    if (incarnation === this.table.incarnationAt(index))
      this.accuse(index, this.finding(index, SUSPECT));
  }

  /** Suspects may not have refuted in time. */
  protected onSuspicionTimer(): void {
    this.suspectsDue = NEVER;
    const now = this.host.monotonicNow();
    for (
      let member = this.suspects?.due(now);
      member !== undefined;
      member = this.suspects?.due(now)
    ) {
      const index = this.table.find(member);
      this.remove(index, this.finding(index, DEAD));
    }
    if (this.suspects !== undefined) this.awaitSuspects(this.suspects.firstDeadline);
  }

  /** What this node itself has found out about a member. */
  private finding(index: number, state: number): Update {
    return { ...this.updateOf(index, this.host.self), state };
  }

  /** True for most of what is heard: it was heard before. Who suspects a member may still count. */
  private isOld(member: Address, state: number, incarnation: number): boolean {
    if (state === SUSPECT && this.options.suspicionMaxTimeoutMult > 1) return false;
    return member !== this.host.self && this.table.covers(member, state, incarnation);
  }

  private update(from: Address, update: Update): void {
    const { table } = this;
    const { state, member, incarnation } = update;
    const index = table.find(member);
    if (index < 0) {
      if (state !== ALIVE) return;
      table.add(member, incarnation);
      this.welcome(update);
      return;
    }
    const known = table.incarnationAt(index);
    if (incarnation < known) {
      // Who passes on another's suspicion may have heard of the refutation since.
      const isBelieved = state === DEAD || (state === SUSPECT && update.accuser === from);
      if (index === this.selfIndex && isBelieved) this.onOutdatedAccusation(from);
    } else if (state === ALIVE) {
      if (incarnation > known) this.hearAlive(index, update, known);
    } else if (index === this.selfIndex) this.refute(incarnation);
    else if (state === SUSPECT) this.accuse(index, update);
    else this.remove(index, update);
  }

  /** A member has a newer incarnation than this node knew. */
  private hearAlive(index: number, update: Update, known: number): void {
    const { table } = this;
    const { incarnation } = update;
    if (index === this.selfIndex) {
      this.refute(incarnation);
      return;
    }
    const before = table.stateAt(index);
    this.endSuspicion(update.member);
    this.removedAt?.delete(index);
    if (before === DEAD) this.removedCount--;
    table.set(index, ALIVE, incarnation);
    if (!isIncluded(before)) this.welcome(update);
    else {
      this.spread(update);
      this.acceptAlive(update, before === SUSPECT, lifeOf(incarnation) !== lifeOf(known));
    }
  }

  /** A member is in the view that was not. */
  private welcome(update: Update): void {
    const { member, incarnation } = update;
    this.spread(update);
    this.record({ kind: 'joined', member, incarnation });
    this.listener.joined(member, lifeOf(incarnation));
    this.onJoined();
  }

  private acceptAlive(update: Update, wasSuspected: boolean, isRestarted: boolean): void {
    const { member, incarnation } = update;
    if (wasSuspected) {
      this.record({ kind: 'aliveAgain', member });
      this.listener.aliveAgain(member);
    }
    if (isRestarted) {
      this.record({ kind: 'returned', member, incarnation });
      this.listener.returned(member, lifeOf(incarnation));
    }
  }

  private accuse(index: number, update: Update): void {
    const { table } = this;
    const { member, incarnation, accuser } = update;
    const state = table.stateAt(index);
    if (state === SUSPECT) {
      // Another suspects it too: that is news, and shortens the wait.
      const deadline = this.suspects!.confirm(member, accuser);
      if (deadline === undefined) return;
      this.awaitSuspects(deadline);
      this.spread(update);
      return;
    }
    if (state !== ALIVE) return;
    table.set(index, SUSPECT, incarnation);
    this.beginSuspicion(member, accuser);
    this.spread(update);
    this.record({ kind: 'suspected', member });
    this.listener.suspected(member);
  }

  private beginSuspicion(member: Address, accuser: Address): void {
    const { host, options } = this;
    const { suspicionMult, suspicionMaxTimeoutMult, probeIntervalTicks } = options;
    const size = this.table.included;
    const least = leastSuspicionTicks(suspicionMult, size, probeIntervalTicks);
    // Without enough members to confirm it, or without Lifeguard, none is waited for.
    const wanted = suspicionMaxTimeoutMult === 1 ? 0 : suspicionMult - 2;
    const expected = size - 2 < wanted ? 0 : Math.max(0, wanted);
    const now = host.monotonicNow();
    const most = suspicionMaxTimeoutMult * least;
    this.suspects ??= new Suspects();
    if (expected === 0) this.suspects.add(member, now + least);
    else this.suspects.addConfirmable(member, new Suspicion(accuser, now, least, most, expected));
    this.awaitSuspects(this.suspects.lastDeadline);
  }

  /** Makes sure that the timer is there by a deadline. It may come early: then it is set again. */
  private awaitSuspects(deadline: number): void {
    const { host } = this;
    if (this.suspectsDue !== NEVER) {
      if (this.suspectsDue <= deadline) return;
      host.cancel(this.suspectsTimer);
    }
    const wait = Math.max(0, deadline - host.monotonicNow());
    this.suspectsTimer = host.setTimer(wait, SUSPICION);
    this.suspectsDue = deadline;
  }

  private endSuspicion(member: Address): void {
    const { suspects } = this;
    if (suspects === undefined) return;
    suspects.remove(member);
    if (!suspects.isEmpty) return;
    this.suspects = undefined;
    this.host.cancel(this.suspectsTimer);
    this.suspectsDue = NEVER;
  }

  /** A member is dead, or has left. */
  private remove(index: number, update: Update): void {
    const { table } = this;
    if (!isIncluded(table.stateAt(index))) return;
    const { state, member, incarnation } = update;
    this.endSuspicion(member);
    table.set(index, state, incarnation);
    this.spread(update);
    if (state === LEFT) {
      this.record({ kind: 'left', member, incarnation });
      this.listener.left(member);
    } else {
      this.removedCount++;
      this.noteRemoval(index);
      this.record({ kind: 'removed', member, incarnation });
      this.listener.removed(member);
    }
    this.onRemoved();
  }

  /** Some answers came, for a change below 0, or did not. */
  protected doubtMore(change: number): void {
    this.doubt = doubted(this.doubt, change, this.options.awarenessMax);
  }

  /** How long a node that doubts itself waits instead. */
  protected stretch(ticks: number): number {
    return stretched(ticks, this.doubt);
  }

  /** Remembers when, for as long as it is sent news. */
  private noteRemoval(index: number): void {
    if (this.options.gossipToTheDeadTicks === 0) return;
    this.removedAt ??= new Map();
    for (const earlier of this.removedAt.keys()) {
      if (this.wasJustRemoved(earlier)) break;
      this.removedAt.delete(earlier);
    }
    this.removedAt.set(index, this.host.monotonicNow());
  }

  /** This node lives, whatever is said of that incarnation: it takes a larger one, and says so. */
  private refute(accused: number): void {
    const incarnation = Math.min(INCARNATION_MAX, accused + 1);
    this.table.set(this.selfIndex, ALIVE, incarnation);
    this.doubtMore(1);
    this.tell(this.updateOf(this.selfIndex, 0));
  }

  private spread(update: Update): void {
    if (!this.isQuiet) this.tell(update);
  }

  private tell(update: Update): void {
    // One place of a message is kept for what a member is told of itself.
    this.news ??= new Dissemination(updatesThatFit(this.host.maxMessageBytes) - 1);
    this.news.add(update);
    this.onNews();
  }

  protected send(to: Address, message: SwimMessage): void {
    this.host.send(to, message);
  }

  protected record(event: MembershipEvent): void {
    this.host.record(event);
  }
}

/**
 * The life of a member that an incarnation belongs to, by its first incarnation. It is what the
 * listener is told: refutations are no concern of those who ask whether a member was restarted.
 */
export function lifeOf(incarnation: number): number {
  return incarnation - (incarnation % INCARNATIONS_PER_BOOT);
}
