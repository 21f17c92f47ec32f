/**
 * Which nodes hold the value of a key that was last acknowledged: a fold over a run's events. Every
 * event tells the version of what it is about, and whoever has the acknowledged version or a newer
 * one holds it: a newer one is of a write that was asked for and that nobody has heard the end of.
 */

import type { Address } from '../protocol/address';
import type { RingPlan } from '../protocol/ring/newest-ring';
import type { RingChangedEvent } from '../protocol/ring/ring-events';
import type { StorageEvent } from '../protocol/storage/storage-events';
import { compareVersions, NO_VERSION, type Version } from '../protocol/store/record';
import type {
  CompletedEvent,
  InvokedEvent,
  ServedEvent,
  StoreEvent,
} from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import { RightNodes } from './right-nodes';

/** What became of a key. */
export interface KeyCopies {
  /** The newest version that was acknowledged; NO_VERSION before there is one. */
  acknowledged: Version;
  /** False before the first acknowledged write, and where the newest is a delete. */
  isWritten: boolean;
  /** The id of the event that acknowledged it. */
  writtenBy: number;
  /** From when on it is as good as deleted, by clocks that are right. */
  expiresAt: number;
  /** The newest version that each node has stored, up or down. */
  readonly held: Map<Address, Version>;
  /** Since when not all nodes that are to hold it do; undefined while all of them do. */
  shortSince: number | undefined;
  /** The last tick in which a node stored it or gave it up. */
  changedAt: number;
  /** The longest time that it was short of copies and then had them again, in ticks. */
  longestShort: number;
}

export class Copies implements EventSink {
  readonly kinds = [
    ...['started', 'crashed', 'stopped', 'resumed', 'changed', 'removed'],
    ...['served', 'completed', 'copied', 'handedOff', 'purged', 'ringChanged'],
    ...['recovered', 'recalled', 'invoked'],
  ];
  readonly keys = new Map<string, KeyCopies>();
  /** The last tick in which something came back, from which on copies can be made again. */
  lastReturn = 0;
  /** The last tick in which a node went down: copies are to be where none was before. */
  lastFailure = 0;
  /** Whether a node that was up was removed: where rings follow views, they were no longer one. */
  wasApart = false;
  /** True once a clock, or a disk, was changed. */
  areClocksOff = false;
  private readonly up = new Set<Address>();
  /** How long what a node is writing is to stay, by client and request, where not for good. */
  private readonly ttls = new Map<Address, Map<string, number>>();
  /** The storage that each node started with last. */
  private readonly storages = new Map<Address, number>();
  private readonly right: RightNodes;

  /**
   * @param wanted nodes that are to hold a key
   * @param plan how the ring is laid out, and whose it is
   */
  constructor(
    wanted: number,
    private readonly plan: RingPlan,
  ) {
    this.right = new RightNodes(wanted, plan);
  }

  on(event: EventView): void {
    const { kind, node, time } = event;
    switch (kind) {
      case 'started':
        this.onStart(event);
        break;
      case 'crashed':
      case 'stopped':
        this.up.delete(node);
        this.lastFailure = time;
        this.ttls.delete(node);
        this.onUp(time);
        break;
      case 'changed':
        this.areClocksOff ||= node !== 0;
        this.lastReturn = time;
        break;
      case 'resumed':
        this.lastReturn = time;
        break;
      case 'removed':
        this.onRemoved((event.data as { readonly member: Address }).member);
        break;
      case 'ringChanged':
        this.onRingChanged(event.data as RingChangedEvent, time);
        break;
      default:
        this.onStored(event, event.data as StoreEvent | StorageEvent);
    }
  }

  /** The nodes that are up and hold a key, in rising order. */
  holders(key: string): Address[] {
    const copies = this.keys.get(key);
    if (copies === undefined) return [];
    return [...this.up].filter((node) => holds(copies, node)).sort((a, b) => a - b);
  }

  /** The nodes that are up and are to hold a key, but do not, in rising order. */
  lacking(key: string): Address[] {
    const copies = this.keys.get(key);
    const lacking = this.right.of(key).filter((node) => this.lacks(copies, node));
    return lacking.sort((a, b) => a - b);
  }

  /** The nodes that are up and are to hold a key, in rising order. */
  rightNodes(key: string): Address[] {
    const right = this.right.of(key).filter((node) => this.up.has(node));
    return right.sort((a, b) => a - b);
  }

  /** The nodes that are up and have something under a key, in rising order. */
  keepers(key: string): Address[] {
    const keepers = this.keys.get(key)?.held.keys() ?? [];
    return [...keepers].filter((node) => this.up.has(node)).sort((a, b) => a - b);
  }

  private lacks(copies: KeyCopies | undefined, node: Address): boolean {
    return this.up.has(node) && (copies === undefined || !holds(copies, node));
  }

  private onRemoved(member: Address): void {
    if (this.plan.owners === undefined && this.up.has(member)) this.wasApart = true;
  }

  private onStart({ node, time, b: storage }: EventView): void {
    // Another storage than before: what it had was destroyed.
    if (this.storages.get(node) !== storage) {
      for (const { held } of this.keys.values()) held.delete(node);
    }
    this.storages.set(node, storage);
    this.lastReturn = time;
    this.up.add(node);
    this.onUp(time);
  }

  private onRingChanged(told: RingChangedEvent, time: number): void {
    // Copies are to be where none was before.
    this.lastReturn = time;
    this.right.onRingChanged(told);
    for (const [key, copies] of this.keys) this.measure(key, copies, time);
  }

  private onUp(time: number): void {
    this.right.onUp(this.up);
    for (const [key, copies] of this.keys) this.measure(key, copies, time);
  }

  private onStored({ id, node, time }: EventView, told: StoreEvent | StorageEvent): void {
    switch (told.kind) {
      case 'served':
        if (!isDone(told)) return;
        this.of(told.key).held.set(node, told.version);
        break;
      case 'copied':
      case 'recalled':
        this.of(told.key).held.set(node, told.version);
        break;
      case 'handedOff':
        this.of(told.key).held.delete(node);
        break;
      case 'purged':
        this.onPurged(node, told.key, told.version);
        break;
      case 'invoked':
        this.onInvoked(node, told);
        return;
      case 'recovered':
        this.onRecovered(node, time);
        return;
      case 'completed': {
        const ttlTicks = this.takeTtl(node, told);
        if (!isDone(told)) return;
        this.acknowledge(id, told, ttlTicks);
        break;
      }
      default:
        return;
    }
    const copies = this.of(told.key);
    copies.changedAt = time;
    this.measure(told.key, copies, time);
  }

  /** A node tells by `recalled` events, which follow, what its storage still has. */
  private onRecovered(node: Address, time: number): void {
    for (const [key, copies] of this.keys) {
      if (copies.held.delete(node)) this.measure(key, copies, time);
    }
  }

  /** What is no longer there was a tombstone: whatever it took the place of is not to be there either. */
  private onPurged(node: Address, key: string, version: Version): void {
    const copies = this.of(key);
    copies.held.delete(node);
    if (compareVersions(version, copies.acknowledged) < 0) return;
    copies.acknowledged = version;
    copies.isWritten = false;
  }

  private onInvoked(node: Address, { client, request, options }: InvokedEvent): void {
    if (options === undefined || options.ttlTicks === 0) return;
    const ttls = this.ttls.get(node) ?? new Map<string, number>();
    this.ttls.set(node, ttls.set(`${client} ${request}`, options.ttlTicks));
  }

  /** How long what an operation wrote is to stay. */
  private takeTtl(node: Address, { client, request }: CompletedEvent): number {
    const ttls = this.ttls.get(node);
    const id = `${client} ${request}`;
    const ttlTicks = ttls?.get(id);
    ttls?.delete(id);
    return ttlTicks ?? Infinity;
  }

  private acknowledge(event: number, told: CompletedEvent, ttlTicks: number): void {
    const { key, operation, version } = told;
    const copies = this.of(key);
    if (compareVersions(version, copies.acknowledged) <= 0) return;
    copies.acknowledged = version;
    copies.isWritten = operation !== 'delete';
    copies.writtenBy = event;
    copies.expiresAt = version.timestamp + ttlTicks;
  }

  private of(key: string): KeyCopies {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    const copies: KeyCopies = {
      changedAt: 0,
      ...{ acknowledged: NO_VERSION, isWritten: false, writtenBy: 0, held: new Map() },
      ...{ expiresAt: Infinity, shortSince: undefined, longestShort: 0 },
    };
    this.keys.set(key, copies);
    return copies;
  }

  /** Notes since when a key has too few copies. */
  private measure(key: string, copies: KeyCopies, time: number): void {
    const isThere = copies.isWritten && time < copies.expiresAt;
    const isShort = isThere && this.right.of(key).some((node) => this.lacks(copies, node));
    if (isShort) copies.shortSince ??= time;
    else if (copies.shortSince !== undefined) {
      copies.longestShort = Math.max(copies.longestShort, time - copies.shortSince);
      copies.shortSince = undefined;
    }
  }
}

/** True for a write that was carried out. */
function isDone({ operation, outcome }: ServedEvent | CompletedEvent): boolean {
  return operation !== 'read' && outcome === 'ok';
}

function holds({ held, acknowledged }: KeyCopies, node: Address): boolean {
  const version = held.get(node);
  return version !== undefined && compareVersions(version, acknowledged) >= 0;
}
