/** What a ring gives its nodes, beside what tokens give on average, and what a change of it moves. */

import { nodeName } from '../protocol/address';
import { type Arc, positionsIn } from '../protocol/ring/arcs';
import { changedArcs, cutArcs, type TokenRing } from '../protocol/ring/token-ring';
import {
  copiedByJoin,
  meanPeakOfOneToken,
  movedByJoin,
  peakBand,
  shareDeviation,
  shareQuantile,
} from '../predictions/ring-load';

/** Shares are of all positions, from 0 to 1. */
export interface NodeLoad {
  readonly node: string;
  /** Of the positions whose primary it is, and of those of which it has a copy. */
  readonly primary: number;
  readonly copies: number;
}

/** An arc of positions with the same replicas. */
export interface ArcShare extends Arc {
  readonly share: number;
}

/** What a figure should be for nodes whose tokens are placed by chance. */
export interface LoadTheory {
  /** Deviation over mean of the primaries' shares. */
  readonly deviation: number;
  /** Over the mean: a node's share lies between the two nine times in ten. */
  readonly ofNode: readonly [low: number, high: number];
  /**
   * Over the mean: the largest share is above the high end once in twenty times, below the low end,
   * which is a bound, more rarely.
   */
  readonly ofLargest: readonly [low: number, high: number];
  /** Over the mean: the largest on average; null where nodes have more than one token. */
  readonly meanOfLargest: number | null;
}

export interface RingLoad {
  readonly loads: readonly NodeLoad[];
  /** Of the primaries' shares: the largest over the mean, and deviation over mean. */
  readonly peakToMean: number;
  readonly deviation: number;
  /** Of the copies' shares: the largest over the mean. */
  readonly copiesPeakToMean: number;
  readonly theory: LoadTheory;
}

/** What a node's coming or going moves. */
export interface RingMove {
  readonly node: string;
  readonly change: 'joins' | 'leaves';
  /** Shares of all positions: that have another primary, and copies that have to be made. */
  readonly moved: number;
  readonly copied: number;
  /** What those are on average. */
  readonly expected: { readonly moved: number; readonly copied: number };
  /** Of some keys: how many there are, how many have another primary, and copies to be made. */
  readonly keys: { readonly all: number; readonly moved: number; readonly copied: number };
  /** Of the keys that have another primary those to which the node is neither the old nor the new. */
  readonly movedElsewhere: number;
  /** Copies that each key has from then on: no more than there are nodes. */
  readonly copies: number;
}

export function ringLoad(ring: TokenRing, tokens: number, replicas: number): RingLoad {
  const loads = ring.owners.map(({ address }) => ({
    node: nodeName(address),
    primary: shareOf(ring, ring.arcsOf(address, 1)),
    copies: shareOf(ring, ring.arcsOf(address, replicas)),
  }));
  const nodes = loads.length;
  const offs = loads.map(({ primary }) => nodes * primary - 1);
  const squares = offs.reduce((sum, off) => sum + off * off, 0);
  const held = Math.min(replicas, nodes) / nodes;
  return {
    loads,
    peakToMean: nodes * Math.max(...loads.map(({ primary }) => primary)),
    deviation: Math.sqrt(squares / nodes),
    copiesPeakToMean: Math.max(...loads.map(({ copies }) => copies)) / held,
    theory: {
      deviation: shareDeviation(nodes, tokens),
      ofNode: [0.05, 0.95].map((low) => nodes * shareQuantile(nodes, tokens, low)) as [
        number,
        number,
      ],
      ofLargest: peakBand(nodes, tokens),
      meanOfLargest: tokens === 1 ? meanPeakOfOneToken(nodes) : null,
    },
  };
}

/** The arcs of a ring, from position 0 on. */
export function ringArcs(ring: TokenRing): ArcShare[] {
  const { size } = ring.space;
  return cutArcs([{ first: 0, last: size - 1 }], [ring]).map(({ first, last }) => {
    return { first, last, share: (last - first + 1) / size };
  });
}

/** The nodes that keep what is in an arc, the primary first. */
export function ownersOf(ring: TokenRing, { last }: ArcShare, replicas: number): string[] {
  return ring.listAt(last, replicas).map(({ address }) => nodeName(address));
}

/** @param keys of which it is counted how many move */
export function ringMove(
  before: TokenRing,
  change: { readonly joins: number } | { readonly leaves: number },
  replicas: number,
  keys: number,
): RingMove {
  const joins = 'joins' in change;
  const address = joins ? change.joins : change.leaves;
  const after = before.changed(
    joins ? { joined: [{ address, incarnation: 0 }] } : { left: [address] },
  );
  // A node that leaves moves what it moved when it came.
  const others = Math.min(before.owners.length, after.owners.length);
  // Where so few are left that each of them has a copy already, nobody makes one.
  const areMade = joins || others >= replicas;
  return {
    ...{ node: nodeName(address), change: joins ? 'joins' : 'leaves' },
    moved: shareOf(before, changedArcs(before, after, 1)),
    copied: areMade ? shareOf(before, changedArcs(before, after, replicas)) : 0,
    expected: {
      moved: movedByJoin(others),
      copied: areMade ? copiedByJoin(others, replicas) : 0,
    },
    ...movedKeys(before, after, { address, replicas, keys }),
    copies: Math.min(replicas, after.owners.length),
  };
}

function movedKeys(
  before: TokenRing,
  after: TokenRing,
  {
    address,
    replicas,
    keys,
  }: { readonly address: number; readonly replicas: number; readonly keys: number },
): Pick<RingMove, 'keys' | 'movedElsewhere'> {
  let moved = 0;
  let copied = 0;
  let movedElsewhere = 0;
  for (let i = 1; i <= keys; i++) {
    const key = `k${i}`;
    const old = before.preferenceList(key, replicas);
    const now = after.preferenceList(key, replicas);
    const [was, is] = [old[0]?.address, now[0]?.address];
    if (was !== is) moved++;
    if (was !== is && was !== address && is !== address) movedElsewhere++;
    copied += now.filter((owner) => !old.some((each) => each.address === owner.address)).length;
  }
  return { keys: { all: keys, moved, copied }, movedElsewhere };
}

function shareOf({ space }: TokenRing, arcs: readonly Arc[]): number {
  return positionsIn(arcs) / space.size;
}
