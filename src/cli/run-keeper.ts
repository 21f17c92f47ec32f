/** What `run` keeps for later reading: the events as lines, the run as a file. */

import { basename, dirname } from 'node:path';
import type { Run } from '../application/run';
import { RunChecks } from '../checks/run-checks';
import { EventLines } from '../explain/event-lines';
import { RUN_BYTES_MAX, savedRun } from '../explain/saved-run';
import type { EventLevel } from '../library/history';
import { InputError } from '../scenario/input-error';
import type { EventSink } from '../simulation/events';
import type { Story } from './drive';
import { jsonText } from './json';
import { OutputFiles } from './output-files';
import { VERSION } from './program-name';
import { EVENTS_FILE, RUN_FILE } from './run-file';

/** What is to be kept. */
export interface Keeping {
  /** A file for the events, if any. */
  readonly events: string | undefined;
  /** A folder for the whole run, if any: its logs are there, too. */
  readonly save: string | undefined;
  readonly level: EventLevel;
  /** Events that are written; more are counted. */
  readonly maxLog: number;
}

/** A file among those of a folder. */
interface Target {
  readonly files: OutputFiles;
  readonly name: string;
}

export class RunKeeper {
  readonly sinks: readonly EventSink[];
  private readonly checks: RunChecks | undefined;
  private readonly lines: EventLines | undefined;
  private readonly eventsFile: OutputFiles | undefined;
  private readonly targets: readonly Target[];
  private waiting = '';

  /**
   * @param folder the files of the run's folder, those of `filesOf` among them
   * @param inputs files that are read, and must not be written over
   */
  constructor(
    story: Story,
    private readonly keeping: Keeping,
    private readonly folder: OutputFiles,
    inputs: readonly string[],
  ) {
    const { events, save, level, maxLog } = keeping;
    if (events !== undefined) {
      if (folder.has(events)) {
        throw new InputError(`--events ${events}`, 'the run itself writes that file');
      }
      const flag = `--events ${events}`;
      this.eventsFile = new OutputFiles(dirname(events), [basename(events)], flag, inputs);
    }
    this.targets = [
      ...(save === undefined ? [] : [{ files: folder, name: EVENTS_FILE }]),
      ...(this.eventsFile === undefined || events === undefined
        ? []
        : [{ files: this.eventsFile, name: basename(events) }]),
    ];
    if (save !== undefined) this.checks = new RunChecks(story.scenario);
    if (this.targets.length > 0) {
      const header = { scenario: story.scenario.name, seed: story.seed, level };
      this.lines = new EventLines(header, maxLog, (line) => (this.waiting += `${line}\n`));
    }
    const lines = this.lines === undefined ? [] : [this.lines];
    this.sinks = [...lines, ...(this.checks?.sinks ?? [])];
  }

  /** Names of the files that are kept beside the logs. */
  static filesOf({ save }: Keeping): string[] {
    return save === undefined ? [] : [EVENTS_FILE, RUN_FILE];
  }

  /** Writes what has come so far. */
  flush(): void {
    for (const { files, name } of this.targets) files.write(name, this.waiting);
    this.waiting = '';
  }

  /** Writes what there is to be said of the complete run. */
  finish(run: Run): void {
    const { lines, checks } = this;
    lines?.finish();
    this.flush();
    if (lines === undefined || checks === undefined) return;
    const { level } = this.keeping;
    const events = { level, kept: lines.kept, leftOut: lines.leftOut };
    const text = `${jsonText(savedRun(run, { ...checks.finish(run), events }, VERSION))}\n`;
    if (Buffer.byteLength(text) > RUN_BYTES_MAX) {
      const why = `its plan makes ${RUN_FILE} larger than ${RUN_BYTES_MAX} bytes`;
      throw new InputError(`--save ${this.keeping.save}`, `cannot keep this run: ${why}`);
    }
    this.folder.write(RUN_FILE, text);
  }

  /** What was written, in a line for the summary; none where nothing was. */
  summaryLines(): string[] {
    if (this.lines === undefined) return [];
    const { kept, leftOut } = this.lines;
    const out = leftOut === 0 ? '' : `, ${leftOut} left out (--max-log)`;
    return [`${'written'.padEnd(13)} ${kept} events of level ${this.keeping.level}${out}`];
  }

  /** Puts the file of events in its place; the run's folder is its owner's. */
  commit(): void {
    this.eventsFile?.commit();
  }

  discard(): void {
    this.eventsFile?.discard();
  }
}
