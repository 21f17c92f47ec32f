/** A run with its history: what `finish` and `runScenario` give. */

import type { Run as RunRecord } from '../application/run';
import type { Expected } from '../checks/expectations';
import type { Verdict } from '../checks/verdict';
import type { Grade } from '../grade/grade';
import type { Measures } from '../measures/measures';
import { DBG_LOG_HEAD, DbgLog, dbgLogLine, isStatistic } from '../report/dbg-log';
import type { History } from './history';
import { type ClientOperation, operationsOf } from './operation';

/** What can be asserted of a run, be it finished or under way. */
export interface Observation {
  /** The events that were kept. */
  readonly events: History;
  /** Clients' operations, in the order in which they were asked for. */
  readonly operations: readonly ClientOperation[];
  /** The first tick that was not run yet. */
  readonly now: number;
  /** The run so far as a plain value, without its history. */
  record(): RunRecord;
}

/** A finished run. The same scenario, seed and steps give an equal one, on every machine. */
export class Run implements Observation {
  readonly operations: readonly ClientOperation[];

  /** @internal */
  constructor(
    private readonly plain: RunRecord,
    /** The events that were kept. */
    readonly events: History,
    /** What the checks of the library came to. */
    readonly verdicts: readonly Verdict[],
    /** What came of the scenario's own expectations. */
    readonly expected: readonly Expected[],
    /** The course's points; undefined for a scenario that is not of the course. */
    readonly grade: Grade | undefined,
    /** How fast failures were noticed, what was taken for one, and what was sent. */
    readonly measures: Measures,
  ) {
    this.operations = operationsOf(plain, events);
  }

  /** The scenario that was run. */
  get scenario(): RunRecord['scenario'] {
    return this.plain.scenario;
  }

  /** What all chance was drawn from. */
  get seed(): string {
    return this.plain.seed;
  }

  /** What happened when and to whom, draws and rules resolved. */
  get plan(): RunRecord['plan'] {
    return this.plain.plan;
  }

  /** How many events there were, and what became of the messages. */
  get counts(): RunRecord['counts'] {
    return this.plain.counts;
  }

  /** 16 hexadecimal digits over every event: two runs with the same one were the same run. */
  get fingerprint(): string {
    return this.plain.fingerprint;
  }

  /** The fingerprint after so many events, at most 128 of them: where two runs part lies between. */
  get checkPoints(): RunRecord['checkPoints'] {
    return this.plain.checkPoints;
  }

  /** The length of the run, in ticks. */
  get now(): number {
    return this.scenario.durationTicks;
  }

  record(): RunRecord {
    return this.plain;
  }

  /** The text of the course's dbg.log, of the events that were kept. */
  dbgLog(): string {
    let text = DBG_LOG_HEAD;
    const log = new DbgLog(this.scenario, (entry) => {
      if (!isStatistic(entry)) text += dbgLogLine(entry);
    });
    this.events.show(log);
    return text;
  }

  /** The run without its history, as a plain value for a file. */
  toJSON(): RunRecord & { readonly verdicts: readonly Verdict[] } {
    return { ...this.plain, verdicts: this.verdicts };
  }
}
