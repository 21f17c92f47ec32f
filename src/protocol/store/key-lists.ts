/** What a replica has in arcs of points, in lists that each fit a message. */

import { Digest } from '../fields';
import type { Arc } from '../ring/arcs';
import { finish } from '../ring/murmur3';
import { bytesOfEntry, type Exchange } from './exchange';
import type { KeyIndex } from './key-index';
import type { Replica } from './replica';
import type { KeyVersion } from './store-messages';

/** What is listed, and what cuts lists to the size of a message. */
export interface ListedState {
  readonly replica: Replica;
  /** The replica's keys. */
  readonly index: KeyIndex;
  readonly exchange: Exchange;
}

interface PlacedEntry {
  readonly point: number;
  readonly entry: KeyVersion;
}

/** An arc and the keys in it, in one list, or in several where one is too much for a message. */
export interface ListedArc extends Arc {
  readonly lists: readonly (readonly KeyVersion[])[];
}

/** The keys in an arc, in any order, each with its point. */
export function entriesIn({ index, replica }: ListedState, points: Arc): PlacedEntry[] {
  const entries: PlacedEntry[] = [];
  index.visit(points, (key, point) => {
    const record = replica.get(key);
    // A tombstone whose grace is over tells nobody anything any more.
    if (record === undefined || replica.isOver(record)) return;
    entries.push({ point, entry: { key, version: record.version } });
  });
  return entries;
}

/**
 * Cuts an arc into smaller ones, each with as many keys as fit a message. Keys that share a point are
 * in the same arc, for there is no smaller one; only where they alone do not fit are there several lists.
 * @param headerBytes of a message before the first entry of its first list
 */
export function listedArcs(state: ListedState, arc: Arc, headerBytes: number): ListedArc[] {
  const { exchange } = state;
  const groups = exchange.parts(groupsIn(state, arc), bytesOfGroup, headerBytes);
  if (groups.length === 0) return [{ ...arc, lists: [[]] }];
  let { first } = arc;
  return groups.map((group, i) => {
    const placed = group.flat();
    const last = i === groups.length - 1 ? arc.last : placed.at(-1)!.point;
    const entries = placed.map(({ entry }) => entry);
    const listed = { first, last, lists: exchange.parts(entries, bytesOfEntry, headerBytes) };
    first = last + 1;
    return listed;
  });
}

/** What entries take in a message. */
export function bytesOfEntries(entries: readonly KeyVersion[]): number {
  return entries.reduce((sum, entry) => sum + bytesOfEntry(entry), 0);
}

/**
 * 32 bits that name a set of keys. Some of them have the sum of all only where the others' words come to 0,
 * by a chance of one in 2^32.
 */
export function sumOfKeys(keys: Iterable<string>): number {
  const digest = new Digest();
  let sum = 0;
  for (const key of keys) {
    digest.reset();
    digest.addText(key);
    sum = (sum + finish(digest.low)) >>> 0;
  }
  return sum;
}

/** The keys in an arc by their points, in rising order. */
function groupsIn(state: ListedState, arc: Arc): PlacedEntry[][] {
  const groups: PlacedEntry[][] = [];
  for (const placed of entriesIn(state, arc).sort((a, b) => a.point - b.point)) {
    if (groups.at(-1)?.[0]!.point === placed.point) groups.at(-1)!.push(placed);
    else groups.push([placed]);
  }
  return groups;
}

function bytesOfGroup(group: readonly PlacedEntry[]): number {
  return bytesOfEntries(group.map(({ entry }) => entry));
}
