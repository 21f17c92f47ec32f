/** Scenarios that are built in code in the words of scenario files, by what reads those. */

import { PROTOCOLS, type Protocols } from '../../protocol/membership/protocols';
import {
  type FluentScenario,
  type HealableStep,
  type Steps,
  type Step,
  withHidden,
} from '../fluent';
import type { Scenario } from '../scenario';
import { INSTEAD } from '../words';
import { clusterSchema } from './cluster-schema';
import type { Path, Problem, Tree } from './document';
import { ACTIONS } from './fault-schema';
import { duration, unknownKey } from './fields';
import { treeOf } from './plain-tree';
import { problemsOf } from './problems';
import { readTree, refusal } from './read-tree';
import { scenarioSchema } from './schema';
import { drawnBy, pathText, Values } from './values';

/** How long the run is where nothing is said of it, which a file must. */
const DURATION = '60s';
const PLACE = 'cluster';

type Fields = Readonly<Record<string, Tree>>;

/** What was said so far, as a file of the same would be read, and what draws from ranges. */
interface Said {
  readonly document: Fields;
  readonly seed: string;
  readonly protocols: Protocols;
}

/** What a file has under `cluster`, and what beside it. */
const INSIDE = Object.keys(clusterSchema(PROTOCOLS).shape);
const BESIDE = Object.keys(scenarioSchema.shape).filter((key) => key !== 'cluster');

/**
 * @param options in the words of scenario files, those of `cluster` beside the others
 * @param seed what draws from ranges
 * @param protocols those that it may name
 * @throws InputErrors for all that is wrong, `path: what is wrong, what is allowed`, a line each
 */
export function timedScenario(
  options: object,
  seed: string,
  protocols: Protocols = PROTOCOLS,
): FluentScenario {
  const problems: Problem[] = [];
  const cluster: Record<string, Tree> = {};
  const document: Record<string, Tree> = { duration: treeOf(DURATION, ['duration']), cluster };
  for (const [key, value] of Object.entries(options) as [string, unknown][]) {
    if (value === undefined) continue;
    if (INSIDE.includes(key)) cluster[key] = treeOf(value, ['cluster', key]);
    else if (BESIDE.includes(key)) document[key] = treeOf(value, [key]);
    else problems.push({ path: [key], text: unknownOption(key) });
  }
  return fluent({ document, seed, protocols }, problems);
}

function unknownOption(key: string): string {
  const instead = INSTEAD.get(key);
  if (instead === undefined) return unknownKey(key, [...INSIDE, ...BESIDE]);
  return `counts in ticks, which \`duration\` does not: give ${instead}`;
}

function fluent(said: Said, problems: readonly Problem[] = []): FluentScenario {
  const { document: tree, seed, protocols } = said;
  const read = readTree({ tree, problems, name: PLACE, place: PLACE, protocols, linesOf });
  const steps: Steps = {
    at: (time, naming) => healableStep(said, { ...naming, at: time }),
    every: (time, more) => plainStep(said, { ...more, every: time }),
    when: (event, more) => plainStep(said, { ...more, when: event }),
  };
  return withHidden(read.scenarioFor(seed), steps);
}

/** An action's method for each action that there is. */
function methodsOf(act: (name: string, what: unknown) => FluentScenario): unknown {
  const entries = Object.keys(ACTIONS).map((name) => [name, (what?: unknown) => act(name, what)]);
  return Object.fromEntries(entries);
}

function plainStep(said: Said, trigger: object): Step {
  return methodsOf((name, what) => fluent(withStep(said, trigger, name, what))) as Step;
}

function healableStep(said: Said, trigger: object): HealableStep {
  return methodsOf((name, what) => {
    const more = withStep(said, trigger, name, what);
    const scenario = fluent(more);
    if (name !== 'partition' && name !== 'link') return scenario;
    return withHidden(scenario, { heal: (time: unknown) => healed(more, name, scenario, time) });
  }) as HealableStep;
}

function withStep({ document, ...said }: Said, trigger: object, name: string, what: unknown): Said {
  const faults = (document['faults'] ?? []) as readonly Tree[];
  const given = name === 'partition' && Array.isArray(what) ? { groups: what as unknown } : what;
  // What is undefined is not there, and an action that is not there is another problem.
  const step = treeOf({ ...trigger, [name]: given ?? null }, ['faults', faults.length]);
  return { document: { ...document, faults: [...faults, step] }, ...said };
}

const HEAL_TIME = duration('When the step is undone.');

/** The same with a last step that lasts until a time. */
function healed({ document, ...said }: Said, name: string, built: Scenario, time: unknown) {
  const steps = document['faults'] as readonly Fields[];
  const last = steps.length - 1;
  const { [last]: step = {} } = steps;
  const action = step[name] as Fields;
  const path: Path = ['faults', last, 'heal'];
  const values = new Values(built.tickMicros, drawnBy(said.seed));
  values.name(['faults', last], built.faults[last]!.id);
  const read = HEAL_TIME.safeParse(treeOf(time, path));
  const problems = problemsOf(read.error?.issues ?? [], path);
  if ('for' in action) values.report(path, 'stands beside `for`: one of them only');
  const { at } = built.faults[last] as { readonly at: number };
  const until = read.success
    ? values.ticks({ ...read.data, min: at + 1 }, built.durationTicks - 1)
    : NaN;
  problems.push(...values.problems);
  if (problems.length > 0) throw refusal({ place: PLACE, linesOf }, problems);
  const lasting = treeOf(`${until - at} ticks`, ['faults', last, name, 'for']);
  const faults = steps.with(last, { ...step, [name]: { ...action, for: lasting } });
  return fluent({ document: { ...document, faults }, ...said });
}

/** A line each, without the `cluster` that a file has around what in code stands beside the others. */
function linesOf(problems: readonly Problem[]): string[] {
  return problems.map(({ path, text }) => {
    const place = pathText(path[0] === 'cluster' && path.length > 1 ? path.slice(1) : path);
    return place === '' ? text : `${place}: ${text}`;
  });
}
