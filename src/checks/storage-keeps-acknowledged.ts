/**
 * What a replica's storage has acknowledged is there again when it is read back after a start (I10), on the
 * same disk, of which no bit has turned over. Only storage that is a log tells what it read back.
 */

import { nodeName } from '../protocol/address';
import type { StorageEvent } from '../protocol/storage/storage-events';
import { compareVersions, type Version } from '../protocol/store/record';
import type { StoreEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import { Findings } from './findings';
import type { Verdict } from './verdict';

const CHECK = 'storageKeepsAcknowledged';

interface Stored {
  readonly version: Version;
  /** The event that told it. */
  readonly event: number;
}

interface Machine {
  /** Names its disk; another one is empty. */
  readonly storage: number;
  /** Whether bits on it have turned over: then it may find itself damaged, and be empty. */
  isRotten: boolean;
  /** What was acknowledged, and not asked to be removed. */
  readonly stored: Map<string, Stored>;
  /** Of that what is to be read back yet, after how many records. */
  readonly missing: Map<string, Stored>;
  toCome: number;
  /** The event that began to tell what was read back. */
  readBack: number;
}

export class StorageKeepsAcknowledged implements EventSink {
  readonly kinds = [
    ...['started', 'changed', 'recovered', 'recalled', 'storageDamaged', 'removing'],
    ...['served', 'copied', 'handedOff', 'purged'],
  ];
  private readonly machines = new Map<number, Machine>();
  private readonly findings = new Findings();
  /** Whether any storage told what it read back, be it nothing. */
  private hasLog = false;

  on(event: EventView): void {
    const { kind, node } = event;
    if (kind === 'started') this.onStarted(node, event.b);
    else if (kind === 'changed') this.onChanged(event);
    else this.onStorage(this.machines.get(node)!, event, event.data as StorageEvent | StoreEvent);
  }

  verdict(): Verdict {
    const kept = 'what storage acknowledged was there after every start';
    return this.findings.verdict(CHECK, this.hasLog ? kept : 'no node keeps a log to be read back');
  }

  private onStarted(node: number, storage: number): void {
    if (this.machines.get(node)?.storage === storage) return;
    const nothing = {
      isRotten: false,
      stored: new Map(),
      missing: new Map(),
      toCome: 0,
      readBack: 0,
    };
    this.machines.set(node, { storage, ...nothing });
  }

  /** A bit that turned over in the last entry cannot be told from a torn one: it is cut off. */
  private onChanged({ node, data }: EventView): void {
    const { text } = data as { readonly text: string };
    const machine = this.machines.get(node);
    if (machine === undefined || !text.startsWith('disk ') || !text.includes('"rot"')) return;
    machine.isRotten = true;
    machine.stored.clear();
  }

  private onStorage(machine: Machine, event: EventView, told: StorageEvent | StoreEvent): void {
    const { stored } = machine;
    switch (told.kind) {
      case 'storageDamaged':
        if (machine.isRotten) stored.clear();
        break;
      case 'recovered':
        this.beginReadingBack(machine, event, told.records);
        break;
      case 'recalled':
        this.onRecalled(machine, event, told.key, told.version);
        break;
      // From here on it may be gone.
      case 'removing':
      case 'handedOff':
      case 'purged':
        stored.delete(told.key);
        break;
      case 'served':
        if (told.operation === 'read' || told.outcome !== 'ok') return;
        stored.set(told.key, { version: told.version, event: event.id });
        break;
      case 'copied':
        stored.set(told.key, { version: told.version, event: event.id });
    }
  }

  private beginReadingBack(machine: Machine, { id, node, time }: EventView, records: number): void {
    const { stored, missing } = machine;
    this.hasLog = true;
    for (const [key, each] of stored) missing.set(key, each);
    stored.clear();
    machine.toCome = records;
    machine.readBack = id;
    this.endIfAllCame(machine, node, time);
  }

  private onRecalled(
    machine: Machine,
    { id, node, time }: EventView,
    key: string,
    version: Version,
  ): void {
    const { stored, missing } = machine;
    machine.toCome--;
    stored.set(key, { version, event: id });
    const before = missing.get(key);
    if (before !== undefined && compareVersions(version, before.version) >= 0) missing.delete(key);
    this.endIfAllCame(machine, node, time);
  }

  private endIfAllCame({ toCome, missing, readBack }: Machine, node: number, time: number): void {
    if (toCome > 0) return;
    for (const [key, { event }] of missing) {
      const what = `${nodeName(node)} has lost ${JSON.stringify(key)}, as it was acknowledged`;
      this.findings.add(`${what}, when it was read back at tick ${time}`, readBack, event);
    }
    missing.clear();
  }
}
