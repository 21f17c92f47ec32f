/**
 * A read that begins after another of its key has ended gives the same version or a newer one (I4's
 * monotone quorum reads). What `acknowledgedWritesSurvive` and `deletesStayDeleted` say of writes that
 * ended this says of those that somebody has seen.
 */

import { compareVersions, NO_VERSION, type Version } from '../protocol/store/record';
import type { CompletedEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import { Findings } from './findings';
import type { Forgotten } from './forgotten';
import { beginOf, endOf, isAnswer } from './operation-span';
import { idOf } from './request-id';
import type { Verdict } from './verdict';

const CHECK = 'readsAreMonotone';

interface Seen {
  readonly version: Version;
  /** The event of the read that gave it; 0 before the first. */
  readonly event: number;
}

/** A read under way. */
interface Read {
  /** The newest that a read had given when it began. */
  readonly floor: Seen;
  gave: Seen | undefined;
}

const NOTHING: Seen = { version: NO_VERSION, event: 0 };

export class ReadsAreMonotone implements EventSink {
  readonly kinds = ['asked', 'invoked', 'completed', 'answered'];
  /** Per key the newest that a read which has ended gave. */
  private readonly newest = new Map<string, Seen>();
  private readonly reads = new Map<string, Read>();
  private readonly findings = new Findings();

  constructor(private readonly forgotten: Forgotten) {}

  on({ kind, id, time, data }: EventView): void {
    const told = data as CompletedEvent;
    if (told.operation !== 'read') return;
    const name = idOf(told);
    if (kind === beginOf(told)) {
      this.reads.set(name, { floor: this.newest.get(told.key) ?? NOTHING, gave: undefined });
    }
    const read = this.reads.get(name);
    // What comes after the first answer tells a client nothing.
    if (read === undefined) return;
    if (kind === 'completed' && read.gave === undefined && isAnswer(told)) {
      read.gave = { version: told.version, event: id };
      this.judge(id, time, told, read.floor);
    }
    if (kind === endOf(told)) this.end(name, told.key, read);
  }

  verdict(): Verdict {
    return this.findings.verdict(CHECK, 'no read gave less than one before it');
  }

  private judge(event: number, time: number, told: CompletedEvent, floor: Seen): void {
    const { key, value, version, outcome } = told;
    if (compareVersions(version, floor.version) >= 0) return;
    if (this.forgotten.has(key, floor.version, time)) return;
    const what = outcome === 'ok' ? JSON.stringify(value) : 'nothing';
    const where = `a read of ${JSON.stringify(key)} gave ${what} at tick ${time}`;
    this.findings.add(`${where}, which is older than what one before it gave`, event, floor.event);
  }

  private end(name: string, key: string, { gave }: Read): void {
    this.reads.delete(name);
    const newest = this.newest.get(key) ?? NOTHING;
    if (gave === undefined || compareVersions(gave.version, newest.version) <= 0) return;
    this.newest.set(key, gave);
  }
}
