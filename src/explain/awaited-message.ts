/** Why one message did not arrive. */

import type { DroppedEvent, LostEvent } from '../library/event';
import type { EventView } from '../simulation/events';
import type { Awaited, Lookout, Scene } from './explained';
import { blameOf, marksOf, reasonOf } from './fates';
import { FollowedMessages } from './messages';
import { stateInWords } from './node-state';

export class AwaitedMessage implements Lookout {
  private readonly messages = new FollowedMessages();

  constructor(private readonly event: LostEvent | DroppedEvent) {}

  on(event: EventView, sendOrder: () => number): void {
    if (event.id === this.event.cause) this.messages.follow(event, sendOrder());
    else if (event.id === this.event.id) this.messages.decide(event);
  }

  awaited(scene: Scene): Awaited {
    const { node, to } = this.event;
    const all = [...this.messages.all.values()];
    const [message] = all;
    const reason = message === undefined ? '' : reasonOf(message, scene);
    const isAbsent = message?.fate === 'nobody there';
    return {
      why:
        isAbsent || reason === ''
          ? ''
          : `because ${reason}${message?.fate === 'cut' ? ' cuts it off' : ''}`,
      parts: isAbsent
        ? [{ title: 'Who was not there:', lines: [stateInWords(to, scene, message.sentAt)] }]
        : [],
      marks: [...marksOf(all, { arrived: 3, failed: 4 }), ...blameOf(all, scene)],
      nodes: [node, to],
    };
  }
}
