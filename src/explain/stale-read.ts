/**
 * How a read came to give what a newer write or delete rules out: what the replicas that it used had,
 * who took the newer one, and what became of that on the way to the others.
 */

import type { AnsweredEvent, OutcomeEvent } from '../library/event';
import { nodeName } from '../protocol/address';
import type { EventView } from '../simulation/events';
import { marksOfStory, partInWords, refusal } from './attempt-words';
import type { Awaited, Lookout, Mark, Part, Scene } from './explained';
import { fateInWords } from './fates';
import { hintsPart } from './hint-words';
import type { KeptHints } from './kept-hints';
import { listed } from './listed';
import { livesOf, stateInWords } from './node-state';
import { type Attempt, hasAnswered, OperationStory } from './operation-story';
import { operationOf, quoted } from './words';

/** The end of an operation, for its client or for the coordinator of a scripted one. */
export type Ended = AnsweredEvent | OutcomeEvent;

/** A copy of the key that came to a replica. */
interface Copy {
  readonly id: number;
  readonly time: number;
  readonly node: string;
  readonly from: string;
}

/** Copies that are kept; the last of them count. */
const COPIES_KEPT = 1000;

export class StaleRead implements Lookout {
  private readonly read: OperationStory;
  private readonly write: OperationStory;
  private readonly copies: Copy[] = [];

  /**
   * @param event the end of the read
   * @param newer the end of what rules its value out
   * @param kept hints of its key, where there may be any
   */
  constructor(
    private readonly event: Ended,
    private readonly newer: Ended,
    kept: KeptHints | undefined,
  ) {
    this.read = new OperationStory(event, kept);
    this.write = new OperationStory(newer, kept);
  }

  on(event: EventView, sendOrder: () => number): void {
    this.read.on(event, sendOrder);
    this.write.on(event, sendOrder);
    if (event.kind !== 'copied') return;
    const { key, from } = event.data as { readonly key: string; readonly from: number };
    if (key !== this.event.key) return;
    const { id, time, node } = event;
    this.copies.push({ id, time, node: nodeName(node), from: nodeName(from) });
    if (this.copies.length > COPIES_KEPT) this.copies.shift();
  }

  awaited(scene: Scene): Awaited {
    const { read, write, newer } = this;
    const used = this.usedAttempt();
    const taken = write.attempts.at(-1);
    const who = newer.kind === 'answered' ? `client ${newer.client}` : newer.node;
    const value = newer.operation === 'delete' ? '' : ` to ${quoted(newer.value)}`;
    return {
      why: `because it did not see that ${who}'s ${operationOf(newer)}${value} had been acknowledged at tick ${newer.time} (event ${newer.id})`,
      parts: [
        this.readPart(used, scene),
        this.writePart(taken, scene),
        hintsPart(write.hints(), this.event),
        this.missingPart(used, scene),
      ],
      marks: [...this.endMarks(), ...marksOfStory(write, scene), ...marksOfStory(read, scene)],
      nodes: [
        this.event.node,
        ...(used === undefined ? [] : [used.coordinator, ...replicasOf(used)]),
        ...(taken === undefined ? [] : [taken.coordinator, ...replicasOf(taken)]),
      ],
    };
  }

  /** The attempt whose end the client was told. */
  private usedAttempt(): Attempt | undefined {
    const { attempts } = this.read;
    return attempts.findLast(({ end }) => end?.outcome === this.event.outcome) ?? attempts.at(-1);
  }

  private readPart(used: Attempt | undefined, scene: Scene): Part {
    if (used === undefined) return { title: 'What the read used:', lines: [] };
    const order = [...used.parts].sort(
      (a, b) => Number(hasAnswered(b, used)) - Number(hasAnswered(a, used)),
    );
    return {
      title: `What the read was told, through ${used.coordinator} from tick ${used.time} on:`,
      lines: order.map((part) => {
        const isUsed = hasAnswered(part, used) ? '' : '(not used) ';
        return `${isUsed}${partInWords(part, used, this.read, scene)}`;
      }),
    };
  }

  private writePart(taken: Attempt | undefined, scene: Scene): Part {
    const title = `Who took the newer ${this.newer.operation}:`;
    const lines = this.write.attempts.flatMap((attempt) => {
      const through = attempt === taken ? '' : `(an earlier attempt, at tick ${attempt.time}) `;
      return attempt.parts.map(
        (part) => `${through}${partInWords(part, attempt, this.write, scene)}`,
      );
    });
    return { title, lines };
  }

  /** Why each replica that the read used did not have it. */
  private missingPart(used: Attempt | undefined, scene: Scene): Part {
    const answered = used?.parts.filter((part) => hasAnswered(part, used)) ?? [];
    const lines = answered.flatMap(({ request: { to: node } }) => {
      const readAt = this.read.served.get(node)?.id ?? Infinity;
      const stored = this.write.served.get(node);
      const hadIt = stored?.outcome === 'ok' && stored.id < readAt;
      if (hadIt) return this.lostAgain(node, stored.time, scene);
      return [`${this.whyNot(node, scene)}; ${this.copyInWords(node, readAt)}.`];
    });
    return { title: 'Why these had not heard of it:', lines };
  }

  private whyNot(node: string, scene: Scene): string {
    const { attempts, served } = this.write;
    const requests = attempts.flatMap(({ parts }) => parts.map(({ request }) => request));
    const own = requests.filter(({ to }) => to === node);
    if (own.length === 0) {
      const keeper = this.write.hints().find(({ home }) => home === node);
      if (keeper !== undefined)
        return `${node} was not asked for it, but ${keeper.node} in its place`;
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

  private lostAgain(node: string, since: number, scene: Scene): string[] {
    const ended = livesOf(node, scene).some(({ time }) => time >= since);
    return ended
      ? [`${node} had stored it at tick ${since}. ${stateInWords(node, scene, since)}`]
      : [];
  }

  private copyInWords(node: string, before: number): string {
    const begun = this.write.asked?.id ?? this.write.attempts[0]?.id ?? 0;
    const copy = this.copies.findLast(
      (one) => one.node === node && one.id < before && one.id > begun,
    );
    return copy === undefined
      ? 'no copy of it had come from another replica'
      : `a copy of ${copy.from} had come at tick ${copy.time} (event ${copy.id})`;
  }

  private endMarks(): Mark[] {
    const { event, newer } = this;
    return [event, newer].map(({ time, node, outcome }) => {
      return { time, node, text: `=${outcome}`, weight: 4 };
    });
  }
}

function replicasOf({ parts }: Attempt): string[] {
  return parts.map(({ request }) => request.to);
}
