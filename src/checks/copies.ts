/**
 * Which nodes hold the value of a key that was last acknowledged: a fold over a run's events. Every
 * event tells the version of what it is about, and whoever has the acknowledged version or a newer
 * one holds it: a newer one is of a write that was asked for and that nobody has heard the end of.
 */

import type { Address } from '../protocol/address';
import { compareVersions, NO_VERSION, type Version } from '../protocol/store/record';
import type { CompletedEvent, ServedEvent, StoreEvent } from '../protocol/store/store-events';
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
  /** The newest version that each node has stored, up or down. */
  readonly held: Map<Address, Version>;
  /** Since when not all nodes that are to hold it do; undefined while all of them do. */
  shortSince: number | undefined;
  /** The longest time that it was short of copies and then had them again, in ticks. */
  longestShort: number;
}

export class Copies implements EventSink {
  readonly kinds = [
    ...['started', 'crashed', 'stopped', 'resumed', 'changed'],
    ...['served', 'completed', 'copied', 'handedOff'],
  ];
  readonly keys = new Map<string, KeyCopies>();
  /** The last tick in which something came back, from which on copies can be made again. */
  lastReturn = 0;
  private readonly up = new Set<Address>();
  /** The storage that each node started with last. */
  private readonly storages = new Map<Address, number>();
  private readonly right: RightNodes;

  /**
   * @param wanted nodes that are to hold a key
   * @param operators the nodes of the operator's ring, if there is one
   */
  constructor(wanted: number, operators?: readonly Address[]) {
    this.right = new RightNodes(wanted, operators);
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
        this.onUp(time);
        break;
      case 'resumed':
      case 'changed':
        this.lastReturn = time;
        break;
      default:
        this.onStored(event, event.data as StoreEvent);
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

  private lacks(copies: KeyCopies | undefined, node: Address): boolean {
    return this.up.has(node) && (copies === undefined || !holds(copies, node));
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

  private onUp(time: number): void {
    this.right.onUp(this.up);
    for (const [key, copies] of this.keys) this.measure(key, copies, time);
  }

  private onStored({ id, node, time }: EventView, told: StoreEvent): void {
    switch (told.kind) {
      case 'served':
        if (!isDone(told)) return;
        this.of(told.key).held.set(node, told.version);
        break;
      case 'copied':
        this.of(told.key).held.set(node, told.version);
        break;
      case 'handedOff':
        this.of(told.key).held.delete(node);
        break;
      case 'completed':
        if (!isDone(told)) return;
        this.acknowledge(id, told);
        break;
      default:
        return;
    }
    this.measure(told.key, this.of(told.key), time);
  }

  private acknowledge(event: number, { key, operation, version }: CompletedEvent): void {
    const copies = this.of(key);
    if (compareVersions(version, copies.acknowledged) <= 0) return;
    copies.acknowledged = version;
    copies.isWritten = operation !== 'delete';
    copies.writtenBy = event;
  }

  private of(key: string): KeyCopies {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    const copies: KeyCopies = {
      ...{ acknowledged: NO_VERSION, isWritten: false, writtenBy: 0, held: new Map() },
      ...{ shortSince: undefined, longestShort: 0 },
    };
    this.keys.set(key, copies);
    return copies;
  }

  /** Notes since when a key has too few copies. */
  private measure(key: string, copies: KeyCopies, time: number): void {
    const isShort = copies.isWritten && this.right.of(key).some((node) => this.lacks(copies, node));
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
