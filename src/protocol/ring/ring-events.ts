/** What the operator's ring records for the history of a run. */

import { address, counter, listOf, oneOf, unsigned } from '../fields';
import type { Address } from '../address';
import { Catalogue } from '../message';

/** This node goes by another version of the operator's ring: its rings are those of the start but for these. */
export interface RingChangedEvent {
  readonly kind: 'ringChanged';
  readonly epoch: number;
  /** `RingVersion.checksum`. */
  readonly checksum: number;
  /** Orders versions of one epoch, which there are only where several nodes were commanded while apart. */
  readonly coordinator: Address;
  readonly boot: number;
  /** Owners now that were not at the start, in the order in which they came. */
  readonly added: readonly Address[];
  /** Owners at the start that are none now. */
  readonly taken: readonly Address[];
  /** Who is to come or to go; empty where no movement is under way. */
  readonly moving: readonly Address[];
}

/** Why an operator's command was not carried out. */
export type Refusal =
  | 'a movement is under way'
  | 'it is on the ring'
  | 'it is not on the ring'
  | 'too few owners would be left'
  | 'too many have come and gone'
  | 'another version was newer'
  | 'its storage is not read back'
  | 'its disk is full';

export type RingEvent =
  | RingChangedEvent
  /** An operator's command was not carried out, or what it began was given up. */
  | { readonly kind: 'moveRefused'; readonly member: Address; readonly reason: Refusal };

/** Nodes that an operator adds in all, and removes: so many fit a message, and a stored value. */
export const MOVES_MAX = 100;

const addresses = listOf(address, MOVES_MAX);
const refusals = oneOf<Refusal>(
  ...(['a movement is under way', 'it is on the ring', 'it is not on the ring'] as const),
  ...(['too few owners would be left', 'too many have come and gone'] as const),
  ...(['another version was newer', 'its storage is not read back', 'its disk is full'] as const),
);

export const ringEvents = Catalogue.of<RingEvent>({
  ringChanged: {
    number: 112,
    fields: {
      ...{ epoch: counter, checksum: unsigned(0xffff_ffff), coordinator: address, boot: counter },
      ...{ added: addresses, taken: addresses, moving: listOf(address, 1) },
    },
  },
  moveRefused: { number: 113, fields: { member: address, reason: refusals } },
});
