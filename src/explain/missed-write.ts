/** Why replicas had not heard of a write: who took it, and what became of it on the way to the others. */

import { nodeName } from '../protocol/address';
import type { EventView } from '../simulation/events';
import { partInWords, refusal } from './attempt-words';
import type { Part, Scene } from './explained';
import { fateInWords } from './fates';
import type { KeptHints } from './kept-hints';
import { listed } from './listed';
import { type Attempt, type Followed, OperationStory } from './operation-story';

/** A copy of the key that came to a replica. */
interface Copy {
  readonly id: number;
  readonly time: number;
  readonly node: string;
  readonly from: string;
}

/** Copies that are kept; the last of them count. */
const COPIES_KEPT = 1000;

export class MissedWrite {
  readonly story: OperationStory;
  private readonly copies: Copy[] = [];

  /**
   * @param key of the write
   * @param kept hints of the key, where there may be any
   */
  constructor(
    of: Followed,
    private readonly key: string,
    kept: KeptHints | undefined,
  ) {
    this.story = new OperationStory(of, kept);
  }

  on(event: EventView, sendOrder: () => number): void {
    this.story.on(event, sendOrder);
    if (event.kind !== 'copied') return;
    const { key, from } = event.data as { readonly key: string; readonly from: number };
    if (key !== this.key) return;
    const { id, time, node } = event;
    this.copies.push({ id, time, node: nodeName(node), from: nodeName(from) });
    if (this.copies.length > COPIES_KEPT) this.copies.shift();
  }

  /** The last that took it on. */
  get taken(): Attempt | undefined {
    return this.story.attempts.at(-1);
  }

  /** The nodes that took part in it in the end. */
  nodes(): string[] {
    const { taken } = this;
    if (taken === undefined) return [];
    return [taken.coordinator, ...taken.parts.map(({ request }) => request.to)];
  }

  /** What each that was asked for it did. */
  whoTook(title: string, scene: Scene): Part {
    const { story, taken } = this;
    const lines = story.attempts.flatMap((attempt) => {
      const through = attempt === taken ? '' : `(an earlier attempt, at tick ${attempt.time}) `;
      return attempt.parts.map((part) => `${through}${partInWords(part, attempt, story, scene)}`);
    });
    return { title, lines };
  }

  /**
   * Why a node that did not store it, or stored it later, had not heard of it.
   * @param before the id of the event by which it had not; copies that came later do not count
   */
  whyNot(node: string, before: number, scene: Scene): string {
    return `${this.ofRequest(node, scene)}; ${this.copyInWords(node, before)}.`;
  }

  private ofRequest(node: string, scene: Scene): string {
    const { attempts, served } = this.story;
    const requests = attempts.flatMap(({ parts }) => parts.map(({ request }) => request));
    const own = requests.filter(({ to }) => to === node);
    if (own.length === 0) {
      const keeper = this.story.hints().find(({ home }) => home === node);
      if (keeper !== undefined) {
        return `${node} was not asked for it, but ${keeper.node} in its place`;
      }
      const asked = listed([...new Set(requests.map(({ to }) => to))]);
      return `${node} was not asked for it: by the coordinator's ring the replicas were ${asked}`;
    }
    const did = served.get(node);
    if (did?.outcome === 'ok') return `${node} stored it at tick ${did.time}, after the read`;
    if (did !== undefined) return `${node} refused it (${refusal(did)})`;
    const missed = own.find(({ fate }) => fate !== 'arrived');
    return missed === undefined
      ? `${node} was asked for it, and had not stored it yet`
      : `${node} did not get it: the request ${fateInWords(missed, scene)}`;
  }

  private copyInWords(node: string, before: number): string {
    const begun = this.story.asked?.id ?? this.story.attempts[0]?.id ?? 0;
    const copy = this.copies.findLast(
      (one) => one.node === node && one.id < before && one.id > begun,
    );
    return copy === undefined
      ? 'no copy of it had come from another replica'
      : `a copy of ${copy.from} had come at tick ${copy.time} (event ${copy.id})`;
  }
}
