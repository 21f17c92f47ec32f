/**
 * What the operator's nodes tell each other of the ring: how it differs from that of the start, which
 * all know, and the movement that is under way. Immutable; a newer one replaces an older one.
 */

import { type Address, ADDRESS_MAX } from '../address';
import { MOVES_MAX } from './ring-events';

/** Names a version of the operator's ring. */
export interface RingName {
  readonly epoch: number;
  /** Who made it, and has to end its movement, ... */
  readonly coordinator: Address;
  /** ... and in which of its boots. */
  readonly boot: number;
}

export interface RingState extends RingName {
  /** Owners that were none at the start, in the order in which they came. */
  readonly added: readonly Address[];
  /** Owners at the start that are none any more. */
  readonly taken: readonly Address[];
  /** Who is to come, where it is no owner, or to go, where it is one; empty or one. */
  readonly moving: readonly Address[];
}

/** The ring as it was set up. */
export const FIRST_STATE: RingState = {
  ...{ epoch: 1, coordinator: 1, boot: 0 },
  ...{ added: [], taken: [], moving: [] },
};

/**
 * Below 0 where a is older than b, above 0 where it is newer. Two of one epoch there are only where
 * nodes were commanded while apart from each other: then the order is the same for all.
 */
export function compareStates(a: RingName, b: RingName): number {
  return a.epoch - b.epoch || a.coordinator - b.coordinator || a.boot - b.boot;
}

/** A state as it is stored: `epoch coordinator boot|added|taken|moving`. */
export function stateText({ epoch, coordinator, boot, added, taken, moving }: RingState): string {
  const lists = [[epoch, coordinator, boot], added, taken, moving];
  return lists.map((list) => list.join(' ')).join('|');
}

/** The same for all states of which nodes go by the same rings, in the same epoch; `stateOf` reads it. */
export function ringsText(state: RingState): string {
  const { coordinator, boot } = FIRST_STATE;
  return stateText({ ...state, coordinator, boot });
}

/** What `stateText` made; undefined for any other text, as of a damaged record. */
export function stateOf(text: string): RingState | undefined {
  const [name, added, taken, moving, ...more] = text.split('|').map(numbersOf);
  if (name?.length !== 3 || !added || !taken || !moving || more.length > 0) return undefined;
  if (moving.length > 1 || added.length > MOVES_MAX || taken.length > MOVES_MAX) return undefined;
  if ([...added, ...taken, ...moving].some((address) => address > ADDRESS_MAX)) return undefined;
  const [epoch, coordinator, boot] = name as [number, Address, number];
  return { epoch, coordinator, boot, added, taken, moving };
}

function numbersOf(text: string): number[] | undefined {
  if (text === '') return [];
  const numbers = text.split(' ').map((word) => (/^[0-9]{1,16}$/.test(word) ? Number(word) : NaN));
  return numbers.every(Number.isSafeInteger) ? numbers : undefined;
}

/**
 * The state when its movement has ended: whoever was to come or to go has.
 * @param isFirst whether a node was an owner at the start
 */
export function stateAfter(state: RingState, isFirst: (address: Address) => boolean): RingState {
  const [moving] = state.moving;
  if (moving === undefined) return state;
  const wasFirst = isFirst(moving);
  const { added, taken } = state;
  const without = (list: readonly Address[]) => list.filter((address) => address !== moving);
  const isOwner = wasFirst ? !taken.includes(moving) : added.includes(moving);
  const isAdded = !wasFirst && !isOwner;
  const isTaken = wasFirst && isOwner;
  return {
    ...state,
    added: isAdded ? [...added, moving] : without(added),
    taken: isTaken ? [...taken, moving] : without(taken),
    moving: [],
  };
}
