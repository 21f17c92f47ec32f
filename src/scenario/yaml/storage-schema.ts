/** What a scenario file may say of what nodes keep their records in. */

import { LOG_DEFAULTS } from '../../protocol/storage/storage-options';
import { BATCH_RECORDS_MAX, SNAPSHOT_EVERY_MAX } from '../storage';
import { DEFAULTS } from './defaults';
import { count, duration, flag, map, word } from './fields';

const { fsync, batchRecords, checksum, snapshotEvery, renameBeforeTruncate } = LOG_DEFAULTS;

export const storageSchema = map(
  {
    kind: word(
      'A disk of records, which loses nothing that it acknowledged (`memory`); or a log of all changes on a disk of files, with snapshots (`log`).',
      ['memory', 'log'],
    ),
  },
  {
    fsync: word(
      'When the log is synced: before anything is acknowledged (`always`), as that but with many changes at once (`batch`), or not at all, so that a loss of power takes what was acknowledged (`never`).',
      ['always', 'batch', 'never'],
      { default: fsync },
    ),
    batchTime: duration('Of `batch`: so long changes are gathered ...', {
      default: DEFAULTS.batchTime,
    }),
    batchRecords: count('... or so many, whatever comes first.', {
      ...{ min: 1, max: BATCH_RECORDS_MAX, default: batchRecords },
    }),
    checksum: flag('Whether what is read back is held against checksums.', { default: checksum }),
    snapshotEvery: count('A snapshot is taken after so many changes.', {
      ...{ min: 1, max: SNAPSHOT_EVERY_MAX, default: snapshotEvery },
    }),
    renameBeforeTruncate: flag(
      'Whether a snapshot takes its place before the log is emptied; the other way round there is a moment without either.',
      { default: renameBeforeTruncate },
    ),
  },
);
