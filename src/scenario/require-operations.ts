/** What clients are to ask: whether a scenario's store can be asked for it. */

import { KEY_BYTES_MAX, NO_KEY, VALUE_BYTES_MAX } from '../protocol/store/record';
import type { StoreOptions } from '../protocol/store/store';
import { utf8Length } from '../protocol/utf8';
import type { OperationStep } from '../workload/operations';
import { InputError, ofItem, shortened } from './input-error';
import { requireNodes, whole } from './require';
import type { Scenario } from './scenario';

const TICKS_MAX = 0x7fff_ffff;

/** What of an operation says which others it has to meet. */
export type OwnQuorum = Pick<OperationStep, 'id' | 'operation' | 'quorum'>;

/** Operations that store no value, so that there is nothing whose time could be up. */
export function isWithoutValue(operation: OperationStep['operation']): boolean {
  return operation === 'read' || operation === 'delete';
}

/** Why such operations have no time to live. */
export const NO_LIFETIME = 'belongs to what stores a value: create, update or put';

/** @throws InputError for a script that cannot be run in the scenario */
export function requireOperations(operations: readonly OperationStep[], scenario: Scenario): void {
  const { cluster: built, durationTicks } = scenario;
  if (operations.length > 0 && built.store === undefined) {
    throw new InputError('workload.operations', 'need a store: store: true');
  }
  requireIds('workload.operations', operations, durationTicks);
  for (const [index, step] of operations.entries()) {
    ofItem('workload.operations', index, step.id, (place) => {
      requireOperation(place, step, built);
    });
  }
  if (built.store !== undefined) requireMeeting(operations, built.store);
}

/**
 * Whether those that say their own R and W meet each other, too.
 * @throws InputError where they do not, though the store is strict
 */
export function requireMeeting(
  operations: readonly OwnQuorum[],
  { replicas, quorum: kind }: StoreOptions,
): void {
  if (kind !== 'strict') return;
  const own = operations.map(({ id, operation, quorum = Infinity }) => {
    return { id, isRead: operation === 'read', quorum };
  });
  own.sort((a, b) => a.quorum - b.quorum);
  const read = own.find(({ isRead }) => isRead);
  const write = own.find(({ isRead }) => !isRead);
  if (read === undefined || write === undefined) return;
  if (read.quorum + write.quorum > replicas) return;
  const sum = `${read.quorum} + ${write.quorum} <= ${replicas}`;
  const both = `${shortened(read.id)} and ${shortened(write.id)}`;
  const why = `the store is strict: R + W > N, and here ${sum}`;
  throw new InputError('workload.operations', `quorum of ${both}: ${why}`);
}

/** @throws InputError for an operation that no store of the scenario's carries out */
export function requireOperation(
  place: string,
  { operation, key, value, coordinator, quorum, ttlTicks }: Omit<OperationStep, 'id' | 'at'>,
  { store, nodes }: Scenario['cluster'],
): void {
  requireKeyAndValue(place, key, value);
  if (quorum !== undefined) requireOwnQuorum(`${place}: quorum`, operation, quorum, store!);
  if (ttlTicks !== undefined) {
    whole(`${place}: ttlTicks`, ttlTicks, 1, TICKS_MAX);
    if (isWithoutValue(operation)) throw new InputError(`${place}: ttlTicks`, NO_LIFETIME);
  }
  if (coordinator !== undefined) requireNodes(place, [coordinator], nodes);
}

/** Whether an operation may have this R or W of its own. */
function requireOwnQuorum(
  place: string,
  operation: OperationStep['operation'],
  own: number,
  { replicas, readQuorum, writeQuorum, quorum }: StoreOptions,
): void {
  whole(place, own, 1, replicas);
  const other = operation === 'read' ? writeQuorum : readQuorum;
  if (quorum !== 'strict' || own + other > replicas) return;
  const sum = `${own} + ${other} <= ${replicas}`;
  throw new InputError(place, `the store is strict: R + W > N, and here ${sum}`);
}

/** Whether a store takes a key and a value. */
function requireKeyAndValue(place: string, key: string, value: string): void {
  // JavaScript lets other things through.
  for (const text of [key, value] as unknown[]) {
    if (typeof text !== 'string') throw new InputError(place, 'keys and values are text');
  }
  if (/\p{Surrogate}/u.test(key + value)) {
    throw new InputError(place, 'holds half a surrogate pair: keys and values are Unicode text');
  }
  if (key.startsWith(NO_KEY)) {
    throw new InputError(
      place,
      'a key cannot begin with U+0000: what nodes store beside records does',
    );
  }
  whole(`${place}: bytes of the key`, utf8Length(key), 1, KEY_BYTES_MAX);
  whole(`${place}: bytes of the value`, utf8Length(value), 0, VALUE_BYTES_MAX);
}

/** Steps draw from streams that are named for them, so no two may have one id. */
function requireIds(
  place: string,
  steps: readonly { readonly id: string; readonly at: number }[],
  durationTicks: number,
): void {
  const ids = new Set<string>();
  for (const [index, { id, at }] of steps.entries()) {
    if (ids.has(id)) {
      throw new InputError(place, `two steps have the id ${JSON.stringify(shortened(id))}`);
    }
    ids.add(id);
    ofItem(place, index, id, (item) => {
      whole(`${item}: at`, at, 0, durationTicks - 1);
    });
  }
}
