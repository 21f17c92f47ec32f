/**
 * Every decision by chance about a message. Each has draws of its own name, keyed by sender,
 * receiver, tick of sending and order among the messages of that link and tick, with nothing
 * remembered: no message, link, rule or node changes what is drawn for another.
 */

import { type Delay, delayOf } from './delay';
import type { LinkSettings } from './links';
import type { KeyedDraw, RandomRoot } from './random';

export class MessageDraws {
  private readonly loss: KeyedDraw;
  private readonly delay: KeyedDraw;
  private readonly reorder: KeyedDraw;
  private readonly reorderDelay: KeyedDraw;
  private readonly duplicate: KeyedDraw;
  private readonly duplicateDelay: KeyedDraw;

  constructor(random: RandomRoot) {
    this.loss = random.keyed('loss');
    this.delay = random.keyed('delay');
    this.reorder = random.keyed('reorder');
    this.reorderDelay = random.keyed('reorder delay');
    this.duplicate = random.keyed('duplicate');
    this.duplicateDelay = random.keyed('duplicate delay');
  }

  isLost(link: LinkSettings, from: number, to: number, time: number, order: number): boolean {
    return link.loss > 0 && this.loss.chance(link.loss, from, to, time, order);
  }

  isDuplicated(link: LinkSettings, from: number, to: number, time: number, order: number): boolean {
    return link.duplicate > 0 && this.duplicate.chance(link.duplicate, from, to, time, order);
  }

  /** How many ticks the message itself takes: two delays where it is reordered. */
  ticks(link: LinkSettings, from: number, to: number, time: number, order: number): number {
    const ticks = ticksOf(link.delay, this.delay, from, to, time, order);
    if (link.reorder === 0 || !this.reorder.chance(link.reorder, from, to, time, order)) {
      return ticks;
    }
    return ticks + ticksOf(link.delay, this.reorderDelay, from, to, time, order);
  }

  /** How many ticks its second copy takes. */
  copyTicks(link: LinkSettings, from: number, to: number, time: number, order: number): number {
    return ticksOf(link.delay, this.duplicateDelay, from, to, time, order);
  }
}

/** Whether anything about a message on the link is drawn, and so its order counts. */
export function isDrawn({ delay, loss, duplicate, reorder }: LinkSettings): boolean {
  return delay.distribution !== 'constant' || loss > 0 || duplicate > 0 || reorder > 0;
}

function ticksOf(
  delay: Delay,
  draw: KeyedDraw,
  from: number,
  to: number,
  time: number,
  order: number,
): number {
  // A constant is spared its draw, which is the hot path.
  if (delay.distribution === 'constant') return delay.ticks;
  return delayOf(delay, draw.of(from, to, time, order));
}
