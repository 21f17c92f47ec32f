/** What the nodes of a scenario keep their records in. */

import {
  LOG_DEFAULTS,
  type LogOptions,
  type MemoryOptions,
  type StorageOptions,
} from '../protocol/storage/storage-options';
import { InputError } from './input-error';
import { flag, oneOf, whole } from './require';
import type { Scenario } from './scenario';

const TICKS_MAX = 0x7fff_ffff;
export const BATCH_RECORDS_MAX = 100_000;
export const SNAPSHOT_EVERY_MAX = 10_000_000;

/** Memory, or a log with some of its settings. */
export type GivenStorage = MemoryOptions | (Pick<LogOptions, 'kind'> & Partial<LogOptions>);

/** @throws InputError for settings of a batch where none is gathered */
export function storageOptions(given: GivenStorage | undefined): StorageOptions | undefined {
  if (given?.kind !== 'log') return given;
  for (const name of ['batchTicks', 'batchRecords'] as const) {
    if (given[name] === undefined || given.fsync === 'batch') continue;
    throw new InputError(`storage.${name}`, "belongs to fsync: 'batch', which gathers changes");
  }
  return { ...LOG_DEFAULTS, ...given };
}

/** @throws InputError for settings that cannot be: which, and the rule that they break */
export function requireStorage({ storage, store }: Scenario['cluster']): void {
  if (storage === undefined) return;
  oneOf('storage.kind', storage.kind, ['memory', 'log']);
  if (store === undefined) throw new InputError('storage', 'needs a store, whose records it keeps');
  if (storage.kind !== 'log') return;
  const { fsync, batchTicks, batchRecords, snapshotEvery } = storage;
  oneOf('storage.fsync', fsync, ['always', 'batch', 'never']);
  whole('storage.batchTicks', batchTicks, 1, TICKS_MAX);
  whole('storage.batchRecords', batchRecords, 1, BATCH_RECORDS_MAX);
  whole('storage.snapshotEvery', snapshotEvery, 1, SNAPSHOT_EVERY_MAX);
  flag('storage.checksum', storage.checksum);
  flag('storage.renameBeforeTruncate', storage.renameBeforeTruncate);
  if (fsync !== 'batch' || batchTicks < store.operationTimeoutTicks) return;
  const limit = `an operation ends after ${store.operationTimeoutTicks} ticks`;
  throw new InputError('storage.batchTicks', `cannot be ${batchTicks}: ${limit}, before the sync`);
}
