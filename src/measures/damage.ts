/** What nodes find wrong with their storage when they read it back, and mend: a fold over a run's events. */

import type { Address } from '../protocol/address';
import type { LogFile } from '../protocol/storage/log-files';
import type { StorageEvent } from '../protocol/storage/storage-events';
import type { EventSink, EventView } from '../simulation/events';

/** A file did not hold what was written: its node gave up all that it had stored. */
export interface DamagedFile {
  readonly node: Address;
  /** It was read back in this tick. */
  readonly at: number;
  readonly file: LogFile;
}

/** The end of a log was no whole entry, and was cut off. */
export interface TornTail {
  readonly node: Address;
  /** It was read back in this tick. */
  readonly at: number;
  /** How many were cut off, 1 or more. */
  readonly bytes: number;
}

/** A replica that had come back with nothing, by damage or a wipe, has from others what it had. */
export interface RebuiltReplica {
  readonly node: Address;
  /** It was complete in this tick. */
  readonly at: number;
}

/** What was wrong with nodes' storage, each list in the order in which it was found. */
export interface Damage {
  readonly damagedFiles: readonly DamagedFile[];
  readonly tornTails: readonly TornTail[];
  readonly rebuilt: readonly RebuiltReplica[];
}

type Told = StorageEvent | { readonly kind: 'rebuilt' };

export class DamageFound implements EventSink {
  readonly kinds = ['storageDamaged', 'tornTail', 'rebuilt'];
  private readonly damagedFiles: DamagedFile[] = [];
  private readonly tornTails: TornTail[] = [];
  private readonly rebuilt: RebuiltReplica[] = [];

  on({ node, time: at, data }: EventView): void {
    const told = data as Told;
    if (told.kind === 'storageDamaged') this.damagedFiles.push({ node, at, file: told.file });
    else if (told.kind === 'tornTail') this.tornTails.push({ node, at, bytes: told.bytes });
    else this.rebuilt.push({ node, at });
  }

  found(): Damage {
    const { damagedFiles, tornTails, rebuilt } = this;
    return { damagedFiles, tornTails, rebuilt };
  }
}
