/**
 * Why a member was suspected or removed: for so many of its own rounds the observer had no news of
 * it. News is a higher heartbeat, of the member itself or by way of any other node, so whatever was
 * sent to the observer could have brought it, and what arrived did not.
 */

import type { Run } from '../application/run';
import { parseAddress } from '../protocol/address';
import { type MemberEvent, type SuspicionEvent, typeOf } from '../library/event';
import type { EventView } from '../simulation/events';
import type { Circumstances, Lookout } from './circumstances';
import type { Awaited, Mark } from './explained';
import { fatesInWords, type FollowedMessage, FollowedMessages } from './messages';
import { stateInWords } from './node-state';

/** Messages that can bring a heartbeat. */
const CARRIERS = ['gossip', 'joinReply', 'joinRequest'];

export class AwaitedNews implements Lookout {
  private readonly messages = new FollowedMessages();
  private readonly observer: number;
  private readonly member: number;

  /** @param since the round of the observer from which on nothing had come */
  constructor(
    private readonly event: SuspicionEvent | MemberEvent,
    private readonly since: number,
  ) {
    this.observer = parseAddress(event.node)!;
    this.member = parseAddress(event.member)!;
  }

  on(event: EventView): void {
    const { kind, time, node, a } = event;
    if (time < this.since) return;
    if (kind === 'sent') {
      const isOfThem = a === this.observer || node === this.member;
      if (isOfThem && CARRIERS.includes(typeOf(event.c))) this.messages.follow(event);
    } else if (kind === 'delivered' || kind === 'lost' || kind === 'dropped') {
      this.messages.decide(event);
    }
  }

  awaited(circumstances: Circumstances, plan: Run['plan']): Awaited {
    const { since, event } = this;
    const { node: observer, member } = event;
    const all = [...this.messages.all.values()];
    const toObserver = all.filter(({ to }) => to === observer);
    const ofMember = all.filter(({ from }) => from === member);
    const direct = toObserver.filter(({ from }) => from === member);
    const span = `since tick ${since}`;
    const lines = [
      stateInWords(member, circumstances, plan, since),
      stateInWords(observer, circumstances, plan, since),
      `${sentence(toObserver.length, `sent to ${observer} ${span}`, fatesInWords(toObserver))}${newsless(toObserver, member)}.`,
      `${sentence(ofMember.length, `sent by ${member} ${span}`, fatesInWords(ofMember))}.`,
      `${sentence(direct.length, `sent by ${member} to ${observer} itself`, fatesInWords(direct))}.`,
      ...(this.messages.leftOut > 0
        ? [`${this.messages.leftOut} more messages are not counted.`]
        : []),
    ];
    return {
      because: `it had heard nothing new of ${member} since tick ${since}`,
      lines,
      marks: marksOf(all),
      nodes: [observer, member, ...sendersOf(toObserver)],
    };
  }
}

function sentence(count: number, what: string, fates: string): string {
  if (count === 0) return `No message was ${what}`;
  return `Of ${count} message${count === 1 ? '' : 's'} ${what}, ${fates}`;
}

function newsless(messages: readonly FollowedMessage[], member: string): string {
  const arrived = messages.some(({ fate }) => fate === 'arrived');
  return arrived ? `, without news of ${member}` : '';
}

/** Those who sent the most, first. */
function sendersOf(messages: readonly FollowedMessage[]): string[] {
  const counts = new Map<string, number>();
  for (const { from } of messages) counts.set(from, (counts.get(from) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([from]) => from);
}

/** At the sender what did not get through, at the receiver what did. */
export function marksOf(messages: readonly FollowedMessage[]): Mark[] {
  return messages.map(({ from, to, fate, sentAt, fateAt }) => {
    if (fate === 'arrived') return { time: fateAt, node: to, text: `<${bare(from)}`, weight: 1 };
    if (fate === 'under way') return { time: sentAt, node: from, text: `>${bare(to)}`, weight: 1 };
    const sign = fate === 'lost' ? 'x' : fate === 'cut' ? '/' : '!';
    return { time: sentAt, node: from, text: `${sign}${bare(to)}`, weight: 2 };
  });
}

function bare(node: string): string {
  return node.slice(1);
}
