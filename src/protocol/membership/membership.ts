/** What every membership protocol is to the rest of a node. */

import type { Address } from '../address';
import type { TimerKind } from '../host';
import type { Message } from '../message';

/** What an observer holds of a member. The removed are remembered, and are not in the view. */
export type MemberState = 'alive' | 'suspected' | 'removed';

/** Told of every change of the view, as it happens. */
export interface MembershipListener {
  /** A member entered the view, for the first time or again. */
  joined(member: Address, incarnation: number): void;
  /** A member of the view was restarted: it is alive under a newer incarnation. */
  returned(member: Address, incarnation: number): void;
  suspected(member: Address): void;
  /** A suspected member was heard of again. */
  aliveAgain(member: Address): void;
  removed(member: Address): void;
  /** A member left the view of its own accord. */
  left(member: Address): void;
}

/** The members a node believes in, itself included. */
export interface View {
  readonly size: number;
  /** Undefined for an address that was never in the view. */
  stateOf(member: Address): MemberState | undefined;
  /** The members in the view, in the order in which they first joined it. */
  members(): Iterable<Address>;
}

export interface Membership {
  readonly view: View;
  start(): void;
  /** Tells the others that this node goes. */
  leave(): void;
  /** Returns false for a message of a kind that is not this protocol's. */
  onMessage(from: Address, message: Message): boolean;
  onTimer(kind: TimerKind, data: number): void;
  /** The state as plain data. */
  inspect(): unknown;
}
