/** What a node was handling last, in words: for when its protocol goes wrong. */

import { nodeName } from '../protocol/address';
import type { Catalogue } from '../protocol/message';
import type { EventSink, EventView } from '../simulation/events';

export class LastHandled implements EventSink {
  readonly kinds = ['started', 'delivered', 'timer', 'stored', 'command'];
  private readonly types: ReadonlyMap<number, string>;
  private last = 'nothing was handled yet';

  constructor(messages: Catalogue) {
    this.types = new Map(messages.kinds().map(({ name, number }) => [number, name]));
  }

  /** `event 45: n3 was sent a beat by n2, tick 12`. */
  get inWords(): string {
    return this.last;
  }

  on(event: EventView): void {
    this.last = `event ${event.id}: ${nodeName(event.node)} ${this.what(event)}, tick ${event.time}`;
  }

  private what({ kind, a, c, data }: EventView): string {
    switch (kind) {
      case 'delivered':
        return `received ${this.types.get(c) ?? 'a message'} from ${nodeName(a)}`;
      case 'timer':
        return `had its timer ${String(data)}`;
      case 'started':
        return `started, boot ${a}`;
      default:
        return kind === 'stored' ? 'heard from its storage' : 'was asked something by a client';
    }
  }
}
