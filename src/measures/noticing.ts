/** How the observers of one failure notice it, one after the other. */

import type { Address } from '../protocol/address';
import type { NodeSet } from './node-set';

/** When observers noticed a failure, in ticks after it. */
export interface Noticed {
  /** How many observers did. */
  readonly by: number;
  /** How many were up all the time, and did not. */
  readonly missing: number;
  /** When the first did; undefined where none did. */
  readonly first: number | undefined;
  /** When the last did, once all had that were up all the time; undefined before. */
  readonly all: number | undefined;
}

export class Noticing {
  private by = 0;
  private first: number | undefined;
  private last: number | undefined;

  /** @param pending the observers, which this set is for from now on */
  constructor(
    private readonly failedAt: number,
    private readonly pending: NodeSet,
  ) {}

  /** True for an observer that did not notice yet. */
  isPending(observer: Address): boolean {
    return this.pending.has(observer);
  }

  /** True where nobody is left to notice. */
  get isOver(): boolean {
    return this.pending.size === 0;
  }

  note(observer: Address, time: number): void {
    if (!this.pending.delete(observer)) return;
    this.by++;
    this.first ??= time - this.failedAt;
    this.last = time - this.failedAt;
  }

  /** An observer is none any more. */
  lose(observer: Address): void {
    this.pending.delete(observer);
  }

  /** What it came to so far. */
  noticed(): Noticed {
    const { by, first, isOver, pending } = this;
    return { by, missing: pending.size, first, all: isOver ? this.last : undefined };
  }
}
