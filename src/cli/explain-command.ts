/** `explain`: how a run came to an event, or to the verdict of a check. */

import type { Argv } from 'yargs';
import { RunChecks } from '../checks/run-checks';
import { Ancestry, EXPLAINED_MAX } from '../explain/ancestry';
import { Explanation, roundsToKeep } from '../explain/explanation';
import { replayScenario } from '../explain/replay-scenario';
import { titleOf } from '../report/run-summary';
import { InputError, onOneLine } from '../scenario/input-error';
import { command, requireWords, wordsOf } from './command';
import { drive, type Story } from './drive';
import { PROGRAM, VERSION } from './program-name';
import { isKeptRun, readKeptRun } from './run-file';
import { commandOn, flagOf, readScenarios } from './scenario-file';
import { DEFAULT_SEED, readSeed } from './seeds';
import { printLine, warn } from './terminal';

export const explain = command({
  ...{ name: 'explain', words: '[kept]', describe: 'How a run came to an event or a verdict' },
  flags: (flags: Argv) =>
    flags
      .positional('kept', {
        type: 'string',
        describe: 'A folder of run --save, or a scenario',
      } as const)
      .option('event', {
        ...{ type: 'string', requiresArg: true, conflicts: 'check' },
        describe: 'The id of an event',
      } as const)
      .option('check', {
        ...{ type: 'string', requiresArg: true },
        describe: 'The name of a check',
      } as const)
      .option('seed', {
        ...{ type: 'string', requiresArg: true },
        describe: `Of a scenario (default ${DEFAULT_SEED})`,
      } as const)
      .example('$0 explain kept --event 4396', 'Of a run that was kept')
      .example('$0 explain testcases/read.conf --check viewsAgree', 'Of a scenario'),
  run: async ({ kept: word, _: rest, event, check, seed }) => {
    const given = wordsOf(word === undefined ? [] : [word], rest, 'explain');
    const example = `${PROGRAM} explain kept --event 4396`;
    const [file, ...more] = requireWords(given, 'run', example);
    if (more.length > 0) throw new InputError(PROGRAM, 'explain takes one run at a time');
    const story = storyOf(file!, seed);
    const flags = seed === undefined ? '' : ` ${flagOf('seed', seed)}`;
    const again = `${commandOn('explain', file!)}${flags}`;
    if (event !== undefined) {
      const id = idOf(event);
      printLine(titleOfStory(`event ${id}`, file!, story));
      await printExplanation(story, id);
      printLine(`That is event ${id}. Again: ${again} --event ${id}`);
    } else if (check !== undefined) await explainCheck(story, file!, check, again);
    else throw new InputError(PROGRAM, `explain needs --event or --check, as in ${example}`);
    return 0;
  },
});

function storyOf(file: string, seed: string | undefined): Story {
  if (!isKeptRun(file)) {
    const [named] = readScenarios([file], undefined);
    const given = seed === undefined ? DEFAULT_SEED : readSeed(seed);
    return { scenario: named!.scenarioFor(given), seed: given };
  }
  if (seed !== undefined) throw new InputError('--seed', 'a kept run has its own');
  const { saved } = readKeptRun(file);
  if (saved.ringsim !== VERSION) {
    const now = `this is ${VERSION}, where events may have other numbers`;
    warn(onOneLine(`warning: ${file}: kept by ringsim ${saved.ringsim}; ${now}`));
  }
  return { scenario: replayScenario(saved), seed: saved.seed };
}

function idOf(text: string): number {
  const id = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  if (id >= 1 && id <= EXPLAINED_MAX) return id;
  const allowed = `the id of an event, 1 to ${EXPLAINED_MAX}`;
  throw new InputError('--event', `cannot be ${JSON.stringify(text)}: ${allowed}`);
}

function titleOfStory(what: string, file: string, { scenario, seed }: Story): string {
  return onOneLine(`Explaining ${what} of ${file}: ${titleOf(scenario)}, seed ${seed}`);
}

async function explainCheck(
  story: Story,
  file: string,
  name: string,
  again: string,
): Promise<void> {
  const checks = new RunChecks(story.scenario);
  const { verdicts, expected } = checks.finish(await drive(story, checks.sinks));
  const all = [...expected.map(({ verdict }) => verdict), ...verdicts];
  const verdict = all.find(({ check }) => check === name);
  if (verdict === undefined) {
    const names = [...new Set(all.map(({ check }) => check))].join(', ');
    throw new InputError('--check', `there is no ${JSON.stringify(name)}: ${names}`);
  }
  printLine(titleOfStory(name, file, story));
  const ids = verdict.evidence.filter((id) => id > 0);
  const [first, ...others] = ids;
  if (first !== undefined) {
    await printExplanation(story, first);
    if (others.length > 0)
      printLine(`So are: events ${others.join(', ')} (--event explains each).`);
  }
  const said = onOneLine(`${name}: ${verdict.verdict}: ${verdict.reason}.`);
  printLine(`${said} Again: ${again} ${flagOf('check', name)}`);
}

/** Two looks at the run: who caused what, then the details that matter. */
async function printExplanation(story: Story, id: number): Promise<void> {
  const ancestry = new Ancestry(id, roundsToKeep(story.scenario));
  await drive(story, [ancestry], () => ancestry.event !== undefined);
  if (ancestry.event === undefined) {
    throw new InputError('--event', `there is no event ${id}: the run has ${ancestry.count}`);
  }
  const explanation = new Explanation(story.scenario, ancestry);
  const { circumstances } = explanation;
  const { plan } = await drive(story, [circumstances], () => circumstances.isComplete);
  printLine('');
  for (const line of explanation.lines(plan)) printLine(onOneLine(line));
  printLine('');
}
