/** What a scenario file expects into the expectations of a scenario. */

import { type Expectation, needsStore } from '../expectation';
import type { Path } from './document';
import type { CHECKS, ExpectationDocument } from './expect-schema';
import { hintOf } from '../nearest-word';
import { shown } from './fields';
import { given, made } from './given';
import { type Setting, STORE_HINT, STORE_PATH } from './setting';
import type { Values } from './values';

type CheckName = keyof typeof CHECKS;
type Parameters = Exclude<ExpectationDocument, string>;

/** What is expected of a run of these operations. */
interface ExpectSetting extends Setting {
  /** The ids of the scripted operations; undefined where the seed chooses them. */
  readonly operations: readonly string[] | undefined;
}

/** A check at its place in the file. */
interface Placed {
  readonly path: Path;
  readonly check: CheckName;
  readonly parameters: Parameters;
}

type ListName = 'expect' | 'expectFailure';
type Lists<T> = Readonly<Record<ListName, readonly T[]>>;

/** The checks that are to hold and those that are to fail: no check twice in both of them. */
export function buildExpectations(
  documents: Lists<ExpectationDocument>,
  setting: ExpectSetting,
): Lists<Expectation> {
  const expect = placed(documents, 'expect');
  const expectFailure = placed(documents, 'expectFailure');
  refuseTwins([...expect, ...expectFailure], setting);
  const build = (each: Placed) => buildExpectation(each, setting);
  return { expect: expect.map(build), expectFailure: expectFailure.map(build) };
}

function placed(documents: Lists<ExpectationDocument>, name: ListName): Placed[] {
  return documents[name].map((document, i) => {
    const parameters: Parameters = typeof document === 'string' ? { [document]: {} } : document;
    return { path: [name, i], check: Object.keys(parameters)[0] as CheckName, parameters };
  });
}

/** What is about the file, and not about what it says. */
const NOT_SAID = ['path', 'text', 'min', 'max', 'after'];

function refuseTwins(all: readonly Placed[], { values }: Setting): void {
  const seen = new Map<string, Path>();
  for (const { path, check, parameters } of all) {
    const said = JSON.stringify([check, parameters[check] ?? {}], (key, value: unknown) =>
      NOT_SAID.includes(key) ? undefined : value,
    );
    const twin = seen.get(said);
    if (twin !== undefined) values.report(path, `${check} is there twice, and says the same`, twin);
    seen.set(said, twin ?? path);
  }
}

function buildExpectation(placed: Placed, setting: ExpectSetting): Expectation {
  const { path, check, parameters } = placed;
  const { values, nodes, hasStore } = setting;
  values.name(path, check);
  if (needsStore(check) && !hasStore) {
    values.report(path, `${check} looks at a store: ${STORE_HINT}`, STORE_PATH);
  }
  const missing = (what: string) => {
    values.report(path, `${check} needs \`${what}\``);
  };
  const within = (found: Parameters['viewsAgree']) =>
    given({ withinTicks: made(found?.within, (range) => values.ticks(range)) });
  switch (check) {
    case 'viewsAgree':
    case 'failedRemoved':
    case 'replicasAgree':
      return { check, ...within(parameters[check]) };
    case 'noFalseRemovals':
      return { check, ...removalsAllowed(parameters[check] ?? {}, setting) };
    case 'replicated': {
      const copies = made(parameters[check]?.copies, (range) => values.count(range, nodes));
      return { check, ...within(parameters[check]), ...given({ copies }) };
    }
    case 'availability': {
      const { atLeast } = parameters[check] ?? {};
      if (atLeast === undefined) missing('atLeast');
      return { check, atLeast: made(atLeast, (range) => values.share(range)) ?? 0 };
    }
    case 'messageLoad': {
      const { atMost } = parameters[check] ?? {};
      if (atMost === undefined) missing('atMost');
      return { check, atMost: made(atMost, (range) => values.perThousand(range)) ?? 0 };
    }
    case 'detectionTime':
      if (parameters[check]?.first === undefined && parameters[check]?.all === undefined) {
        missing('first` or `all');
      }
      return { check, ...detectionTimes(parameters[check], values) };
    case 'disseminationTime': {
      const { atMost } = parameters[check] ?? {};
      if (atMost === undefined) missing('atMost');
      return { check, atMostTicks: made(atMost, (range) => values.ticks(range)) ?? 0 };
    }
    case 'falseSuspicions': {
      const { atMost } = parameters[check] ?? {};
      if (atMost === undefined) missing('atMost');
      return { check, atMost: made(atMost, (range) => values.count(range)) ?? 0 };
    }
    case 'outcome': {
      const { operation, is, value } = parameters[check] ?? {};
      if (operation === undefined || is === undefined) missing('operation` and `is');
      else requireOperation(operation, placed, setting);
      return { check, operation: operation ?? '', is: is ?? 'ok', ...given({ value }) };
    }
    default:
      return { check };
  }
}

function removalsAllowed(
  { except: ill, atMost: most }: NonNullable<Parameters['noFalseRemovals']>,
  { values, nodes }: Setting,
) {
  const except = ill?.map((each) => values.node(each, nodes));
  const atMost = made(most, (range) => values.count(range));
  return given({ except, atMost });
}

function detectionTimes(found: Parameters['detectionTime'], values: Values) {
  const { first, all, of } = found ?? {};
  const firstTicks = made(first, (range) => values.ticks(range));
  const allTicks = made(all, (range) => values.ticks(range));
  return given({ of, firstTicks, allTicks });
}

function requireOperation(
  operation: string,
  { path, check }: Placed,
  { values, operations }: ExpectSetting,
): void {
  if (operations === undefined || operations.includes(operation)) return;
  const hint = hintOf(operation, operations);
  const problem = `no operation has the id ${shown(operation)}, ${hint}`;
  values.report([...path, check, 'operation'], problem, ['workload', 'operations']);
}
