/**
 * How a read came to give what a newer write or delete rules out: what the replicas that it used had,
 * who took the newer one, and what became of that on the way to the others.
 */

import type { AnsweredEvent, OutcomeEvent } from '../library/event';
import type { EventView } from '../simulation/events';
import { marksOfStory, partInWords } from './attempt-words';
import { type Asked, DifferingRings } from './differing-rings';
import type { Awaited, Lookout, Mark, Part, Scene } from './explained';
import { hintsPart } from './hint-words';
import type { KeptHints } from './kept-hints';
import { MissedWrite } from './missed-write';
import { livesOf, stateInWords } from './node-state';
import { type Attempt, hasAnswered, OperationStory } from './operation-story';
import { operationOf, quoted } from './words';

/** When a replica stored a write. */
interface Stored {
  readonly time: number;
}

/** The end of an operation, for its client or for the coordinator of a scripted one. */
export type Ended = AnsweredEvent | OutcomeEvent;

export class StaleRead implements Lookout {
  private readonly read: OperationStory;
  private readonly write: MissedWrite;
  private readonly rings = new DifferingRings();

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
    this.write = new MissedWrite(newer, newer.key, kept);
  }

  on(event: EventView, sendOrder: () => number): void {
    this.read.on(event, sendOrder);
    this.write.on(event, sendOrder);
    this.rings.on(event);
  }

  awaited(scene: Scene): Awaited {
    const { read, write, newer } = this;
    const used = this.usedAttempt();
    const who = newer.kind === 'answered' ? `client ${newer.client}` : newer.node;
    const value = newer.operation === 'delete' ? '' : ` to ${quoted(newer.value)}`;
    const asked = this.askedBoth(used);
    return {
      why: `because it did not see that ${who}'s ${operationOf(newer)}${value} had been acknowledged at tick ${newer.time} (event ${newer.id})`,
      parts: [
        this.readPart(used, scene),
        write.whoTook(`Who took the newer ${newer.operation}:`, scene),
        hintsPart(write.story.hints(), this.event),
        this.missingPart(used, scene),
        this.rings.part(asked, scene),
      ],
      marks: [
        ...this.endMarks(),
        ...this.rings.marks(asked, scene),
        ...marksOfStory(write.story, scene),
        ...marksOfStory(read, scene),
      ],
      nodes: [
        this.event.node,
        ...(used === undefined ? [] : [used.coordinator, ...replicasOf(used)]),
        ...write.nodes(),
      ],
    };
  }

  /** The attempt whose end the client was told. */
  private usedAttempt(): Attempt | undefined {
    const { attempts } = this.read;
    return attempts.findLast(({ end }) => end?.outcome === this.event.outcome) ?? attempts.at(-1);
  }

  /** What asked the replicas of the write and of the read. */
  private askedBoth(used: Attempt | undefined): Asked[] {
    const { taken } = this.write;
    if (taken === undefined || used === undefined) return [];
    return [
      [this.newer.operation, taken],
      ['read', used],
    ];
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

  /** Why each replica that the read used did not have it. */
  private missingPart(used: Attempt | undefined, scene: Scene): Part {
    const answered = used?.parts.filter((part) => hasAnswered(part, used)) ?? [];
    const lines = answered.flatMap(({ request: { to: node } }) => {
      const readAt = this.read.served.get(node)?.id ?? Infinity;
      const stored = this.write.story.served.get(node);
      const hadIt = stored?.outcome === 'ok' && stored.id < readAt;
      if (hadIt) return this.lostAgain(node, stored, readAt, scene);
      return [this.write.whyNot(node, readAt, scene)];
    });
    return { title: 'Why these did not have it:', lines };
  }

  /** What happened to a node that had stored it, where that may have cost it what it had. */
  private lostAgain(node: string, stored: Stored, before: number, scene: Scene): string[] {
    const had = `${node} had stored it at tick ${stored.time}`;
    const forgotten = this.write.forgotten(node, before);
    if (forgotten !== undefined) return [`${had}, and ${forgotten}.`];
    const ended = livesOf(node, scene).some(({ time }) => time >= stored.time);
    return ended ? [`${had}. ${stateInWords(node, scene, stored.time)}`] : [];
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
