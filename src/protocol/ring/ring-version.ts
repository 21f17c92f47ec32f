/**
 * One version of the ring: who owns what and, while a movement is under way, who is to own it next.
 * Immutable; what the store builds on.
 */

import { type Arc, mergeArcs } from './arcs';
import { ringSpace } from './ring-space';
import { COURSE_RING } from './ring-settings';
import { changedArcs as changedArcsOf, type Owner, TokenRing } from './token-ring';

export type { Owner } from './token-ring';

/** A replica that is to be, and the present one whose place it takes. */
export interface Replacement {
  readonly pending: Owner;
  /** Undefined where it takes nobody's place: the ring had too few. */
  readonly replaced: Owner | undefined;
}

/** A version as plain data. */
export interface RingInspected {
  readonly epoch: number;
  readonly checksum: number;
  readonly owners: readonly Owner[];
  /** The owners to be, while a movement is under way. */
  readonly next?: readonly Owner[];
}

export class RingVersion {
  /**
   * @param epoch where the ring follows the view, this node's count of its changes; on the operator's
   * ring of the whole cluster, so that the same epoch is the same ring, save for incarnations, of which
   * each node knows what it heard, and where nodes were commanded while apart, until they meet
   * @param next the ring that a movement leads to; undefined where none is under way
   * @param given its name; of its epoch and checksum unless given
   */
  constructor(
    readonly epoch: number,
    readonly current: TokenRing,
    readonly next?: TokenRing,
    private readonly given?: string,
  ) {}

  get owners(): readonly Owner[] {
    return this.current.owners;
  }

  /**
   * 32 bits over the tokens of both rings and whose they are: what two nodes' rings are compared by. 0
   * only where nobody is on the ring.
   */
  get checksum(): number {
    const { current, next } = this;
    if (next === undefined) return current.checksum;
    return (Math.imul(current.checksum, 0x2c1b3c6d) ^ next.checksum) >>> 0 || 1;
  }

  /** Tells it from all others: of one epoch there may be two, of nodes that were commanded while apart. */
  get name(): string {
    return this.given ?? `${this.epoch} ${this.checksum}`;
  }

  positionOf(key: string): number {
    return this.current.positionOf(key);
  }

  /**
   * The replicas of a key, primary first: the first `count` distinct owners at or clockwise after
   * the key's position; fewer where the ring has fewer.
   */
  preferenceList(key: string, count: number): readonly Owner[] {
    return this.current.preferenceList(key, count);
  }

  /** Those who will be replicas of the key when the movement has ended, and are not now. */
  pendingList(key: string, count: number): readonly Owner[] {
    if (this.next === undefined) return [];
    return this.replacedBy(key, count).map(({ pending }) => pending);
  }

  /** Each pending replica of the key with the present replica whose place it takes. */
  replacedBy(key: string, count: number): readonly Replacement[] {
    return this.next === undefined ? [] : this.replacedAt(this.current.positionOf(key), count);
  }

  /** `replacedBy` of any key at a position. */
  replacedAt(position: number, count: number): readonly Replacement[] {
    const { current, next } = this;
    if (next === undefined) return [];
    const now = current.listAt(position, count);
    const then = next.listAt(position, count);
    const leaving = now.filter(({ address }) => !has(then, address));
    const coming = then.filter(({ address }) => !has(now, address));
    return coming.map((pending, i) => ({ pending, replaced: leaving[i] }));
  }

  /**
   * The positions of which a store has to look at what it has when this version comes after that
   * one: whose replicas, present or pending, are others; in rising order and apart.
   */
  changedArcs(before: RingVersion, count: number): Arc[] {
    const { current, next } = this;
    const ofCurrent = changedArcsOf(before.current, current, count);
    if (before.next === undefined && next === undefined) return ofCurrent;
    const ofNext = changedArcsOf(before.next ?? before.current, next ?? current, count);
    return mergeArcs([...ofCurrent, ...ofNext]);
  }

  /** As plain data, for people and tests. */
  inspect(): RingInspected {
    const { epoch, checksum, owners, next } = this;
    return { epoch, checksum, owners, ...(next === undefined ? {} : { next: next.owners }) };
  }
}

/** Before a node has any. */
export const NO_RING = new RingVersion(0, TokenRing.empty(ringSpace(COURSE_RING)));

function has(owners: readonly Owner[], address: number): boolean {
  return owners.some((owner) => owner.address === address);
}
