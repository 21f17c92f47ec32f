/** What was stored, by what the files say. */

import type { StoredRecord } from '../store/record';
import type { LogFile } from './log-files';
import { type LogEntry, readLog } from './log-format';
import { readSnapshot, type Snapshot } from './snapshot-format';

/** What the files say, where they can be believed. */
export interface Found {
  readonly records: ReadonlyMap<string, StoredRecord>;
  /** The number of the last change that is in them. */
  readonly number: number;
  /** The offset at which the entries of the log end, and how many bytes come after. */
  readonly end: number;
  readonly tornBytes: number;
  /** How many bytes of the log are still needed, and how many changes are in them. */
  readonly logBytes: number;
  readonly logEntries: number;
}

/** Nothing, in no files. */
export const NOTHING: Found = {
  ...{ records: new Map(), number: 0 },
  ...{ end: 0, tornBytes: 0, logBytes: 0, logEntries: 0 },
};

/** A file that cannot be believed, from an offset on. */
export interface Damage {
  readonly file: LogFile;
  readonly offset: number;
}

const NO_SNAPSHOT: Snapshot = { number: 0, records: new Map() };

/** @param isChecked whether checksums are looked at */
export function recover(
  log: Uint8Array,
  snapshot: Uint8Array | undefined,
  isChecked: boolean,
): Found | Damage {
  const base = snapshot === undefined ? NO_SNAPSHOT : readSnapshot(snapshot, isChecked);
  if (typeof base === 'number') return { file: 'snapshot', offset: base };
  const { entries, end, rest } = readLog(log, isChecked);
  if (rest === 'damaged') return { file: 'log', offset: end };
  const first = entries[0]?.number ?? 0;
  // What came between the snapshot and the log is nowhere.
  if (first > base.number + 1) return { file: 'log', offset: 0 };
  const records = new Map(base.records);
  for (const entry of entries) if (entry.number > base.number) apply(records, entry);
  const last = entries.at(-1)?.number ?? 0;
  // A log that a snapshot has overtaken would not go on where the next change does.
  const isOver = last <= base.number;
  return {
    records,
    number: Math.max(last, base.number),
    ...{ end, tornBytes: log.length - end },
    ...{ logBytes: isOver ? 0 : end, logEntries: isOver ? 0 : entries.length },
  };
}

/** Makes a change to what is stored. */
export function apply(records: Map<string, StoredRecord>, { key, record }: LogEntry): void {
  if (record === undefined) records.delete(key);
  else records.set(key, record);
}
