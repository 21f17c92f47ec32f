import {
  LOG_DEFAULTS,
  type LogOptions,
  MEMORY,
} from '../../../src/protocol/storage/storage-options';
import { conforms } from './conformance';

const LOG: LogOptions = { ...LOG_DEFAULTS, snapshotEvery: 3 };

describe('memory', () => {
  conforms(MEMORY, true);
});

describe('a log that is always synced', () => {
  conforms(LOG, true);
});

describe('a log that is synced in batches', () => {
  conforms({ ...LOG, fsync: 'batch', batchRecords: 2, batchTicks: 5 }, true);
});

describe('a log that is never synced', () => {
  conforms({ ...LOG, fsync: 'never' }, false);
});
