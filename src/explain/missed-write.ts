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

/** A tombstone that a replica forgot when its grace was over. */
type Purge = Omit<Copy, 'from'>;

/** Copies, and purges, that are kept; the last of them count. */
const KEPT = 1000;

export class MissedWrite {
  readonly story: OperationStory;
  private readonly copies: Copy[] = [];
  private readonly purges: Purge[] = [];

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
    const { kind, id, time } = event;
    if (kind !== 'copied' && kind !== 'purged') return;
    const { key, from } = event.data as { readonly key: string; readonly from: number };
    if (key !== this.key) return;
    const node = nodeName(event.node);
    if (kind === 'purged') keep(this.purges, { id, time, node });
    else keep(this.copies, { id, time, node, from: nodeName(from) });
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

  /** How a node that had stored it came to forget it before an event; undefined where it did not. */
  forgotten(node: string, before: number): string | undefined {
    const purge = this.purges.findLast((one) => one.node === node && one.id < before);
    if (purge === undefined) return undefined;
    const copy = this.copies.find((one) => one.node === node && one.id > purge.id);
    const back =
      copy === undefined || copy.id > before
        ? ''
        : `; then an older copy of ${copy.from} came at tick ${copy.time} (event ${copy.id})`;
    return `forgot that it was deleted at tick ${purge.time} (event ${purge.id}), when its grace was over${back}`;
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

function keep<T>(all: T[], one: T): void {
  all.push(one);
  if (all.length > KEPT) all.shift();
}
