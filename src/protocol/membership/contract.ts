/** A user's membership on a node: held to it that its handlers are over when they return. */

import type { Address } from '../address';
import type { TimerKind } from '../host';
import type { Message } from '../message';
import type { Membership, View } from './membership';

/** Whatever types say, what JavaScript returns may be anything. */
interface Handlers {
  start(): unknown;
  leave(): unknown;
  onMessage(from: Address, message: Message): unknown;
  onTimer(kind: TimerKind, data: number): unknown;
}

export class HeldToContract implements Membership {
  private readonly handlers: Handlers;

  constructor(private readonly membership: Membership) {
    this.handlers = membership;
  }

  get view(): View {
    return this.membership.view;
  }

  start(): void {
    requireOver('start', this.handlers.start());
  }

  leave(): void {
    requireOver('leave', this.handlers.leave());
  }

  onMessage(from: Address, message: Message): boolean {
    const known = this.handlers.onMessage(from, message);
    requireOver('onMessage', known);
    if (typeof known === 'boolean') return known;
    throw new TypeError(`onMessage returned ${String(known)}, not true or false`);
  }

  onTimer(kind: TimerKind, data: number): void {
    requireOver('onTimer', this.handlers.onTimer(kind, data));
  }

  inspect(): unknown {
    return this.membership.inspect();
  }
}

function requireOver(handler: string, returned: unknown): void {
  const isPromise = typeof (returned as { readonly then?: unknown } | null)?.then === 'function';
  if (isPromise) throw new TypeError(`${handler} returned a promise: it is not over yet`);
}
