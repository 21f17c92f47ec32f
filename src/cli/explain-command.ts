/** `explain`: how a run came to an event, or to the verdict of a check. */

import type { Argv } from 'yargs';
import { EXPLAINED_MAX } from '../explain/ancestry';
import { explainCheck } from '../explain/explain-check';
import { explainEvent, type Looking } from '../explain/explain-event';
import { replayScenario } from '../explain/replay-scenario';
import { wrapped } from '../explain/wrapped';
import { titleOf } from '../report/run-summary';
import type { Protocols } from '../protocol/membership/protocols';
import { InputError, onOneLine } from '../scenario/input-error';
import { hintOf } from '../scenario/nearest-word';
import { command, requireWords, wordsOf } from './command';
import { drive, type Story } from './drive';
import { PROGRAM, VERSION } from './program-name';
import { protocolFlag, protocolsFrom, withProtocolFlag } from './protocol-module';
import { isKeptRun, readKeptRun } from './run-file';
import { commandOn, flagOf, readScenarios } from './scenario-file';
import { DEFAULT_SEED, readSeed } from './seeds';
import { printLine, warn } from './terminal';

export const explain = command({
  ...{ name: 'explain', words: '[kept]', describe: 'How a run came to an event or a verdict' },
  flags: (flags: Argv) =>
    withProtocolFlag(flags)
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
  run: async ({ kept: word, _: rest, event, check, seed, protocol }) => {
    const given = wordsOf(word === undefined ? [] : [word], rest, 'explain');
    const example = `${PROGRAM} explain kept --event 4396`;
    const [file, ...more] = requireWords(given, 'run', example);
    if (more.length > 0) throw new InputError(PROGRAM, 'explain takes one run at a time');
    const story = storyOf(file!, seed, await protocolsFrom(protocol));
    const flags = seed === undefined ? '' : ` ${flagOf('seed', seed)}`;
    const again = `${commandOn('explain', file!)}${flags}${protocolFlag(protocol)}`;
    if (event !== undefined) {
      await printEvent(story, file!, idOf(event), again);
    } else if (check !== undefined) await printCheck(story, file!, check, again);
    else throw new InputError(PROGRAM, `explain needs --event or --check, as in ${example}`);
    return 0;
  },
});

function storyOf(file: string, seed: string | undefined, protocols: Protocols): Story {
  if (!isKeptRun(file)) {
    const [named] = readScenarios([file], undefined, protocols);
    const given = seed === undefined ? DEFAULT_SEED : readSeed(seed);
    return { scenario: named!.scenarioFor(given), seed: given };
  }
  if (seed !== undefined) throw new InputError('--seed', 'a kept run has its own');
  const { saved } = readKeptRun(file, protocols);
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

async function printEvent(story: Story, file: string, id: number, again: string): Promise<void> {
  const found = await answered(story, explainEvent(story.scenario, id));
  if (!('lines' in found)) {
    throw new InputError('--event', `there is no event ${id}: the run has ${found.events}`);
  }
  printTitle(`event ${id}`, file, story);
  printAll(['', ...found.lines, '']);
  printLine(`That is event ${id}. Again: ${again} --event ${id}`);
}

async function printCheck(story: Story, file: string, name: string, again: string): Promise<void> {
  const found = await answered(story, explainCheck(story.scenario, name));
  if ('names' in found) {
    const hint = hintOf(name, found.names);
    throw new InputError('--check', `there is no ${JSON.stringify(name)}, ${hint}`);
  }
  printTitle(name, file, story);
  for (const [i, { verdict, lines }] of found.entries()) {
    if (lines.length > 0) printAll(['', ...lines, '']);
    const said = `${name}: ${verdict.verdict}: ${verdict.reason}.`;
    const isLast = i === found.length - 1;
    const wrappedUp = wrapped(onOneLine(isLast ? `${said} Again:` : said));
    printAll(wrappedUp.slice(0, -1));
    printLine(`${wrappedUp.at(-1)!}${isLast ? ` ${again} ${flagOf('check', name)}` : ''}`);
  }
}

/** Runs the story as often as the explanation wants to look at it. */
async function answered<T>(story: Story, looking: Looking<T>): Promise<T> {
  let asked = looking.next();
  while (asked.done !== true) {
    const { sinks, isEnough } = asked.value;
    asked = looking.next(await drive(story, sinks, isEnough));
  }
  return asked.value;
}

function printTitle(what: string, file: string, { scenario, seed }: Story): void {
  const title = `Explaining ${what} of ${file}: ${titleOf(scenario)}, seed ${seed}`;
  printAll(wrapped(onOneLine(title)));
}

function printAll(lines: readonly string[]): void {
  for (const line of lines) printLine(line);
}
