/**
 * The members of many nodes, stored once: a base, which is what a node holds of a member unless
 * something else is known of it, and the facts in which some nodes differ from the base, a bit a node
 * each. Once all nodes that are up hold a fact it becomes the base, and is forgotten; so is one that
 * nobody holds any more. This saves memory and nothing else: what a node holds is what it was told.
 */

import type { Address } from '../../address';
import { Directory } from './directory';
import type { MemberStore } from './member-store';
import { ALIVE, isIncluded, type Members, UNKNOWN } from './members';

const NO_INDEX = -1;
const NO_FACT = -1;
const BITS = 32;
/** So many words of bits of a node stand side by side, for it asks for many of them in a row. */
const PAGE_WORDS = 8;
const PAGE_FACTS = PAGE_WORDS * BITS;
/** What is kept of a member, side by side: the base, its facts, and how many nodes do not know it. */
const MEMBER_WORDS = 4;
const [STATE, INCARNATION, FIRST_FACT, UNKNOWN_TO] = [0, 1, 2, 3] as const;
/** What is kept of a fact: what it says, the next one of its member, and how many nodes hold it. */
const FACT_WORDS = 5;
const [OF, SAYS, SAYS_INCARNATION, NEXT, HOLDERS] = [0, 1, 2, 3, 4] as const;

export class SharedMembers implements MemberStore {
  /** Facts that are not the base yet. */
  facts = 0;
  readonly directory = new Directory();
  private members = new Int32Array(0);
  private fact = new Int32Array(0);
  /** The numbers of facts that are free. */
  private readonly free: number[] = [];
  /** For 256 facts each, a few words a node: the bits of those that it holds. */
  private pages: Int32Array[] = [];
  /** By node: what it sees; undefined for one that is down. */
  private readonly views: (SharedView | undefined)[] = [];
  /** How many nodes are up, or are yet to come up with the first base. */
  private live = 0;
  private rows = 0;

  /** @param converged nodes that are about to come up, each knowing all of them */
  constructor(private readonly converged: readonly Address[] = []) {
    for (const address of converged) {
      const index = this.numberOf(address);
      this.members[index * MEMBER_WORDS + STATE] = ALIVE;
    }
    this.live = converged.length;
    this.rows = converged.length;
  }

  firstView(node: Address): Members {
    const row = this.directory.find(node);
    const count = this.converged.length;
    if (row < 0 || row >= count) return this.newView(node);
    return this.enter(new SharedView(this, row, count, count));
  }

  newView(node: Address): Members {
    const row = this.numberOf(node);
    this.live++;
    if (row >= this.rows) this.addRows(row + 1);
    const view = this.enter(new SharedView(this, row, 0, 0));
    for (let index = 0; index < this.directory.size; index++) {
      const member = index * MEMBER_WORDS;
      if (this.members[member + STATE] === UNKNOWN) continue;
      view.unlearn(index);
      this.members[member + UNKNOWN_TO]!++;
    }
    return view;
  }

  /** A node went down: nobody asks any more what it held. */
  forget(node: Address): void {
    const row = this.directory.find(node);
    const view = this.views[row];
    if (view === undefined) return;
    this.views[row] = undefined;
    this.live--;
    for (let index = 0; index < view.unlearned; index++) {
      if (view.isUnlearned(index)) this.members[index * MEMBER_WORDS + UNKNOWN_TO]!--;
    }
    for (let fact = 0; fact < this.pages.length * PAGE_FACTS; fact++) {
      if (this.isHeld(fact, row)) this.drop(fact, row);
    }
    for (let fact = 0; fact < this.pages.length * PAGE_FACTS; fact++) this.settle(fact);
  }

  stateFor(row: number, index: number): number {
    const fact = this.factFor(row, index);
    return fact < 0
      ? this.members[index * MEMBER_WORDS + STATE]!
      : this.fact[fact * FACT_WORDS + SAYS]!;
  }

  incarnationFor(row: number, index: number): number {
    const fact = this.factFor(row, index);
    return fact < 0
      ? this.members[index * MEMBER_WORDS + INCARNATION]!
      : this.fact[fact * FACT_WORDS + SAYS_INCARNATION]!;
  }

  /** The number of an address in all columns. */
  numberOf(address: Address): number {
    const index = this.directory.numberOf(address);
    const words = this.directory.size * MEMBER_WORDS;
    if (words > this.members.length) this.addMembers(index);
    return index;
  }

  /** @param isLearned whether the node did not know the member at all */
  set(row: number, index: number, state: number, incarnation: number, isLearned: boolean): void {
    const { members } = this;
    const member = index * MEMBER_WORDS;
    if (isLearned) members[member + UNKNOWN_TO]!--;
    const before = this.factFor(row, index);
    const fact = this.factOf(index, state, incarnation);
    if (fact === before) return;
    if (before >= 0) this.drop(before, row);
    if (fact < 0) return;
    this.pages[pageOf(fact)]![wordOf(fact, row)]! |= 1 << (fact & 31);
    this.fact[fact * FACT_WORDS + HOLDERS]!++;
    this.settle(fact);
  }

  coversFor(row: number, index: number, state: number, incarnation: number): boolean {
    const found = this.factFor(row, index);
    const isBase = found < 0;
    const at = isBase ? index * MEMBER_WORDS : found * FACT_WORDS;
    const known = isBase ? this.members[at + INCARNATION]! : this.fact[at + SAYS_INCARNATION]!;
    if (known !== incarnation) return known > incarnation;
    return (isBase ? this.members[at + STATE]! : this.fact[at + SAYS]!) >= state;
  }

  private enter(view: SharedView): SharedView {
    this.views[view.row] = view;
    return view;
  }

  /** What a node holds of a member that is not the base. */
  private factFor(row: number, index: number): number {
    let fact = this.members[index * MEMBER_WORDS + FIRST_FACT]!;
    while (fact >= 0 && !this.isHeld(fact, row)) fact = this.fact[fact * FACT_WORDS + NEXT]!;
    return fact;
  }

  private isHeld(fact: number, row: number): boolean {
    return (this.pages[pageOf(fact)]![wordOf(fact, row)]! & (1 << (fact & 31))) !== 0;
  }

  /** The fact that says this, a new one if there is none; NO_FACT where the base says so. */
  private factOf(index: number, state: number, incarnation: number): number {
    const { members, fact } = this;
    const member = index * MEMBER_WORDS;
    if (members[member + STATE] === state && members[member + INCARNATION] === incarnation) {
      return NO_FACT;
    }
    let found = members[member + FIRST_FACT]!;
    for (; found >= 0; found = fact[found * FACT_WORDS + NEXT]!) {
      const at = found * FACT_WORDS;
      if (fact[at + SAYS] === state && fact[at + SAYS_INCARNATION] === incarnation) return found;
    }
    return this.newFact(index, state, incarnation);
  }

  private newFact(index: number, state: number, incarnation: number): number {
    if (this.free.length === 0) this.addPage();
    const fact = this.free.pop()!;
    const first = index * MEMBER_WORDS + FIRST_FACT;
    this.fact.set([index, state, incarnation, this.members[first]!, 0], fact * FACT_WORDS);
    this.members[first] = fact;
    this.facts++;
    return fact;
  }

  /** A node holds a fact no more. */
  private drop(fact: number, row: number): void {
    this.pages[pageOf(fact)]![wordOf(fact, row)]! &= ~(1 << (fact & 31));
    const holders = --this.fact[fact * FACT_WORDS + HOLDERS]!;
    if (holders === 0) this.remove(fact);
  }

  /** Makes a fact the base if all that know the member hold it. */
  private settle(fact: number): void {
    const at = fact * FACT_WORDS;
    const holders = this.fact[at + HOLDERS]!;
    const member = this.fact[at + OF]! * MEMBER_WORDS;
    if (holders === 0 || holders < this.live - this.members[member + UNKNOWN_TO]!) return;
    this.members[member + STATE] = this.fact[at + SAYS]!;
    this.members[member + INCARNATION] = this.fact[at + SAYS_INCARNATION]!;
    const page = this.pages[pageOf(fact)]!;
    const others = ~(1 << (fact & 31));
    for (let word = wordOf(fact, 0); word < page.length; word += PAGE_WORDS) page[word]! &= others;
    this.remove(fact);
  }

  /** Forgets a fact that no bit stands for any more. */
  private remove(fact: number): void {
    const at = fact * FACT_WORDS;
    const first = this.fact[at + OF]! * MEMBER_WORDS + FIRST_FACT;
    const next = this.fact[at + NEXT]!;
    let before = this.members[first]!;
    if (before === fact) this.members[first] = next;
    else {
      while (this.fact[before * FACT_WORDS + NEXT] !== fact) {
        before = this.fact[before * FACT_WORDS + NEXT]!;
      }
      this.fact[before * FACT_WORDS + NEXT] = next;
    }
    this.fact[at + HOLDERS] = 0;
    this.facts--;
    if (this.facts === 0) {
      this.free.length = 0;
      this.pages = [];
    } else this.free.push(fact);
  }

  private addPage(): void {
    const first = this.pages.length * PAGE_FACTS;
    this.pages.push(new Int32Array(this.rows * PAGE_WORDS));
    const words = (first + PAGE_FACTS) * FACT_WORDS;
    if (words > this.fact.length)
      this.fact = enlarged(this.fact, Math.max(words, 2 * this.fact.length));
    for (let fact = first + PAGE_FACTS - 1; fact >= first; fact--) this.free.push(fact);
  }

  private addRows(least: number): void {
    this.rows = Math.max(least, 2 * this.rows);
    this.pages = this.pages.map((page) => enlarged(page, this.rows * PAGE_WORDS));
  }

  private addMembers(index: number): void {
    const count = Math.max(index + 1, Math.ceil(this.members.length / MEMBER_WORDS) * 2, 8);
    const first = this.members.length / MEMBER_WORDS;
    this.members = enlarged(this.members, count * MEMBER_WORDS);
    for (let i = first; i < count; i++) this.members[i * MEMBER_WORDS + FIRST_FACT] = NO_FACT;
  }
}

/** Where the bit of a fact is: its page, and its word in that for a node. */
function pageOf(fact: number): number {
  return (fact / PAGE_FACTS) | 0;
}

function wordOf(fact: number, row: number): number {
  return row * PAGE_WORDS + ((fact >>> 5) & (PAGE_WORDS - 1));
}

function enlarged(words: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(words);
  return larger;
}

/** What one node knows. */
class SharedView implements Members {
  /** The members that are in the base and that this node has not heard of, a bit each. */
  private unknown: Int32Array | undefined;
  private unknownCount = 0;

  constructor(
    private readonly shared: SharedMembers,
    readonly row: number,
    public size: number,
    public included: number,
  ) {}

  /** All members that it has not heard of have smaller indices. */
  get unlearned(): number {
    return this.unknown === undefined ? 0 : this.unknown.length * BITS;
  }

  isUnlearned(index: number): boolean {
    const { unknown } = this;
    return unknown !== undefined && ((unknown[index >> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  /** The base has a member of which this node knows nothing. */
  unlearn(index: number): void {
    this.unknown ??= new Int32Array(Math.ceil(this.shared.directory.size / BITS));
    this.unknown[index >> 5]! |= 1 << (index & 31);
    this.unknownCount++;
  }

  find(address: Address): number {
    const index = this.shared.directory.find(address);
    return index < 0 || this.stateAt(index) === UNKNOWN ? NO_INDEX : index;
  }

  add(address: Address, incarnation: number): number {
    const index = this.shared.numberOf(address);
    this.size = Math.max(this.size, index + 1);
    this.set(index, ALIVE, incarnation);
    return index;
  }

  addressAt(index: number): Address {
    return this.shared.directory.addressOf(index);
  }

  stateAt(index: number): number {
    return this.isUnlearned(index) ? UNKNOWN : this.shared.stateFor(this.row, index);
  }

  incarnationAt(index: number): number {
    return this.isUnlearned(index) ? 0 : this.shared.incarnationFor(this.row, index);
  }

  covers(address: Address, state: number, incarnation: number): boolean {
    const index = this.shared.directory.find(address);
    if (index < 0 || this.isUnlearned(index)) return false;
    return this.shared.coversFor(this.row, index, state, incarnation);
  }

  set(index: number, state: number, incarnation: number): void {
    this.included += Number(isIncluded(state)) - Number(isIncluded(this.stateAt(index)));
    const isLearned = this.isUnlearned(index);
    if (isLearned) this.learn(index);
    this.shared.set(this.row, index, state, incarnation, isLearned);
  }

  private learn(index: number): void {
    this.unknown![index >> 5]! &= ~(1 << (index & 31));
    if (--this.unknownCount === 0) this.unknown = undefined;
  }
}
