/**
 * What a read hears meets what a write that was acknowledged before it has reached, whatever became of the
 * ring in between (I8): of the replicas that answered a read one has the newest write of its key that
 * was acknowledged before the read began, or something newer, so that what it gives is no older.
 */

import { compareVersions, NO_VERSION, type Version } from '../protocol/store/record';
import type { CompletedEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import { Findings } from './findings';
import type { Forgotten } from './forgotten';
import { beginOf, endOf, isAnswer } from './operation-span';
import { idOf } from './request-id';
import type { Verdict } from './verdict';

const CHECK = 'quorumsMeet';

interface Write {
  readonly version: Version;
  /** Of its acknowledgement; 0 before the first. */
  readonly event: number;
}

const NONE: Write = { version: NO_VERSION, event: 0 };

export class QuorumsMeet implements EventSink {
  readonly kinds = ['asked', 'invoked', 'completed', 'answered'];
  /** Per key the newest write that was acknowledged. */
  private readonly acknowledged = new Map<string, Write>();
  /** That, as it was when a read that is under way began. */
  private readonly floors = new Map<string, Write>();
  private readonly findings = new Findings();

  constructor(private readonly forgotten: Forgotten) {}

  on(event: EventView): void {
    const told = event.data as CompletedEvent;
    if (told.operation === 'read') this.onRead(event, told);
    else if (event.kind === 'completed') this.onWritten(event.id, told);
  }

  verdict(): Verdict {
    return this.findings.verdict(CHECK, 'every read heard of what was acknowledged before it');
  }

  private onWritten(event: number, { key, version, outcome }: CompletedEvent): void {
    const newest = this.acknowledged.get(key) ?? NONE;
    if (outcome !== 'ok' || compareVersions(version, newest.version) <= 0) return;
    this.acknowledged.set(key, { version, event });
  }

  private onRead({ kind, id, time }: EventView, told: CompletedEvent): void {
    const name = idOf(told);
    if (kind === beginOf(told)) this.floors.set(name, this.acknowledged.get(told.key) ?? NONE);
    const floor = this.floors.get(name);
    if (floor === undefined) return;
    if (kind === 'completed' && isAnswer(told)) this.judge(id, time, told, floor);
    if (kind === endOf(told)) this.floors.delete(name);
  }

  private judge(event: number, time: number, { key, version }: CompletedEvent, floor: Write): void {
    if (compareVersions(version, floor.version) >= 0) return;
    if (this.forgotten.has(key, floor.version, time)) return;
    const what = `a read of ${JSON.stringify(key)} that ended at tick ${time}`;
    const problem = `nobody whom ${what} heard had the write acknowledged before it`;
    this.findings.add(problem, event, floor.event);
  }
}
