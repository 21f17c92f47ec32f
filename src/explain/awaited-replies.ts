/** Why a coordinator ended an operation as it did: what it asked of each replica, and what came back. */

import type { OutcomeEvent } from '../library/event';
import type { EventView } from '../simulation/events';
import { attemptInWords, marksOfStory, partInWords, reasonOfAttempt } from './attempt-words';
import type { Awaited, Lookout, Scene } from './explained';
import { hintsPart } from './hint-words';
import type { KeptHints } from './kept-hints';
import { OperationStory } from './operation-story';

export class AwaitedReplies implements Lookout {
  private readonly story: OperationStory;

  /**
   * @param event a `completed` one
   * @param kept hints of its key, where there may be any
   */
  constructor(
    private readonly event: OutcomeEvent,
    kept: KeptHints | undefined,
  ) {
    this.story = new OperationStory(event, kept);
  }

  on(event: EventView, sendOrder: () => number): void {
    this.story.on(event, sendOrder);
  }

  awaited(scene: Scene): Awaited {
    const { story, event } = this;
    // Of several times that somebody took it on, this is the one that ended here.
    const attempt = story.attempts.findLast(({ end }) => end?.id === event.id);
    const parts = attempt?.parts ?? [];
    const others = story.attempts.filter((other) => other !== attempt);
    return {
      why:
        attempt === undefined
          ? ''
          : `because ${reasonOfAttempt(attempt, event.outcome, story, scene)}`,
      parts: [
        {
          title: 'What was awaited:',
          lines: parts.map((part) => partInWords(part, attempt!, story, scene)),
        },
        {
          title: 'Who else had taken it on:',
          lines: others.map((other) => attemptInWords(other, scene)),
        },
        hintsPart(story.hints()),
      ],
      marks: marksOfStory(story, scene),
      nodes: [event.node, ...parts.map(({ request }) => request.to)],
    };
  }
}
