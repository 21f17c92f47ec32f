/**
 * Numbers the messages of one link within one tick, 0, 1, 2, ...: with link and tick, the key of
 * every decision about a message. Sends are listed, and counted only when somebody asks for a
 * number, so that a run without draws pays for a list alone. Each tick begins anew: nothing stands
 * behind the draws.
 */

import { LINK_SPAN } from './links';

const SLOTS = 4096;

export class SendOrder {
  private time = -1;
  /** The links of this tick's messages, in order of sending; beyond `listed` they are older. */
  private readonly list: number[] = [];
  private listed = 0;
  /** So many of the list have been counted; `last` is the number of the last of them. */
  private counted = 0;
  private last = 0;
  /** The slots that are in use: the first `used`. */
  private readonly slots: number[] = [];
  private used = 0;
  private links = new Float64Array(SLOTS);
  private counts = new Int32Array(SLOTS);

  /** Lists a message from one node to another, both 1 or more. Time never goes back. */
  add(from: number, to: number, time: number): void {
    if (time !== this.time) {
      this.time = time;
      this.listed = 0;
      this.counted = 0;
    }
    this.list[this.listed++] = from * LINK_SPAN + to;
  }

  /** The number of the message that was added last. */
  ofLast(): number {
    if (this.counted === 0) {
      for (let i = 0; i < this.used; i++) this.counts[this.slots[i]!] = 0;
      this.used = 0;
    }
    for (; this.counted < this.listed; this.counted++) {
      if (this.used * 2 > this.links.length) this.grow();
      const slot = this.find(this.list[this.counted]!);
      this.last = this.counts[slot]!++;
    }
    return this.last;
  }

  /** Open addressing; a slot is free where its count is 0. */
  private find(link: number): number {
    const mask = this.links.length - 1;
    const from = Math.floor(link / LINK_SPAN);
    const to = link - from * LINK_SPAN;
    let slot = (Math.imul(from ^ Math.imul(to, 0x297a2d39), 0x2c1b3c6d) >>> 8) & mask;
    while (this.counts[slot] !== 0 && this.links[slot] !== link) slot = (slot + 1) & mask;
    if (this.counts[slot] === 0) {
      this.links[slot] = link;
      this.slots[this.used++] = slot;
    }
    return slot;
  }

  private grow(): void {
    const { links, counts } = this;
    this.links = new Float64Array(links.length * 2);
    this.counts = new Int32Array(links.length * 2);
    this.used = 0;
    for (let i = 0; i < links.length; i++) {
      if (counts[i] !== 0) this.counts[this.find(links[i]!)] = counts[i]!;
    }
  }
}
