/**
 * The operator's ring policy: who owns what was decided when the cluster was set up, and whoever is
 * down keeps its place (Dynamo, 2007, section 4.8: membership is changed by an administrator, since
 * most failures are short). Any two quorums of a key are then of the same replicas, whatever a
 * node's view is. One that returns under a newer incarnation may have lost what it stored: it is
 * another owner in the same place.
 */

import type { Address } from '../address';
import type { Host } from '../host';
import { positionOfNode } from './course-hash';
import { RING_CHANGE, type RingPolicy } from './ring-policy';
import { compareOwners, RingVersion } from './ring-version';

export class OperatorRing implements RingPolicy {
  private version: RingVersion;
  /** Newer incarnations since that version. */
  private readonly changes = new Map<Address, number>();
  private hasChanged = false;

  /** @param owners the nodes of the ring */
  constructor(
    private readonly host: Host,
    owners: readonly Address[],
    private readonly onVersion: (version: RingVersion) => void,
  ) {
    const placed = owners.map((address) => {
      return { address, incarnation: 0, position: positionOfNode(address) };
    });
    this.version = new RingVersion(1, placed.sort(compareOwners));
  }

  get current(): RingVersion {
    return this.version;
  }

  joined(member: Address, incarnation: number): void {
    if (member !== this.host.self && !this.isNews(member, incarnation)) return;
    this.changes.set(member, incarnation);
    if (!this.hasChanged) this.host.setTimer(0, RING_CHANGE);
    this.hasChanged = true;
  }

  /** Failures move nothing. */
  removed(): void {
    return;
  }

  onRingChange(): void {
    const owners = this.version.owners.map((owner) => {
      const incarnation = this.changes.get(owner.address);
      return incarnation === undefined ? owner : { ...owner, incarnation };
    });
    this.changes.clear();
    this.hasChanged = false;
    this.version = new RingVersion(this.version.epoch + 1, owners);
    this.onVersion(this.version);
  }

  private isNews(member: Address, incarnation: number): boolean {
    const owner = this.version.owners.find(({ address }) => address === member);
    if (owner === undefined) return false;
    return (this.changes.get(member) ?? owner.incarnation) < incarnation;
  }
}
