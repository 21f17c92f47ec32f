/** A set of nodes, a bit each. */

import type { Address } from '../protocol/address';

const BITS = 32;

export class NodeSet {
  private words = new Int32Array(1);
  private count = 0;

  /** How many nodes are in it. */
  get size(): number {
    return this.count;
  }

  has(node: Address): boolean {
    return ((this.words[Math.floor(node / BITS)] ?? 0) & (1 << (node % BITS))) !== 0;
  }

  add(node: Address): void {
    if (this.has(node)) return;
    const word = Math.floor(node / BITS);
    if (word >= this.words.length) this.grow(word + 1);
    this.words[word]! |= 1 << (node % BITS);
    this.count++;
  }

  /** Returns false for a node that was not in it. */
  delete(node: Address): boolean {
    if (!this.has(node)) return false;
    this.words[Math.floor(node / BITS)]! &= ~(1 << (node % BITS));
    this.count--;
    // One that is empty often stays so.
    if (this.count === 0) this.words = new Int32Array(1);
    return true;
  }

  copy(): NodeSet {
    const copy = new NodeSet();
    copy.words = this.words.slice();
    copy.count = this.count;
    return copy;
  }

  private grow(words: number): void {
    const old = this.words;
    this.words = new Int32Array(Math.max(words, 2 * old.length));
    this.words.set(old);
  }
}
