/** Why a coordinator ended an operation as it did: what it asked of each replica, and what came back. */

import type { OutcomeEvent } from '../library/event';
import type { EventView } from '../simulation/events';
import { marksOfStory, partInWords, reasonOfAttempt } from './attempt-words';
import type { Awaited, Lookout, Scene } from './explained';
import { OperationStory } from './operation-story';

export class AwaitedReplies implements Lookout {
  private readonly story: OperationStory;

  /** @param event a `completed` one */
  constructor(private readonly event: OutcomeEvent) {
    this.story = new OperationStory(event);
  }

  on(event: EventView, sendOrder: () => number): void {
    this.story.on(event, sendOrder);
  }

  awaited(scene: Scene): Awaited {
    const { story, event } = this;
    // Of several times that somebody took it on, this is the one that ended here.
    const attempt = story.attempts.findLast(({ end }) => end?.id === event.id);
    const parts = attempt?.parts ?? [];
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
      ],
      marks: marksOfStory(story, scene),
      nodes: [event.node, ...parts.map(({ request }) => request.to)],
    };
  }
}
