/** What an operator says to the nodes of a ring, and what they say to each other of it. */

import type { Address } from '../address';
import { address, counter, listOf } from '../fields';
import { Catalogue } from '../message';
import { MOVES_MAX } from './ring-events';
import type { RingName, RingState } from './ring-state';

/** An operator's command: who is to come to the ring, or to go. */
export interface RingCommand {
  readonly kind: 'addOwner' | 'removeOwner';
  readonly member: Address;
}

/** The newest version that the sender knows. */
export interface RingStateMessage extends RingState {
  readonly kind: 'ringState';
}

/** The sender goes by this version. */
export interface RingHeld extends RingName {
  readonly kind: 'ringHeld';
}

/** The sender has all that this version's movement brings it. */
export interface RingStreamed extends RingName {
  readonly kind: 'ringStreamed';
}

export type RingMessage =
  | RingStateMessage
  | RingHeld
  | RingStreamed
  | { readonly kind: 'addOwner'; readonly member: Address }
  | { readonly kind: 'removeOwner'; readonly member: Address };

const addresses = listOf(address, MOVES_MAX);
const name = { epoch: counter, coordinator: address, boot: counter };

export const ringMessages = Catalogue.of<RingMessage>({
  ringState: {
    number: 48,
    fields: { ...name, added: addresses, taken: addresses, moving: listOf(address, 1) },
  },
  ringHeld: { number: 49, fields: name },
  ringStreamed: { number: 50, fields: name },
  addOwner: { number: 51, fields: { member: address } },
  removeOwner: { number: 52, fields: { member: address } },
});
