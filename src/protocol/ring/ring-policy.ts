/** What turns a node's view into versions of the ring. */

import type { Address } from '../address';
import type { TimerKind } from '../host';
import type { RingVersion } from './ring-version';

/** Ends the tick in which a view changed. */
export const RING_CHANGE: TimerKind = { name: 'ringChange', layer: 'store' };

export interface RingPolicy {
  /** The version that this node goes by now. */
  readonly current: RingVersion;
  /** A member entered the view, or returned under another incarnation. */
  joined(member: Address, incarnation: number): void;
  /** A member was removed from the view, or left. */
  removed(member: Address): void;
  /** A tick's changes are complete. */
  onRingChange(): void;
}
