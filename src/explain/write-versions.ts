/** Whose version is whose: the writes of a key, as coordinators and replicas told of them. */

import type { Version } from '../protocol/store/record';
import type { CompletedEvent, ServedEvent } from '../protocol/store/store-events';

/** What a coordinator or a replica told of a write. */
export type Told = CompletedEvent | ServedEvent;

/** A write, with the event that told of it: its end, where that was told. */
export interface Write {
  readonly id: number;
  readonly told: Told;
}

export class WriteVersions {
  private readonly writes = new Map<string, Write>();

  on(id: number, told: Told): void {
    if (told.operation === 'read' || told.version.timestamp === 0) return;
    const version = nameOf(told.version);
    const known = this.writes.get(version);
    // A replica may tell a newer version, which it has found; a coordinator tells what was written.
    const isBetter = told.kind === 'completed' && known?.told.kind === 'served';
    if (known === undefined || isBetter) this.writes.set(version, { id, told });
  }

  /** Undefined where nobody told the version. */
  of(version: Version): Write | undefined {
    return this.writes.get(nameOf(version));
  }
}

function nameOf({ timestamp, storageId, counter }: Version): string {
  return `${timestamp} ${storageId} ${counter}`;
}
