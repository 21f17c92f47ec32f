/**
 * Why a member was suspected or removed: for so many of its own rounds the observer had no news of
 * it. News is a higher heartbeat, of the member itself or by way of any other node, so whatever was
 * sent to the observer could have brought it, and what arrived did not.
 */

import { asHeartbeat } from '../protocol/membership/protocols';
import {
  eventOf,
  type MemberEvent,
  type SimulationEvent,
  type SuspicionEvent,
  typeOf,
} from '../library/event';
import { parseAddress } from '../protocol/address';
import type { EventView } from '../simulation/events';
import type { Awaited, Lookout, Mark, Scene } from './explained';
import { blameOf, fatesInWords, marksOf } from './fates';
import { type FollowedMessage, FollowedMessages } from './messages';
import { lastOfLife, stateInWords } from './node-state';
import { inWords } from './words';

/** Messages that can bring a heartbeat. */
const CARRIERS = ['gossip', 'joinReply', 'joinRequest'];
/** What an observer notices of a member, with its sign in a diagram; its last word in the matter. */
const NOTICES: Readonly<Record<string, string>> = {
  ...{ suspected: '?', aliveAgain: '+', joined: '+', returned: '+' },
};
const NOTICES_KEPT = 3;

/** What was sent to an observer of a member, and by the member, from a tick on. */
export class News {
  /** The latest that the observer noticed of the member, the last of it last. */
  readonly noticed: SimulationEvent[] = [];
  private readonly messages = new FollowedMessages();
  private readonly observerAddress: number;
  private readonly memberAddress: number;

  constructor(
    readonly observer: string,
    readonly member: string,
    readonly since: number,
  ) {
    this.observerAddress = parseAddress(observer)!;
    this.memberAddress = parseAddress(member)!;
  }

  on(event: EventView, sendOrder: () => number): void {
    const { kind, time, node, a } = event;
    if (time < this.since) return;
    if (kind === 'sent') {
      const isOfThem = a === this.observerAddress || node === this.memberAddress;
      if (isOfThem && CARRIERS.includes(typeOf(event.c))) {
        this.messages.follow(event, sendOrder());
      }
    } else if (kind === 'delivered' || kind === 'lost' || kind === 'dropped') {
      this.messages.decide(event);
    } else if (node === this.observerAddress && kind in NOTICES) this.onNotice(event);
  }

  /** What became of it all. */
  told(scene: Scene): Omit<Awaited, 'why'> {
    const { since, observer, member } = this;
    const all = [...this.messages.all.values()];
    const toObserver = all.filter(({ to }) => to === observer);
    const ofMember = all.filter(({ from }) => from === member);
    const direct = toObserver.filter(({ from }) => from === member);
    const span = `since tick ${since}`;
    const said = (some: readonly FollowedMessage[], what: string) =>
      sentence(some.length, what, fatesInWords(some, scene));
    const { failTicks, removeTicks } = asHeartbeat(scene.scenario.cluster.membership)!;
    const noticed = this.noticed.map((event) => `${inWords(event, scene.plan)}.`);
    const lines = [
      stateInWords(member, scene, since),
      stateInWords(observer, scene, since),
      `${said(toObserver, `sent to ${observer} ${span}`)}${newsless(toObserver, member)}.`,
      `${said(ofMember, `sent by ${member} ${span}`)}.`,
      `${said(direct, `sent by ${member} to ${observer} itself`)}.`,
      ...noticed,
      `A member is suspected ${failTicks} ticks after the last news of it, and removed after ${removeTicks}.`,
      ...(this.messages.leftOut > 0
        ? [`${this.messages.leftOut} more messages are not counted.`]
        : []),
    ];
    return {
      parts: [{ title: 'What was awaited:', lines }],
      marks: [
        ...marksOfNotices(this.noticed),
        ...marksOfNews(all, direct, scene),
        ...[member, observer].flatMap((node) => lastOfLife(node, scene)),
      ],
      nodes: [observer, member, ...sendersOf(toObserver)],
    };
  }

  private onNotice(event: EventView): void {
    const { member } = event.data as { readonly member: number };
    if (member !== this.memberAddress) return;
    this.noticed.push(eventOf(event));
    if (this.noticed.length > NOTICES_KEPT) this.noticed.shift();
  }
}

export class AwaitedNews implements Lookout {
  private readonly news: News;

  /** @param since the round of the observer from which on nothing had come */
  constructor(
    private readonly event: SuspicionEvent | MemberEvent,
    since: number,
  ) {
    this.news = new News(event.node, event.member, since);
  }

  on(event: EventView, sendOrder: () => number): void {
    if (event.id !== this.event.id) this.news.on(event, sendOrder);
  }

  awaited(scene: Scene): Awaited {
    const { since } = this.news;
    const why = `because it had heard nothing new of ${this.event.member} since tick ${since}`;
    return { why, ...this.news.told(scene) };
  }
}

/** What arrived without news is routine; what the member itself could not say to the observer decided. */
function marksOfNews(
  all: readonly FollowedMessage[],
  direct: readonly FollowedMessage[],
  scene: Scene,
): Mark[] {
  const others = all.filter((message) => !direct.includes(message));
  return [
    ...marksOf(others, { arrived: 1, failed: 2 }),
    ...marksOf(direct, { arrived: 2, failed: 3 }),
    ...blameOf(direct, scene).filter(({ text }) => text === 'CUT'),
  ];
}

function marksOfNotices(noticed: readonly SimulationEvent[]): Mark[] {
  return noticed.flatMap((event) => {
    if (!('member' in event)) return [];
    const text = `${NOTICES[event.kind] ?? ''}${event.member.slice(1)}`;
    return [{ time: event.time, node: event.node, text, weight: 3 }];
  });
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
