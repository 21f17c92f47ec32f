import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application } from '../../src/application/application';
import type { Run } from '../../src/application/run';
import { Grader, type Grade } from '../../src/grade/grade';
import { nodeEvents } from '../../src/protocol/node';
import { CourseOutput } from '../../src/report/course-output';
import { DbgLog, type LogEntry } from '../../src/report/dbg-log';
import { MessageCounts } from '../../src/report/message-counts';
import { type Part, readConf } from '../../src/scenario/conf';
import type { CourseScenario as GradedScenario, Scenario } from '../../src/scenario/scenario';
import { type EventView, KERNEL_EVENTS } from '../../src/simulation/events';

export const COURSE_SCENARIOS = [
  ...(['singlefailure', 'multifailure', 'msgdropsinglefailure'] as const),
  ...(['create', 'read', 'update', 'delete'] as const),
];
export type CourseScenario = (typeof COURSE_SCENARIOS)[number];

export function confOf(text: string, name = 'some', part?: Part): GradedScenario {
  return readConf(`${name}.conf`, new TextEncoder().encode(text), part).scenario;
}

/** A scenario as it is shipped. */
export function shipped(name: CourseScenario): GradedScenario {
  const file = join(__dirname, '..', '..', 'testcases', `${name}.conf`);
  return readConf(file, readFileSync(file)).scenario;
}

/** A membership run of so many nodes in which nothing fails: ground for plans of a test's own. */
export function quiet(nodes: number, durationTicks: number): GradedScenario {
  const scenario = confOf(`MAX_NNB: ${nodes}\nSINGLE_FAILURE: 1`);
  return { ...scenario, durationTicks, faults: [] };
}

export const ALL_KINDS = [...Object.keys(KERNEL_EVENTS), ...nodeEvents.kinds().map((k) => k.name)];

export interface Recorded {
  readonly run: Run;
  readonly entries: readonly LogEntry[];
  readonly printed: readonly string[];
  readonly messageCounts: string;
  readonly grade: Grade;
}

/** A whole run with all that is read off it. */
export function recorded(scenario: GradedScenario, seed: string): Recorded {
  const entries: LogEntry[] = [];
  const printed: string[] = [];
  const grader = new Grader(scenario);
  const dbgLog = new DbgLog(scenario, (line) => {
    entries.push(line);
    grader.add(line);
  });
  const counts = new MessageCounts(scenario);
  const output = new CourseOutput((line) => printed.push(line));
  const application = new Application(scenario, seed, [dbgLog, counts, output]);
  application.advance();
  const messageCounts = [...counts.text()].join('');
  return { run: application.run(), entries, printed, messageCounts, grade: grader.grade() };
}

/** Every event of a run, copied. */
export function eventsOf(scenario: Scenario, seed: string): EventView[] {
  const events: EventView[] = [];
  const sink = { kinds: ALL_KINDS, on: (event: EventView) => events.push({ ...event }) };
  new Application(scenario, seed, [sink]).advance();
  return events;
}

/** The commands that replay a test's failing run. */
export function replay(name: CourseScenario, seed: string): string {
  return `./Application run testcases/${name}.conf --seed ${seed}`;
}
