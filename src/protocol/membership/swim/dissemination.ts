/**
 * Infection-style dissemination (SWIM, 4.1): the latest update about each member rides on whatever
 * is sent, those that were sent least first, until each was sent as often as the limit says.
 *
 * While a message holds all there is, each one takes the whole list, and those that came first are
 * done first: so a message refers to a stretch of the list as it is, and nothing is copied.
 */

import { ceilLog10 } from './logarithm';
import {
  countOf,
  MEMBER,
  NO_UPDATES,
  type Update,
  UPDATE_WORDS,
  type Updates,
  writeUpdate,
} from './updates';

/** As many updates as a small array has room for that is no dearer than any object. */
const FIRST_CAPACITY = 4;

/** How often each member sends an update, in a view of so many. */
export function retransmitLimit(mult: number, members: number): number {
  return mult * ceilLog10(members + 1);
}

export class Dissemination {
  /** One a member, in the order in which they came: from `start` to `end`. */
  private words = new Int32Array(FIRST_CAPACITY * UPDATE_WORDS);
  private start = 0;
  private end = 0;
  /** How many messages took news. */
  private takes = 0;
  /** Of the update at each place of `words`, how many of them went without it. */
  private without = new Int32Array(FIRST_CAPACITY);

  /** @param capacity how many updates a message holds */
  constructor(private readonly capacity: number) {}

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  /** Takes the place of what was known of the member. */
  add(update: Update): void {
    const known = this.find(update.member);
    if (known >= 0) this.moveAllBut((at) => at === known);
    else if (this.end === this.words.length) this.moveAllBut(() => false);
    this.without[this.end / UPDATE_WORDS] = this.takes;
    writeUpdate(this.words, this.end, update);
    this.end += UPDATE_WORDS;
  }

  /** The updates for one message, which are then counted as sent once more. */
  take(limit: number): Updates {
    if (this.isEmpty) return NO_UPDATES;
    const { words, start, end } = this;
    const all = { words, start, end };
    this.takes++;
    if (countOf(all) > this.capacity) return this.takeLeastSent(limit);
    this.dropSent(limit);
    return all;
  }

  private find(member: number): number {
    const { words, end } = this;
    for (let at = this.start; at < end; at += UPDATE_WORDS) {
      if (words[at + MEMBER] === member) return at;
    }
    return -1;
  }

  private sentAt(at: number): number {
    return this.takes - this.without[at / UPDATE_WORDS]!;
  }

  /**
   * All were taken: those that were sent often enough are done. They came first: whatever there was
   * no room for was sent before what came later was sent again.
   */
  private dropSent(limit: number): void {
    while (this.start < this.end && this.sentAt(this.start) >= limit) this.start += UPDATE_WORDS;
  }

  /** As many as a message holds: those sent least, of them the newest. */
  private takeLeastSent(limit: number): Updates {
    const { words, start, end, capacity, without } = this;
    const places = this.placesByCount();
    const taken = new Int32Array(capacity * UPDATE_WORDS);
    let isDone = false;
    for (let at = end - UPDATE_WORDS; at >= start; at -= UPDATE_WORDS) {
      // This message counts among the takes already.
      const place = places[this.sentAt(at) - 1]!++;
      if (place >= capacity) without[at / UPDATE_WORDS]!++;
      else {
        for (let i = 0; i < UPDATE_WORDS; i++) taken[place * UPDATE_WORDS + i] = words[at + i]!;
        isDone ||= this.sentAt(at) >= limit;
      }
    }
    if (isDone) this.moveAllBut((at) => this.sentAt(at) >= limit);
    return { words: taken, start: 0, end: taken.length };
  }

  /** Where those begin that were sent so often before this message, in the order of all by that. */
  private placesByCount(): number[] {
    const places: number[] = [];
    for (let at = this.start; at < this.end; at += UPDATE_WORDS) {
      const count = this.sentAt(at);
      while (places.length <= count) places.push(0);
      places[count]!++;
    }
    for (let count = 1; count < places.length; count++) places[count]! += places[count - 1]!;
    return places;
  }

  /** Moves what is left to another array, for messages refer to this one. */
  private moveAllBut(isDropped: (at: number) => boolean): void {
    const { words, start, end, without } = this;
    const capacity = Math.max(FIRST_CAPACITY, (2 * (end - start)) / UPDATE_WORDS);
    const [moved, movedWithout] = [
      new Int32Array(capacity * UPDATE_WORDS),
      new Int32Array(capacity),
    ];
    let to = 0;
    for (let at = start; at < end; at += UPDATE_WORDS) {
      if (isDropped(at)) continue;
      movedWithout[to / UPDATE_WORDS] = without[at / UPDATE_WORDS]!;
      for (let i = 0; i < UPDATE_WORDS; i++) moved[to + i] = words[at + i]!;
      to += UPDATE_WORDS;
    }
    this.words = moved;
    this.without = movedWithout;
    this.start = 0;
    this.end = to;
  }
}
