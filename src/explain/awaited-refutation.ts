/**
 * Why a member was suspected or removed where members are probed: which pings and acks got lost, who
 * came to suspect it by that, who told the observer, and what became of all that could have refuted it.
 */

import type { MemberEvent, SuspicionEvent } from '../library/event';
import { type NodeName, parseAddress } from '../protocol/address';
import type { EventView } from '../simulation/events';
import { News } from './awaited-news';
import type { Awaited, Lookout, Mark, Part, Scene } from './explained';
import { marksOf } from './fates';
import type { NewsWords } from './news-words';
import { type Accusation, Suspicions } from './suspicions';
import { inWords } from './words';

export class AwaitedRefutation implements Lookout {
  private readonly suspicions: Suspicions;
  /** Since the observer suspects the member; undefined while it does not. */
  private news: News | undefined;
  /** Who told the observer what it did. */
  private teller: NodeName | undefined;

  constructor(
    private readonly event: SuspicionEvent | MemberEvent,
    private readonly words: NewsWords,
  ) {
    const { node, member } = event;
    this.suspicions = new Suspicions(parseAddress(node)!, parseAddress(member)!);
  }

  on(event: EventView, sendOrder: () => number): void {
    const { suspicions } = this;
    const isIt = event.id === this.event.id;
    if (isIt) this.teller = suspicions.teller;
    if (isIt && this.event.kind === 'removed') return;
    const before = suspicions.own;
    suspicions.on(event, sendOrder);
    const { own } = suspicions;
    if (own === before) this.news?.on(event, sendOrder);
    else {
      const { node, member } = this.event;
      this.news = own && new News(node, member, own.event.time, this.words);
    }
  }

  awaited(scene: Scene): Awaited {
    return this.event.kind === 'removed' ? this.ofRemoval(scene) : this.ofSuspicion(scene);
  }

  private ofSuspicion(scene: Scene): Awaited {
    const { teller, suspicions } = this;
    const { member } = this.event;
    const own = teller === undefined;
    return {
      why: own ? `because ${member} did not answer its probe` : `because ${teller} told it so`,
      parts: partsOf(own ? suspicions.own : suspicions.first, own, member, scene),
      ...drawn(own ? suspicions.own : suspicions.first),
    };
  }

  private ofRemoval(scene: Scene): Awaited {
    const { suspicions, event, news, teller } = this;
    const { own, first } = suspicions;
    const accusation = own?.probe === undefined ? first : own;
    const told = news?.told(scene) ?? { parts: [], marks: [], nodes: [] };
    const drawing = drawn(accusation);
    const lines = [
      ...this.suspicionInWords(own, scene),
      ...(teller === undefined ? [] : this.removalInWords(scene)),
      ...this.refutationsInWords(own, scene),
      ...told.parts.flatMap((part) => part.lines),
    ];
    const ticks = event.time - (own?.event.time ?? event.time);
    const inTime = `because it heard no refutation in the ${ticks} ticks for which it suspected it`;
    return {
      why: teller === undefined ? inTime : `because ${teller} told it so`,
      parts: [
        { title: 'What was awaited:', lines },
        ...partsOf(accusation, accusation === own, event.member, scene),
      ],
      marks: [...drawing.marks, ...told.marks.filter(({ weight }) => weight > 1)],
      nodes: [...drawing.nodes, ...told.nodes],
    };
  }

  private suspicionInWords(own: Accusation | undefined, { plan }: Scene): string[] {
    if (own === undefined) return [`${this.event.node} had not suspected it before.`];
    const how =
      own.teller === undefined ? 'after a probe of its own' : `because ${own.teller} told it so`;
    return [`${inWords(own.event, plan)}, ${how}.`];
  }

  private removalInWords({ plan }: Scene): string[] {
    const { firstRemoval } = this.suspicions;
    if (firstRemoval === undefined) return [];
    return [`${inWords(firstRemoval, plan)}, the first whose wait was over.`];
  }

  private refutationsInWords(own: Accusation | undefined, { plan }: Scene): string[] {
    const { refutations } = this.suspicions;
    if (refutations.length > 0) {
      return refutations.map((event) => `${inWords(event, plan)}: it had refuted it.`);
    }
    return own === undefined ? [] : [`Nobody heard of ${this.event.member} again since then.`];
  }
}

/** How somebody came to suspect a member by a probe. */
export function partsOf(
  accusation: Accusation | undefined,
  isOwn: boolean,
  member: string,
  scene: Scene,
): Part[] {
  if (accusation?.probe === undefined) return [];
  const { event, probe } = accusation;
  const found = isOwn
    ? []
    : [`${inWords(event, scene.plan)}, after a probe of its own, the first who still does.`];
  const title = isOwn ? 'The probe:' : 'Who had found out by itself:';
  return [{ title, lines: [...found, ...probe.lines(member, scene)] }];
}

/** The probe in a diagram, and whose it was. */
function drawn(accusation: Accusation | undefined): Pick<Awaited, 'marks' | 'nodes'> {
  if (accusation?.probe === undefined) return { marks: [], nodes: [] };
  const { event, probe } = accusation;
  const { time, node, member } = event;
  const suspected: Mark = { time, node, text: `?${member.slice(1)}`, weight: 3 };
  const messages = probe.all;
  return {
    marks: [suspected, ...marksOf(messages, { arrived: 2, failed: 3 })],
    nodes: [node, member, ...messages.map(({ to }) => to)],
  };
}
