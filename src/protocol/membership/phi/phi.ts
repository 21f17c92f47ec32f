/**
 * Membership by accrual failure detection (Hayashibara, Defago, Yared and Katayama, 2004; Cassandra,
 * Akka). Every node sends its heartbeat to every member once a period, and learns from the intervals
 * at which those of each member come how long a silence is too long: when its suspicion level phi
 * reaches the threshold, the member is suspected, and some time after that removed. A node that hears
 * it was removed returns under a newer incarnation.
 */

import type { Address } from '../../address';
import type { Host, TimerId, TimerKind } from '../../host';
import type { Message } from '../../message';
import { Contact } from '../contact';
import {
  bytesForRows,
  type HeartbeatMessage,
  ROW_WORDS,
  type Rows,
  rowsThatFit,
  RowWriter,
} from '../heartbeat-messages';
import { firstOfBoot, INCARNATION_MAX } from '../incarnations';
import type { Membership, MembershipListener, MemberState, View } from '../membership';
import type { MembershipEvent } from '../membership-events';
import { type AccrualOptions, silenceLimit } from './accrual';
import { Intervals } from './intervals';
import type { BeatMessage } from './phi-messages';

/** The parameters of accrual detection. */
export interface PhiOptions extends AccrualOptions {
  /** Contact addresses; a node that is one of them starts a group by itself. */
  readonly introducers: readonly Address[];
  /** Ticks between two heartbeats, 1 or more. */
  readonly periodTicks: number;
  /** Intervals that are remembered of each member, 2 or more. */
  readonly window: number;
  /** Ticks that a member is suspected until it is removed. */
  readonly removeTicks: number;
  /** Ticks between two requests to join while none was answered. */
  readonly joinRetryTicks: number;
}

interface Member {
  readonly address: Address;
  incarnation: number;
  sequence: number;
  state: MemberState;
  /** When it was heard of last. */
  heardAt: number;
  /** When it was suspected. */
  suspectedAt: number;
  intervals: Intervals;
  /** Looks at it when its silence may be too long; undefined once it is removed. */
  look: TimerId | undefined;
}

/** Of a message about a member. */
export const LEAST_MESSAGE_BYTES = bytesForRows(1);
const PERIOD: TimerKind = { name: 'period', layer: 'membership' };
const SILENCE: TimerKind = { name: 'silence', layer: 'membership' };

export class Phi implements Membership, View {
  private readonly others = new Map<Address, Member>();
  private readonly limitOf: (intervals: Intervals) => number;
  private readonly writer = new RowWriter();
  private incarnation: number;
  private sequence = 0;
  private inView = 1;
  private readonly contact: Contact;

  constructor(
    private readonly host: Host,
    private readonly options: PhiOptions,
    private readonly listener: MembershipListener,
  ) {
    if (host.maxMessageBytes < LEAST_MESSAGE_BYTES) {
      throw new RangeError(`a message of ${host.maxMessageBytes} bytes does not hold a row`);
    }
    this.incarnation = firstOfBoot(host.boot);
    this.contact = new Contact(host, options);
    this.limitOf = silenceLimit(options);
  }

  get view(): View {
    return this;
  }

  get size(): number {
    return this.inView;
  }

  stateOf(member: Address): MemberState | undefined {
    return member === this.host.self ? 'alive' : this.others.get(member)?.state;
  }

  *members(): Iterable<Address> {
    yield this.host.self;
    for (const { address, state } of this.others.values()) if (state !== 'removed') yield address;
  }

  start(): void {
    this.contact.begin();
    this.record({ kind: 'joined', member: this.host.self, incarnation: this.incarnation });
    this.listener.joined(this.host.self, this.incarnation);
    this.contactIntroducers();
    this.host.setTimer(this.options.periodTicks, PERIOD);
  }

  leave(): void {
    this.sendToView({ kind: 'leaving', incarnation: this.incarnation });
  }

  onMessage(from: Address, received: Message): boolean {
    const message = received as BeatMessage | HeartbeatMessage;
    switch (message.kind) {
      case 'beat':
        this.onBeat(from, message.incarnation, message.sequence);
        return true;
      case 'joinRequest':
        this.answer(from, message.incarnation);
        return true;
      case 'joinReply':
        this.contact.inGroup = true;
        this.merge(message.rows);
        return true;
      case 'removalNotice':
        if (this.outlive(message.incarnation)) this.askToJoin(from);
        return true;
      case 'leaving':
        this.sayGoodbye(from, message.incarnation);
        return true;
      default:
        return false;
    }
  }

  onTimer(kind: TimerKind, data: number): void {
    if (kind === PERIOD) this.beat();
    else if (kind === SILENCE) this.lookAt(this.others.get(data)!);
    else this.contactIntroducers();
  }

  inspect(): unknown {
    return Array.from(this.others.values(), ({ address, state, incarnation, ...member }) => ({
      ...{ member: address, state, incarnation, heardAt: member.heardAt },
      limit: this.limitOf(member.intervals),
    }));
  }

  private beat(): void {
    this.host.setTimer(this.options.periodTicks, PERIOD);
    const { incarnation } = this;
    const beat: BeatMessage = { kind: 'beat', incarnation, sequence: ++this.sequence };
    this.sendToView(beat);
    this.tellOneRemoved(beat);
  }

  /**
   * One that was removed is told that this node is there. Where two have removed each other, as after a
   * partition, nothing else would pass between them.
   */
  private tellOneRemoved(beat: BeatMessage): void {
    const all = [...this.others.values()];
    const removed = all.filter(({ state }) => state === 'removed');
    if (removed.length === 0) return;
    this.sendTo(removed[this.host.random.below(removed.length)]!.address, beat);
  }

  private onBeat(from: Address, incarnation: number, sequence: number): void {
    const member = this.others.get(from);
    if (member === undefined || incarnation > member.incarnation) {
      this.hearOf(from, incarnation);
      this.others.get(from)!.sequence = sequence;
      return;
    }
    if (incarnation < member.incarnation || sequence <= member.sequence) return;
    member.sequence = sequence;
    if (member.state === 'removed') this.notifyOfRemoval(from, incarnation);
    else this.hear(member);
  }

  /** An interval that ends a suspicion says nothing of the usual ones, as in Akka. */
  private hear(member: Member): void {
    const now = this.host.monotonicNow();
    if (member.state === 'suspected') this.tellAliveAgain(member);
    else member.intervals.add(now - member.heardAt);
    member.heardAt = now;
  }

  /** Its silence was too long for what was known when this was set: is it still? */
  private lookAt(member: Member): void {
    const now = this.host.monotonicNow();
    const limit = this.limitOf(member.intervals);
    if (member.state === 'alive' && now - member.heardAt >= limit) this.suspect(member);
    const isSuspected = member.state === 'suspected';
    const due = isSuspected
      ? member.suspectedAt + this.options.removeTicks
      : member.heardAt + limit;
    if (isSuspected && due <= now) this.remove(member);
    else member.look = this.host.setTimer(due - now, SILENCE, member.address);
  }

  /** A member that is new, or alive under an incarnation that is news. */
  private hearOf(address: Address, incarnation: number): void {
    const known = this.others.get(address);
    const isReturn = known !== undefined && known.state !== 'removed';
    if (known?.state === 'suspected') this.tellAliveAgain(known);
    if (known?.look !== undefined) this.host.cancel(known.look);
    const { periodTicks, window } = this.options;
    const intervals = new Intervals(periodTicks, window);
    const heardAt = this.host.monotonicNow();
    const look = this.host.setTimer(this.limitOf(intervals), SILENCE, address);
    this.others.set(address, {
      ...{ address, incarnation, sequence: 0, state: 'alive' },
      ...{ heardAt, suspectedAt: heardAt, intervals, look },
    });
    const kind = isReturn ? 'returned' : 'joined';
    if (!isReturn) this.inView++;
    this.record({ kind, member: address, incarnation });
    this.listener[kind](address, incarnation);
  }

  private tellAliveAgain(member: Member): void {
    member.state = 'alive';
    this.record({ kind: 'aliveAgain', member: member.address });
    this.listener.aliveAgain(member.address);
  }

  private suspect(member: Member): void {
    member.state = 'suspected';
    member.suspectedAt = this.host.monotonicNow();
    this.record({ kind: 'suspected', member: member.address });
    this.listener.suspected(member.address);
  }

  private remove(member: Member): void {
    this.takeOut(member);
    this.record({ kind: 'removed', member: member.address, incarnation: member.incarnation });
    this.listener.removed(member.address);
  }

  /** A member goes: what it said before never brings it back. */
  private sayGoodbye(address: Address, incarnation: number): void {
    const member = this.others.get(address);
    if (member === undefined || member.state === 'removed') return;
    if (member.incarnation > incarnation) return;
    member.incarnation = incarnation;
    this.takeOut(member);
    this.record({ kind: 'left', member: address, incarnation });
    this.listener.left(address);
  }

  private takeOut(member: Member): void {
    if (member.look !== undefined) this.host.cancel(member.look);
    member.look = undefined;
    member.state = 'removed';
    this.inView--;
  }

  /** An incarnation of this node is over elsewhere: if it is the present one, the next starts. */
  private outlive(incarnation: number): boolean {
    if (incarnation < this.incarnation || incarnation === INCARNATION_MAX) return false;
    this.incarnation = incarnation + 1;
    return true;
  }

  /**
   * Asks every introducer that is not in the view, now and for ever, and one member for its view:
   * what was lost of an earlier answer comes with another.
   */
  private contactIntroducers(): void {
    this.contact.askMissing(this, (introducer) => {
      this.askToJoin(introducer);
    });
    const members = [...this.members()].slice(1);
    if (members.length > 0) this.askToJoin(members[this.host.random.below(members.length)]!);
    this.contact.awaitNext();
  }

  private askToJoin(member: Address): void {
    const { incarnation, sequence: heartbeat } = this;
    this.sendTo(member, { kind: 'joinRequest', incarnation, heartbeat });
  }

  private answer(from: Address, incarnation: number): void {
    const known = this.others.get(from);
    if (known === undefined || incarnation > known.incarnation) this.hearOf(from, incarnation);
    else if (known.state === 'removed') this.notifyOfRemoval(from, known.incarnation);
    this.forEachPart((rows) => {
      this.sendTo(from, { kind: 'joinReply', rows });
    });
  }

  private notifyOfRemoval(member: Address, incarnation: number): void {
    this.sendTo(member, { kind: 'removalNotice', incarnation });
  }

  private merge({ words, start, end }: Rows): void {
    for (let i = start; i < end; i += ROW_WORDS) {
      const address = words[i]!;
      const incarnation = words[i + 1]!;
      const known = this.others.get(address);
      if (address === this.host.self) this.outliveIfNewer(incarnation);
      else if (known === undefined || incarnation > known.incarnation) {
        this.hearOf(address, incarnation);
      }
    }
  }

  private outliveIfNewer(incarnation: number): void {
    if (incarnation > this.incarnation) this.outlive(incarnation);
  }

  /** Cuts the view into as few messages as hold it. */
  private forEachPart(use: (rows: Rows) => void): void {
    const capacity = rowsThatFit(this.host.maxMessageBytes);
    const members = [...this.members()];
    for (let first = 0; first < members.length; first += capacity) {
      const part = members.slice(first, first + capacity);
      this.writer.begin(part.length);
      for (const member of part) {
        const other = this.others.get(member);
        this.writer.add(member, other?.incarnation ?? this.incarnation, other?.sequence ?? 0);
      }
      use(this.writer.finish());
    }
  }

  private sendToView(message: BeatMessage | HeartbeatMessage): void {
    for (const { address, state } of this.others.values()) {
      if (state !== 'removed') this.sendTo(address, message);
    }
  }

  private sendTo(to: Address, message: BeatMessage | HeartbeatMessage): void {
    this.host.send(to, message);
  }

  private record(event: MembershipEvent): void {
    this.host.record(event);
  }
}
