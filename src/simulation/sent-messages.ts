/**
 * Where messages are checked: what they were when they were sent, for none may change after that.
 * They cannot be frozen, because typed arrays cannot.
 */

import { Digest } from '../protocol/fields';
import type { Catalogue, Message } from '../protocol/message';

export class SentMessages {
  private readonly digests = new WeakMap<
    Message,
    { readonly low: number; readonly high: number }
  >();
  private readonly digest = new Digest();
  /** What the node at work was given, or has sent. */
  private held: Message[] = [];

  constructor(private readonly messages: Catalogue) {}

  /** A message is being sent, for the first time or again. */
  note(message: Message, low: number, high: number): void {
    if (!this.digests.has(message)) this.digests.set(message, { low, high });
    this.held.push(message);
  }

  /** A message is given to a node; throws if it is not what it was. */
  give(message: Message): void {
    this.requireUnchanged(message);
    this.held.push(message);
  }

  /** The node at work is done; throws if it changed a message. */
  release(): void {
    const { held } = this;
    if (held.length === 0) return;
    this.held = [];
    for (const message of held) this.requireUnchanged(message);
  }

  private requireUnchanged(message: Message): void {
    this.digest.reset();
    this.messages.digest(message, this.digest);
    const { low, high } = this.digests.get(message)!;
    if (this.digest.low !== low || this.digest.high !== high) throw changed(message);
  }
}

function changed({ kind }: Message): Error {
  return new Error(`a ${kind} message was changed after it was sent`);
}
