/**
 * How replicas give each other what they lack: who has what is said in lists, cut to the size of a
 * message, and a copy is asked for from one at a time.
 */

import type { Address } from '../address';
import type { Host } from '../host';
import { utf8Length } from '../utf8';
import type { Replica } from './replica';
import {
  KEY_VERSION_BYTES,
  type KeyVersion,
  LIST_HEADER_BYTES,
  LIST_MAX,
  type StabilizationMessage,
} from './store-messages';

export interface ExchangeOptions {
  /** Ticks after which a copy that was asked for and did not come is asked for anew. */
  readonly offerRetryTicks: number;
}

export class Exchange {
  /** When a copy of a key was asked for: until it is overdue, nobody else is asked. */
  private readonly askedAt = new Map<string, number>();

  constructor(
    private readonly host: Host,
    private readonly options: ExchangeOptions,
    private readonly replica: Replica,
  ) {}

  sendOffer(to: Address, entries: readonly KeyVersion[]): void {
    for (const part of this.parts(entries, bytesOfEntry)) {
      this.send(to, { kind: 'offer', entries: part });
    }
  }

  sendHeld(to: Address, entries: readonly KeyVersion[]): void {
    for (const part of this.parts(entries, bytesOfEntry)) {
      this.send(to, { kind: 'held', entries: part });
    }
  }

  /** Asks for copies of those of the keys that nobody was asked for lately. */
  sendWant(to: Address, keys: readonly string[]): void {
    const wanted = keys.filter((key) => this.askFor(key));
    for (const part of this.parts(wanted, bytesOfKey)) this.send(to, { kind: 'want', keys: part });
  }

  sendCopy(to: Address, key: string): void {
    const record = this.replica.get(key);
    if (record !== undefined && !this.replica.isOver(record))
      this.send(to, { kind: 'copy', key, record });
  }

  /** A copy of the key came. */
  onCopy(key: string): void {
    this.askedAt.delete(key);
  }

  /** Copies that never came need not be remembered for ever. */
  forgetOverdue(): void {
    for (const [key, asked] of this.askedAt) {
      if (this.isOverdue(asked)) this.askedAt.delete(key);
    }
  }

  /**
   * Cuts a list, in its order, into parts that each fit a message.
   * @param headerBytes of a message before its first item
   */
  parts<T>(
    items: readonly T[],
    bytesOf: (item: T) => number,
    headerBytes = LIST_HEADER_BYTES,
  ): T[][] {
    const parts: T[][] = [];
    let room = 0;
    for (const item of items) {
      const bytes = bytesOf(item);
      if (parts.length === 0 || bytes > room || parts.at(-1)!.length === LIST_MAX) {
        parts.push([]);
        room = this.host.maxMessageBytes - headerBytes;
      }
      parts.at(-1)!.push(item);
      room -= bytes;
    }
    return parts;
  }

  /** True if a copy of the key is to be asked for now. */
  private askFor(key: string): boolean {
    const asked = this.askedAt.get(key);
    if (asked !== undefined && !this.isOverdue(asked)) return false;
    this.askedAt.set(key, this.host.monotonicNow());
    return true;
  }

  private isOverdue(asked: number): boolean {
    return this.host.monotonicNow() - asked >= this.options.offerRetryTicks;
  }

  private send(to: Address, message: StabilizationMessage): void {
    this.host.send(to, message);
  }
}

/** What an entry of an offer takes in a message. */
export function bytesOfEntry({ key }: KeyVersion): number {
  return KEY_VERSION_BYTES + utf8Length(key);
}

function bytesOfKey(key: string): number {
  return 2 + utf8Length(key);
}
