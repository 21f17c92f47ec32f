/** `compare`: one scenario under several settings, over many seeds. */

import type { ArgumentsCamelCase, Argv } from 'yargs';
import { InputError, InputErrors, onOneLine } from '../scenario/input-error';
import { pathOf } from '../scenario/yaml/path-of';
import type { ReadYaml } from '../scenario/yaml/read';
import { command, requireWords, wordsOf } from './command';
import type { ComparedRun } from './compared-run';
import { type ComparedRuns, compareRows } from './compare-rows';
import { type Combination, comparisonRuns, threadsFor } from './comparison-runs';
import { csvRows, documentOf, tableOf } from './compare-output';
import { csvText } from './csv';
import { requireMemory } from './enough-memory';
import { jsonText } from './json';
import { exitCodeOf } from './judge';
import { yamlBytes, yamlReader } from './load-scenario';
import { PROGRAM } from './program-name';
import { protocolFlag, protocolsFrom, withProtocolFlag } from './protocol-module';
import { commandOn, flagOf } from './scenario-file';
import { readSeeds } from './seeds';
import { colours, printLine, warn } from './terminal';

export const compare = command({
  ...{ name: 'compare', words: '[files..]', describe: 'Measure a scenario under several settings' },
  flags: compareFlags,
  run: compareCommand,
});

const SEEDS = '20';
const WORKERS_MAX = 256;
const RUNS_MAX = 1_000_000;

function compareFlags(flags: Argv) {
  return withProtocolFlag(flags)
    .positional('files', {
      ...{ type: 'string', array: true, describe: 'A scenario file in YAML' },
    } as const)
    .option('vary', {
      ...{ type: 'string', array: true, requiresArg: true, nargs: 1 },
      describe: 'A value of the file, and what to put there',
    } as const)
    .option('seeds', {
      ...{ type: 'string', requiresArg: true, default: SEEDS },
      describe: 'Seeds for each, such as 50 or 1..50',
    } as const)
    .option('workers', {
      ...{ type: 'string', requiresArg: true },
      describe: 'Threads (default: one a processor)',
    } as const)
    .option('csv', { type: 'boolean', conflicts: 'json', describe: 'Print CSV' } as const)
    .option('json', {
      type: 'boolean',
      describe: 'Print one JSON document',
    } as const)
    .example('$0 compare x.yaml --vary network.loss=1%,5%', 'One setting')
    .example('$0 compare x.yaml --vary cluster.membership.fail=3s,5s', 'Another')
    .example('$0 compare x.yaml --vary cluster.nodes=5,10 --seeds 50', 'More seeds');
}

type Flags = ReturnType<typeof compareFlags> extends Argv<infer F> ? F : never;

async function compareCommand(flags: ArgumentsCamelCase<Flags>): Promise<number> {
  const file = fileOf(flags);
  const varied = (flags.vary ?? []).map(variedOf);
  const combinations = combinationsOf(varied);
  const seeds = readSeeds(flags.seeds);
  const count = combinations.length * seeds.length;
  if (count > RUNS_MAX) {
    throw new InputError('--seeds', `more than ${RUNS_MAX} runs in all`);
  }
  const threads = threadsFor(count, workersOf(flags.workers));
  const bytes = yamlBytes(file);
  const names = varied.map(({ name }) => name);
  const { protocol } = flags;
  const protocols = await protocolsFrom(protocol);
  const read = (settings?: Combination) => yamlReader().readYaml(file, bytes, settings, protocols);
  const readings = readAll(read, names, combinations);
  const scenarios = readings.map(({ scenarioFor }) => scenarioFor(seeds[0]!));
  for (const scenario of scenarios) requireMemory(scenario, threads);
  const runs = await comparisonRuns({ file, bytes, combinations, seeds, protocol }, threads);
  const compared = combinations.map((combination, i): ComparedRuns => ({
    values: combination.map(({ text }) => text),
    scenario: scenarios[i]!,
    runs: runs.slice(i * seeds.length, (i + 1) * seeds.length),
  }));
  const rows = compareRows(compared);
  if (flags.json === true) printLine(jsonText(documentOf(file, names, seeds, rows)));
  else if (flags.csv === true) process.stdout.write(csvText(csvRows(names, rows)));
  else {
    const title = `${compared[0]!.scenario.name}: ${combinations.length} settings`;
    const span = `${seeds.length} seed${seeds.length === 1 ? '' : 's'}, ${seeds[0]} to ${seeds.at(-1)}`;
    printLine(onOneLine(`${title}, each with ${span}`));
    printLine(await tableOf(names, rows));
    await printVerdict(runs, (index) => {
      const settings = combinations[Math.floor(index / seeds.length)]!;
      const flags = settings.map(({ text }, i) => flagOf('vary', `${names[i]!}=${text}`));
      const seed = seeds[index % seeds.length]!;
      const words = [commandOn('compare', file), ...flags, flagOf('seeds', `${seed}..${seed}`)];
      return words.join(' ') + protocolFlag(protocol);
    });
  }
  return exitCodeOf(runs.map(({ result }) => result ?? 'good'));
}

function fileOf({ files, _: rest }: ArgumentsCamelCase<Flags>): string {
  const example = `${PROGRAM} compare testcases/detectors.yaml --vary network.loss=1%,5%`;
  const [file, ...more] = requireWords(wordsOf(files, rest, 'compare'), 'scenario', example);
  if (more.length === 0) return file!;
  throw new InputError(PROGRAM, `compare takes one scenario, and not ${more[0]!} as well`);
}

/** A setting and the values it is to have. */
interface Varied {
  readonly name: string;
  readonly settings: Combination;
}

function variedOf(given: string): Varied {
  const [, name, values] = /^([^=]*)=(.+)$/s.exec(given) ?? [];
  if (name === undefined || values === undefined) {
    const example = 'a path and its values, such as cluster.membership.fail=3s,5s';
    throw new InputError('--vary', `cannot be ${JSON.stringify(given)}: ${example}`);
  }
  const texts = values.split(',').map((text) => text.trim());
  const isTwin = (text: string, i: number) => text === '' || texts.indexOf(text) < i;
  const bad = texts.find(isTwin);
  if (bad !== undefined) {
    const what = bad === '' ? 'a value is empty' : `${bad} is given twice`;
    throw new InputError(`--vary ${name}`, what);
  }
  const path = pathOf(name);
  return { name, settings: texts.map((text) => ({ path, text })) };
}

/** Every value of the first setting with every one of the next. */
function combinationsOf(varied: readonly Varied[]): Combination[] {
  if (varied.length === 0) {
    const example = '--vary cluster.membership.fail=3s,5s';
    throw new InputError(PROGRAM, `compare needs a setting to vary, as in ${example}; see --help`);
  }
  const names = varied.map(({ name }) => name);
  const twin = names.find((name, i) => names.indexOf(name) < i);
  if (twin !== undefined) throw new InputError(`--vary ${twin}`, 'given twice, give it once');
  return varied.reduce<Combination[]>(
    (made, { settings }) => made.flatMap((some) => settings.map((setting) => [...some, setting])),
    [[]],
  );
}

function workersOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const workers = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  if (workers >= 1 && workers <= WORKERS_MAX) return workers;
  const allowed = `a number of threads from 1 to ${WORKERS_MAX}`;
  throw new InputError('--workers', `cannot be ${JSON.stringify(text)}: ${allowed}`);
}

/**
 * Reads the file with each combination before anything runs; warnings go to stderr.
 * @throws InputErrors for all that is wrong with the file or, where nothing is, with combinations
 */
function readAll(
  read: (settings?: Combination) => ReadYaml,
  names: readonly string[],
  combinations: readonly Combination[],
): ReadYaml[] {
  read();
  const readings: ReadYaml[] = [];
  const problems = new Set<string>();
  for (const settings of combinations) {
    try {
      readings.push(read(settings));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const given = settings.map(({ text }, i) => `${names[i]!}=${text}`).join(', ');
      for (const line of error.message.split('\n')) {
        // What the file says is right without them.
        problems.add(line.startsWith('--vary') ? line : `${line} (with ${given})`);
      }
    }
  }
  if (problems.size > 0) throw new InputErrors([...problems]);
  const warnings = new Set(readings.flatMap((reading) => reading.warnings));
  for (const line of warnings) warn(`warning: ${line}`);
  return readings;
}

/** @param again the command that runs one of them alone, by its place among them */
async function printVerdict(
  runs: readonly ComparedRun[],
  again: (index: number) => string,
): Promise<void> {
  const colour = await colours();
  const isShort = ({ result }: ComparedRun) => result !== undefined && result !== 'good';
  const short = runs.filter(isShort).length;
  if (short === 0) {
    const isExpected = runs.some(({ result }) => result !== undefined);
    const all = isExpected ? 'came out as expected' : 'ran to their ends; they expect nothing';
    printLine(colour.green(`All ${runs.length} runs ${all}.`));
    return;
  }
  const verdict = colour.red(`${short} of ${runs.length} runs fell short.`);
  printLine(`${verdict} The first alone: ${again(runs.findIndex(isShort))}`);
}
