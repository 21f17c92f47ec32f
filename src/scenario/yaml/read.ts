/** Scenario files in YAML. */

import { InputError, InputErrors } from '../input-error';
import type { Scenario } from '../scenario';
import { buildScenario } from './build';
import { type Path, type Problem, type Tree, YamlDocument } from './document';
import { problemsOf } from './problems';
import { pruned } from './prune';
import { type ScenarioDocument, scenarioSchema } from './schema';
import { type Chooser, drawnBy, LEAST, MOST, pathText, Values } from './values';

/** Larger files are refused. */
export const YAML_BYTES_MAX = 262_144;
/** Problems that are told; of the rest only their number. */
const TOLD_MAX = 50;
/** Microseconds in a tick, where the file does not say. */
const TICK_MICROS = 1000;

/** A scenario file that was read. */
export interface ReadYaml {
  /**
   * The scenario that a seed makes of it, which draws from the ranges.
   * @throws InputErrors where only the values that it draws make no sense together
   */
  readonly scenarioFor: (seed: string) => Scenario;
  /** What makes sense, and is hardly meant, a line each. */
  readonly warnings: readonly string[];
}

/**
 * Reads a scenario file's bytes.
 * @param file its path, for messages; its last part names the scenario where the file does not
 * @throws InputErrors, `file:line:column: path: what is wrong, what is allowed`, a line each
 */
export function readYaml(file: string, bytes: Uint8Array): ReadYaml {
  const yaml = new YamlDocument(textOf(file, bytes));
  if (yaml.tree === undefined) {
    const empty = { path: [], offset: 0, text: 'empty: needs `duration` and `cluster`' };
    throw refusal(file, yaml, yaml.problems.length > 0 ? yaml.problems : [empty]);
  }
  const read = scenarioSchema.safeParse(yaml.tree);
  const issues = read.error?.issues ?? [];
  const problems = [...yaml.problems, ...problemsOf(issues)];
  if (!read.success || problems.length > 0) {
    throw refusal(file, yaml, [...problems, ...problemsOfTheRest(yaml.tree, problems)]);
  }
  const document = read.data;
  const build = (chooser: Chooser) => built(file, yaml, document, chooser);
  // Whatever a seed draws lies between these.
  const { doubts } = build(LEAST);
  build(MOST);
  return {
    scenarioFor: (seed) => build(drawnBy(seed)).scenario,
    warnings: linesOf(file, yaml, doubts),
  };
}

/** How often what is wrong is taken out, in the hope that the rest is read. */
const ATTEMPTS = 4;

/** What makes no sense together in what is left without the values that are wrong. */
function problemsOfTheRest(whole: Tree, wrong: readonly Problem[]): readonly Problem[] {
  let tree = whole;
  let found = wrong;
  const gone: Path[] = [];
  // Of more, no more is told.
  for (let attempt = 0; attempt < ATTEMPTS && found.length <= TOLD_MAX; attempt++) {
    for (const { path } of found) tree = pruned(tree, path) ?? tree;
    gone.push(...found.map(({ path }) => path));
    const read = scenarioSchema.safeParse(tree);
    if (!read.success) {
      found = problemsOf(read.error.issues);
      continue;
    }
    const values = valuesFor(read.data, LEAST);
    try {
      buildScenario(read.data, '', values);
    } catch (error) {
      // What only the scenario as a whole shows may be for want of what was taken out.
      if (!(error instanceof InputError)) throw error;
    }
    // So may what is said of something that held it.
    return values.problems.filter(({ path }) => !gone.some((each) => isWithin(each, path)));
  }
  return [];
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((part, i) => part === path[i]);
}

function valuesFor({ tick }: ScenarioDocument, chooser: Chooser): Values {
  return new Values(tick === undefined ? TICK_MICROS : tick.micros, chooser);
}

/** All problems, but for more than anybody reads. */
function refusal(file: string, yaml: YamlDocument, problems: readonly Problem[]): InputErrors {
  const lines = linesOf(file, yaml, problems);
  const more = lines.length - TOLD_MAX;
  const told = lines.slice(0, TOLD_MAX);
  return new InputErrors(more > 0 ? [...told, `${file}: ${more} more problems`] : told);
}

/** A line each, in the order of the text. */
function linesOf(file: string, yaml: YamlDocument, problems: readonly Problem[]): string[] {
  const placed = problems.map((problem) => ({ problem, offset: yaml.offsetOfProblem(problem) }));
  placed.sort((a, b) => a.offset - b.offset);
  return placed.map(({ problem, offset }) => {
    const path = pathText(problem.path);
    const place = `${file}:${yaml.lineAndColumn(offset)}`;
    return `${place}: ${path === '' ? '' : `${path}: `}${problem.text}`;
  });
}

function built(
  file: string,
  yaml: YamlDocument,
  document: ScenarioDocument,
  chooser: Chooser,
): { scenario: Scenario; doubts: readonly Problem[] } {
  const values = valuesFor(document, chooser);
  const name = file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/i, '');
  try {
    const scenario = buildScenario(document, name, values);
    if (scenario !== undefined) return { scenario, doubts: values.doubts };
  } catch (error) {
    // What only the scenario as a whole shows is about no line.
    if (!(error instanceof InputError)) throw error;
    values.report([], error.message);
  }
  throw refusal(file, yaml, values.problems);
}

/** UTF-8 text of a file, its byte-order mark taken off. */
function textOf(file: string, bytes: Uint8Array): string {
  if (bytes.length > YAML_BYTES_MAX) {
    throw new InputErrors([`${file}:1:1: larger than ${YAML_BYTES_MAX} bytes: not a scenario`]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputErrors([`${file}:1:1: not UTF-8 text`]);
  }
}
