/** What became of a client's operation, attempt by attempt, from its beginning to its end. */

import type { AnsweredEvent } from '../library/event';
import type { EventView } from '../simulation/events';
import { attemptInWords, marksOfStory, partInWords, reasonOfAttempt } from './attempt-words';
import type { Awaited, Lookout, Part, Scene } from './explained';
import { hintsPart } from './hint-words';
import type { KeptHints } from './kept-hints';
import { type Attempt, OperationStory } from './operation-story';
import { operationOf } from './words';

/** Attempts that are told: the first, and so many of the last. */
const LAST_TOLD = 4;

export class AwaitedAnswer implements Lookout {
  private readonly story: OperationStory;

  constructor(
    private readonly event: AnsweredEvent,
    kept: KeptHints | undefined,
  ) {
    this.story = new OperationStory(event, kept);
  }

  on(event: EventView, sendOrder: () => number): void {
    this.story.on(event, sendOrder);
  }

  awaited(scene: Scene): Awaited {
    const { story, event } = this;
    const { attempts } = story;
    const last = attempts.at(-1);
    const replicas = last?.parts.map(({ request }) => request.to) ?? [];
    return {
      why: `because ${this.reason(last, scene)}`,
      parts: [
        this.attemptsInWords(scene),
        ...(last === undefined ? [] : [this.lastOf(last, scene)]),
        hintsPart(story.hints()),
      ],
      marks: [
        { time: event.time, node: event.node, text: `=${event.outcome}`, weight: 4 },
        ...marksOfStory(story, scene),
      ],
      nodes: [
        event.node,
        ...(last === undefined ? [] : [last.coordinator, ...replicas]),
        ...attempts.map(({ coordinator }) => coordinator),
      ],
    };
  }

  private reason(last: Attempt | undefined, scene: Scene): string {
    if (last === undefined) return 'no node was up to take it on';
    const { outcome } = this.event;
    if (last.end === undefined) return `${last.coordinator} never told it how it ended`;
    const reason = reasonOfAttempt(last, last.end.outcome, this.story, scene);
    if (last.end.outcome === outcome) return reason;
    return last.end.outcome === 'fail'
      ? `${reason}, but an earlier attempt may have been carried out`
      : 'nobody told it in time';
  }

  private attemptsInWords(scene: Scene): Part {
    const { story, event } = this;
    const { attempts, asked } = story;
    const told = attempts.map((attempt, i) => {
      return `attempt ${i + 1}: ${attemptInWords(attempt, scene)}`;
    });
    const between = told.length - 1 - LAST_TOLD;
    const shown =
      between <= 0 ? told : [told[0]!, `... ${between} attempts ...`, ...told.slice(-LAST_TOLD)];
    const began =
      asked === undefined
        ? []
        : [
            `client ${event.client} asked for ${operationOf(event)} at tick ${asked.time} (event ${asked.id}).`,
          ];
    return { title: 'What was awaited:', lines: [...began, ...shown] };
  }

  private lastOf(last: Attempt, scene: Scene): Part {
    const count = this.story.attempts.length;
    const goOn = last.end === undefined ? [] : [`--event ${last.end.id} goes on from there.`];
    const lines = last.parts.map((part) => partInWords(part, last, this.story, scene));
    return {
      title: count === 1 ? 'Of each replica:' : `Attempt ${count}, the last:`,
      lines: [...lines, ...goOn],
    };
  }
}
