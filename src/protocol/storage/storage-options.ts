/** What a node keeps its records in, as settings. */

/** A disk that keeps records as such, and loses nothing that it acknowledged. */
export interface MemoryOptions {
  readonly kind: 'memory';
}

/** A log of all changes on a disk of files, with a snapshot now and then. */
export interface LogOptions {
  readonly kind: 'log';
  /**
   * When what was written is synced: before anything is acknowledged (`always`, what comes meanwhile
   * goes together); as `always`, but changes are gathered first (`batch`); or not at all (`never`), so
   * that what is acknowledged survives the death of the process, but not a loss of power.
   */
  readonly fsync: 'always' | 'batch' | 'never';
  /** Of `batch`: how long changes are gathered, 1 or more ticks ... */
  readonly batchTicks: number;
  /** ... or how many, 1 or more: whatever comes first. */
  readonly batchRecords: number;
  /** Whether what is read back is held against the checksums that it was written with. */
  readonly checksum: boolean;
  /** A snapshot is taken after so many changes, 1 or more. */
  readonly snapshotEvery: number;
  /**
   * Whether a snapshot has its name before the log is emptied. The other way round there is a moment
   * when there is neither.
   */
  readonly renameBeforeTruncate: boolean;
}

/** What a node keeps its records in. */
export type StorageOptions = MemoryOptions | LogOptions;

/** What is kept where nothing is said. */
export const MEMORY: StorageOptions = { kind: 'memory' };

/** The settings of a log of which nothing is said but that it is one. */
export const LOG_DEFAULTS: LogOptions = {
  kind: 'log',
  ...{ fsync: 'always', batchTicks: 2, batchRecords: 100, checksum: true },
  ...{ snapshotEvery: 10_000, renameBeforeTruncate: true },
};
