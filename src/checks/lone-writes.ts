/**
 * Which of clients' writes had their keys to themselves: no other write of the key was under way, nor had one
 * before ended without being acknowledged, nor was a value to expire. What such a write takes the place of is
 * the same for whoever carries it out.
 */

import type { CompletedEvent, InvokedEvent } from '../protocol/store/store-events';

export class LoneWrites {
  /** Per key the writes that are under way. */
  private readonly open = new Map<string, Set<string>>();
  /** Keys of which something may be with some replicas and not with others. */
  private readonly uncertain = new Set<string>();
  private readonly lone = new Set<string>();

  has(name: string): boolean {
    return this.lone.has(name);
  }

  /** Of a script's writes it is not told when they have ended for good. */
  onInvoked({ client, key, options }: Pick<InvokedEvent, 'client' | 'key' | 'options'>): void {
    if (client !== 0 && (options?.ttlTicks ?? 0) === 0) return;
    this.uncertain.add(key);
    for (const other of this.open.get(key) ?? []) this.lone.delete(other);
  }

  onAsked(name: string, { key }: Pick<CompletedEvent, 'key'>): void {
    const others = this.open.get(key) ?? new Set();
    this.open.set(key, others);
    if (others.size === 0 && !this.uncertain.has(key)) this.lone.add(name);
    for (const other of others) this.lone.delete(other);
    others.add(name);
  }

  onAnswered(name: string, { key, outcome }: Pick<CompletedEvent, 'key' | 'outcome'>): void {
    if (outcome !== 'ok') this.uncertain.add(key);
    const others = this.open.get(key);
    others?.delete(name);
    if (others?.size === 0) this.open.delete(key);
  }

  /** No more is asked about a write. */
  forget(name: string): void {
    this.lone.delete(name);
  }
}
