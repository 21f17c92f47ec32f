/** A run as it is kept in a file: what was run, what it came to, and whether it was edited since. */

import { type Run, RUN_VERSION } from '../application/run';
import type { Expected } from '../checks/expectations';
import type { Verdict } from '../checks/verdict';
import { actionOf } from '../faults/plan';
import type { EventLevel } from '../library/history';
import { PROTOCOLS, type Protocols, withProtocol } from '../protocol/membership/protocols';
import { requireSense } from '../scenario/cluster';
import { InputError, onOneLine } from '../scenario/input-error';
import {
  announcement,
  resolvedFault,
  resolvedOperation,
  scenarioShapeWith,
} from '../scenario/scenario-shape';
import { count, list, natural, object, oneOf, type Shape, table, text } from '../scenario/shape';
import { canonical, digestOf } from './canonical';
import { requireFormat } from './format';
import { replayScenario } from './replay-scenario';

const RUN_FORMAT = 'ringsim run';
/** A run of more bytes is neither written nor read. */
export const RUN_BYTES_MAX = 32 << 20;

/** What a run came to, beside the run itself. */
export interface Account {
  readonly verdicts: readonly Verdict[];
  readonly expected: readonly Expected[];
  /** How much of the run is in events.ndjson. */
  readonly events: {
    readonly level: EventLevel;
    readonly kept: number;
    readonly leftOut: number;
  };
}

/** What the file holds. */
export interface SavedRun extends Run, Account {
  readonly format: typeof RUN_FORMAT;
  /** The version of ringsim that made the run. */
  readonly ringsim: string;
  /** Of what was run, as it was: a file that was edited no longer fits them. */
  readonly digests: { readonly world: string; readonly plan: string };
}

/** @param ringsim the version of this program */
export function savedRun(run: Run, account: Account, ringsim: string): SavedRun {
  return { format: RUN_FORMAT, ...run, ringsim, ...account, digests: digestsOf(run) };
}

/** What of a saved run is not as it was when it was saved. */
export function editsOf(saved: SavedRun): { readonly world: boolean; readonly plan: boolean } {
  const { world, plan } = digestsOf(saved);
  return { world: world !== saved.digests.world, plan: plan !== saved.digests.plan };
}

/** The steps, by id, in which two plans differ. */
export function differingSteps(before: Run['plan'], after: Run['plan']): string[] {
  const old = stepsOf(before);
  const young = stepsOf(after);
  const removed = [...old.keys()].filter((id) => !young.has(id)).map((id) => `${id} removed`);
  const others = [...young].flatMap(([id, step]) => {
    if (!old.has(id)) return [`${id} added`];
    return old.get(id) === step ? [] : [`${id} changed`];
  });
  return [...removed, ...others];
}

function stepsOf({ operations, faults }: Run['plan']): Map<string, string> {
  return new Map([
    ...operations.map(({ request: _request, ...step }) => [step.id, canonical(step)] as const),
    ...faults.map(({ rule: _rule, ...step }) => [step.id, canonical(step)] as const),
  ]);
}

function digestsOf({ scenario, seed, plan }: Run): SavedRun['digests'] {
  return { world: digestOf({ scenario, seed }), plan: digestOf(plan) };
}

const fingerprint: Shape = (value, place) => {
  if (typeof value === 'string' && /^[0-9a-f]{16}$/.test(value)) return;
  throw new InputError(place, 'needs 16 hexadecimal digits');
};
const verdictWord = oneOf('pass', 'fail', 'unknown');
const verdict = object<Verdict>({
  ...{ check: text, verdict: verdictWord, reason: text, evidence: list(count) },
});
const anything: Shape = () => undefined;
const savedShape = (protocols: Protocols): Shape =>
  object<SavedRun>({
    ...{ format: text, version: natural, ringsim: text, seed: text },
    scenario: scenarioShapeWith(protocols),
    plan: object<Run['plan']>({
      announcements: list(announcement),
      operations: list(resolvedOperation),
      faults: list(resolvedFault),
    }),
    counts: object<Run['counts']>({
      ...{ events: count, network: table(anything), commandsDropped: count },
    }),
    fingerprint,
    checkPoints: list(object({ events: count, time: natural, fingerprint })),
    verdicts: list(verdict),
    expected: list(
      object<Expected>({
        ...{ expectation: table(anything), isToFail: oneOf(true, false), verdict },
        result: verdictWord,
      }),
    ),
    events: object<Account['events']>({
      ...{ level: oneOf('outcomes', 'protocol', 'messages'), kept: count, leftOut: count },
    }),
    digests: object({ world: fingerprint, plan: fingerprint }),
  });

/**
 * Reads what `savedRun` made back from JSON, by whomever it was edited.
 * @param place the file
 * @param protocols those that it may name
 * @throws InputError for anything that could not be run: the place in the file, and what is allowed
 */
export function readSavedRun(
  place: string,
  json: string,
  protocols: Protocols = PROTOCOLS,
): SavedRun {
  const value = parsed(place, json);
  requireFormat(place, value, RUN_FORMAT, RUN_VERSION);
  savedShape(protocols)(value, `${place}: run`);
  const saved = withProtocols(withRules(value as SavedRun), protocols);
  try {
    requireSense(saved.scenario);
    requireSense(replayScenario(saved));
  } catch (error) {
    if (error instanceof InputError) throw new InputError(place, error.message);
    throw error;
  }
  return saved;
}

/** A step that was added by hand is its own rule. */
function withRules(saved: SavedRun): SavedRun {
  const { faults, ...plan } = saved.plan;
  const ruled = faults.map((step) => Object.assign({ rule: actionOf(step) }, step));
  return { ...saved, plan: { ...plan, faults: ruled } };
}

/** A user's protocol is code, which no file holds. */
function withProtocols(saved: SavedRun, protocols: Protocols): SavedRun {
  const { cluster } = saved.scenario;
  const membership = withProtocol(cluster.membership, protocols);
  return { ...saved, scenario: { ...saved.scenario, cluster: { ...cluster, membership } } };
}

function parsed(place: string, json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    const why = error instanceof Error ? onOneLine(error.message).slice(0, 120) : '';
    throw new InputError(place, `not JSON: ${why}`);
  }
}
