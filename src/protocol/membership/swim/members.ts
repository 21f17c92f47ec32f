/**
 * The members a node has ever learned of. Each has an index: its number in a directory, which may be
 * one node's own or that of many. All iteration is by it, and passes over those that are in the
 * directory, and that this node does not know.
 */

import type { Address } from '../../address';
import type { Random } from '../../host';
import { Permutation } from './permutation';

/** What a node holds of a member, or of one that it has not heard of: in one incarnation, what is
 * larger overrides what is smaller. */
export const UNKNOWN = 0;
/** These two are in the view. */
export const ALIVE = 1;
export const SUSPECT = 2;
/** Taken for crashed. */
export const DEAD = 3;
/** Gone of its own accord. */
export const LEFT = 4;

export function isIncluded(state: number): boolean {
  return state === ALIVE || state === SUSPECT;
}

export interface Members {
  /** All members that this node knows have smaller indices. */
  readonly size: number;
  /** How many are in the view: alive or suspected. */
  readonly included: number;
  /** The index of a member, or -1 for an address that this node does not know. */
  find(address: Address): number;
  /** Adds an address that is not known, alive; returns its index. */
  add(address: Address, incarnation: number): number;
  addressAt(index: number): Address;
  /** UNKNOWN where there is no such member. */
  stateAt(index: number): number;
  /** 0 where there is no such member. */
  incarnationAt(index: number): number;
  /** Whether what is held of an address is that, or overrides it. */
  covers(address: Address, state: number, incarnation: number): boolean;
  /** Changes a member that is known. */
  set(index: number, state: number, incarnation: number): void;
}

/** Up to `count` different members that are acceptable, drawn with equal chances, as indices. */
export function draw(
  members: Members,
  random: Random,
  count: number,
  isAcceptable: (index: number) => boolean,
): number[] {
  const drawn: number[] = [];
  const order = new Permutation(members.size, random);
  while (drawn.length < count) {
    const index = order.next();
    if (index < 0) break;
    if (index < members.size && isAcceptable(index)) drawn.push(index);
  }
  return drawn;
}
