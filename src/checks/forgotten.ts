/**
 * Tombstones that need not be known to anybody any more, their grace being over: whatever is as old as the
 * newest of a key that a replica has forgotten, or may be about to forget.
 */

import { compareVersions, NO_VERSION, type Version } from '../protocol/store/record';
import type { CompletedEvent, StoreEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';

type Purged = Extract<StoreEvent, { kind: 'purged' }>;

export class Forgotten implements EventSink {
  readonly kinds = ['purged', 'completed'];
  /** Per key the newest that is gone from a replica's storage. */
  private readonly gone = new Map<string, Version>();
  /** Per key the newest delete that a replica has carried out. */
  private readonly deletes = new Map<string, Version>();

  /** @param graceTicks for so long tombstones are kept; Infinity for good */
  constructor(private readonly graceTicks: number) {}

  on({ data }: EventView): void {
    const told = data as Purged | CompletedEvent;
    if (told.kind === 'purged') raise(this.gone, told.key, told.version);
    else if (told.operation === 'delete') raise(this.deletes, told.key, told.version);
  }

  /** The newest that is gone from a replica's storage; NO_VERSION where none is. */
  of(key: string): Version {
    return this.gone.get(key) ?? NO_VERSION;
  }

  /** Whether a tombstone that is this version of the key, or newer, may be forgotten at a time. */
  has(key: string, version: Version, time: number): boolean {
    if (compareVersions(this.of(key), version) >= 0) return true;
    const deleted = this.deletes.get(key) ?? NO_VERSION;
    // By now storage may be at it.
    return deleted.timestamp + this.graceTicks <= time && compareVersions(deleted, version) >= 0;
  }
}

function raise(newest: Map<string, Version>, key: string, version: Version): void {
  if (compareVersions(version, newest.get(key) ?? NO_VERSION) > 0) newest.set(key, version);
}
