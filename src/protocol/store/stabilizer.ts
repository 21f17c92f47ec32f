/**
 * Stabilization: after every change of the ring, each holder of a key offers it to the replicas
 * that it has no word of having it, sends copies to exactly those that lack it, and goes on until
 * all have acknowledged. A holder that no longer owns the key gives it up only then. Offers, not
 * copies, are repeated, and merging keeps the newest, so that nothing is harmed by duplicates.
 */

import type { Address } from '../address';
import type { Host, TimerId, TimerKind } from '../host';
import { type Owner, RingVersion } from '../ring/ring-version';
import { utf8Length } from '../utf8';
import { compareVersions } from './record';
import type { Replica } from './replica';
import {
  type Asked,
  KEY_VERSION_BYTES,
  type KeyVersion,
  LIST_HEADER_BYTES,
  LIST_MAX,
  type StabilizationMessage,
} from './store-messages';

/** How lost copies are made again. */
export interface StabilizerOptions {
  /** Replicas of a key: N. */
  readonly replicas: number;
  /** Ticks until an offer that was not acknowledged is repeated; more than an exchange takes. */
  readonly offerRetryTicks: number;
}

const OFFER: TimerKind = { name: 'offer', layer: 'store' };

export class Stabilizer {
  private ring = new RingVersion(0, []);
  /** Per key, the owners that have not acknowledged what is stored here. */
  private readonly unacknowledged = new Map<string, Set<Address>>();
  /** When a copy of a key was asked for: until it is overdue, nobody else is asked. */
  private readonly askedAt = new Map<string, number>();
  private retry: TimerId | undefined;

  constructor(
    private readonly host: Host,
    private readonly options: StabilizerOptions,
    private readonly replica: Replica,
  ) {}

  onRing(ring: RingVersion): void {
    const before = this.ring;
    this.ring = ring;
    this.forgetOverdue();
    for (const key of this.replica.keys()) {
      this.review(key, before.preferenceList(key, this.options.replicas));
    }
    this.dropAcknowledged();
    this.offer(this.unacknowledged.keys());
  }

  /** What storage held before this boot may be news to every owner. */
  onRecovered(): void {
    for (const key of this.replica.keys()) this.review(key, []);
    this.offer(this.unacknowledged.keys());
  }

  /**
   * A key was written here. If it is not owned here, it must go to its owners; if it is, to those
   * whom the coordinator, whose view may lag behind, did not ask.
   */
  onWritten(key: string, asked: readonly Asked[]): void {
    const owners = this.owners(key);
    const isOwned = owners.some((owner) => owner.address === this.host.self);
    const isAsked = (owner: Owner) => asked.some((one) => sameOwner(one, owner));
    const known = isOwned ? owners.filter(isAsked) : [];
    if (known.length === owners.length) return;
    this.review(key, known);
    this.offer([key]);
  }

  onOffer(from: Address, entries: readonly KeyVersion[]): void {
    if (this.replica.recovering) return;
    const held: KeyVersion[] = [];
    const wanted: string[] = [];
    for (const { key, version } of entries) {
      const stored = this.replica.get(key);
      if (stored === undefined || compareVersions(stored.version, version) < 0) {
        if (this.askFor(key)) wanted.push(key);
        continue;
      }
      held.push({ key, version: stored.version });
    }
    this.sendHeld(from, held);
    this.sendWant(from, wanted);
  }

  onWant(from: Address, keys: readonly string[]): void {
    for (const key of keys) this.sendCopy(from, key);
  }

  /** A copy from another replica is stored here. */
  onCopyStored(key: string, from: Address): void {
    this.askedAt.delete(key);
    const stored = this.replica.get(key);
    if (stored !== undefined) this.sendHeld(from, [{ key, version: stored.version }]);
    // A copy that came to the wrong place must go on to the right one.
    if (!this.isOwnedHere(key)) this.onWritten(key, []);
  }

  onHeld(from: Address, entries: readonly KeyVersion[]): void {
    const wanted: string[] = [];
    for (const { key, version } of entries) {
      const stored = this.replica.get(key);
      if (stored === undefined) continue;
      const order = compareVersions(version, stored.version);
      // Merging goes both ways: what is newer there is news here, and not settled until it came.
      if (order > 0 && this.isOwnedHere(key)) {
        if (this.askFor(key)) wanted.push(key);
      } else if (order >= 0) this.unacknowledged.get(key)?.delete(from);
    }
    this.sendWant(from, wanted);
    this.dropAcknowledged();
  }

  /** Returns false for a timer that is not the stabilizer's. */
  onTimer(kind: TimerKind): boolean {
    if (kind !== OFFER) return false;
    this.retry = undefined;
    this.offer(this.unacknowledged.keys());
    return true;
  }

  inspect(): unknown {
    return [...this.unacknowledged].map(([key, owners]) => ({ key, owners: [...owners] }));
  }

  /** Lists the owners of a key that may lack it: new ones, and those never heard from. */
  private review(key: string, before: readonly Owner[]): void {
    const owners = this.owners(key);
    const owned = this.isOwnedHere(key);
    const waiting = this.unacknowledged.get(key);
    const lacking = new Set<Address>();
    for (const owner of owners) {
      if (owner.address === this.host.self) continue;
      const known = owned && before.some((old) => sameOwner(old, owner));
      if (!known || waiting?.has(owner.address) === true) lacking.add(owner.address);
    }
    if (lacking.size > 0 || !owned) this.unacknowledged.set(key, lacking);
    else this.unacknowledged.delete(key);
  }

  /** Forgets keys that all owners have acknowledged, and gives up those not owned here. */
  private dropAcknowledged(): void {
    for (const [key, lacking] of this.unacknowledged) {
      if (lacking.size > 0) continue;
      if (this.isOwnedHere(key) || this.replica.drop(key)) this.unacknowledged.delete(key);
    }
  }

  /** Offers the keys to every owner that has not acknowledged them, and again later. */
  private offer(keys: Iterable<string>): void {
    const offers = new Map<Address, KeyVersion[]>();
    for (const key of keys) {
      const stored = this.replica.get(key);
      if (stored === undefined) continue;
      for (const owner of this.unacknowledged.get(key) ?? []) {
        const entries = offers.get(owner) ?? [];
        entries.push({ key, version: stored.version });
        offers.set(owner, entries);
      }
    }
    for (const [owner, entries] of offers) {
      for (const part of this.parts(entries, KEY_VERSION_BYTES, (entry) => entry.key)) {
        this.sendTo(owner, { kind: 'offer', entries: part });
      }
    }
    if (offers.size > 0) this.retry ??= this.host.setTimer(this.options.offerRetryTicks, OFFER);
  }

  /** True if a copy of the key is to be asked for now. */
  private askFor(key: string): boolean {
    const asked = this.askedAt.get(key);
    if (asked !== undefined && !this.isOverdue(asked)) return false;
    this.askedAt.set(key, this.host.monotonicNow());
    return true;
  }

  private isOverdue(asked: number): boolean {
    return this.host.monotonicNow() - asked >= this.options.offerRetryTicks;
  }

  /** Copies that never came need not be remembered for ever. */
  private forgetOverdue(): void {
    for (const [key, asked] of this.askedAt) {
      if (this.isOverdue(asked)) this.askedAt.delete(key);
    }
  }

  private sendCopy(to: Address, key: string): void {
    const record = this.replica.get(key);
    if (record !== undefined) this.sendTo(to, { kind: 'copy', key, record });
  }

  private sendWant(to: Address, wanted: readonly string[]): void {
    for (const part of this.parts(wanted, 2, (key) => key)) {
      this.sendTo(to, { kind: 'want', keys: part });
    }
  }

  private sendHeld(to: Address, held: readonly KeyVersion[]): void {
    for (const part of this.parts(held, KEY_VERSION_BYTES, (entry) => entry.key)) {
      this.sendTo(to, { kind: 'held', entries: part });
    }
  }

  private sendTo(to: Address, message: StabilizationMessage): void {
    this.host.send(to, message);
  }

  private isOwnedHere(key: string): boolean {
    return this.owners(key).some((owner) => owner.address === this.host.self);
  }

  private owners(key: string): readonly Owner[] {
    return this.ring.preferenceList(key, this.options.replicas);
  }

  /** Cuts a list into parts that each fit a message. */
  private parts<T>(items: readonly T[], itemBytes: number, keyOf: (item: T) => string): T[][] {
    const parts: T[][] = [];
    let room = 0;
    for (const item of items) {
      const bytes = itemBytes + utf8Length(keyOf(item));
      if (parts.length === 0 || bytes > room || parts.at(-1)!.length === LIST_MAX) {
        parts.push([]);
        room = this.host.maxMessageBytes - LIST_HEADER_BYTES;
      }
      parts.at(-1)!.push(item);
      room -= bytes;
    }
    return parts;
  }
}

function sameOwner(a: Asked, b: Asked): boolean {
  return a.address === b.address && a.incarnation === b.incarnation;
}
