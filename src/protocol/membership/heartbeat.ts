/**
 * Membership by gossiped heartbeats (van Renesse, Minsky and Hayden, 1998; the course's MP1).
 *
 * Each period a node raises its own heartbeat and sends its table to a few random members, who
 * keep the larger heartbeat of each row. A member whose heartbeat has not risen for the failure
 * time is suspected: it is no longer gossiped about, so that only news travels, and one suspect a
 * period is told that this node is there, which heals partitions. After the removal time it is
 * removed, but its row stays: gossip as old as the removal never brings it back. A node
 * that hears it was removed returns under a newer incarnation.
 */

import type { Address } from '../address';
import type { Host, TimerKind } from '../host';
import type { Message } from '../message';
import { CONTACT, Contact } from './contact';
import { fanOutFor } from './fan-out';
import {
  bytesForRows,
  type HeartbeatMessage,
  ROW_WORDS,
  type Rows,
  rowsThatFit,
  RowWriter,
} from './heartbeat-messages';
import { firstOfBoot, INCARNATION_MAX } from './incarnations';
import { ALIVE, MemberTable, OWN_ROW, REMOVED, SUSPECTED } from './member-table';
import type { Membership, MembershipListener, MemberState, View } from './membership';
import type { MembershipEvent } from './membership-events';

/** The parameters of gossiped heartbeats. */
export interface HeartbeatOptions {
  /** Contact addresses; a node that is one of them starts a group by itself. */
  readonly introducers: readonly Address[];
  /** Ticks between two rounds of gossip, 1 or more. */
  readonly periodTicks: number;
  /** Ticks without news until a member is suspected: TFAIL. */
  readonly failTicks: number;
  /** Ticks without news until a member is removed: TREMOVE. */
  readonly removeTicks: number;
  /** Ticks between two requests to join while none was answered. */
  readonly joinRetryTicks: number;
  /** To whom a round of gossip goes: as few random members as are safe (`fan-out.ts`), or all. */
  readonly fanOut: 'auto' | 'all';
  /**
   * What a restarted node's incarnation is by: the count of its boots, which it kept, or its wall clock;
   * or it begins at 0 again, and learns from whoever removed it, or does not.
   */
  readonly incarnations: 'kept' | 'clock' | 'learned' | 'forgotten';
}

const PERIOD: TimerKind = { name: 'period', layer: 'membership' };
/** Each message about a member holds the sender's row too. */
export const LEAST_MESSAGE_BYTES = bytesForRows(2);

export class Heartbeat implements Membership, View {
  private readonly table = new MemberTable();
  private readonly contact: Contact;
  private inView = 1;
  /** Rows of the other members that are alive, as of the last look: the first `peerCount`. */
  private peers = new Int32Array(0);
  private peerCount = 0;
  /** The same rows, shuffled as they are drawn. */
  private targets = new Int32Array(0);
  /** Rows of the members that are suspected, as of the last look. */
  private suspects: number[] = [];
  private readonly writer = new RowWriter();
  /** The fan-out for a view of `fanOutOfSize`. */
  private fanOutNow = 0;
  private fanOutOfSize = 0;
  /** Silences, in periods. */
  private readonly failPeriods: number;
  private readonly removePeriods: number;

  constructor(
    private readonly host: Host,
    private readonly options: HeartbeatOptions,
    private readonly listener: MembershipListener,
  ) {
    if (host.maxMessageBytes < LEAST_MESSAGE_BYTES) {
      throw new RangeError(`a message of ${host.maxMessageBytes} bytes does not hold two rows`);
    }
    const row = this.table.add(host.self);
    this.table.incarnation[row] = this.firstIncarnation(firstOfBoot(host.boot));
    this.table.setState(row, ALIVE);
    this.failPeriods = options.failTicks / options.periodTicks;
    this.removePeriods = options.removeTicks / options.periodTicks;
    this.contact = new Contact(host, options);
  }

  get view(): View {
    return this;
  }

  get size(): number {
    return this.inView;
  }

  stateOf(member: Address): MemberState | undefined {
    const row = this.table.find(member);
    if (row < 0) return undefined;
    const state = this.table.stateOf(row);
    return state === ALIVE ? 'alive' : state === SUSPECTED ? 'suspected' : 'removed';
  }

  *members(): Iterable<Address> {
    for (let row = 0; row < this.table.size; row++) {
      if (this.table.stateOf(row) !== REMOVED) yield this.table.address[row]!;
    }
  }

  start(): void {
    this.contact.begin();
    const incarnation = this.table.incarnation[OWN_ROW]!;
    this.record({ kind: 'joined', member: this.host.self, incarnation });
    this.listener.joined(this.host.self, incarnation);
    this.contactIntroducers();
    this.host.setTimer(this.options.periodTicks, PERIOD);
  }

  leave(): void {
    const incarnation = this.table.incarnation[OWN_ROW]!;
    for (const member of this.members()) {
      if (member !== this.host.self) this.sendTo(member, { kind: 'leaving', incarnation });
    }
  }

  onMessage(from: Address, received: Message): boolean {
    const message = received as HeartbeatMessage;
    switch (message.kind) {
      case 'gossip':
        this.merge(message.rows);
        return true;
      case 'joinReply':
        this.contact.inGroup = true;
        this.merge(message.rows);
        return true;
      case 'joinRequest':
        this.answer(from, message.incarnation, message.heartbeat);
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

  onTimer(kind: TimerKind): void {
    if (kind === CONTACT) this.contactIntroducers();
    else this.period();
  }

  inspect(): unknown {
    const { table } = this;
    return Array.from({ length: table.size }, (_, row) => ({
      member: table.address[row],
      state: this.stateOf(table.address[row]!),
      incarnation: table.incarnation[row],
      heartbeat: table.heartbeat[row],
      heardAt: table.heardAt[row],
    }));
  }

  private period(): void {
    this.host.setTimer(this.options.periodTicks, PERIOD);
    this.lookAtMembers();
    this.table.heartbeat[OWN_ROW]!++;
    if (this.peerCount > 0) this.gossip();
    if (this.suspects.length > 0) this.tellASuspect();
  }

  /** Suspects and removes those not heard of for too long, and lists the others. */
  private lookAtMembers(): void {
    const { table, failPeriods, removePeriods } = this;
    const { heartbeat, heardAt, size } = table;
    const now = heartbeat[OWN_ROW]!;
    if (this.peers.length < size) {
      this.peers = new Int32Array(2 * size);
      this.targets = new Int32Array(2 * size);
    }
    this.peerCount = 0;
    this.suspects = [];
    for (let row = 1; row < size; row++) {
      if (table.stateOf(row) === REMOVED) continue;
      const silence = now - heardAt[row]!;
      if (silence >= removePeriods) this.remove(row);
      else if (silence < failPeriods) this.peers[this.peerCount++] = row;
      else {
        this.suspects.push(row);
        if (table.stateOf(row) === ALIVE) this.suspect(row);
      }
    }
  }

  /** Sends each part of the table to `fanOut` random members, each part to others. */
  private gossip(): void {
    const fanOut = this.fanOut();
    const { targets, peerCount } = this;
    targets.set(this.peers);
    this.forEachPart((rows) => {
      const message: HeartbeatMessage = { kind: 'gossip', rows };
      for (let sent = 0; sent < fanOut && sent < peerCount; sent++) {
        const pick = sent + this.host.random.below(peerCount - sent);
        const target = targets[pick]!;
        targets[pick] = targets[sent]!;
        targets[sent] = target;
        this.host.send(this.table.address[target]!, message);
      }
    });
  }

  /**
   * Sends one suspect this node's own row. Where two suspect each other, as after a partition, no
   * other news would pass between them until both are removed.
   */
  private tellASuspect(): void {
    const row = this.suspects[this.host.random.below(this.suspects.length)]!;
    this.sendTo(this.table.address[row]!, { kind: 'gossip', rows: this.rowsOf(0, 0) });
  }

  private fanOut(): number {
    if (this.options.fanOut === 'all') return this.inView;
    if (this.fanOutOfSize !== this.inView) {
      this.fanOutOfSize = this.inView;
      this.fanOutNow = fanOutFor(this.inView, this.failPeriods, this.removePeriods);
    }
    return this.fanOutNow;
  }

  /** Cuts the table into as few messages of equal size as hold it, this node's own row in each. */
  private forEachPart(use: (rows: Rows) => void): void {
    const capacity = rowsThatFit(this.host.maxMessageBytes) - 1;
    const count = Math.max(1, Math.ceil(this.peerCount / capacity));
    const length = Math.ceil(this.peerCount / count);
    for (let part = 0; part < count; part++) use(this.rowsOf(part * length, length));
  }

  private rowsOf(first: number, length: number): Rows {
    const { writer } = this;
    const { address, incarnation, heartbeat } = this.table;
    const end = Math.min(first + length, this.peerCount);
    writer.begin(1 + end - first);
    writer.add(this.host.self, incarnation[OWN_ROW]!, heartbeat[OWN_ROW]!);
    for (let peer = first; peer < end; peer++) {
      const row = this.peers[peer]!;
      writer.add(address[row]!, incarnation[row]!, heartbeat[row]!);
    }
    return writer.finish();
  }

  /** Takes over whatever is newer than what this node knows. */
  private merge({ words, start, end }: Rows): void {
    for (let i = start; i < end; i += ROW_WORDS) {
      i = this.mergeHeartbeats(words, i, end);
      if (i < end) this.mergeChange(words[i]!, words[i + 1]!, words[i + 2]!);
    }
  }

  /** Merges rows up to the first that is not of a live member's known incarnation. */
  private mergeHeartbeats(words: Int32Array, start: number, end: number): number {
    const { table } = this;
    const { address, aliveAs, heartbeat, heardAt } = table;
    const now = heartbeat[OWN_ROW]!;
    let row = OWN_ROW;
    for (let i = start; i < end; i += ROW_WORDS) {
      row++; // Senders list their members in much the same order.
      if (address[row] !== words[i]) row = table.find(words[i]!);
      if (row < 0 || aliveAs[row] !== words[i + 1]) return i;
      const known = heartbeat[row]!;
      const told = words[i + 2]!;
      // All ones where the heartbeat is news, else 0: every other row is, so a branch would be
      // foretold wrongly half the time, and this is where a large cluster spends its time.
      const news = (known - told) >> 31;
      heartbeat[row] = known ^ ((known ^ told) & news);
      heardAt[row]! ^= (heardAt[row]! ^ now) & news;
    }
    return end;
  }

  /** A row about a newcomer, a suspect, one that was removed, another incarnation, or this node. */
  private mergeChange(member: Address, incarnation: number, heartbeat: number): void {
    const { table } = this;
    const row = table.find(member);
    if (row < 0) {
      this.admit(table.add(member), incarnation, heartbeat);
      return;
    }
    const known = table.incarnation[row]!;
    const isNews = incarnation === known && heartbeat > table.heartbeat[row]!;
    if (row === OWN_ROW) {
      if (incarnation > known) this.outlive(incarnation);
    } else if (isNews) this.hearAgain(row, heartbeat);
    else if (incarnation > known) {
      if (table.stateOf(row) === REMOVED) this.admit(row, incarnation, heartbeat);
      else this.acceptReturn(row, incarnation, heartbeat);
    }
  }

  private admit(row: number, incarnation: number, heartbeat: number): void {
    const { table } = this;
    const member = table.address[row]!;
    this.setHeard(row, incarnation, heartbeat);
    this.inView++;
    this.record({ kind: 'joined', member, incarnation });
    this.listener.joined(member, incarnation);
  }

  private acceptReturn(row: number, incarnation: number, heartbeat: number): void {
    const { table } = this;
    const member = table.address[row]!;
    const wasSuspected = table.stateOf(row) === SUSPECTED;
    this.setHeard(row, incarnation, heartbeat);
    if (wasSuspected) this.tellAliveAgain(member);
    this.record({ kind: 'returned', member, incarnation });
    this.listener.returned(member, incarnation);
  }

  private setHeard(row: number, incarnation: number, heartbeat: number): void {
    const { table } = this;
    table.incarnation[row] = incarnation;
    table.heartbeat[row] = heartbeat;
    table.heardAt[row] = table.heartbeat[OWN_ROW]!;
    table.setState(row, ALIVE);
  }

  /** A suspect is alive after all; one that was removed is told so, and returns by itself. */
  private hearAgain(row: number, heartbeat: number): void {
    const { table } = this;
    const member = table.address[row]!;
    const incarnation = table.incarnation[row]!;
    if (table.stateOf(row) === REMOVED) {
      table.heartbeat[row] = heartbeat;
      this.notifyOfRemoval(member, incarnation);
      return;
    }
    this.setHeard(row, incarnation, heartbeat);
    this.tellAliveAgain(member);
  }

  private tellAliveAgain(member: Address): void {
    this.record({ kind: 'aliveAgain', member });
    this.listener.aliveAgain(member);
  }

  private suspect(row: number): void {
    const member = this.table.address[row]!;
    this.table.setState(row, SUSPECTED);
    this.record({ kind: 'suspected', member });
    this.listener.suspected(member);
  }

  private remove(row: number): void {
    const member = this.table.address[row]!;
    this.table.setState(row, REMOVED);
    this.inView--;
    this.record({ kind: 'removed', member, incarnation: this.table.incarnation[row]! });
    this.listener.removed(member);
  }

  /** A member goes: gossip of that incarnation never brings it back, as of one that was removed. */
  private sayGoodbye(member: Address, incarnation: number): void {
    const { table } = this;
    const row = table.find(member);
    if (row <= OWN_ROW || table.incarnation[row]! > incarnation) return;
    if (table.stateOf(row) === REMOVED) return;
    table.incarnation[row] = incarnation;
    table.setState(row, REMOVED);
    this.inView--;
    this.record({ kind: 'left', member, incarnation });
    this.listener.left(member);
  }

  /** @param kept the first of this boot, where the count of boots was kept */
  private firstIncarnation(kept: number): number {
    const { host, options } = this;
    switch (options.incarnations) {
      case 'kept':
        return kept;
      case 'clock':
        return Math.max(0, host.wallNow());
      default:
        return 0;
    }
  }

  /** An incarnation of this node is over elsewhere: if it is the present one, the next starts. */
  private outlive(incarnation: number): boolean {
    const isPast = incarnation < this.table.incarnation[OWN_ROW]!;
    const isDeaf = this.options.incarnations === 'forgotten';
    if (isPast || isDeaf || incarnation === INCARNATION_MAX) return false;
    this.table.incarnation[OWN_ROW] = incarnation + 1;
    return true;
  }

  /** Asks every introducer that is not in the view, now and for ever. */
  private contactIntroducers(): void {
    this.contact.askMissing(this, (introducer) => {
      this.askToJoin(introducer);
    });
    this.contact.awaitNext();
  }

  private askToJoin(member: Address): void {
    const incarnation = this.table.incarnation[OWN_ROW]!;
    const heartbeat = this.table.heartbeat[OWN_ROW]!;
    this.sendTo(member, { kind: 'joinRequest', incarnation, heartbeat });
  }

  private answer(from: Address, incarnation: number, heartbeat: number): void {
    const row = this.table.find(from);
    if (row > OWN_ROW) this.tellOfRemoval(from, row, incarnation);
    this.mergeChange(from, incarnation, heartbeat);
    this.lookAtMembers();
    this.forEachPart((rows) => {
      this.sendTo(from, { kind: 'joinReply', rows });
    });
  }

  /** A member that was removed asks to join under an incarnation that is over. */
  private tellOfRemoval(member: Address, row: number, incarnation: number): void {
    const known = this.table.incarnation[row]!;
    const isOver = this.table.stateOf(row) === REMOVED && incarnation <= known;
    if (isOver) this.notifyOfRemoval(member, known);
  }

  private notifyOfRemoval(member: Address, incarnation: number): void {
    this.sendTo(member, { kind: 'removalNotice', incarnation });
  }

  private sendTo(to: Address, message: HeartbeatMessage): void {
    this.host.send(to, message);
  }

  private record(event: MembershipEvent): void {
    this.host.record(event);
  }
}
