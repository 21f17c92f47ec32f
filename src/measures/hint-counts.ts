/**
 * What became of the hints that nodes kept for others: a fold over a run's events. It goes by what
 * nodes tell: of hints that a loss of power took, unsynced, they tell nothing, and these count as left.
 */

import type { Address } from '../protocol/address';
import { compareVersions, type Version } from '../protocol/store/record';
import type { StoreEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';

/** Hints, all nodes together: `stored` is the sum of the others. */
export interface HintCounts {
  /** Each version that a node kept for a replica counts once. */
  readonly stored: number;
  /** The replica has it, or something newer. */
  readonly delivered: number;
  /** Kept for as long as hints are, and given up. */
  readonly expired: number;
  /** A newer one took its place. */
  readonly replaced: number;
  /** Gone with all that its keeper had stored: the disk was wiped, or found to be damaged. */
  readonly lost: number;
  /** Still kept at the end. */
  readonly left: number;
}

type OfHint = Extract<StoreEvent, { readonly kind: 'hinted' | 'hintDelivered' | 'hintExpired' }>;

export class HintFates implements EventSink {
  readonly kinds = ['started', 'storageDamaged', 'hinted', 'hintDelivered', 'hintExpired'];
  private readonly ended = { delivered: 0, expired: 0, replaced: 0, lost: 0 };
  /** The versions that each node keeps, by replica and key. */
  private readonly kept = new Map<Address, Map<string, Version>>();
  private readonly storages = new Map<Address, number>();

  on({ kind, node, b: storage, data }: EventView): void {
    if (kind === 'started') this.onStarted(node, storage);
    else if (kind === 'storageDamaged') this.lose(node);
    else this.onHint(node, data as OfHint);
  }

  counts(): HintCounts {
    const left = [...this.kept.values()].reduce((sum, { size }) => sum + size, 0);
    const { delivered, expired, replaced, lost } = this.ended;
    const stored = delivered + expired + replaced + lost + left;
    return { stored, delivered, expired, replaced, lost, left };
  }

  private onStarted(node: Address, storage: number): void {
    if (this.storages.get(node) !== storage) this.lose(node);
    this.storages.set(node, storage);
  }

  private lose(node: Address): void {
    this.ended.lost += this.kept.get(node)?.size ?? 0;
    this.kept.delete(node);
  }

  private onHint(node: Address, told: OfHint): void {
    const ofNode = this.kept.get(node) ?? new Map<string, Version>();
    this.kept.set(node, ofNode);
    const name = `${told.home} ${told.key}`;
    const before = ofNode.get(name);
    if (told.kind === 'hinted') {
      // One that is asked for anew, by another attempt, is the same.
      const isNew = before === undefined || compareVersions(before, told.version) !== 0;
      if (before !== undefined && isNew) this.ended.replaced++;
      ofNode.set(name, told.version);
    } else if (ofNode.delete(name)) {
      this.ended[told.kind === 'hintDelivered' ? 'delivered' : 'expired']++;
    }
  }
}
