/**
 * A host under the test's thumb: it notes what a node sends, times, stores and records, and
 * nothing comes back until the test says so.
 */

import type { Address } from '../../src/protocol/address';
import type {
  Disk,
  DiskOperation,
  DiskResult,
  DiskToken,
  Host,
  Layer,
  Program,
  Random,
  TimerId,
  TimerKind,
} from '../../src/protocol/host';
import type { Message, RecordedEvent } from '../../src/protocol/message';
import type { StoredRecord } from '../../src/protocol/store/record';
import { SimulatedDisk } from '../../src/simulation/disk';
import { RandomRoot } from '../../src/simulation/random';

export interface Sent {
  readonly from: Address;
  readonly to: Address;
  readonly message: Message;
}

export interface Timer {
  readonly id: TimerId;
  readonly due: number;
  readonly kind: TimerKind;
  readonly data: number;
}

interface Submitted {
  readonly token: DiskToken;
  readonly operation: DiskOperation;
}

/** Freezes plain data all the way down; typed arrays cannot be frozen and are left. */
export function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
}

/** A class whose tests choose the clock, the mail and the disk. */
export class FakeHost implements Host {
  boot = 1;
  storageId: number;
  maxMessageBytes = 3983;
  now = 0;
  /** How far the wall clock is ahead of the other. */
  wallAhead = 0;
  /** What was sent and not taken yet. */
  sent: Sent[] = [];
  timers: Timer[] = [];
  readonly submitted: Submitted[] = [];
  readonly events: RecordedEvent[] = [];
  /** What the disk holds. */
  stored = new Map<string, StoredRecord>();
  /** The disk's files. */
  readonly files = new SimulatedDisk(0, { latencyTicks: 0, maxRecords: 0 });
  /** While true, the disk refuses records of new keys. */
  full = false;
  readonly disk: Disk;
  private drawing: Random | undefined;
  private ids = 0;

  constructor(
    readonly self: Address,
    private readonly seed = 'fake host',
  ) {
    this.storageId = self * 0x1_0000;
    this.disk = {
      submit: (operation) => {
        const token = ++this.ids;
        this.submitted.push({ token, operation: freeze(operation) });
        return token;
      },
    };
  }

  get random(): Random {
    this.drawing ??= new RandomRoot(this.seed).stream(`node ${this.self}`);
    return this.drawing;
  }

  monotonicNow(): number {
    return this.now;
  }

  wallNow(): number {
    return this.now + this.wallAhead;
  }

  send(to: Address, message: Message): void {
    this.sent.push({ from: this.self, to, message: freeze(message) });
  }

  setTimer(delay: number, kind: TimerKind, data = 0): TimerId {
    const id = ++this.ids;
    this.timers.push({ id, due: this.now + delay, kind, data });
    return id;
  }

  cancel(timer: TimerId): void {
    this.timers = this.timers.filter(({ id }) => id !== timer);
  }

  record(event: RecordedEvent): void {
    this.events.push(freeze(event));
  }

  /** What was sent since the last look. */
  take(): Sent[] {
    return this.sent.splice(0);
  }

  /** What was recorded of one kind. */
  recorded<T extends RecordedEvent>(kind: T['kind']): T[] {
    return this.events.filter((event) => event.kind === kind) as T[];
  }

  /** Carries out the oldest disk operation; undefined if there is none. */
  completeOne(): { token: DiskToken; result: DiskResult } | undefined {
    const next = this.submitted.shift();
    return next && { token: next.token, result: this.perform(next.operation) };
  }

  /** Takes out the timers of a layer that are due, in the order in which they were set. */
  dueTimers(layer: Layer): Timer[] {
    const due = this.timers.filter((timer) => timer.due <= this.now && timer.kind.layer === layer);
    this.timers = this.timers.filter((timer) => !due.includes(timer));
    return due;
  }

  /** Begins the next boot: whatever the last one awaited is forgotten. */
  restart(): void {
    this.boot++;
    this.sent = [];
    this.timers = [];
    this.submitted.length = 0;
  }

  wipe(): void {
    this.stored.clear();
    this.storageId++;
  }

  private perform(operation: DiskOperation): DiskResult {
    switch (operation.kind) {
      case 'write':
        if (this.full && !this.stored.has(operation.key)) return { ok: false, reason: 'full' };
        this.stored.set(operation.key, operation.value);
        return { ok: true, entries: [] };
      case 'remove':
        this.stored.delete(operation.key);
        return { ok: true, entries: [] };
      case 'scan':
        return { ok: true, entries: [...this.stored] };
      default:
        return this.files.perform(operation) as DiskResult;
    }
  }
}

/** Carries out all disk operations of a host, those that they lead to included. */
export function completeDisk(host: FakeHost, program: Pick<Program, 'onDisk'>): void {
  for (let done = host.completeOne(); done !== undefined; done = host.completeOne()) {
    program.onDisk(done.token, done.result);
  }
}
