/**
 * Hinted handoff (Dynamo, 2007, section 4.6; Cassandra's hints): a write that a replica did not take is
 * kept for it by another node, its coordinator or, in a sloppy quorum, the next node on the ring, and
 * given to it when it is there again. A hint is stored as safely as a record, but nobody is asked to
 * find it there, and it is kept no longer than the window: best effort, which anti-entropy completes.
 */

import type { Address } from '../address';
import type { Host, TimerId, TimerKind } from '../host';
import { compareRecords, compareVersions, isAlive, NO_KEY, type StoredRecord } from './record';
import { recordOf } from './replica';
import type { SideRecords, Then } from './side-records';
import type { StoreEvent } from './store-events';
import type {
  KeyVersion,
  Reason,
  ReplicaReply,
  ReplicaRequest,
  StabilizationMessage,
} from './store-messages';

/** How writes are kept for replicas that did not take them. */
export interface HintOptions {
  /** Ticks for which a hint is kept, 1 or more. */
  readonly windowTicks: number;
  /** Whether a hint in the place of a replica counts toward W (for showing why not). */
  readonly countTowardW: boolean;
}

interface Hint {
  readonly record: StoredRecord;
  /** On this node's monotonic clock. */
  readonly since: number;
}

const HAND_OFF: TimerKind = { name: 'handOff', layer: 'store' };
/** Begins what hints are stored under. */
const PREFIX = `${NO_KEY}hint `;

export class Hints {
  private readonly hints = new Map<Address, Map<string, Hint>>();
  private timer: TimerId | undefined;

  /**
   * @param retryTicks how often hints are offered to those who are there
   * @param isUp whether this node believes that another is there
   */
  constructor(
    private readonly host: Host,
    private readonly options: HintOptions,
    private readonly retryTicks: number,
    private readonly side: SideRecords,
    private readonly isUp: (node: Address) => boolean,
  ) {}

  /** A coordinator's request to stand in for another replica. */
  onRequest(from: Address, request: ReplicaRequest): void {
    const { key, operation } = request;
    const home = request.options!.home;
    if (operation === 'read') {
      const hint = this.hints.get(home)?.get(key)?.record;
      const isFound = isAlive(hint, this.host.wallNow());
      this.reply(from, request, isFound ? '' : 'no such key', hint);
      return;
    }
    const record = recordOf(request);
    this.keep(home, key, record, (ok) => {
      this.reply(from, request, ok ? '' : 'full', { ...record, value: '' });
    });
  }

  /** Keeps a record for a replica, unless a newer one is kept. */
  keep(home: Address, key: string, record: StoredRecord, then: Then = () => undefined): void {
    const ofHome = this.hints.get(home) ?? new Map<string, Hint>();
    this.hints.set(home, ofHome);
    const kept = ofHome.get(key);
    const isNewer = kept === undefined || compareRecords(record, kept.record) > 0;
    const hint = isNewer ? { record, since: this.host.monotonicNow() } : kept;
    ofHome.set(key, hint);
    this.side.put(nameOf(home, key), hint.record, (ok) => {
      if (!ok) this.takeBack(home, key, hint, kept);
      // It may have been delivered before it was stored.
      else if (this.hints.get(home)?.has(key) === true) {
        this.record({ kind: 'hinted', key, home, version: hint.record.version });
      }
      then(ok);
    });
    this.wait();
  }

  /** A replica told what it has. */
  onHeld(home: Address, entries: readonly KeyVersion[]): void {
    const ofHome = this.hints.get(home);
    if (ofHome === undefined) return;
    for (const { key, version } of entries) {
      const hint = ofHome.get(key);
      if (hint === undefined || compareVersions(version, hint.record.version) < 0) continue;
      this.forget(home, key);
      this.record({ kind: 'hintDelivered', key, home });
    }
  }

  /** A node is there again. */
  onUp(home: Address): void {
    this.handOff(home);
  }

  /** Returns false for a stored record that is no hint. */
  onRecovered(name: string, record: StoredRecord): boolean {
    if (!name.startsWith(PREFIX)) return false;
    const [home] = name.slice(PREFIX.length).split(' ', 1);
    const key = name.slice(PREFIX.length + home!.length + 1);
    const ofHome = this.hints.get(Number(home)) ?? new Map<string, Hint>();
    this.hints.set(Number(home), ofHome);
    const kept = ofHome.get(key);
    if (kept === undefined || compareRecords(record, kept.record) > 0) {
      ofHome.set(key, { record, since: this.host.monotonicNow() });
    }
    this.wait();
    return true;
  }

  /** Returns false for a timer that is not of hints. */
  onTimer(kind: TimerKind): boolean {
    if (kind !== HAND_OFF) return false;
    this.timer = undefined;
    this.expire();
    for (const home of this.hints.keys()) if (this.isUp(home)) this.handOff(home);
    this.wait();
    return true;
  }

  inspect(): unknown {
    return [...this.hints].map(([home, ofHome]) => ({ home, keys: [...ofHome.keys()] }));
  }

  private handOff(home: Address): void {
    for (const [key, { record }] of this.hints.get(home) ?? []) {
      const copy: StabilizationMessage = { kind: 'copy', key, record };
      this.host.send(home, copy);
    }
  }

  private expire(): void {
    const oldest = this.host.monotonicNow() - this.options.windowTicks;
    for (const [home, ofHome] of this.hints) {
      for (const [key, { since }] of ofHome) {
        if (since > oldest) continue;
        this.forget(home, key);
        this.record({ kind: 'hintExpired', key, home });
      }
    }
  }

  /** A hint could not be stored: what was there before it is there still. */
  private takeBack(home: Address, key: string, hint: Hint, before: Hint | undefined): void {
    const ofHome = this.hints.get(home);
    if (ofHome?.get(key) !== hint || hint === before) return;
    if (before !== undefined) ofHome.set(key, before);
    else this.drop(home, key);
  }

  private forget(home: Address, key: string): void {
    this.drop(home, key);
    this.side.remove(nameOf(home, key));
  }

  private drop(home: Address, key: string): void {
    const ofHome = this.hints.get(home)!;
    ofHome.delete(key);
    if (ofHome.size === 0) this.hints.delete(home);
  }

  private wait(): void {
    if (this.hints.size > 0) this.timer ??= this.host.setTimer(this.retryTicks, HAND_OFF);
  }

  private reply(to: Address, request: ReplicaRequest, reason: Reason, record?: StoredRecord): void {
    const { client, request: number } = request;
    const found = record === undefined ? [] : [record];
    const ok = reason === '';
    const reply: ReplicaReply = {
      ...{ kind: 'replicaReply', client, request: number, ok, reason, found },
    };
    this.host.send(to, reply);
  }

  private record(event: StoreEvent): void {
    this.host.record(event);
  }
}

function nameOf(home: Address, key: string): string {
  return `${PREFIX}${home} ${key}`;
}
