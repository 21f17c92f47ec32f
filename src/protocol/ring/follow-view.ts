/**
 * The course's ring policy: whoever is in the view owns its part of the ring, at once. Changes of
 * one tick make one new version, when the tick's membership work is done.
 */

import type { Address } from '../address';
import type { Host } from '../host';
import { RING_CHANGE, type RingPolicy } from './ring-policy';
import { RingVersion } from './ring-version';
import type { Owner, TokenRing } from './token-ring';

export class FollowView implements RingPolicy {
  private version: RingVersion;
  /** Members changed since that version: their incarnation, or undefined where removed. */
  private readonly changes = new Map<Address, number | undefined>();

  /** @param empty the ring before anyone is on it */
  constructor(
    private readonly host: Host,
    empty: TokenRing,
    private readonly onVersion: (version: RingVersion) => void,
  ) {
    this.version = new RingVersion(0, empty);
  }

  get current(): RingVersion {
    return this.version;
  }

  joined(member: Address, incarnation: number): void {
    this.change(member, incarnation);
  }

  removed(member: Address): void {
    this.change(member, undefined);
  }

  /** What an earlier boot saw is not known. */
  named(): undefined {
    return undefined;
  }

  /** A view is not stored. */
  recovered(): void {
    return;
  }

  onRingChange(): void {
    const joined: Owner[] = [];
    const left: Address[] = [];
    for (const [address, incarnation] of this.changes) {
      if (incarnation === undefined) left.push(address);
      else joined.push({ address, incarnation });
    }
    this.changes.clear();
    const { epoch, current } = this.version;
    this.version = new RingVersion(epoch + 1, current.changed({ joined, left }));
    this.onVersion(this.version);
  }

  /** Nothing moves by anybody's command. */
  streamed(): void {
    return;
  }

  compareWith(): void {
    return;
  }

  onMessage(): boolean {
    return false;
  }

  onTimer(): boolean {
    return false;
  }

  onCommand(): boolean {
    return false;
  }

  private change(member: Address, incarnation: number | undefined): void {
    if (this.changes.size === 0) this.host.setTimer(0, RING_CHANGE);
    this.changes.set(member, incarnation);
  }
}
