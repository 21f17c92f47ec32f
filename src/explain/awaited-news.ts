/**
 * Why a member was suspected or removed: for too long the observer had no news of it. Where news comes
 * by way of any other node, as in gossip, whatever was sent to the observer could have brought it, and
 * what arrived did not.
 */

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
import type { NewsWords } from './news-words';
import { lastOfLife, stateInWords } from './node-state';
import { inWords } from './words';

/** What an observer notices of a member, with its sign in a diagram; its last word in the matter. */
const NOTICES: Readonly<Record<string, string>> = {
  ...{ suspected: '?', aliveAgain: '+', joined: '+', returned: '+' },
};
/** These begin a silence where news is first-hand. */
const ENTRANCES = ['joined', 'returned'];
const NOTICES_KEPT = 3;

/** What was sent to an observer of a member, and by the member, from a tick on. */
export class News {
  /** The latest that the observer noticed of the member, the last of it last. */
  readonly noticed: SimulationEvent[] = [];
  /** The tick from which on there was none. */
  since: number;
  private messages = new FollowedMessages();
  private readonly observerAddress: number;
  private readonly memberAddress: number;

  /** @param from the tick from which on nothing had come; where news is first-hand, at the least */
  constructor(
    readonly observer: string,
    readonly member: string,
    from: number,
    private readonly words: NewsWords,
  ) {
    this.since = from;
    this.observerAddress = parseAddress(observer)!;
    this.memberAddress = parseAddress(member)!;
  }

  on(event: EventView, sendOrder: () => number): void {
    const { kind, time, node } = event;
    if (time < this.since) return;
    if (kind === 'sent') {
      if (this.isCarrier(event)) this.messages.follow(event, sendOrder());
    } else if (kind === 'delivered' || kind === 'lost' || kind === 'dropped') {
      const message = this.messages.decide(event);
      if (this.words.isFirstHand && message?.fate === 'arrived') this.beginAt(time);
    } else if (node === this.observerAddress && kind in NOTICES) this.onNotice(event);
  }

  /** What became of it all. */
  told(scene: Scene): Omit<Awaited, 'why'> {
    const { since, observer, member } = this;
    const all = [...this.messages.all.values()];
    const toObserver = all.filter(({ to }) => to === observer);
    const ofMember = all.filter(({ from }) => from === member);
    const toMember = all.filter(({ to }) => to === member);
    const direct = toObserver.filter(({ from }) => from === member);
    const span = `since tick ${since}`;
    const said = (some: readonly FollowedMessage[], what: string) =>
      sentence(some.length, what, fatesInWords(some, scene));
    const { isFirstHand, isRefuted, limits } = this.words;
    const noticed = this.noticed.map((event) => `${inWords(event, scene.plan)}.`);
    const lines = [
      stateInWords(member, scene, since),
      stateInWords(observer, scene, since),
      ...(isRefuted ? [`${said(toMember, `sent to ${member} ${span}`)}.`] : []),
      ...(isFirstHand
        ? []
        : [
            `${said(toObserver, `sent to ${observer} ${span}`)}${this.newsless(toObserver)}.`,
            `${said(ofMember, `sent by ${member} ${span}`)}.`,
          ]),
      `${said(direct, `sent by ${member} to ${observer} itself${isFirstHand ? ` ${span}` : ''}`)}.`,
      ...noticed,
      ...(limits === '' ? [] : [limits]),
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

  private isCarrier(event: EventView): boolean {
    const { a, node } = event;
    const { observerAddress, memberAddress } = this;
    const { carriers, isFirstHand, isRefuted } = this.words;
    if (!carriers.includes(typeOf(event))) return false;
    if (isFirstHand) return a === observerAddress && node === memberAddress;
    return a === observerAddress || node === memberAddress || (isRefuted && a === memberAddress);
  }

  /** There was news: what was sent before is of no interest. */
  private beginAt(time: number): void {
    this.since = time;
    this.messages = new FollowedMessages();
  }

  private newsless(messages: readonly FollowedMessage[]): string {
    if (!messages.some(({ fate }) => fate === 'arrived')) return '';
    return this.words.isRefuted ? ', and none refuted it' : `, without news of ${this.member}`;
  }

  private onNotice(event: EventView): void {
    const { member } = event.data as { readonly member: number };
    if (member !== this.memberAddress) return;
    if (this.words.isFirstHand && ENTRANCES.includes(event.kind)) this.beginAt(event.time);
    this.noticed.push(eventOf(event));
    if (this.noticed.length > NOTICES_KEPT) this.noticed.shift();
  }
}

export class AwaitedNews implements Lookout {
  private readonly news: News;

  /** @param since as that of News */
  constructor(
    private readonly event: SuspicionEvent | MemberEvent,
    since: number,
    words: NewsWords,
  ) {
    this.news = new News(event.node, event.member, since, words);
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

/** Those who sent the most, first. */
function sendersOf(messages: readonly FollowedMessage[]): string[] {
  const counts = new Map<string, number>();
  for (const { from } of messages) counts.set(from, (counts.get(from) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([from]) => from);
}
