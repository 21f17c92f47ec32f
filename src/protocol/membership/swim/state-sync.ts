/**
 * Exchanges of the whole state between two nodes (memberlist's push-pull): how a newcomer learns of
 * its group, and what closes the gaps that dissemination leaves. Pages go to and fro, one in each
 * direction at a time, each asked for by the node that began; what is not answered is sent again.
 */

import type { Address } from '../../address';
import type { Host, TimerId, TimerKind } from '../../host';
import { type Members, UNKNOWN } from './members';
import { type SwimMessage, updatesThatFit } from './swim-messages';
import type { SwimOptions } from './swim-options';
import { INCARNATION, MEMBER, STATE, UPDATE_WORDS, type Updates } from './updates';

/** Asks again, or gives up. */
export const SYNC_RETRY: TimerKind = { name: 'sync retry', layer: 'membership' };

type PushPull = Extract<SwimMessage, { kind: 'pushPull' }>;
type PushPullReply = Extract<SwimMessage, { kind: 'pushPullReply' }>;

/** An index that nobody has: where a table is at its end. */
const NO_MORE = 0xffffffff;
/** How often a page is asked for again once there were answers. */
const RETRIES = 3;
/** Up to so many members the exchanges are as frequent as the parameter says. */
const UNSCALED_MEMBERS = 32;

/** How much rarer exchanges are in a larger view: one more with each doubling above 32 table. */
export function pushPullScale(members: number): number {
  let scale = 1;
  for (let size = UNSCALED_MEMBERS; size < members; size *= 2) scale++;
  return scale;
}

/** One exchange, as the node that began it sees it. */
interface Session {
  readonly partner: Address;
  readonly number: number;
  /** Where this node's next page begins, and the one that it wants. */
  own: number;
  wanted: number;
  retries: number;
  timer: TimerId;
}

/** Whose state it is. */
export interface SyncedNode {
  readonly table: Members;
  merge(from: Address, page: Updates, isNewcomer: boolean): void;
  /** An exchange that this node began is complete. */
  onSynced(): void;
}

export class StateSync {
  private session: Session | undefined;
  private sessions = 0;
  private readonly pageSize: number;

  constructor(
    private readonly host: Host,
    private readonly options: SwimOptions,
    private readonly node: SyncedNode,
  ) {
    this.pageSize = updatesThatFit(host.maxMessageBytes);
  }

  /** Begins an exchange, unless one is under way. */
  begin(partner: Address): void {
    if (this.session !== undefined) return;
    const number = ++this.sessions;
    this.session = { partner, number, own: 0, wanted: 0, retries: 0, timer: 0 };
    this.ask(this.session);
  }

  /** @param isNewcomer whether this node belongs to no group yet */
  onRequest(from: Address, { session, wanted, updates }: PushPull, isNewcomer: boolean): void {
    this.node.merge(from, updates, isNewcomer);
    const after = this.after(wanted);
    const next = after === NO_MORE ? 0 : after;
    const page = this.pageAt(wanted);
    this.send(from, { kind: 'pushPullReply', session, wanted, next, updates: page });
  }

  /** @param isNewcomer whether this node belongs to no group yet */
  onReply(from: Address, reply: PushPullReply, isNewcomer: boolean): void {
    const { session } = this;
    if (session?.partner !== from || session.number !== reply.session) return;
    if (session.wanted !== reply.wanted) return;
    this.node.merge(from, reply.updates, isNewcomer);
    this.host.cancel(session.timer);
    session.own = this.after(session.own);
    session.wanted = reply.next === 0 ? NO_MORE : reply.next;
    session.retries = RETRIES;
    if (session.own === NO_MORE && session.wanted === NO_MORE) {
      this.session = undefined;
      this.node.onSynced();
    } else this.ask(session);
  }

  onRetryTimer(): void {
    const session = this.session!;
    if (session.retries === 0) this.session = undefined;
    else {
      session.retries--;
      this.ask(session);
    }
  }

  private ask(session: Session): void {
    const { partner, number, own, wanted } = session;
    session.timer = this.host.setTimer(this.options.joinRetryTicks, SYNC_RETRY);
    const updates = this.pageAt(own);
    this.send(partner, { kind: 'pushPull', session: number, wanted, updates });
  }

  private pageAt(first: number): Updates {
    const { table } = this.node;
    const most = Math.max(0, Math.min(this.pageSize, table.size - first));
    const words = new Int32Array(most * UPDATE_WORDS);
    let end = 0;
    for (let index = first; index < table.size && end < words.length; index++) {
      const state = table.stateAt(index);
      if (state === UNKNOWN) continue;
      words[end + STATE] = state;
      words[end + MEMBER] = table.addressAt(index);
      words[end + INCARNATION] = table.incarnationAt(index);
      end += UPDATE_WORDS;
    }
    return { words, start: 0, end };
  }

  /** Where the page after the one at `first` begins. */
  private after(first: number): number {
    const { table } = this.node;
    let index = first;
    for (let taken = 0; index < table.size && taken < this.pageSize; index++) {
      if (table.stateAt(index) !== UNKNOWN) taken++;
    }
    return index < table.size ? index : NO_MORE;
  }

  private send(to: Address, message: SwimMessage): void {
    this.host.send(to, message);
  }
}
