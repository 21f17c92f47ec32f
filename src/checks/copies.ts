/**
 * Which nodes hold the value of a key that was last acknowledged: a fold over a run's events. Whoever
 * carried out a later write that was never acknowledged holds another one, and so do those who have
 * it by stabilization. A node that is down counts as none.
 */

import type { Address } from '../protocol/address';
import type { CompletedEvent, InvokedEvent, ServedEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';

/** What became of a key. */
export interface KeyCopies {
  /** False before its first acknowledged write, and after an acknowledged delete. */
  isWritten: boolean;
  /** The id of the event that acknowledged its last write. */
  writtenBy: number;
  /** When that write was asked for: one that was asked for before is older. */
  askedAt: number;
  /** Nodes that hold it, up or down. */
  holders: Set<Address>;
  /** Since when fewer than the wanted copies are held; undefined while there are enough. */
  shortSince: number | undefined;
  /** The longest time that it was short of copies and then had them again, in ticks. */
  longestShort: number;
}

interface UnderWay {
  readonly coordinator: Address;
  readonly key: string;
  readonly askedAt: number;
  /** Who has carried it out, if it is a write, or has a copy from one who did. */
  readonly served: Set<Address>;
}

export class Copies implements EventSink {
  readonly kinds = [
    ...['started', 'crashed', 'stopped', 'invoked', 'served', 'completed', 'copied', 'handedOff'],
  ];
  readonly keys = new Map<string, KeyCopies>();
  /** The last tick in which a node started. */
  lastStart = 0;
  private readonly up = new Set<Address>();
  /** Operations that have not ended, by their request. */
  private readonly underWay = new Map<string, UnderWay>();
  /** Writes that ended without an acknowledgement, or never will. */
  private readonly unknown = new Map<string, UnderWay>();

  /** @param wanted copies that a key is to have */
  constructor(private readonly wanted: number) {}

  on(event: EventView): void {
    const { kind, node, time } = event;
    switch (kind) {
      case 'started':
        this.up.add(node);
        this.lastStart = time;
        break;
      case 'crashed':
      case 'stopped':
        this.up.delete(node);
        this.abandon(node);
        break;
      case 'invoked': {
        const invoked = event.data as InvokedEvent;
        this.invoke(invoked, node, time);
        break;
      }
      case 'served':
        this.onServed(node, event.data as ServedEvent);
        break;
      case 'completed':
        this.onCompleted(event, event.data as CompletedEvent);
        break;
      default: {
        const { key, from } = event.data as {
          readonly key: string;
          readonly from?: Address;
        };
        const { holders } = this.of(key);
        if (kind === 'copied' && holders.has(from!)) holders.add(node);
        else holders.delete(node);
        if (kind === 'copied') this.passOn(key, from!, node);
      }
    }
    this.watch(event, time);
  }

  /** The nodes that are up and hold a key. */
  holdersUp(key: string): Address[] {
    return [...(this.keys.get(key)?.holders ?? [])].filter((node) => this.up.has(node));
  }

  /** How many they are. */
  count(key: string): number {
    return this.holdersUp(key).length;
  }

  get nodesUp(): number {
    return this.up.size;
  }

  /** What was asked for before, by a client that asks again, is still the same write. */
  private invoke(invoked: InvokedEvent, coordinator: Address, time: number): void {
    const id = idOf(invoked);
    const earlier = this.underWay.get(id) ?? this.unknown.get(id);
    const { askedAt, served } = earlier ?? { askedAt: time, served: new Set<Address>() };
    this.underWay.set(id, { coordinator, key: invoked.key, askedAt, served });
  }

  private onServed(node: Address, served: ServedEvent): void {
    if (served.operation === 'read' || served.outcome !== 'ok') return;
    const id = idOf(served);
    const { holders } = this.of(served.key);
    const unknown = this.unknown.get(id);
    if (unknown !== undefined) this.displace(unknown, [node]);
    else if (this.underWay.has(id)) this.underWay.get(id)!.served.add(node);
    else holders.add(node);
  }

  private onCompleted({ id }: EventView, completed: CompletedEvent): void {
    const { operation, outcome, key } = completed;
    const request = idOf(completed);
    const write = this.underWay.get(request) ?? this.unknown.get(request);
    this.underWay.delete(request);
    if (operation === 'read' || write === undefined) return;
    const copies = this.of(key);
    if (outcome === 'ok') {
      this.unknown.delete(request);
      // A newer one was acknowledged before it.
      if (write.askedAt < copies.askedAt) return;
      copies.askedAt = write.askedAt;
      copies.isWritten = operation !== 'delete';
      copies.writtenBy = id;
      copies.holders = operation === 'delete' ? new Set() : write.served;
    } else this.neverAcknowledged(request, write);
  }

  /** What a node coordinated when it failed is never acknowledged. */
  private abandon(node: Address): void {
    for (const [request, operation] of this.underWay) {
      if (operation.coordinator !== node) continue;
      this.underWay.delete(request);
      this.neverAcknowledged(request, operation);
    }
  }

  private neverAcknowledged(request: string, write: UnderWay): void {
    this.unknown.set(request, write);
    this.displace(write, write.served);
  }

  /** Whoever has the value of a newer write no longer holds the one that was acknowledged. */
  private displace({ key, askedAt }: UnderWay, nodes: Iterable<Address>): void {
    const copies = this.of(key);
    if (askedAt < copies.askedAt) return;
    for (const node of nodes) copies.holders.delete(node);
  }

  /** What comes from one who has carried out a write under way is the value of that write. */
  private passOn(key: string, from: Address, node: Address): void {
    for (const write of this.underWay.values()) {
      if (write.key === key && write.served.has(from)) write.served.add(node);
    }
  }

  private of(key: string): KeyCopies {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    const copies: KeyCopies = {
      ...{ isWritten: false, writtenBy: 0, askedAt: -1, holders: new Set() },
      ...{ shortSince: undefined, longestShort: 0 },
    };
    this.keys.set(key, copies);
    return copies;
  }

  /** Notes for every key that the event can have touched since when it has too few copies. */
  private watch({ kind, data }: EventView, time: number): void {
    if (kind === 'started' || kind === 'crashed' || kind === 'stopped') {
      for (const [key, copies] of this.keys) this.measure(key, copies, time);
    } else {
      const { key } = data as { readonly key: string };
      const copies = this.keys.get(key);
      if (copies !== undefined) this.measure(key, copies, time);
    }
  }

  private measure(key: string, copies: KeyCopies, time: number): void {
    const isShort = copies.isWritten && this.count(key) < this.wanted;
    if (isShort) copies.shortSince ??= time;
    else if (copies.shortSince !== undefined) {
      copies.longestShort = Math.max(copies.longestShort, time - copies.shortSince);
      copies.shortSince = undefined;
    }
  }
}

function idOf({ client, request }: { readonly client: number; readonly request: number }): string {
  return `${client} ${request}`;
}
