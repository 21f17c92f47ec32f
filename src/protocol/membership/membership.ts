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
  /** A member was not heard of for too long. */
  suspected(member: Address): void;
  /** A suspected member was heard of again. */
  aliveAgain(member: Address): void;
  /** A member was taken out of the view: it is thought to be down. */
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

/** Who a node believes is there, and how it comes to that: a new one at each boot. */
export interface Membership {
  readonly view: View;
  /** The node is up: called once, before anything else. */
  start(): void;
  /** Tells the others that this node goes. */
  leave(): void;
  /** Returns false for a message of a kind that is not this protocol's. */
  onMessage(from: Address, message: Message): boolean;
  /** A timer that was set with this kind and number is due. */
  onTimer(kind: TimerKind, data: number): void;
  /** As a program's. */
  glance?(): number;
  /** The state as plain data. */
  inspect(): unknown;
}
