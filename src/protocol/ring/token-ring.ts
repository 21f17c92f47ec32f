/**
 * A ring of owners, each with its tokens. Immutable: a change makes another ring, by a merge of its
 * sorted columns with the few tokens that are new. A key belongs to the first distinct owners at or
 * clockwise after its position.
 */

import type { Address } from '../address';
import { type Arc, arcsBetween, mergeArcs } from './arcs';
import type { RingSpace } from './ring-space';

/** A node on the ring. A restarted node is another owner: it may have lost what it stored. */
export interface Owner {
  readonly address: Address;
  readonly incarnation: number;
}

/** What is different in another ring. */
export interface OwnerChanges {
  /** Owners that are new, or come under another incarnation; no address twice. */
  readonly joined?: readonly Owner[];
  /** Whose places are given up; none of those that joined. */
  readonly left?: readonly Address[];
}

/** A change of a ring, and what it came to. */
interface RecentChange extends Required<OwnerChanges> {
  readonly before: TokenRing;
  readonly after: TokenRing;
}

/** Changes that are remembered: those that the nodes of a cluster make at one time. */
const RECENT_MAX = 4;

/** Packs (token, owner) into one number: more than any number of owners. */
const OWNERS_MAX = 0x20_0000;

export class TokenRing {
  /** What `checksum` gives, once it was asked for. */
  private sum: number | undefined;
  /** A stretch has two to the power of this many positions. */
  private readonly stretchBits: number;
  /** For each of equal stretches of positions the first token in it or after; made when first used. */
  private stretches: Uint32Array | undefined;

  /**
   * @param owners by rising address or, where ties go by arrival, in the order in which they came
   * @param tokens sorted
   * @param holders for each token its owner, as an index; of one token the owners in their order
   * @param recent the last few changes of rings that come of one empty ring, so that nodes that make the
   * same change of the same ring share what it comes to: memory and time only, for rings never change
   */
  private constructor(
    readonly space: RingSpace,
    readonly owners: readonly Owner[],
    private readonly tokens: Uint32Array,
    private readonly holders: Uint32Array,
    private readonly recent: RecentChange[],
  ) {
    // About as many stretches as tokens.
    const sizeBits = 32 - Math.clz32(space.size - 1);
    const tokenBits = 32 - Math.clz32(tokens.length);
    this.stretchBits = Math.min(31, Math.max(0, sizeBits - tokenBits));
  }

  /** A ring that nobody is on. */
  static empty(space: RingSpace): TokenRing {
    return new TokenRing(space, [], new Uint32Array(0), new Uint32Array(0), []);
  }

  /** @param owners no address twice; where ties go by arrival, in the order of their arrival */
  static of(space: RingSpace, owners: readonly Owner[]): TokenRing {
    return TokenRing.empty(space).changed({ joined: owners });
  }

  /** How many tokens there are. */
  get tokenCount(): number {
    return this.tokens.length;
  }

  /** 32 bits over tokens and whose they are, in the ring's order; 0 only where nobody is on it. */
  get checksum(): number {
    this.sum ??= this.tokens.length === 0 ? 0 : this.countSum();
    return this.sum;
  }

  /** The owner of that address, if it is on the ring. */
  ownerOf(address: Address): Owner | undefined {
    return this.owners[this.indexOf(address)];
  }

  /** A key's position. */
  positionOf(key: string): number {
    return this.space.positionOf(key);
  }

  /**
   * The first `count` distinct owners at or clockwise after a key's position; all, in that order,
   * where there are fewer.
   */
  preferenceList(key: string, count: number): readonly Owner[] {
    return this.listAt(this.space.positionOf(key), count);
  }

  /** `preferenceList` of any key at a position. */
  listAt(position: number, count: number): readonly Owner[] {
    const { owners, tokens, holders } = this;
    const length = Math.min(count, owners.length);
    // Of its length from the start: one that grows takes room for many.
    const list = new Array<Owner>(length);
    let size = 0;
    for (let i = this.firstAtOrAfter(position); size < length; i++) {
      if (i === tokens.length) i = 0;
      const owner = owners[holders[i]!]!;
      if (!list.includes(owner)) list[size++] = owner;
    }
    return list;
  }

  /**
   * The positions in whose first `count` distinct owners that one is, in rising order and apart;
   * none where it is not on the ring.
   */
  arcsOf(address: Address, count: number): Arc[] {
    const index = this.indexOf(address);
    if (index < 0) return [];
    if (count >= this.owners.length) return [{ first: 0, last: this.space.size - 1 }];
    const arcs: Arc[] = [];
    for (const token of new Set(this.space.tokensOf(address))) {
      arcs.push(...this.arcsUpTo(token, index, count));
    }
    return mergeArcs(arcs);
  }

  /** All others that are among the first `count` distinct owners where that one is, by address. */
  partnersOf(address: Address, count: number): Owner[] {
    const { tokens } = this;
    const found = new Set<Owner>();
    for (const { first, last } of this.arcsOf(address, count)) {
      // Between two tokens the list is the same.
      let position = first;
      for (let i = this.firstAtOrAfter(first); position <= last; i++) {
        for (const owner of this.listAt(position, count)) found.add(owner);
        position = i < tokens.length ? tokens[i]! + 1 : last + 1;
      }
    }
    const others = [...found].filter((owner) => owner.address !== address);
    return others.sort((a, b) => a.address - b.address);
  }

  /** This ring with other owners; one that comes under another incarnation keeps its place. */
  changed({ joined = [], left = [] }: OwnerChanges): TokenRing {
    if (joined.length + left.length === 0) return this;
    const { recent } = this;
    const known = recent.find((one) => one.before === this && isSame(one, joined, left));
    if (known !== undefined) return known.after;
    const after = this.after(joined, left);
    recent.push({ before: this, joined: [...joined], left: [...left], after });
    if (recent.length > RECENT_MAX) recent.shift();
    return after;
  }

  private after(joined: readonly Owner[], left: readonly Address[]): TokenRing {
    const { owners, added, moved } = this.ownersAfter(joined, left);
    // Nobody came or went: only incarnations are others.
    if (added.size === 0 && owners.length === this.owners.length) {
      const renewed = new TokenRing(this.space, owners, this.tokens, this.holders, this.recent);
      renewed.sum = this.sum;
      renewed.stretches = this.stretches;
      return renewed;
    }
    return this.merged(owners, moved, this.sortedTokens(owners, added));
  }

  /** The tokens in an arc, in rising order, none twice, and its end. */
  *tokensIn({ first, last }: Arc): Generator<number> {
    let latest = -1;
    for (let i = this.firstAtOrAfter(first); i < this.tokens.length; i++) {
      const token = this.tokens[i]!;
      if (token >= last) break;
      if (token !== latest) yield token;
      latest = token;
    }
    yield last;
  }

  private indexOf(address: Address): number {
    if (this.space.ties === 'arrival') {
      return this.owners.findIndex((owner) => owner.address === address);
    }
    let low = 0;
    let high = this.owners.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.owners[middle]!.address < address) low = middle + 1;
      else high = middle;
    }
    return this.owners[low]?.address === address ? low : -1;
  }

  /** By binary search in the stretch of the position, in which there is a token or two. */
  private firstAtOrAfter(position: number): number {
    const { tokens, stretchBits } = this;
    this.stretches ??= this.makeStretches();
    const stretch = position >>> stretchBits;
    let low = this.stretches[stretch]!;
    let high = this.stretches[stretch + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (tokens[middle]! < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private makeStretches(): Uint32Array {
    const { tokens, stretchBits } = this;
    const stretchSize = (1 << stretchBits) >>> 0;
    const count = Math.ceil(this.space.size / stretchSize);
    const stretches = new Uint32Array(count + 1);
    let at = 0;
    for (let stretch = 0; stretch <= count; stretch++) {
      const first = stretch * stretchSize;
      while (at < tokens.length && tokens[at]! < first) at++;
      stretches[stretch] = at;
    }
    return stretches;
  }

  /**
   * The positions from which a walk meets a token of the owner before it has met `count` others,
   * back to the owner's token before that.
   */
  private arcsUpTo(token: number, index: number, count: number): Arc[] {
    const { tokens, holders, space } = this;
    let at = this.firstAtOrAfter(token);
    while (holders[at] !== index) at++;
    const others: number[] = [];
    for (let i = at - 1; ; i--) {
      if (i < 0) i = tokens.length - 1;
      const holder = holders[i]!;
      if (holder !== index && !others.includes(holder)) others.push(holder);
      if (holder !== index && others.length < count) continue;
      // The walk back came to another token of the same position, so that nothing lies between.
      const isEmpty = tokens[i] === token && i < at;
      return isEmpty ? [] : arcsBetween(tokens[i]!, token, space.size);
    }
  }

  /** The owners after a change, those that have no tokens here yet, and where each of these goes. */
  private ownersAfter(joined: readonly Owner[], left: readonly Address[]) {
    const news = new Map(joined.map((owner) => [owner.address, owner]));
    const gone = new Set(left);
    const kept: Owner[] = [];
    for (const owner of this.owners) {
      if (!gone.has(owner.address)) kept.push(news.get(owner.address) ?? owner);
      news.delete(owner.address);
    }
    const added = new Set(news.values());
    const owners = [...kept, ...added];
    if (this.space.ties === 'address') owners.sort((a, b) => a.address - b.address);
    if (owners.length >= OWNERS_MAX) throw new RangeError('too many owners');
    return { owners, added, moved: this.movedTo(owners, added) };
  }

  /** For each owner of this ring its index among others, -1 where it is not among them. */
  private movedTo(owners: readonly Owner[], added: ReadonlySet<Owner>): Int32Array {
    const moved = new Int32Array(this.owners.length).fill(-1);
    let old = 0;
    for (const [index, owner] of owners.entries()) {
      if (added.has(owner)) continue;
      while (this.owners[old]!.address !== owner.address) old++;
      moved[old++] = index;
    }
    return moved;
  }

  /** The tokens of new owners as `token * OWNERS_MAX + index`, sorted. */
  private sortedTokens(owners: readonly Owner[], added: ReadonlySet<Owner>): Float64Array {
    const packed: number[] = [];
    for (const [index, owner] of owners.entries()) {
      if (!added.has(owner)) continue;
      for (const token of this.space.tokensOf(owner.address)) {
        packed.push(token * OWNERS_MAX + index);
      }
    }
    return Float64Array.from(packed).sort();
  }

  /** Both columns with those of new owners among them and those of owners that left taken out. */
  private merged(owners: readonly Owner[], moved: Int32Array, added: Float64Array): TokenRing {
    const length = this.tokens.length + added.length;
    const tokens = new Uint32Array(length);
    const holders = new Uint32Array(length);
    let size = 0;
    let next = 0;
    const take = () => {
      const packed = added[next++]!;
      tokens[size] = Math.floor(packed / OWNERS_MAX);
      holders[size++] = packed % OWNERS_MAX;
    };
    for (let i = 0; i < this.tokens.length; i++) {
      const index = moved[this.holders[i]!]!;
      if (index < 0) continue;
      const token = this.tokens[i]!;
      const packed = token * OWNERS_MAX + index;
      while (next < added.length && added[next]! < packed) take();
      tokens[size] = token;
      holders[size++] = index;
    }
    while (next < added.length) take();
    return new TokenRing(
      ...([
        this.space,
        owners,
        tokens.slice(0, size),
        holders.slice(0, size),
        this.recent,
      ] as const),
    );
  }

  private countSum(): number {
    let sum = this.tokens.length;
    for (let i = 0; i < this.tokens.length; i++) {
      sum = Math.imul(sum ^ this.tokens[i]!, 0x2c1b3c6d);
      sum = Math.imul(sum ^ (sum >>> 15) ^ this.owners[this.holders[i]!]!.address, 0x297a2d39);
    }
    return (sum ^ (sum >>> 13)) >>> 0 || 1;
  }
}

function isSame(
  change: Required<OwnerChanges>,
  joined: readonly Owner[],
  left: readonly Address[],
): boolean {
  if (change.joined.length !== joined.length || change.left.length !== left.length) return false;
  const isJoined = joined.every(({ address, incarnation }, i) => {
    const other = change.joined[i]!;
    return other.address === address && other.incarnation === incarnation;
  });
  return isJoined && left.every((address, i) => change.left[i] === address);
}

/**
 * The positions whose first `count` distinct owners are others in one ring than in the other, in
 * rising order and apart. Both rings are of one space. Costs the owners and the changed owners'
 * tokens, not all tokens.
 */
export function changedArcs(before: TokenRing, after: TokenRing, count: number): Arc[] {
  if (before === after) return [];
  // As at a node's start: everything is others'.
  if (before.owners.length === 0 || after.owners.length === 0) {
    const isAny = count > 0 && before.owners.length + after.owners.length > 0;
    return isAny ? [{ first: 0, last: after.space.size - 1 }] : [];
  }
  const olds = new Map(before.owners.map((owner) => [owner.address, owner]));
  const arcs: Arc[] = [];
  for (const { address, incarnation } of after.owners) {
    const old = olds.get(address);
    olds.delete(address);
    if (old?.incarnation === incarnation) continue;
    arcs.push(...after.arcsOf(address, count));
    if (old !== undefined) arcs.push(...before.arcsOf(address, count));
  }
  for (const address of olds.keys()) arcs.push(...before.arcsOf(address, count));
  return mergeArcs(arcs);
}

/**
 * Cuts arcs, which are in rising order and apart, so that all along a piece each of the rings has the same
 * owners in the same order.
 */
export function cutArcs(arcs: readonly Arc[], rings: readonly TokenRing[]): Arc[] {
  const pieces: Arc[] = [];
  for (const arc of arcs) {
    let { first } = arc;
    const ends = rings.flatMap((ring) => [...ring.tokensIn(arc)]);
    for (const last of ends.sort((a, b) => a - b)) {
      // A token of one ring may be one of another, too.
      if (last >= first) pieces.push({ first, last });
      first = last + 1;
    }
  }
  return pieces;
}

/** Who is among the first `count` of some position in one ring and, there, not in the other. */
export function gainersOf(before: TokenRing, after: TokenRing, count: number): Set<Address> {
  const gainers = new Set<Address>();
  for (const { last } of cutArcs(changedArcs(before, after, count), [before, after])) {
    const had = before.listAt(last, count).map(({ address }) => address);
    for (const { address } of after.listAt(last, count)) {
      if (!had.includes(address)) gainers.add(address);
    }
  }
  return gainers;
}
