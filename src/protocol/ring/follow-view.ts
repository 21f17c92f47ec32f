/**
 * The course's ring policy: whoever is in the view owns its part of the ring, at once. Changes of
 * one tick make one new version, when the tick's membership work is done.
 */

import type { Address } from '../address';
import type { Host } from '../host';
import { positionOfNode } from './course-hash';
import { RING_CHANGE, type RingPolicy } from './ring-policy';
import { compareOwners, type Owner, RingVersion } from './ring-version';

export class FollowView implements RingPolicy {
  private version = new RingVersion(0, []);
  /** Members changed since that version: their incarnation, or undefined where removed. */
  private readonly changes = new Map<Address, number | undefined>();

  constructor(
    private readonly host: Host,
    private readonly onVersion: (version: RingVersion) => void,
  ) {}

  get current(): RingVersion {
    return this.version;
  }

  joined(member: Address, incarnation: number): void {
    this.change(member, incarnation);
  }

  removed(member: Address): void {
    this.change(member, undefined);
  }

  onRingChange(): void {
    const kept = this.version.owners.filter((owner) => !this.changes.has(owner.address));
    const added: Owner[] = [];
    for (const [address, incarnation] of this.changes) {
      if (incarnation === undefined) continue;
      added.push({ address, incarnation, position: positionOfNode(address) });
    }
    this.changes.clear();
    this.version = new RingVersion(this.version.epoch + 1, mergeOwners(kept, added));
    this.onVersion(this.version);
  }

  private change(member: Address, incarnation: number | undefined): void {
    if (this.changes.size === 0) this.host.setTimer(0, RING_CHANGE);
    this.changes.set(member, incarnation);
  }
}

/** Merges a list in ring order with a few owners in any order. */
function mergeOwners(kept: readonly Owner[], added: Owner[]): Owner[] {
  added.sort(compareOwners);
  const merged: Owner[] = [];
  let next = 0;
  for (const owner of kept) {
    while (next < added.length && compareOwners(added[next]!, owner) < 0)
      merged.push(added[next++]!);
    merged.push(owner);
  }
  return merged.concat(added.slice(next));
}
