/** `diff`: where two kept runs part, why, and what came of it. */

import type { Argv } from 'yargs';
import type { Run } from '../application/run';
import { RunChecks } from '../checks/run-checks';
import { Ancestry } from '../explain/ancestry';
import { chainInWords } from '../explain/chain-words';
import { partingOf } from '../explain/check-points';
import { Circumstances } from '../explain/circumstances';
import { comparison, type SideSeen } from '../explain/comparison';
import { Consequences, type Side } from '../explain/consequences';
import { differingVerdicts } from '../explain/differing-verdicts';
import { FingerprintTrail } from '../explain/fingerprint-trail';
import { replayScenario } from '../explain/replay-scenario';
import { wrapped } from '../explain/wrapped';
import { titleOf } from '../report/run-summary';
import { InputError, onOneLine } from '../scenario/input-error';
import { command, requireWords, wordsOf } from './command';
import { drive, type Story } from './drive';
import { PROGRAM } from './program-name';
import { readKeptRun } from './run-file';
import { commandOn } from './scenario-file';
import { printLine } from './terminal';

export const diff = command({
  ...{ name: 'diff', words: '[runs..]', describe: 'Where two kept runs part, and why' },
  flags: (flags: Argv) =>
    flags
      .positional('runs', {
        ...{ type: 'string', array: true, describe: 'Two folders of run --save' },
      } as const)
      .example('$0 diff kept edited', 'What a step of the plan brings about')
      .example('$0 diff seed-1 seed-2', 'Where two seeds part'),
  run: ({ runs: words, _: rest }) => {
    const example = `${PROGRAM} diff one other`;
    const [a, b, ...more] = requireWords(wordsOf(words, rest, 'diff'), 'run', example);
    if (b === undefined || more.length > 0) {
      throw new InputError(PROGRAM, `diff compares two kept runs, as in ${example}`);
    }
    return diffCommand(a!, b);
  },
});

function storyOf(given: string): Story {
  const { saved } = readKeptRun(given);
  return { scenario: replayScenario(saved), seed: saved.seed };
}

/** Returns the exit code: 0, whether they differ or not. */
async function diffCommand(a: string, b: string): Promise<number> {
  const stories = { a: storyOf(a), b: storyOf(b) };
  const name = (given: string, { scenario, seed }: Story) =>
    `${given} (${titleOf(scenario)}, seed ${seed})`;
  const title = `Comparing A, ${name(a, stories.a)}, with B, ${name(b, stories.b)}`;
  const judged = { a: await judge(stories.a), b: await judge(stories.b) };
  const runs = { a: judged.a.run, b: judged.b.run };
  const again = `Again: ${commandOn('diff', a, b)}`;
  if (runs.a.fingerprint === runs.b.fingerprint) {
    for (const line of wrapped(onOneLine(title))) printLine(line);
    printLine(`The same run: ${runs.a.counts.events} events. ${again}`);
    return 0;
  }
  const id = await firstDifference(stories, runs);
  const consequences = new Consequences();
  const sides = {
    a: await look('a', stories.a, id, consequences),
    b: await look('b', stories.b, id, consequences),
  };
  const checks = differingVerdicts(judged.a.finished, judged.b.finished);
  for (const line of comparison(title, id, sides, consequences, checks)) printLine(line);
  const at = sides.a.event ?? sides.b.event;
  printLine(`They part at event ${id}, in tick ${at?.time ?? 0}. ${again}`);
  return 0;
}

/** A whole run, with what its checks came to. */
async function judge(story: Story) {
  const checks = new RunChecks(story.scenario);
  const run = await drive(story, checks.sinks);
  return { run, finished: checks.finish(run) };
}

type Both<T> = Readonly<Record<Side, T>>;

/** Between the last check point that both have and the next: each run once more. */
async function firstDifference(stories: Both<Story>, runs: Both<Run>): Promise<number> {
  const { same, differs } = partingOf(runs.a.checkPoints, runs.b.checkPoints);
  const after = same?.events ?? 0;
  const upTo = differs?.events ?? Math.max(runs.a.counts.events, runs.b.counts.events);
  const follow = async (story: Story): Promise<FingerprintTrail> => {
    let trail: FingerprintTrail | undefined;
    await drive(
      story,
      ({ simulation }) => [(trail = new FingerprintTrail(simulation.log.fingerprint, after, upTo))],
      () => (trail?.count ?? 0) >= upTo,
    );
    return trail!;
  };
  return (await follow(stories.a)).firstDifference(await follow(stories.b));
}

async function look(
  side: Side,
  story: Story,
  id: number,
  consequences: Consequences,
): Promise<SideSeen> {
  const ancestry = new Ancestry(id, 0);
  const { plan } = await drive(story, [ancestry, consequences.sinkFor(side, id)]);
  const { event } = ancestry;
  if (event === undefined) return { event, chain: [], plan };
  const circumstances = new Circumstances(ancestry.chain(), { on: () => undefined });
  await drive(story, [circumstances], () => circumstances.isComplete);
  const chain = chainInWords(circumstances.chain, circumstances.causes, plan).slice(1);
  return { event, chain, plan };
}
