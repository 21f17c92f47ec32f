/**
 * Many queues, first in, first out, of pairs of 32-bit numbers, all in one array: a list is a chain
 * of chunks of as many pairs as two cache lines hold. To go through a list is to read memory in
 * order, whatever it leads to, so that the processor fetches what the next pairs name while it is
 * at work on this one; that is what chains of single entries forbid.
 */

const NONE = -1;
/** The first word of a chunk is the chunk that follows; its second is unused. */
const CHUNK_WORDS = 32;
const FIRST_PAIR = 2;
/** What is known of a list: its first and last chunk, and where in them it begins and ends. */
const LIST_WORDS = 4;
const [HEAD, BEGIN, TAIL, END] = [0, 1, 2, 3] as const;

export class PairLists {
  /** The second number of the pair that `shift` took out. */
  second = 0;
  private readonly lists: Int32Array;
  private chunks = new Int32Array(CHUNK_WORDS * 64);
  /** Where the first chunk begins that was never used; those before it are in lists or free. */
  private untouched = 0;
  /** Chunks that were used are free in a chain. */
  private free = NONE;

  constructor(count: number) {
    this.lists = new Int32Array(LIST_WORDS * count).fill(NONE);
  }

  isEmpty(list: number): boolean {
    return this.lists[list * LIST_WORDS + HEAD] === NONE;
  }

  append(list: number, first: number, second: number): void {
    const { lists } = this;
    const at = list * LIST_WORDS;
    let end = lists[at + END]!;
    if (lists[at + HEAD] === NONE) {
      const chunk = this.newChunk();
      lists[at + HEAD] = chunk;
      lists[at + TAIL] = chunk;
      lists[at + BEGIN] = chunk + FIRST_PAIR;
      end = chunk + FIRST_PAIR;
    } else if (end === lists[at + TAIL]! + CHUNK_WORDS) {
      const chunk = this.newChunk();
      this.chunks[lists[at + TAIL]!] = chunk;
      lists[at + TAIL] = chunk;
      end = chunk + FIRST_PAIR;
    }
    this.chunks[end] = first;
    this.chunks[end + 1] = second;
    lists[at + END] = end + 2;
  }

  /** Takes the first pair of a list out and returns its first number, 0 or more; -1 for none. */
  shift(list: number): number {
    const { lists, chunks } = this;
    const at = list * LIST_WORDS;
    const head = lists[at + HEAD]!;
    if (head === NONE) return NONE;
    const begin = lists[at + BEGIN]!;
    this.second = chunks[begin + 1]!;
    const next = begin + 2;
    if (next === lists[at + END]) {
      lists[at + HEAD] = NONE;
      this.release(head);
    } else if (next === head + CHUNK_WORDS) {
      const following = chunks[head]!;
      lists[at + HEAD] = following;
      lists[at + BEGIN] = following + FIRST_PAIR;
      this.release(head);
    } else lists[at + BEGIN] = next;
    return chunks[begin]!;
  }

  /** Copies the first numbers of the next pairs of a list, and takes none out; returns how many. */
  peek(list: number, into: Int32Array): number {
    const { lists, chunks } = this;
    const at = list * LIST_WORDS;
    let chunk = lists[at + HEAD]!;
    if (chunk === NONE) return 0;
    let pair = lists[at + BEGIN]!;
    for (let i = 0; i < into.length; i++, pair += 2) {
      if (pair === lists[at + END]) return i;
      if (pair === chunk + CHUNK_WORDS) {
        chunk = chunks[chunk]!;
        pair = chunk + FIRST_PAIR;
      }
      into[i] = chunks[pair]!;
    }
    return into.length;
  }

  private newChunk(): number {
    const chunk = this.free;
    if (chunk !== NONE) {
      this.free = this.chunks[chunk]!;
      return chunk;
    }
    if (this.untouched === this.chunks.length) {
      const larger = new Int32Array(2 * this.chunks.length);
      larger.set(this.chunks);
      this.chunks = larger;
    }
    this.untouched += CHUNK_WORDS;
    return this.untouched - CHUNK_WORDS;
  }

  private release(chunk: number): void {
    this.chunks[chunk] = this.free;
    this.free = chunk;
  }
}
