/** What the lines of an operation look like where all goes well, for a student to compare. */

import type { OutcomeLine } from './store-lines';

/** What is not known is called as in the course: A, t, n, k, v. */
export interface Pattern {
  readonly operation: string;
  /** The operation's tick; undefined where that of its outcome is open. */
  readonly time?: number | undefined;
  readonly key?: string | undefined;
  /** Empty where there is none. */
  readonly value?: string | undefined;
}

export function operationPattern({
  operation,
  time = NaN,
  key = 'k',
  value = 'v',
}: Pattern): string {
  const at = tick(time);
  const part = value === '' ? '' : ` VALUE: ${value}`;
  return ` A [${at}] ${operation.toUpperCase()} OPERATION KEY: ${key}${part} at time: ${at}`;
}

/** The lines of the coordinator and so many servers that none of those found can be. */
export function missingOutcomes(
  pattern: Pattern,
  result: 'success' | 'fail',
  servers: number,
  found: readonly OutcomeLine[],
): string[] {
  const coordinators = found.filter(({ folded }) => folded.includes('coordinator')).length;
  const others = found.length - coordinators;
  const rest = Math.max(0, servers - others);
  return [
    ...(coordinators === 0 ? [outcomePattern('coordinator', pattern, result)] : []),
    ...Array<string>(rest).fill(outcomePattern('server', pattern, result)),
  ];
}

/** A hop takes a tick: servers log one after the operation, the coordinator one later. */
function outcomePattern(
  role: 'server' | 'coordinator',
  { operation, time = NaN, key = 'k', value = 'v' }: Pattern,
  result: 'success' | 'fail',
): string {
  const at = tick(time + (role === 'server' ? 1 : 2));
  const hasValue = value !== '' && operation !== 'delete';
  const content = `key=${key}${hasValue ? `, value=${value}` : ''}`;
  return ` A [${at}] ${role}: ${operation} ${result} at time ${at}, transID=n, ${content}`;
}

function tick(time: number): string {
  return Number.isNaN(time) ? 't' : String(time);
}
