/** What every node has of a key at the end of a run, and since when: a fold over its events. */

import { nodeName } from '../protocol/address';
import type { StorageEvent } from '../protocol/storage/storage-events';
import type { Version } from '../protocol/store/record';
import type { StoreEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import { WriteVersions } from './write-versions';

/** When something happened. */
export interface Moment {
  readonly id: number;
  readonly time: number;
}

/** What a node has, or that it has nothing. */
export interface Holding extends Moment {
  readonly node: string;
  readonly version: Version | undefined;
  /** How it came to have nothing; empty where it has something. */
  readonly how: string;
}

export class KeyHolders implements EventSink {
  readonly kinds = [
    ...['served', 'completed', 'copied', 'handedOff', 'purged'],
    ...['started', 'recovered', 'recalled'],
  ];
  readonly writes = new WriteVersions();
  readonly holdings = new Map<string, Holding>();
  /** When each node was last asked for the key or sent a copy of it. */
  readonly heard = new Map<string, Moment>();
  private readonly storages = new Map<number, number>();

  constructor(private readonly key: string) {}

  on(event: EventView): void {
    if (event.kind === 'started') this.onStarted(event);
    else this.onTold(event, event.data as StoreEvent | StorageEvent);
  }

  private onStarted(event: EventView): void {
    const { node, b: storage } = event;
    const before = this.storages.get(node) ?? storage;
    this.storages.set(node, storage);
    if (before !== storage) this.lose(event, 'what it had stored was destroyed');
  }

  private onTold(event: EventView, told: StoreEvent | StorageEvent): void {
    if (told.kind === 'recovered') {
      // What it still has is told by the `recalled` events that follow.
      this.lose(event, 'its storage had it no more when it was read back');
    } else if ('key' in told && told.key === this.key) this.onKey(event, told);
  }

  private onKey(event: EventView, told: StoreEvent | StorageEvent): void {
    const { id, time } = event;
    const node = nodeName(event.node);
    switch (told.kind) {
      case 'completed':
        this.writes.on(id, told);
        return;
      case 'served':
        this.writes.on(id, told);
        this.heard.set(node, { id, time });
        if (told.operation !== 'read' && told.outcome === 'ok') this.hold(event, told.version);
        return;
      case 'copied':
        this.heard.set(node, { id, time });
        this.hold(event, told.version);
        return;
      case 'recalled':
        this.hold(event, told.version);
        return;
      case 'handedOff':
        this.lose(event, 'it gave it up to those whose it is');
        return;
      case 'purged':
        this.lose(event, 'it forgot that it had been deleted');
    }
  }

  private hold({ id, time, node: address }: EventView, version: Version): void {
    const node = nodeName(address);
    this.holdings.set(node, { node, id, time, version, how: '' });
  }

  private lose({ id, time, node: address }: EventView, how: string): void {
    const node = nodeName(address);
    const before = this.holdings.get(node);
    if (before?.version !== undefined) {
      this.holdings.set(node, { node, id, time, version: undefined, how });
    }
  }
}
