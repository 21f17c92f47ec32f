/** `conformance`: the suite that every membership protocol has to stand, on one of them. */

import type { ArgumentsCamelCase, Argv } from 'yargs';
import { Application } from '../application/application';
import type { Verdict } from '../checks/verdict';
import type { Case } from '../conformance/case';
import { CASES } from '../conformance/cases';
import type { CaseResult } from '../conformance/conformance';
import { PROTOCOLS, type Protocols } from '../protocol/membership/protocols';
import { InputError, onOneLine } from '../scenario/input-error';
import { hintOf } from '../scenario/nearest-word';
import { advance } from './advance';
import { command, wordsOf } from './command';
import { jsonText } from './json';
import { exitCodeOf } from './judge';
import { PROGRAM } from './program-name';
import { protocolFlag, protocolsFrom, withProtocolFlag } from './protocol-module';
import { flagOf } from './scenario-file';
import { readSeeds } from './seeds';
import { breathe, colours, printLine, Progress } from './terminal';

export const conformance = command({
  ...{
    name: 'conformance',
    words: '[name]',
    describe: 'Check a membership protocol',
  },
  flags: conformanceFlags,
  run: conformanceCommand,
});

const SEEDS = '5';

function conformanceFlags(flags: Argv) {
  return withProtocolFlag(flags)
    .positional('name', { type: 'string', describe: 'The protocol' } as const)
    .option('seeds', {
      ...{ type: 'string', requiresArg: true, default: SEEDS },
      describe: 'Seeds for each case, such as 50 or 1..50',
    } as const)
    .option('case', { type: 'string', requiresArg: true, describe: 'One case only' } as const)
    .option('json', {
      ...{ type: 'boolean', default: false },
      describe: 'Print one JSON document',
    } as const)
    .example('$0 conformance swim', 'One of ours')
    .example('$0 conformance --protocol ./mine.js --seeds 20', 'Your own');
}

type Flags = ReturnType<typeof conformanceFlags> extends Argv<infer F> ? F : never;

/** What came of a case over all seeds. */
interface Summed {
  readonly name: string;
  readonly what: string;
  readonly result: CaseResult['result'];
  readonly runs: number;
  readonly failing: readonly Failing[];
}

interface Failing {
  readonly seed: string;
  readonly result: CaseResult['result'];
  readonly unmet: readonly Verdict[];
  readonly replay: string;
}

const JUDGED = { pass: 'good', fail: 'short', unknown: 'unknown' } as const;

async function conformanceCommand(flags: ArgumentsCamelCase<Flags>): Promise<number> {
  const seeds = readSeeds(flags.seeds);
  const cases = casesOf(flags.case);
  const protocols = await protocolsFrom(flags.protocol);
  const name = nameOf(flags, protocols);
  const isShown = !flags.json;
  const span = `${seeds.length} seed${seeds.length === 1 ? '' : 's'}`;
  if (isShown) printLine(`Conformance of ${name}: ${count(cases.length)}, ${span} each`);
  const summed: Summed[] = [];
  const progress = new Progress(cases.length * seeds.length, 'runs', isShown);
  const named = flags.name === undefined ? '' : ` ${flags.name}`;
  const suite = `${PROGRAM} conformance${named}${protocolFlag(flags.protocol)}`;
  try {
    for (const each of cases) {
      const replay = (seed: string) =>
        `${suite} ${flagOf('case', each.name)} --seeds ${seed}..${seed}`;
      const failing: Failing[] = [];
      for (const [i, seed] of seeds.entries()) {
        const found = await caseRun(each, name, protocols, seed);
        if (found.result !== 'pass') failing.push({ seed, ...found, replay: replay(seed) });
        await progress.update(summed.length * seeds.length + i + 1);
        await breathe();
      }
      summed.push(sumOf(each, seeds.length, failing));
      if (isShown) printCase(summed.at(-1)!);
    }
  } finally {
    progress.stop();
  }
  if (flags.json) printLine(jsonText({ protocol: name, seeds: seeds.length, cases: summed }));
  else {
    const chosen = flags.case === undefined ? '' : ` ${flagOf('case', flags.case)}`;
    await printVerdict(name, summed, `${suite}${chosen} --seeds ${flags.seeds}`);
  }
  return exitCodeOf(summed.map(({ result }) => JUDGED[result]));
}

function casesOf(name: string | undefined): readonly Case[] {
  if (name === undefined) return CASES;
  const found = CASES.filter((each) => each.name === name);
  if (found.length > 0) return found;
  const hint = hintOf(
    name,
    CASES.map((each) => each.name),
  );
  throw new InputError('--case', `there is no ${JSON.stringify(name)}, ${hint}`);
}

/** The protocol that is named or, where none is, that of the module. */
function nameOf(
  { name, protocol, _: rest }: ArgumentsCamelCase<Flags>,
  protocols: Protocols,
): string {
  const [given, ...more] = wordsOf(name === undefined ? [] : [name], rest, 'conformance');
  if (more.length > 0) throw new InputError(PROGRAM, 'conformance takes one protocol at a time');
  const names = [...protocols.keys()];
  if (given === undefined && protocol !== undefined) return names.at(-1)!;
  if (given !== undefined && protocols.has(given)) return given;
  const example = `${PROGRAM} conformance swim, or conformance --protocol ./mine.js`;
  if (given === undefined) throw new InputError(PROGRAM, `no protocol is named, as in ${example}`);
  throw new InputError(given, `no protocol of that name: ${hintOf(given, names)}`);
}

/** A run of a case; where a user's protocol breaks the contract in it, the case fails. */
async function caseRun(
  each: Case,
  name: string,
  protocols: Protocols,
  seed: string,
): Promise<CaseResult> {
  // What reads the words of scenario files is loaded where there are some.
  const { CaseJudge, scenarioOfCase } = await import('../conformance/conformance.js');
  const scenario = scenarioOfCase(each, name, protocols, seed);
  const judge = new CaseJudge(each, scenario);
  const application = new Application(scenario, seed, judge.sinks);
  try {
    advance(application);
  } catch (error) {
    if (!(error instanceof InputError) || protocols === PROTOCOLS) throw error;
    const reason = error.message;
    const broken = { check: 'contract', verdict: 'fail', reason, evidence: [] } as const;
    return { result: 'fail', unmet: [broken] };
  }
  return judge.finish(application.run());
}

function sumOf({ name, what }: Case, runs: number, failing: readonly Failing[]): Summed {
  const [first] = failing;
  const worst = failing.some(({ result }) => result === 'fail') ? 'fail' : first?.result;
  return { name, what, result: worst ?? 'pass', runs, failing };
}

function printCase({ name, what, result, runs, failing }: Summed): void {
  const [first] = failing;
  const head = `${result.padEnd(7)} ${name}: ${what}`;
  if (first === undefined) {
    printLine(onOneLine(head));
    return;
  }
  const reasons = first.unmet.map(({ check, reason }) => `${check}: ${reason}`).join('; ');
  const share = `${failing.length} of ${runs} runs`;
  printLine(onOneLine(`${head} (${share}). ${reasons}. Replay: ${first.replay}`));
}

async function printVerdict(name: string, summed: readonly Summed[], again: string): Promise<void> {
  const colour = await colours();
  const wrong = summed.filter(({ result }) => result !== 'pass');
  if (wrong.length === 0) {
    const all = summed.length === 1 ? 'the case' : `all ${count(summed.length)}`;
    printLine(`${colour.green(`${name} stands ${all}.`)} Again: ${again}`);
    return;
  }
  const words = `${name} does not stand ${wrong.length} of ${count(summed.length)}.`;
  printLine(`${colour.red(words)} Replay the first: ${wrong[0]!.failing[0]!.replay}`);
}

function count(cases: number): string {
  return `${cases} case${cases === 1 ? '' : 's'}`;
}
