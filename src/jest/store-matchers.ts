/** What becomes of keys and of operations. */

import type { MatcherContext, SyncExpectationResult } from 'expect';
import { Copies } from '../checks/copies';
import type { ClientOperation } from '../library/operation';
import type { OperationHandle } from '../library/simulation';
import type { Outcome } from '../protocol/store/store-events';
import { ringPlan } from '../scenario/scenario';
import { names, type Observed, observed, requireNumber, requireOptions } from './observation';
import { isEmpty, result } from './result';

/** How many nodes are to hold a key, and for how long one of them may not. */
export interface Replication {
  /** The first so many on the ring, 1 or more: the store's N (3 without a store) unless given. */
  readonly copies?: number;
  /**
   * Ticks, 0 or more: no time in which one of them lacks the value, from the first acknowledged
   * write on, may be longer. Without it only the last tick counts.
   */
  readonly within?: number;
}

export function toReplicate(
  this: MatcherContext,
  received: unknown,
  key: string,
  replication: Replication = {},
): SyncExpectationResult {
  const run = observed(received, 'toReplicate');
  if (typeof key !== 'string') throw new TypeError(`no key is ${JSON.stringify(key)}: text`);
  requireOptions(replication, ['copies', 'within']);
  const { cluster } = run.scenario;
  const { copies: wanted = cluster.store?.replicas ?? 3, within } = replication;
  requireNumber(wanted, 'copies', 1);
  requireNumber(within, 'within', 0);
  const copies = run.events.show(new Copies(wanted, ringPlan(cluster)));
  const state = copies.keys.get(key);
  const holders = copies.holders(key);
  const lacking = copies.lacking(key);
  const isWritten = state?.isWritten === true;
  const shortNow = state?.shortSince === undefined ? 0 : run.now - state.shortSince;
  const longest = Math.max(state?.longestShort ?? 0, shortNow);
  const isInTime = within === undefined || longest <= within;
  const limit = within === undefined ? '' : `, never fewer for more than ${within} ticks`;
  return result(this, run, 'toReplicate', [key, isEmpty(replication) ? undefined : replication], {
    pass: isWritten && lacking.length === 0 && isInTime,
    expected: `${wanted} copies of ${JSON.stringify(key)}, on its nodes${limit}`,
    received: isWritten
      ? [
          `${holders.length} copies${holders.length === 0 ? '' : `, at ${names(holders)}`}`,
          ...(lacking.length === 0 ? [] : [`lacking at ${names(lacking)}`]),
          `lacking somewhere for ${longest} ticks at the longest`,
        ]
      : ['no acknowledged value of it'],
  });
}

const OUTCOMES: readonly string[] = ['ok', 'fail', 'unknown'] satisfies Outcome[];

const PROPERTIES = [
  ...['id', 'request', 'operation', 'key', 'value', 'coordinator', 'invokedAt', 'completedAt'],
  'outcome',
];

/** What an operation is to come to: some of what is known of it, asymmetric matchers welcome. */
export type ExpectedOutcome = Outcome | { readonly [K in keyof ClientOperation]?: unknown };

export function toHaveOutcome(
  this: MatcherContext,
  received: unknown,
  operation: OperationHandle | string,
  outcome: ExpectedOutcome,
): SyncExpectationResult {
  const run = observed(received, 'toHaveOutcome');
  const id = idOf(operation);
  const found = run.operations.find((candidate) => candidate.id === id);
  // A misspelt name must not make a `not` pass; what a handle stands for may not have begun yet.
  if (found === undefined && typeof operation === 'string') {
    throw new TypeError(unknownOperation(id, run));
  }
  if (typeof outcome === 'string' && !OUTCOMES.includes(outcome)) {
    throw new TypeError(`no outcome is ${JSON.stringify(outcome)}: ${OUTCOMES.join(', ')}`);
  }
  if (typeof outcome !== 'string' && !isAsymmetric(outcome)) requireOptions(outcome, PROPERTIES);
  const expected = typeof outcome === 'string' ? { outcome } : outcome;
  const testers = [...this.customTesters, this.utils.iterableEquality, this.utils.subsetEquality];
  const pass = found !== undefined && this.equals(found, expected, testers);
  return result(this, run, 'toHaveOutcome', [id, outcome], {
    pass,
    expected: `${id} to come to ${this.utils.stringify(outcome)}`,
    received: [found === undefined ? 'not begun yet' : described(found)],
  });
}

/** @throws TypeError for what is neither a handle nor the name of a step */
function idOf(operation: unknown): string {
  const id: unknown =
    typeof operation === 'string'
      ? operation
      : (operation as Partial<OperationHandle> | null | undefined)?.id;
  if (typeof id === 'string') return id;
  throw new TypeError('toHaveOutcome needs an operation: a handle, or the name of a step');
}

function described(found: ClientOperation): string {
  const { operation, key, value, coordinator, outcome, invokedAt, completedAt } = found;
  const what = `${operation} of ${JSON.stringify(key)} through ${coordinator ?? 'a node that was down'}`;
  const end = completedAt === undefined ? 'never ended' : `ended at tick ${completedAt}`;
  return `${outcome}: ${what} at tick ${invokedAt}, ${end}, value ${JSON.stringify(value)}`;
}

function unknownOperation(id: string, { operations }: Observed): string {
  const ids = operations.slice(0, 5).map(({ id }) => JSON.stringify(id));
  const more = operations.length > 5 ? ` and ${operations.length - 5} more` : '';
  return `there is no operation ${JSON.stringify(id)}; there are ${ids.length === 0 ? 'none' : ids.join(', ')}${more}`;
}

/** True for `expect.objectContaining(...)` and its like. */
function isAsymmetric(expected: unknown): boolean {
  return typeof (expected as { asymmetricMatch?: unknown } | null)?.asymmetricMatch === 'function';
}
