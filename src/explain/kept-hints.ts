/**
 * Who kept writes of a key for replicas that did not take them, and what became of that: a fold over
 * all of a run, for a hint outlives the operation that it is of.
 */

import { nodeName } from '../protocol/address';
import { compareVersions, type Version } from '../protocol/store/record';
import type { StoreEvent } from '../protocol/store/store-events';
import type { RequestId } from '../protocol/store/store-messages';
import type { EventSink, EventView } from '../simulation/events';
import { type Told, WriteVersions } from './write-versions';

/** How a hint came to its end: `lost` with all that its keeper had stored. */
export interface HintEnd {
  readonly how: 'delivered' | 'expired' | 'replaced' | 'lost';
  readonly id: number;
  readonly time: number;
}

/** A write that one node keeps for another. */
export interface KeptHint {
  /** Of its `hinted` event. */
  readonly id: number;
  readonly time: number;
  readonly node: string;
  readonly home: string;
  readonly version: Version;
  /** Undefined for one that is kept to the end of the run. */
  end: HintEnd | undefined;
}

type OfHint = Extract<StoreEvent, { readonly kind: 'hinted' | 'hintDelivered' | 'hintExpired' }>;

export class KeptHints implements EventSink {
  readonly kinds = ['started', 'hinted', 'hintDelivered', 'hintExpired', 'served', 'completed'];
  readonly all: KeptHint[] = [];
  private readonly byEvent = new Map<number, KeptHint>();
  /** Those that are still kept, by keeper and replica. */
  private readonly open = new Map<string, KeptHint>();
  private readonly writes = new WriteVersions();
  private readonly storages = new Map<number, number>();

  constructor(private readonly key: string) {}

  on(event: EventView): void {
    if (event.kind === 'started') {
      this.onStarted(event);
      return;
    }
    const told = event.data as OfHint | Told;
    if (told.key !== this.key) return;
    if (told.kind === 'served' || told.kind === 'completed') this.writes.on(event.id, told);
    else this.onHint(event, told);
  }

  /** The hint that an event is about. */
  of(event: number): KeptHint | undefined {
    return this.byEvent.get(event);
  }

  /** The write that a hint is of; undefined where nobody told its version. */
  writeOf({ version }: KeptHint): Told | undefined {
    return this.writes.of(version)?.told;
  }

  /** Whether a hint may be of an operation: it is, or nobody knows whose it is. */
  mayBeOf(hint: KeptHint, { client, request }: RequestId): boolean {
    const write = this.writeOf(hint);
    return write === undefined || (write.client === client && write.request === request);
  }

  /** What a node kept when an event happened. */
  keptAt(node: string, event: number): KeptHint | undefined {
    return this.all.find((hint) => {
      return hint.node === node && hint.id < event && (hint.end?.id ?? Infinity) > event;
    });
  }

  private onStarted({ id, time, node, b: storage }: EventView): void {
    const before = this.storages.get(node) ?? storage;
    this.storages.set(node, storage);
    if (before === storage) return;
    for (const hint of [...this.open.values()]) {
      if (hint.node === nodeName(node)) this.end(hint, { how: 'lost', id, time });
    }
  }

  private onHint({ id, time, node: address }: EventView, told: OfHint): void {
    const [node, home] = [nodeName(address), nodeName(told.home)];
    const before = this.open.get(`${node} ${home}`);
    if (told.kind !== 'hinted') {
      const how = told.kind === 'hintDelivered' ? 'delivered' : 'expired';
      if (before !== undefined) this.end(before, { how, id, time });
      return;
    }
    const { version } = told;
    if (before !== undefined && compareVersions(before.version, version) === 0) {
      // Asked anew by another attempt.
      this.byEvent.set(id, before);
      return;
    }
    if (before !== undefined) this.end(before, { how: 'replaced', id, time });
    const hint: KeptHint = { id, time, node, home, version, end: undefined };
    this.all.push(hint);
    this.byEvent.set(id, hint);
    this.open.set(`${node} ${home}`, hint);
  }

  private end(hint: KeptHint, end: HintEnd): void {
    hint.end = end;
    this.open.delete(`${hint.node} ${hint.home}`);
    if (!this.byEvent.has(end.id)) this.byEvent.set(end.id, hint);
  }
}
