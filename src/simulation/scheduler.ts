/**
 * The virtual clock and its queue: a hierarchical timing wheel (Varghese and Lauck, 1987) over
 * typed arrays. Entries come out by time, then lane, then rank, then in the order they went in.
 *
 * The wheel has four levels of 256 slots. An entry stands at the level of the highest byte in
 * which its time differs from the clock, and moves down when the clock enters its slot. Because
 * that level depends on time and clock alone, all entries of one tick are always in one list, in
 * the order they came. Entries beyond the wheel's window of 2^31 ticks wait in a heap.
 *
 * With a million entries nearly each look at one is a cache miss. So what an entry carries is one
 * record, and the lists hold its time beside its number: a record is written when it is queued and
 * not looked at again before its tick has come.
 */

import { PairLists } from './pair-lists';

/** Ticks per window. Windows are aligned: the clock is always inside the wheel's window. */
const WINDOW = 0x8000_0000;
const LEVELS = 4;
const SLOTS = 256;
const WORDS = SLOTS / 32;
/** Handles are generation * CAPACITY_MAX + entry. */
const CAPACITY_MAX = 0x400_0000;
const GENERATION_MAX = 0x3ff_ffff;
const NONE = -1;
/** Cancelled entries are swept out of the lists when there are more than this and than queued ones. */
const SWEEP_FROM = 1024;

/** A record, in words of 32 bits; the first four are two numbers of 64. */
const RECORD_WORDS = 10;
const RECORD_DOUBLES = RECORD_WORDS / 2;
const [DATA, CAUSE] = [0, 1] as const;
const [NODE, X, Y, WHAT, BUCKET, GENERATION] = [4, 5, 6, 7, 8, 9] as const;

/** Names a queued entry for `cancel`. */
export type Handle = number;

export interface Order {
  /** Lanes of a tick, first to last. */
  readonly lanes: number;
  /** Ranks within a lane, first to last. */
  readonly ranks: number;
}

export class Scheduler {
  /** The clock, in ticks. */
  now = 0;
  /** Entries queued. */
  pending = 0;

  private words = new Int32Array(0);
  private doubles = new Float64Array(0);
  private readonly refs: unknown[] = [];
  private capacity = 0;
  /** Entries from this one on were never used; the others are queued, cancelled or free. */
  private untouched = 0;
  /** The first `freed` of these are free. */
  private free = new Int32Array(0);
  private freed = 0;
  /** Entries that were cancelled and are still in a list, or in the heap. */
  private cancelled = 0;

  private windowStart = 0;
  /** A list for each bucket of the tick that has come, and behind them one for each slot. */
  private readonly lists: PairLists;
  private readonly occupied = new Int32Array(LEVELS * WORDS);
  private readonly overflow = new OverflowHeap();
  private readonly buckets: number;
  /** No bucket before this one holds an entry that is due. */
  private firstBucket: number;

  constructor(private readonly order: Order) {
    this.buckets = order.lanes * order.ranks;
    this.firstBucket = this.buckets;
    this.lists = new PairLists(this.buckets + LEVELS * SLOTS);
    this.grow(64);
  }

  /**
   * Queues an entry; throws for a time before now or not a safe integer. What it carries is the
   * caller's: `node`, `x` and `y` have 32 bits, `what` 8.
   */
  schedule(
    time: number,
    lane: number,
    rank: number,
    what: number,
    node: number,
    x: number,
    y: number,
    data: number,
    cause: number,
    ref: unknown,
  ): Handle {
    if (!(time >= this.now) || !Number.isSafeInteger(time)) {
      throw new RangeError(`cannot schedule at ${time}: the clock stands at ${this.now}`);
    }
    const entry = this.newEntry();
    const { words, doubles } = this;
    const word = entry * RECORD_WORDS;
    const generation = (words[word + GENERATION]! + 1) & GENERATION_MAX;
    doubles[entry * RECORD_DOUBLES + DATA] = data;
    doubles[entry * RECORD_DOUBLES + CAUSE] = cause;
    words[word + NODE] = node;
    words[word + X] = x;
    words[word + Y] = y;
    words[word + WHAT] = what;
    words[word + BUCKET] = lane * this.order.ranks + rank;
    words[word + GENERATION] = generation;
    this.refs[entry] = ref;
    this.pending++;
    this.place(time, entry);
    return generation * CAPACITY_MAX + entry;
  }

  // What an entry carries, from `take` until the next call of `schedule`.

  what(entry: number): number {
    return this.words[entry * RECORD_WORDS + WHAT]!;
  }

  node(entry: number): number {
    return this.words[entry * RECORD_WORDS + NODE]!;
  }

  x(entry: number): number {
    return this.words[entry * RECORD_WORDS + X]!;
  }

  y(entry: number): number {
    return this.words[entry * RECORD_WORDS + Y]!;
  }

  data(entry: number): number {
    return this.doubles[entry * RECORD_DOUBLES + DATA]!;
  }

  cause(entry: number): number {
    return this.doubles[entry * RECORD_DOUBLES + CAUSE]!;
  }

  refOf(entry: number): unknown {
    return this.refs[entry];
  }

  /** Gives the reference of an entry that came out, and forgets it. */
  takeRef(entry: number): unknown {
    const ref = this.refs[entry];
    this.refs[entry] = undefined;
    return ref;
  }

  /** The name that an entry had while it was queued, for one that `take` has just given. */
  handleOfTaken(entry: number): Handle {
    return ((this.generation(entry) - 1) & GENERATION_MAX) * CAPACITY_MAX + entry;
  }

  has(handle: Handle): boolean {
    const entry = handle % CAPACITY_MAX;
    if (!(entry >= 0 && entry < this.untouched)) return false;
    const generation = this.generation(entry);
    return isQueued(generation) && generation === Math.floor(handle / CAPACITY_MAX);
  }

  /** Takes an entry out; false if it came out already. */
  cancel(handle: Handle): boolean {
    if (!this.has(handle)) return false;
    const entry = handle % CAPACITY_MAX;
    this.endGeneration(entry);
    this.refs[entry] = undefined;
    // Its place is free when its list comes to it.
    this.cancelled++;
    if (this.cancelled > SWEEP_FROM && this.cancelled > this.pending) this.sweep();
    return true;
  }

  /**
   * Moves the clock to the next entry at or before `limit` and takes it out; what it carries may be
   * read until the next call of `schedule`. Returns -1, the clock at `limit`, when there is none.
   */
  take(limit: number): number {
    for (;;) {
      for (; this.firstBucket < this.buckets; this.firstBucket++) {
        const { lists, firstBucket } = this;
        for (
          let entry = lists.shift(firstBucket);
          entry !== NONE;
          entry = lists.shift(firstBucket)
        ) {
          if (this.freeIfCancelled(entry)) continue;
          this.endGeneration(entry);
          this.free[this.freed++] = entry;
          return entry;
        }
      }
      if (!this.moveClock(limit)) return NONE;
    }
  }

  /** Lists what comes next in this tick and lane, as far as there is room; returns how many. */
  comingUp(entries: Int32Array): number {
    return this.firstBucket === this.buckets ? 0 : this.lists.peek(this.firstBucket, entries);
  }

  /** Every entry that is queued, in no order; for looking at what they carry. */
  *queued(): Generator<number> {
    for (let entry = 0; entry < this.untouched; entry++) {
      if (isQueued(this.generation(entry))) yield entry;
    }
  }

  /** Moves the clock towards the next entry; false if that lies beyond the limit. */
  private moveClock(limit: number): boolean {
    if (limit <= this.now) return false;
    const low = this.now - this.windowStart;
    let span = 1; // ticks in a slot of this level
    for (let level = 0; level < LEVELS; level++, span *= SLOTS) {
      const slot = this.nextOccupied(level, ((low >>> (8 * level)) & 255) + 1);
      if (slot === NONE) continue;
      const start = this.windowStart + (low - (low % (span * SLOTS))) + slot * span;
      if (start > limit) return this.stopAt(limit);
      this.now = start;
      this.empty(this.buckets + level * SLOTS + slot);
      return true;
    }
    const time = this.overflow.firstTime();
    if (time > limit) return this.stopAt(limit);
    this.enterWindow(time - (time % WINDOW));
    return true;
  }

  /** Nothing is due up to the limit; true if the limit's window must be searched first. */
  private stopAt(limit: number): boolean {
    if (limit >= this.windowStart + WINDOW) {
      this.enterWindow(limit - (limit % WINDOW));
      return true;
    }
    this.now = limit;
    return false;
  }

  /** Entries of the new window leave the heap at once, so that later ones queue behind them. */
  private enterWindow(start: number): void {
    this.windowStart = start;
    this.now = start;
    for (;;) {
      const time = this.overflow.firstTime();
      if (time >= start + WINDOW) return;
      this.placeInWindow(time - start, this.overflow.take());
    }
  }

  /** The first occupied slot of a level from `from` on, or -1. Bits of emptied lists are cleared. */
  private nextOccupied(level: number, from: number): number {
    for (let slot = from; slot < SLOTS;) {
      const word = level * WORDS + (slot >>> 5);
      const bits = this.occupied[word]! & (-1 << (slot & 31));
      if (bits === 0) {
        slot = (slot | 31) + 1;
        continue;
      }
      slot = (slot & ~31) + (31 - Math.clz32(bits & -bits));
      if (!this.lists.isEmpty(this.buckets + level * SLOTS + slot)) return slot;
      this.occupied[word]! &= ~(1 << (slot & 31));
      slot++;
    }
    return NONE;
  }

  /** Places every entry of a list anew, in order; each moves at least one level down. */
  private empty(list: number): void {
    const { lists } = this;
    for (let entry = lists.shift(list); entry !== NONE; entry = lists.shift(list)) {
      this.placeInWindow(lists.second, entry);
    }
  }

  private place(time: number, entry: number): void {
    if (time >= this.windowStart + WINDOW) this.overflow.add(time, entry);
    else this.placeInWindow(time - this.windowStart, entry);
  }

  /** @param low the entry's time, from the window's start */
  private placeInWindow(low: number, entry: number): void {
    const differing = low ^ (this.now - this.windowStart);
    if (differing === 0) {
      const bucket = this.words[entry * RECORD_WORDS + BUCKET]!;
      if (bucket < this.firstBucket) this.firstBucket = bucket;
      this.lists.append(bucket, entry, low);
      return;
    }
    const level = (31 - Math.clz32(differing)) >>> 3;
    const slot = (low >>> (8 * level)) & 255;
    this.occupied[level * WORDS + (slot >>> 5)]! |= 1 << (slot & 31);
    this.lists.append(this.buckets + level * SLOTS + slot, entry, low);
  }

  private generation(entry: number): number {
    return this.words[entry * RECORD_WORDS + GENERATION]!;
  }

  /** From here on the entry is not queued, and its handle names nothing. */
  private endGeneration(entry: number): void {
    const word = entry * RECORD_WORDS + GENERATION;
    this.words[word] = (this.words[word]! + 1) & GENERATION_MAX;
    this.pending--;
  }

  private newEntry(): number {
    if (this.freed > 0) return this.free[--this.freed]!;
    if (this.untouched === this.capacity) this.grow(this.capacity * 2);
    return this.untouched++;
  }

  /** For an entry that its list no longer holds. */
  private freeIfCancelled(entry: number): boolean {
    if (isQueued(this.generation(entry))) return false;
    this.free[this.freed++] = entry;
    this.cancelled--;
    return true;
  }

  /** Frees whatever was cancelled, so that it never takes more room than what is queued. */
  private sweep(): void {
    const { lists } = this;
    for (let list = 0; list < this.buckets + LEVELS * SLOTS; list++) {
      const kept: number[] = [];
      for (let entry = lists.shift(list); entry !== NONE; entry = lists.shift(list)) {
        if (!this.freeIfCancelled(entry)) kept.push(entry, lists.second);
      }
      for (let i = 0; i < kept.length; i += 2) lists.append(list, kept[i]!, kept[i + 1]!);
    }
    this.overflow.keepOnly((entry) => !this.freeIfCancelled(entry));
  }

  private grow(capacity: number): void {
    if (capacity > CAPACITY_MAX) throw new RangeError(`more than ${CAPACITY_MAX} events pending`);
    const words = new Int32Array(capacity * RECORD_WORDS);
    words.set(this.words);
    this.words = words;
    this.doubles = new Float64Array(words.buffer);
    const free = new Int32Array(capacity);
    free.set(this.free);
    this.free = free;
    this.capacity = capacity;
  }
}

/** An entry's generation rises when it is queued and when it comes out: odd while it is queued. */
function isQueued(generation: number): boolean {
  return generation % 2 === 1;
}

/** A binary heap by (time, order of arrival), for the few entries beyond the wheel's window. */
class OverflowHeap {
  private readonly items: { time: number; sequence: number; entry: number }[] = [];
  private sequence = 0;

  /** Infinity where the heap is empty. */
  firstTime(): number {
    return this.items[0]?.time ?? Infinity;
  }

  add(time: number, entry: number): void {
    this.items.push({ time, sequence: this.sequence++, entry });
    this.rise(this.items.length - 1);
  }

  take(): number {
    const { entry } = this.items[0]!;
    const last = this.items.pop()!;
    if (this.items.length > 0) {
      this.items[0] = last;
      this.sink();
    }
    return entry;
  }

  /** Takes out what `keep` is false for. */
  keepOnly(keep: (entry: number) => boolean): void {
    const items = this.items.filter(({ entry }) => keep(entry));
    this.items.length = 0;
    for (const item of items) {
      this.items.push(item);
      this.rise(this.items.length - 1);
    }
  }

  private rise(index: number): void {
    for (let child = index; child > 0;) {
      const parent = (child - 1) >>> 1;
      if (!this.swapIfBefore(child, parent)) return;
      child = parent;
    }
  }

  private sink(): void {
    for (let parent = 0; ;) {
      let child = 2 * parent + 1;
      if (child >= this.items.length) return;
      if (child + 1 < this.items.length && this.before(child + 1, child)) child++;
      if (!this.swapIfBefore(child, parent)) return;
      parent = child;
    }
  }

  private before(i: number, j: number): boolean {
    const a = this.items[i]!;
    const b = this.items[j]!;
    return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
  }

  private swapIfBefore(child: number, parent: number): boolean {
    if (!this.before(child, parent)) return false;
    [this.items[child], this.items[parent]] = [this.items[parent]!, this.items[child]!];
    return true;
  }
}
