/**
 * Infection-style dissemination (SWIM, 4.1): the latest update about each member rides on whatever
 * is sent, those that were sent least first, until each was sent as often as the limit says.
 */

import { ceilLog10 } from './logarithm';
import { NO_UPDATES, type Update, type Updates } from './swim-messages';

/** How often each member sends an update, in a view of so many. */
export function retransmitLimit(mult: number, members: number): number {
  return mult * ceilLog10(members + 1);
}

export class Dissemination {
  /** One a member, in the order in which they came; and how often each was sent. */
  private readonly news: Update[] = [];
  private readonly sent: number[] = [];

  /** @param capacity how many updates a message holds */
  constructor(private readonly capacity: number) {}

  get isEmpty(): boolean {
    return this.news.length === 0;
  }

  /** Takes the place of what was known of the member. */
  add(update: Update): void {
    const { news, sent } = this;
    const known = news.findIndex(({ member }) => member === update.member);
    if (known >= 0) {
      news.splice(known, 1);
      sent.splice(known, 1);
    }
    news.push(update);
    sent.push(0);
  }

  /** The updates for one message, which are then counted as sent once more. */
  take(limit: number): Updates {
    if (this.isEmpty) return NO_UPDATES;
    return this.news.length > this.capacity ? this.takeLeastSent(limit) : this.takeAll(limit);
  }

  private takeAll(limit: number): Updates {
    const { news, sent } = this;
    const taken = news.slice();
    let kept = 0;
    for (let i = 0; i < taken.length; i++) {
      const count = sent[i]! + 1;
      if (count >= limit) continue;
      news[kept] = taken[i]!;
      sent[kept++] = count;
    }
    news.length = kept;
    sent.length = kept;
    return taken;
  }

  /** As many as a message holds: those sent least, of them the newest. */
  private takeLeastSent(limit: number): Updates {
    const { news, sent } = this;
    const order = Array.from(news, (_, i) => news.length - 1 - i);
    const chosen = order.sort((a, b) => sent[a]! - sent[b]!).slice(0, this.capacity);
    const taken = chosen.map((i) => news[i]!);
    for (const i of chosen) sent[i]!++;
    for (const i of chosen.filter((each) => sent[each]! >= limit).sort((a, b) => b - a)) {
      news.splice(i, 1);
      sent.splice(i, 1);
    }
    return taken;
  }
}
