/** What storage that is a log records for the history of a run. */

import { counter, oneOf } from '../fields';
import { Catalogue } from '../message';
import { keyField, type Version, versionField } from '../store/record';
import { FILES, type LogFile } from './log-files';

export type StorageEvent =
  /**
   * Storage was read back after a start: so many records. What a replica stored before, and is not
   * told of as `recalled` now, is lost.
   */
  | { readonly kind: 'recovered'; readonly records: number }
  /** A record that was read back, with its version; each of them right after `recovered`. */
  | { readonly kind: 'recalled'; readonly key: string; readonly version: Version }
  /** The log is to forget a key: from here on it may be gone. */
  | { readonly kind: 'removing'; readonly key: string }
  /** The end of the log, from this offset on, was no whole entry: so many bytes were cut off. */
  | { readonly kind: 'tornTail'; readonly offset: number; readonly bytes: number }
  /**
   * A file does not hold from this offset on what was written, and more than its end is concerned.
   * Nothing of the storage is trusted: the node starts with none of it.
   */
  | { readonly kind: 'storageDamaged'; readonly file: LogFile; readonly offset: number }
  /** A snapshot of so many records is about to be written. */
  | { readonly kind: 'snapshotBegun'; readonly records: number }
  /** A snapshot of so many records has taken the place of the log. */
  | { readonly kind: 'snapshotTaken'; readonly records: number };

export const storageEvents = Catalogue.of<StorageEvent>({
  recovered: { number: 96, fields: { records: counter } },
  recalled: { number: 97, fields: { key: keyField, version: versionField } },
  tornTail: { number: 98, fields: { offset: counter, bytes: counter } },
  storageDamaged: { number: 99, fields: { file: oneOf<LogFile>(...FILES), offset: counter } },
  snapshotBegun: { number: 100, fields: { records: counter } },
  snapshotTaken: { number: 101, fields: { records: counter } },
  removing: { number: 102, fields: { key: keyField } },
});
