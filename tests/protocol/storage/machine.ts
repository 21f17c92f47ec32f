/** A storage under the test's thumb, on a machine whose process may die and whose power may fail. */

import type { RecordedEvent } from '../../../src/protocol/message';
import { makeStorage } from '../../../src/protocol/storage/make-storage';
import type { Storage, StorageToken } from '../../../src/protocol/storage/storage';
import type { StorageOptions } from '../../../src/protocol/storage/storage-options';
import type { StoredRecord } from '../../../src/protocol/store/record';
import type { Draws, Unsynced } from '../../../src/simulation/files';
import { RandomRoot } from '../../../src/simulation/random';
import { FakeHost } from '../../support/protocol-host';

export type Records = ReadonlyMap<string, StoredRecord>;

/** A record that is told apart from others by its number. */
export function recordOf(number: number): StoredRecord {
  return { version: { timestamp: number, storageId: 1, counter: 1 }, deleted: false, value: 'v' };
}

export class StorageMachine {
  readonly host = new FakeHost(1);
  /** What was recovered at this boot; undefined until it was. */
  recovered: Records | undefined;
  /** What was acknowledged at this boot, in that order. */
  readonly done: { readonly token: StorageToken; readonly ok: boolean }[] = [];
  storage!: Storage;

  constructor(readonly options: StorageOptions) {
    this.boot();
  }

  /** Begins the next boot; the disk answers when it is told to. */
  boot(): void {
    this.host.restart();
    this.recovered = undefined;
    this.done.length = 0;
    this.storage = makeStorage(this.host, this.options, {
      recovered: (records) => (this.recovered = new Map(records)),
      done: (token, ok) => this.done.push({ token, ok }),
    });
    this.storage.recover();
  }

  /** Has the disk carry out one operation or, where there is none, time pass; false if nothing comes. */
  step(): boolean {
    const next = this.host.completeOne();
    if (next === undefined) return this.letTimePass();
    this.storage.onDisk(next.token, next.result);
    return true;
  }

  /** Has the disk carry out all that it is asked, and all that comes with time happen. */
  settle(): this {
    while (this.step());
    return this;
  }

  /** Begins the next boot after the process died or, where it is said what of, a loss of power. */
  crash(unsynced: Unsynced | 'kept', draws: Draws = { below: () => 0 }): this {
    if (unsynced !== 'kept') this.host.files.losePower(unsynced, draws);
    this.boot();
    return this;
  }

  /** What was recorded of one kind. */
  told<T extends RecordedEvent>(kind: T['kind']): T[] {
    return this.host.recorded<T>(kind);
  }

  /** What a file holds. */
  file(name: string): Uint8Array | undefined {
    const result = this.host.files.perform({ kind: 'readFile', file: name });
    return result.ok ? result.bytes : undefined;
  }

  private letTimePass(): boolean {
    this.host.now += 100;
    const due = this.host.dueTimers('store');
    for (const { kind } of due) this.storage.onTimer(kind);
    return due.length > 0;
  }
}

/** Calls an action with so many streams of draws. */
export function withSomeDraws(count: number, action: (draws: Draws) => void): void {
  const root = new RandomRoot('torn');
  for (let i = 0; i < count; i++) action(root.stream(`torn ${i}`));
}

/** Calls an action with every outcome that its draws may have. */
export function withEveryDraw(action: (draws: Draws) => void): void {
  let drawn: { readonly bound: number; chosen: number }[] = [];
  do {
    let next = 0;
    action({
      below: (bound) => {
        drawn[next] ??= { bound, chosen: 0 };
        return drawn[next++]!.chosen;
      },
    });
    // The last draw that can go on does; those after it are drawn anew.
    const last = drawn.findLastIndex(({ bound, chosen }) => chosen + 1 < bound);
    drawn = drawn.slice(0, last + 1);
    if (last >= 0) drawn[last]!.chosen++;
  } while (drawn.length > 0);
}
