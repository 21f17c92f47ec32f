/** `replay`: runs a kept run again and says whether it is the same. */

import { join } from 'node:path';
import type { Argv } from 'yargs';
import type { Run } from '../application/run';
import { type Expected } from '../checks/expectations';
import { RunChecks } from '../checks/run-checks';
import type { Verdict } from '../checks/verdict';
import { canonical } from '../explain/canonical';
import { partingOf } from '../explain/check-points';
import { readEventLine, readHeader } from '../explain/event-lines';
import { type LinesEnd, RecordedEvents } from '../explain/recorded-events';
import { replayScenario } from '../explain/replay-scenario';
import { differingSteps, editsOf, type SavedRun } from '../explain/saved-run';
import { inWords } from '../explain/words';
import type { EventLevel } from '../library/history';
import { titleOf } from '../report/run-summary';
import { momentInWords } from '../report/time-words';
import { InputError, onOneLine } from '../scenario/input-error';
import type { CheckPoint } from '../simulation/fingerprint';
import { command, requireWords, wordsOf } from './command';
import { drive } from './drive';
import { PROGRAM, VERSION } from './program-name';
import { protocolFlag, protocolsFrom, withProtocolFlag } from './protocol-module';
import { EVENTS_FILE, type KeptRun, LineFile, readKeptRun } from './run-file';
import { commandOn } from './scenario-file';
import { colours, printLine } from './terminal';

const NOT_DETERMINISTIC = 4;
/** Steps and verdicts that are named; the rest are counted. */
const NAMED_MAX = 5;

export const replay = command({
  ...{ name: 'replay', words: '[kept]', describe: 'Run a kept run again: is it the same?' },
  flags: (flags: Argv) =>
    withProtocolFlag(flags)
      .positional('kept', { type: 'string', describe: 'A folder of run --save' } as const)
      .example('$0 replay kept', 'Exit code 4: not the same run')
      .example('$0 replay kept/run.json', 'The same; edit its plan before, if you like'),
  run: async ({ kept: word, _: rest, protocol }) => {
    const given = wordsOf(word === undefined ? [] : [word], rest, 'replay');
    const [kept, ...more] = requireWords(given, 'run', `${PROGRAM} replay kept`);
    if (more.length > 0) throw new InputError(PROGRAM, 'replay runs one kept run at a time');
    return replayCommand(readKeptRun(kept!, await protocolsFrom(protocol)), protocol);
  },
});

/** Returns the exit code. */
async function replayCommand(kept: KeptRun, protocol: string | undefined): Promise<number> {
  const { saved, folder } = kept;
  const { scenario, seed } = saved;
  printLine(onOneLine(`Replaying ${kept.file}: ${titleOf(scenario)}, seed ${seed}`));
  const colour = await colours();
  const checks = new RunChecks(scenario);
  const run = await drive({ scenario: replayScenario(saved), seed }, checks.sinks);
  const again = commandOn('replay', folder) + protocolFlag(protocol);
  if (run.fingerprint === saved.fingerprint) {
    printLine(`${run.counts.events} events, fingerprint ${run.fingerprint}`);
    printLine(`${colour.green('The same run, event for event.')} Again: ${again}`);
    return 0;
  }
  const edits = editsOf(saved);
  if (edits.world || edits.plan) {
    await printEdits(saved, edits);
    printChangedVerdicts(saved, checks.finish(run));
    const instead = `fingerprint ${run.fingerprint} instead of ${saved.fingerprint}`;
    printLine(`An edited run: ${instead}. Again: ${again}`);
    return 0;
  }
  await printDifference(kept, run);
  printLine(`${colour.red('Not the same run: this is a bug.')} Again: ${again}`);
  return NOT_DETERMINISTIC;
}

async function printEdits(saved: SavedRun, edits: ReturnType<typeof editsOf>): Promise<void> {
  if (edits.world) {
    printLine('The seed or the scenario was edited since the run was kept.');
    return;
  }
  // The plan as it was: what the scenario comes to with this seed.
  const original = await drive(saved, []);
  const steps = differingSteps(original.plan, saved.plan);
  const named = steps.slice(0, NAMED_MAX).join('; ');
  const more = steps.length > NAMED_MAX ? `; and ${steps.length - NAMED_MAX} more` : '';
  printLine(onOneLine(`The plan was edited, ${countOf(steps.length, 'step')}: ${named}${more}.`));
}

interface Judged {
  readonly verdicts: readonly Verdict[];
  readonly expected: readonly Expected[];
}

/** Verdicts by what was asked: of a check that the scenario names, what it asks of it alone. */
function verdictsOf({ verdicts, expected }: Judged): Map<string, Verdict> {
  const named = new Set(expected.map(({ verdict }) => verdict.check));
  const common = verdicts.filter(({ check }) => !named.has(check));
  return new Map([
    ...common.map((verdict) => [verdict.check, verdict] as const),
    ...expected.map(({ expectation, verdict }) => [canonical(expectation), verdict] as const),
  ]);
}

/** What the checks come to now where that is something else. */
function printChangedVerdicts(before: Judged, now: Judged): void {
  const old = verdictsOf(before);
  const changed = [...verdictsOf(now)].flatMap(([asked, { check, verdict, reason }]) => {
    const was = old.get(asked);
    if (was === undefined || was.verdict === verdict) return [];
    return [`${check}: ${verdict}, was ${was.verdict}: ${reason}`];
  });
  for (const line of changed.slice(0, NAMED_MAX)) printLine(onOneLine(line));
  if (changed.length === 0) printLine('Every check comes to what it came to before.');
}

async function printDifference({ saved, folder }: KeptRun, run: Run): Promise<void> {
  if (saved.ringsim !== VERSION) {
    printLine(onOneLine(`It was kept by ringsim ${saved.ringsim}; this is ${VERSION}.`));
  }
  printLine(partingInWords(saved, run));
  for (const line of await firstDifference(join(folder, EVENTS_FILE), saved)) {
    printLine(onOneLine(line));
  }
}

function partingInWords({ checkPoints, scenario }: SavedRun, run: Run): string {
  const { same, differs } = partingOf(checkPoints, run.checkPoints);
  const pointInWords = ({ events, time }: CheckPoint) =>
    `event ${events} (${momentInWords(time, scenario.tickMicros)})`;
  const last = same === undefined ? 'none' : pointInWords(same);
  return differs === undefined
    ? `All check points are the same, the last being ${last}; the end differs.`
    : `The first check point that differs is at ${pointInWords(differs)}; the last that is the same: ${last}.`;
}

/** What the events that were written of the run tell of its first difference, in lines. */
async function firstDifference(file: string, saved: SavedRun): Promise<string[]> {
  try {
    const { level, difference, end } = await comparedWith(file, saved);
    if (difference === undefined) return [whyNoDifference(end, level, saved)];
    return [
      `The first event that differs, of level ${level}:`,
      `  before: ${lineInWords(difference.before, saved)}`,
      `  now:    ${lineInWords(difference.now, saved)}`,
    ];
  } catch (error) {
    // That the run is not the same is known without them.
    if (!(error instanceof InputError)) throw error;
    return [`The first event that differs cannot be told: ${error.message}`];
  }
}

function whyNoDifference(end: LinesEnd | undefined, level: EventLevel, saved: SavedRun): string {
  if (typeof end === 'object') {
    return `No event before the damage in ${EVENTS_FILE} differs: ${end.damage}`;
  }
  if (end === 'cut off') return `${EVENTS_FILE} was cut off: none of the events in it differs.`;
  const none = `${EVENTS_FILE} has no event that differs`;
  const { leftOut } = saved.events;
  if (leftOut > 0) return `${none}; ${leftOut} were left out of it (--max-log).`;
  return level === 'messages' ? `${none}.` : `${none}: keep more with --level messages.`;
}

interface Compared extends Pick<RecordedEvents, 'difference' | 'end'> {
  readonly level: EventLevel;
}

/**
 * Runs the run once more beside the events that were written of it.
 * @throws InputError where those cannot be read
 */
async function comparedWith(file: string, saved: SavedRun): Promise<Compared> {
  const lines = new LineFile(file);
  try {
    const header = readHeader(`${file}:1`, lines.next() ?? '');
    const recorded = new RecordedEvents(header, () => {
      const line = lines.next();
      return line === undefined ? undefined : { place: `${file}:${lines.line}`, line };
    });
    const story = { scenario: replayScenario(saved), seed: saved.seed };
    await drive(story, [recorded], () => recorded.isDone);
    recorded.finish();
    return { level: header.level, difference: recorded.difference, end: recorded.end };
  } finally {
    lines.close();
  }
}

function lineInWords(line: string | undefined, { plan }: SavedRun): string {
  const event = line === undefined ? undefined : readEventLine(EVENTS_FILE, line);
  return event === undefined ? 'nothing more' : inWords(event, plan);
}

function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
