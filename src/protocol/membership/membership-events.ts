/** What a membership protocol records for the history of a run. */

import { address, counter } from '../fields';
import { Catalogue } from '../message';

export type MembershipEvent =
  | { readonly kind: 'groupStarted' }
  | { readonly kind: 'joinTried'; readonly introducer: number }
  | { readonly kind: 'knewAll'; readonly members: number }
  | { readonly kind: 'joined'; readonly member: number; readonly incarnation: number }
  | { readonly kind: 'returned'; readonly member: number; readonly incarnation: number }
  | { readonly kind: 'suspected'; readonly member: number }
  | { readonly kind: 'aliveAgain'; readonly member: number }
  | { readonly kind: 'removed'; readonly member: number; readonly incarnation: number }
  | { readonly kind: 'left'; readonly member: number; readonly incarnation: number };

export const membershipEvents = Catalogue.of<MembershipEvent>({
  /** An introducer came up, and with it a group. */
  groupStarted: { number: 32, fields: {} },
  /** A node came up and asked an introducer for the first time. */
  joinTried: { number: 33, fields: { introducer: address } },
  joined: { number: 34, fields: { member: address, incarnation: counter } },
  returned: { number: 35, fields: { member: address, incarnation: counter } },
  suspected: { number: 36, fields: { member: address } },
  aliveAgain: { number: 37, fields: { member: address } },
  removed: { number: 38, fields: { member: address, incarnation: counter } },
  /** A member said that it goes. */
  left: { number: 39, fields: { member: address, incarnation: counter } },
  /** A node came up in the view of all nodes of which this is said, which it knows: so many. */
  knewAll: { number: 40, fields: { members: counter } },
});
