/** What a scenario file says, as a tree, into the scenarios that seeds make of it. */

import type { Protocols } from '../../protocol/membership/protocols';
import { InputError, InputErrors } from '../input-error';
import type { Scenario } from '../scenario';
import { buildScenario } from './build';
import type { Problem, Tree } from './document';
import { mended, restsOn } from './mend';
import { problemInFile } from './problem-in-file';
import { problemsOf } from './problems';
import { type ScenarioDocument, type scenarioSchema, scenarioSchemaWith } from './schema';
import { type Chooser, drawnBy, LEAST, MOST, Values } from './values';

/** Problems that are told; of the rest only their number. */
const TOLD_MAX = 50;
/** Microseconds in a tick, where nothing is said of it. */
const TICK_MICROS = 1000;

/** A tree, and where it is from. */
export interface Source {
  readonly tree: Tree;
  /** What was found wrong on the way to the tree. */
  readonly problems: readonly Problem[];
  /** The file or function that it came to. */
  readonly place: string;
  /** What the scenario is called where the tree does not say. */
  readonly name: string;
  /** What it may name. */
  readonly protocols: Protocols;
  /** Problems as lines, each with its place. */
  readonly linesOf: (problems: readonly Problem[]) => readonly string[];
}

/** A tree that was read. */
export interface ReadTree {
  /**
   * The scenario that a seed makes of it, which draws from the ranges.
   * @throws InputErrors where only the values that it draws make no sense together
   */
  readonly scenarioFor: (seed: string) => Scenario;
  /** What makes sense, and is hardly meant. */
  readonly doubts: readonly Problem[];
}

/** @throws InputErrors for all that is wrong, in the source's words for places */
export function readTree(source: Source): ReadTree {
  const schema = scenarioSchemaWith(source.protocols);
  const read = schema.safeParse(source.tree);
  const issues = read.error?.issues ?? [];
  const problems = [...source.problems, ...problemsOf(issues)];
  if (!read.success || problems.length > 0) {
    throw refusal(source, [...problems, ...problemsOfTheRest(source, schema, problems)]);
  }
  const document = read.data;
  const build = (chooser: Chooser) => built(source, document, chooser);
  // Whatever a seed draws lies between these.
  const { doubts } = build(LEAST);
  build(MOST);
  return { scenarioFor: (seed) => build(drawnBy(seed)).scenario, doubts };
}

/** All problems, but for more than anybody reads. */
export function refusal(
  { place, linesOf }: Pick<Source, 'place' | 'linesOf'>,
  problems: readonly Problem[],
): InputErrors {
  const lines = linesOf(problems);
  const more = lines.length - TOLD_MAX;
  const told = lines.slice(0, TOLD_MAX);
  return new InputErrors(more > 0 ? [...told, `${place}: ${more} more problems`] : told);
}

/** How often something else is put in the place of what is wrong, so that the rest is read. */
const ATTEMPTS = 10;

/** What makes no sense together in the rest, whatever the values are that are wrong. */
function problemsOfTheRest(
  source: Source,
  schema: typeof scenarioSchema,
  wrong: readonly Problem[],
): readonly Problem[] {
  let { tree } = source;
  let found = wrong;
  const mends: Problem[] = [];
  // Of more, no more is told.
  for (let attempt = 0; attempt < ATTEMPTS && found.length <= TOLD_MAX; attempt++) {
    for (const problem of found) tree = mended(tree, problem);
    mends.push(...found);
    const read = schema.safeParse(tree);
    if (!read.success) {
      found = problemsOf(read.error.issues);
      continue;
    }
    const values = valuesFor(read.data, LEAST);
    try {
      buildScenario(read.data, '', values, source.protocols);
    } catch (error) {
      // What only the scenario as a whole shows may be for want of what is not known.
      if (!(error instanceof InputError)) throw error;
    }
    return values.problems.filter((problem) => !mends.some((mend) => restsOn(problem, mend)));
  }
  return [];
}

function valuesFor({ tick }: ScenarioDocument, chooser: Chooser): Values {
  return new Values(tick === undefined ? TICK_MICROS : tick.micros, chooser);
}

function built(
  source: Source,
  document: ScenarioDocument,
  chooser: Chooser,
): { scenario: Scenario; doubts: readonly Problem[] } {
  const values = valuesFor(document, chooser);
  try {
    const scenario = buildScenario(document, source.name, values, source.protocols);
    if (scenario !== undefined) return { scenario, doubts: values.doubts };
  } catch (error) {
    // What only the scenario as a whole shows.
    if (!(error instanceof InputError)) throw error;
    const { path, text } = problemInFile(error);
    values.report(path, text);
  }
  throw refusal(source, values.problems);
}
