/**
 * The virtual clock and its queue: a hierarchical timing wheel (Varghese and Lauck, 1987) over
 * typed columns. Entries come out by time, then lane, then rank, then in the order they went in.
 *
 * The wheel has four levels of 256 slots. An entry stands at the level of the highest byte in
 * which its time differs from the clock, and moves down when the clock enters its slot. Because
 * that level depends on time and clock alone, all entries of one tick are always in one list, in
 * the order they came. Entries beyond the wheel's window of 2^31 ticks wait in a heap.
 */

/** Ticks per window. Windows are aligned: the clock is always inside the wheel's window. */
const WINDOW = 0x8000_0000;
const LEVELS = 4;
const SLOTS = 256;
const WORDS = SLOTS / 32;
/** Handles are generation * CAPACITY_MAX + entry. */
const CAPACITY_MAX = 0x400_0000;
const GENERATION_MAX = 0x3ff_ffff;
const NONE = -1;

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

  // What an entry carries; the meaning is the caller's.
  what = new Uint8Array(0);
  node = new Int32Array(0);
  x = new Int32Array(0);
  y = new Int32Array(0);
  data = new Float64Array(0);
  cause = new Float64Array(0);
  readonly ref: unknown[] = [];

  // Where an entry stands. Lists are circular through a sentinel: a pseudo-entry per list.
  private next = new Int32Array(0);
  private prev = new Int32Array(0);
  private time = new Float64Array(0);
  private bucket = new Int32Array(0);
  private generation = new Int32Array(0);
  private free = NONE;

  private windowStart = 0;
  private readonly occupied = new Int32Array(LEVELS * WORDS);
  private readonly overflow = new OverflowHeap();
  private readonly buckets: number;
  /** No bucket before this one holds an entry that is due. */
  private firstBucket: number;
  private readonly firstEntry: number;

  constructor(private readonly order: Order) {
    this.buckets = order.lanes * order.ranks;
    this.firstBucket = this.buckets;
    this.firstEntry = this.buckets + LEVELS * SLOTS;
    this.grow(this.firstEntry + 64);
    for (let list = 0; list < this.firstEntry; list++) {
      this.next[list] = list;
      this.prev[list] = list;
    }
  }

  /** Queues an entry; throws for a time before now or not a safe integer. */
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
    if (this.free === NONE) this.grow(this.next.length * 2);
    const entry = this.free;
    this.free = this.next[entry]!;
    this.what[entry] = what;
    this.node[entry] = node;
    this.x[entry] = x;
    this.y[entry] = y;
    this.data[entry] = data;
    this.cause[entry] = cause;
    this.ref[entry] = ref;
    this.time[entry] = time;
    this.generation[entry] = (this.generation[entry]! + 1) & GENERATION_MAX;
    this.bucket[entry] = lane * this.order.ranks + rank;
    this.pending++;
    this.place(entry);
    return this.generation[entry] * CAPACITY_MAX + entry;
  }

  /** The name that an entry had while it was queued, for one that `take` has just given. */
  handleOfTaken(entry: number): Handle {
    return ((this.generation[entry]! - 1) & GENERATION_MAX) * CAPACITY_MAX + entry;
  }

  has(handle: Handle): boolean {
    const generation = this.generation[handle % CAPACITY_MAX] ?? 0;
    return isQueued(generation) && generation === Math.floor(handle / CAPACITY_MAX);
  }

  /** Takes an entry out; false if it came out already. */
  cancel(handle: Handle): boolean {
    if (!this.has(handle)) return false;
    const entry = handle % CAPACITY_MAX;
    if (this.next[entry] === entry) this.overflow.remove(entry);
    else this.unlink(entry);
    this.release(entry);
    this.ref[entry] = undefined;
    return true;
  }

  /**
   * Moves the clock to the next entry at or before `limit` and takes it out: its columns may be
   * read until the next call of `schedule`, and `ref` is the caller's to clear. Returns -1, the clock at `limit`, when there is none.
   */
  take(limit: number): number {
    for (;;) {
      for (; this.firstBucket < this.buckets; this.firstBucket++) {
        const entry = this.next[this.firstBucket]!;
        if (entry === this.firstBucket) continue;
        this.unlink(entry);
        this.release(entry);
        return entry;
      }
      if (!this.moveClock(limit)) return NONE;
    }
  }

  /** Every entry that is queued, in no order; for looking at its columns, without changing any. */
  *queued(): Generator<number> {
    for (let entry = this.firstEntry; entry < this.generation.length; entry++) {
      if (isQueued(this.generation[entry]!)) yield entry;
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
    while (this.overflow.firstTime() < start + WINDOW) this.place(this.overflow.take());
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
      const list = this.buckets + level * SLOTS + slot;
      if (this.next[list] !== list) return slot;
      this.occupied[word]! &= ~(1 << (slot & 31));
      slot++;
    }
    return NONE;
  }

  /** Places every entry of a list anew, in order; each moves at least one level down. */
  private empty(list: number): void {
    let entry = this.next[list]!;
    this.next[list] = list;
    this.prev[list] = list;
    while (entry !== list) {
      const following = this.next[entry]!;
      this.place(entry);
      entry = following;
    }
  }

  private place(entry: number): void {
    const time = this.time[entry]!;
    if (time >= this.windowStart + WINDOW) {
      this.next[entry] = entry; // marks it as in the heap, for cancel
      this.overflow.add(time, entry);
      return;
    }
    const low = time - this.windowStart;
    const differing = low ^ (this.now - this.windowStart);
    if (differing === 0) {
      const bucket = this.bucket[entry]!;
      if (bucket < this.firstBucket) this.firstBucket = bucket;
      this.append(bucket, entry);
      return;
    }
    const level = (31 - Math.clz32(differing)) >>> 3;
    const slot = (low >>> (8 * level)) & 255;
    this.occupied[level * WORDS + (slot >>> 5)]! |= 1 << (slot & 31);
    this.append(this.buckets + level * SLOTS + slot, entry);
  }

  private append(list: number, entry: number): void {
    const last = this.prev[list]!;
    this.next[last] = entry;
    this.prev[entry] = last;
    this.next[entry] = list;
    this.prev[list] = entry;
  }

  private unlink(entry: number): void {
    const next = this.next[entry]!;
    const prev = this.prev[entry]!;
    this.next[prev] = next;
    this.prev[next] = prev;
  }

  private release(entry: number): void {
    this.generation[entry] = (this.generation[entry]! + 1) & GENERATION_MAX;
    this.next[entry] = this.free;
    this.free = entry;
    this.pending--;
  }

  private grow(capacity: number): void {
    if (capacity > CAPACITY_MAX) throw new RangeError(`more than ${CAPACITY_MAX} events pending`);
    const used = this.next.length;
    this.what = grown(this.what, new Uint8Array(capacity));
    this.node = grown(this.node, new Int32Array(capacity));
    this.x = grown(this.x, new Int32Array(capacity));
    this.y = grown(this.y, new Int32Array(capacity));
    this.data = grown(this.data, new Float64Array(capacity));
    this.cause = grown(this.cause, new Float64Array(capacity));
    this.next = grown(this.next, new Int32Array(capacity));
    this.prev = grown(this.prev, new Int32Array(capacity));
    this.time = grown(this.time, new Float64Array(capacity));
    this.bucket = grown(this.bucket, new Int32Array(capacity));
    this.generation = grown(this.generation, new Int32Array(capacity));
    for (let entry = capacity - 1; entry >= Math.max(used, this.firstEntry); entry--) {
      this.next[entry] = this.free;
      this.free = entry;
      this.ref[entry] = undefined;
    }
  }
}

/** An entry's generation rises when it is queued and when it comes out: odd while it is queued. */
function isQueued(generation: number): boolean {
  return generation % 2 === 1;
}

function grown<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
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
    this.removeAt(0);
    return entry;
  }

  remove(entry: number): void {
    this.removeAt(this.items.findIndex((item) => item.entry === entry));
  }

  private removeAt(index: number): void {
    const last = this.items.pop()!;
    if (index === this.items.length) return;
    this.items[index] = last;
    this.rise(index);
    this.sink(index);
  }

  private rise(index: number): void {
    for (let child = index; child > 0;) {
      const parent = (child - 1) >>> 1;
      if (!this.swapIfBefore(child, parent)) return;
      child = parent;
    }
  }

  private sink(index: number): void {
    for (let parent = index; ;) {
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
