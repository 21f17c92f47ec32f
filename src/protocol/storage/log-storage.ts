/**
 * Storage that is a log: every change is added to the end of a file, and acknowledged when that file
 * is as safe as the settings want it. Now and then all records are written as a snapshot beside, which
 * takes the place of the former, and the log begins anew. One thing is done at a time, so that what
 * comes meanwhile waits and goes together.
 */

import type { DiskResult, DiskToken, FileOperation, Host, TimerId, TimerKind } from '../host';
import { NO_KEY, type StoredRecord } from '../store/record';
import { NEW_SNAPSHOT } from './log-files';
import { type LogEntry, logBytes } from './log-format';
import { apply, type Found, NOTHING, recover } from './recovery';
import { snapshotBytes } from './snapshot-format';
import type { Storage, StorageListener, StorageToken } from './storage';
import type { StorageEvent } from './storage-events';
import type { LogOptions } from './storage-options';

/** A change that is not in the log yet. */
interface Change {
  readonly token: StorageToken;
  readonly key: string;
  readonly record: StoredRecord | undefined;
}

/** Goes on with what the disk answered. */
type Continuation = (result: DiskResult) => void;

const BATCH: TimerKind = { name: 'batch', layer: 'store' };
/** Tries again what did not fit. */
const FREED: TimerKind = { name: 'freed', layer: 'store' };
const WAIT_MAX_TICKS = 0x4000_0000;

const SYNC_NAMES: FileOperation = { kind: 'fsyncNames' };
const SYNC_LOG: FileOperation = { kind: 'fsync', file: 'log' };
/** Where a loss of power undoes this, the log holds nothing that the snapshot does not. */
const EMPTY_LOG: FileOperation = { kind: 'truncate', file: 'log', size: 0 };
/** The snapshot first: a log whose beginning is in no snapshot is found to be damaged once more. */
const FORGET_ALL: readonly FileOperation[] = [
  { kind: 'unlink', file: 'snapshot' },
  SYNC_NAMES,
  EMPTY_LOG,
];
const NO_FILE = new Uint8Array(0);

export class LogStorage implements Storage {
  /** What is in the files. */
  private records = new Map<string, StoredRecord>();
  /** The number of the last change that is. */
  private number = 0;
  /** Changes since the last snapshot. */
  private changes = 0;
  /** What was asked for and not written yet. */
  private waiting: Change[] = [];
  /** Removals that did not fit: they go with the next changes or, where there are none, by themselves. */
  private stuck: readonly Change[] = [];
  /** How long they wait for others: twice as long each time that they are refused. */
  private waitTicks = 1;
  private freed: TimerId | undefined;
  /** While something is being done; what else comes waits. */
  private isBusy = true;
  /** Whether the log's name is on the disk. */
  private isNamed = false;
  private batch: TimerId | undefined;
  private tokens = 0;
  private asked: { readonly token: DiskToken; readonly goOn: Continuation } | undefined;

  constructor(
    private readonly host: Host,
    private readonly options: LogOptions,
    private readonly listener: StorageListener,
  ) {}

  recover(): void {
    this.ask({ kind: 'readFile', file: 'snapshot' }, (snapshot) => {
      this.ask({ kind: 'readFile', file: 'log' }, (log) => {
        this.onRead(bytesOf(log), bytesOf(snapshot));
      });
    });
  }

  put(key: string, record: StoredRecord): StorageToken {
    return this.change(key, record);
  }

  remove(key: string): StorageToken {
    if (!key.startsWith(NO_KEY)) this.record({ kind: 'removing', key });
    return this.change(key, undefined);
  }

  onDisk(token: DiskToken, result: DiskResult): void {
    if (this.asked?.token !== token) return;
    const { goOn } = this.asked;
    this.asked = undefined;
    goOn(result);
  }

  onTimer(kind: TimerKind): boolean {
    if (kind !== BATCH && kind !== FREED) return false;
    if (kind === BATCH) this.batch = undefined;
    else this.freed = undefined;
    this.flush();
    return true;
  }

  /** What a process that died left unsynced must be safe before anybody is told that it is here. */
  private onRead(log: Uint8Array | undefined, snapshot: Uint8Array | undefined): void {
    this.isNamed = log !== undefined;
    if (log === undefined && snapshot === undefined) {
      this.begin(NOTHING);
      return;
    }
    const found = recover(log ?? NO_FILE, snapshot, this.options.checksum);
    if ('file' in found) {
      this.record({ kind: 'storageDamaged', ...found });
      this.run(FORGET_ALL, () => {
        this.begin(NOTHING);
      });
      return;
    }
    const { end, tornBytes, logBytes: size } = found;
    if (tornBytes > 0) this.record({ kind: 'tornTail', offset: end, bytes: tornBytes });
    const isWhole = size === (log?.length ?? 0);
    const cut: readonly FileOperation[] = isWhole ? [] : [{ kind: 'truncate', file: 'log', size }];
    this.run([SYNC_NAMES, ...cut, SYNC_LOG], () => {
      this.begin(found);
    });
  }

  private begin({ records, number, logEntries }: Found): void {
    this.records = new Map(records);
    this.number = number;
    this.changes = logEntries;
    this.isBusy = false;
    const ofKeys = [...records].filter(([key]) => !key.startsWith(NO_KEY));
    this.record({ kind: 'recovered', records: ofKeys.length });
    for (const [key, { version }] of ofKeys) this.record({ kind: 'recalled', key, version });
    this.listener.recovered(records);
    this.flush();
  }

  private change(key: string, record: StoredRecord | undefined): StorageToken {
    const token = ++this.tokens;
    this.waiting.push({ token, key, record });
    if (this.options.fsync === 'batch' && this.waiting.length === 1) {
      this.batch = this.host.setTimer(this.options.batchTicks, BATCH);
    }
    this.flush();
    return token;
  }

  /** Writes what waits, if now is the time. */
  private flush(): void {
    const isGathering = this.batch !== undefined && this.waiting.length < this.options.batchRecords;
    const isRetry = this.stuck.length > 0 && this.freed === undefined;
    if (this.isBusy || isGathering || (this.waiting.length === 0 && !isRetry)) return;
    if (this.batch !== undefined) this.host.cancel(this.batch);
    this.batch = undefined;
    const changes = [...this.stuck, ...this.waiting];
    this.waiting = [];
    this.isBusy = true;
    const entries = changes.map(({ key, record }, i) => ({
      number: this.number + i + 1,
      key,
      record,
    }));
    const bytes = logBytes(entries, this.options.checksum);
    const names = this.isNamed ? [] : [SYNC_NAMES];
    this.run([{ kind: 'append', file: 'log', bytes }, SYNC_LOG, ...names], (ok) => {
      if (ok) this.onWritten(changes, entries);
      else this.onRefused(changes);
    });
  }

  private onWritten(changes: readonly Change[], entries: readonly LogEntry[]): void {
    for (const entry of entries) apply(this.records, entry);
    this.number += entries.length;
    this.changes += entries.length;
    this.isNamed = true;
    this.stuck = [];
    if (this.freed !== undefined) this.host.cancel(this.freed);
    this.freed = undefined;
    this.waitTicks = 1;
    for (const { token } of changes) this.listener.done(token, true);
    if (this.changes >= this.options.snapshotEvery) this.takeSnapshot();
    else this.goOn();
  }

  private onRefused(changes: readonly Change[]): void {
    this.stuck = changes.filter(({ record }) => record === undefined);
    if (this.stuck.length > 0 && this.freed === undefined) {
      this.freed = this.host.setTimer(this.waitTicks, FREED);
      this.waitTicks = Math.min(2 * this.waitTicks, WAIT_MAX_TICKS);
    }
    for (const { token, record } of changes) {
      if (record !== undefined) this.listener.done(token, false);
    }
    this.goOn();
  }

  /** Writes all records beside, and has that take the place of the log. */
  private takeSnapshot(): void {
    const { records, number, options } = this;
    this.record({ kind: 'snapshotBegun', records: records.size });
    const bytes = snapshotBytes({ number, records }, options.checksum);
    const snapshot: readonly FileOperation[] = [
      { kind: 'writeFile', file: NEW_SNAPSHOT, bytes },
      { kind: 'fsync', file: NEW_SNAPSHOT },
      { kind: 'rename', file: NEW_SNAPSHOT, to: 'snapshot' },
      SYNC_NAMES,
    ];
    const inOrder = [...snapshot, EMPTY_LOG];
    this.run(options.renameBeforeTruncate ? inOrder : [EMPTY_LOG, ...snapshot], (ok) => {
      // Where it did not fit, the log goes on, and another is tried later.
      this.changes = 0;
      if (ok) this.record({ kind: 'snapshotTaken', records: records.size });
      this.goOn();
    });
  }

  private goOn(): void {
    this.isBusy = false;
    this.flush();
  }

  /** Has the disk do one thing after another, up to the first that does not fit. */
  private run(operations: readonly FileOperation[], then: (ok: boolean) => void): void {
    const [first, ...rest] = operations.filter((each) => this.isDone(each));
    if (first === undefined) {
      then(true);
      return;
    }
    this.ask(first, ({ ok }) => {
      if (ok) this.run(rest, then);
      else then(false);
    });
  }

  private isDone({ kind }: FileOperation): boolean {
    return this.options.fsync !== 'never' || (kind !== 'fsync' && kind !== 'fsyncNames');
  }

  private ask(operation: FileOperation, goOn: Continuation): void {
    this.asked = { token: this.host.disk.submit(operation), goOn };
  }

  private record(event: StorageEvent): void {
    this.host.record(event);
  }
}

function bytesOf(result: DiskResult): Uint8Array | undefined {
  return result.ok ? result.bytes : undefined;
}
