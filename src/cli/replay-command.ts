/** `replay`: runs a kept run again and says whether it is the same. */

import { join } from 'node:path';
import type { Argv } from 'yargs';
import type { Run } from '../application/run';
import { type Expected } from '../checks/expectations';
import { RunChecks } from '../checks/run-checks';
import type { Verdict } from '../checks/verdict';
import { partingOf } from '../explain/check-points';
import { readEventLine, readHeader } from '../explain/event-lines';
import { type DifferentLine, RecordedEvents } from '../explain/recorded-events';
import { replayScenario } from '../explain/replay-scenario';
import { differingSteps, editsOf, type SavedRun } from '../explain/saved-run';
import { inWords } from '../explain/words';
import { titleOf } from '../report/run-summary';
import { InputError, onOneLine } from '../scenario/input-error';
import { command, requireWords, wordsOf } from './command';
import { drive } from './drive';
import { PROGRAM, VERSION } from './program-name';
import { EVENTS_FILE, type KeptRun, LineFile, readKeptRun } from './run-file';
import { commandOn } from './scenario-file';
import { colours, printLine } from './terminal';

const NOT_DETERMINISTIC = 4;
/** Steps and verdicts that are named; the rest are counted. */
const NAMED_MAX = 5;

export const replay = command({
  ...{ name: 'replay', words: '[kept]', describe: 'Run a kept run again: is it the same?' },
  flags: (flags: Argv) =>
    flags
      .positional('kept', { type: 'string', describe: 'A folder of run --save' } as const)
      .example('$0 replay kept', 'Exit code 4: not the same run')
      .example('$0 replay kept/run.json', 'The same; edit its plan before, if you like'),
  run: ({ kept: word, _: rest }) => {
    const given = wordsOf(word === undefined ? [] : [word], rest, 'replay');
    const [kept, ...more] = requireWords(given, 'run', `${PROGRAM} replay kept`);
    if (more.length > 0) throw new InputError(PROGRAM, 'replay runs one kept run at a time');
    return replayCommand(readKeptRun(kept!));
  },
});

/** Returns the exit code. */
async function replayCommand(kept: KeptRun): Promise<number> {
  const { saved, folder } = kept;
  const { scenario, seed } = saved;
  printLine(onOneLine(`Replaying ${kept.file}: ${titleOf(scenario)}, seed ${seed}`));
  const colour = await colours();
  const checks = new RunChecks(scenario);
  const run = await drive({ scenario: replayScenario(saved), seed }, checks.sinks);
  const again = commandOn('replay', folder);
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

/** What the checks come to now where that is something else. */
function printChangedVerdicts(before: Judged, now: Judged): void {
  const all = ({ verdicts, expected }: Judged) => [
    ...verdicts,
    ...expected.map(({ verdict }) => verdict),
  ];
  const old = all(before);
  const changed = all(now).flatMap((verdict, i) => {
    const was = old[i];
    if (was?.check !== verdict.check || was.verdict === verdict.verdict) return [];
    return [`${verdict.check}: ${verdict.verdict}, was ${was.verdict}: ${verdict.reason}`];
  });
  for (const line of changed.slice(0, NAMED_MAX)) printLine(onOneLine(line));
  if (changed.length === 0) printLine('Every check comes to what it came to before.');
}

async function printDifference({ saved, folder }: KeptRun, run: Run): Promise<void> {
  if (saved.ringsim !== VERSION) {
    printLine(onOneLine(`It was kept by ringsim ${saved.ringsim}; this is ${VERSION}.`));
  }
  const { same, differs } = partingOf(saved.checkPoints, run.checkPoints);
  const last = same === undefined ? 'none' : `event ${same.events} (tick ${same.time})`;
  printLine(
    differs === undefined
      ? `All check points are the same, the last being ${last}; the end differs.`
      : `The first check point that differs is at event ${differs.events} (tick ${differs.time}); the last that is the same: ${last}.`,
  );
  const found = await firstDifference(join(folder, EVENTS_FILE), saved);
  if (found === undefined) {
    printLine(`${EVENTS_FILE} has no event that differs: keep more with --level messages.`);
    return;
  }
  printLine(`The first event that differs, of level ${saved.events.level}:`);
  printLine(onOneLine(`  before: ${lineInWords(found.before)}`));
  printLine(onOneLine(`  now:    ${lineInWords(found.now)}`));
}

/** Runs the run once more beside the events that were written of it. */
async function firstDifference(file: string, saved: SavedRun): Promise<DifferentLine | undefined> {
  const lines = new LineFile(file);
  try {
    const header = readHeader(`${file}:1`, lines.next() ?? '');
    const recorded = new RecordedEvents(header, () => {
      const line = lines.next();
      return line === undefined ? undefined : { place: `${file}:${lines.line}`, line };
    });
    const story = { scenario: replayScenario(saved), seed: saved.seed };
    await drive(story, [recorded], () => recorded.difference !== undefined);
    recorded.finish();
    return recorded.difference;
  } finally {
    lines.close();
  }
}

function lineInWords(line: string | undefined): string {
  if (line === undefined) return 'nothing more';
  const event = readEventLine(EVENTS_FILE, line);
  return event === undefined ? 'nothing more' : `${inWords(event)} (event ${event.id})`;
}

function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
