/** How many messages are under way on each directed link; links without any take no room. */

import { LINK_SPAN } from './links';

export class LinkLoad {
  private readonly counts = new Map<number, number>();

  of(from: number, to: number): number {
    return this.counts.get(from * LINK_SPAN + to) ?? 0;
  }

  add(from: number, to: number): void {
    this.counts.set(from * LINK_SPAN + to, this.of(from, to) + 1);
  }

  /** Undoes one `add`. */
  remove(from: number, to: number): void {
    const left = this.of(from, to) - 1;
    if (left === 0) this.counts.delete(from * LINK_SPAN + to);
    else this.counts.set(from * LINK_SPAN + to, left);
  }
}
