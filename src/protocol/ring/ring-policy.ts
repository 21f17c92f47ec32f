/**
 * What makes a node's versions of the ring. A policy is given `onVersion(version)`, which it calls
 * with each new version, once a tick at most, and not before the node has started.
 */

import type { Address } from '../address';
import type { TimerKind } from '../host';
import type { Message } from '../message';
import type { RingSettings } from './ring-settings';
import type { RingState } from './ring-state';
import type { RingVersion } from './ring-version';
import type { TokenRing } from './token-ring';

/** Ends the tick in which a view changed. */
export const RING_CHANGE: TimerKind = { name: 'ringChange', layer: 'store' };

/** What a node is told of its cluster's ring. */
export interface RingOptions {
  readonly settings: RingSettings;
  /** The operator's ring as it was set up; where the ring follows the view, one that nobody is on. */
  readonly initial: TokenRing;
}

export interface RingPolicy {
  /** The version that this node goes by now. */
  readonly current: RingVersion;
  /** The version of that name, which this node went by in an earlier boot; undefined for what is no name. */
  named(name: string): RingVersion | undefined;
  /** A member entered the view, or returned under another incarnation. */
  joined(member: Address, incarnation: number): void;
  /** A member was removed from the view, or left. */
  removed(member: Address): void;
  /** The version that was stored in an earlier boot, if any: gone by at once. Said before anything is served. */
  recovered(stored: RingState | undefined): void;
  /** A tick's changes are complete. */
  onRingChange(): void;
  /**
   * What a version's `next` makes this node a replica of is stored here; said once for each epoch that
   * has a `next` (at once by a node that gains nothing by it), and again after a restart. An epoch
   * that is over changes nothing.
   */
  streamed(epoch: number): void;
  /** Has this node and another tell each other which version they go by: the older one follows. */
  compareWith(node: Address): void;
  /** Returns false for a message of a kind that is not the ring's. */
  onMessage(from: Address, message: Message): boolean;
  /** Returns false for a timer that is not the ring's. */
  onTimer(kind: TimerKind): boolean;
  /** An operator's command; returns false for one of a kind that is not the ring's. */
  onCommand(command: Message): boolean;
}
