/** What happened in which order. */

import type { MatcherContext, SyncExpectationResult } from 'expect';
import type { SimulationEvent } from '../library/event';
import { type Observed, observed } from './observation';
import { result } from './result';

/** An event, some of its fields, or an asymmetric matcher for one. */
export type ExpectedEvent = Readonly<Record<string, unknown>> | { asymmetricMatch: unknown };

export function toHaveEventsInOrder(
  this: MatcherContext,
  received: unknown,
  expected: readonly ExpectedEvent[],
): SyncExpectationResult {
  const run = observed(received, 'toHaveEventsInOrder');
  if (!isListOfEvents(expected)) {
    throw new TypeError('toHaveEventsInOrder needs a list of events, such as [{ kind: ... }]');
  }
  for (const event of expected) requireKept(event, run);
  const found: SimulationEvent[] = [];
  const testers = [...this.customTesters, this.utils.iterableEquality, this.utils.subsetEquality];
  for (const event of run.events) {
    if (found.length === expected.length) break;
    if (this.equals(event, expected[found.length], testers)) found.push(event);
  }
  const pass = found.length === expected.length;
  const printed = (event: unknown) => this.utils.stringify(event, 3);
  const lines = found.slice(-3).map((event) => `found    ${printed(event)}`);
  const missing = `no ${found.length === 0 ? '' : 'later '}${printed(expected[found.length])}`;
  return result(this, run, 'toHaveEventsInOrder', [], {
    pass,
    expected: `${expected.length} events in this order`,
    received: pass ? lines : [...lines, missing],
  });
}

/** An event that is not kept cannot be found, nor be said not to have happened. */
function requireKept(expected: ExpectedEvent, { events }: Observed): void {
  const { kind } = expected as { readonly kind?: unknown };
  if (typeof kind === 'string') events.requireKept([kind]);
}

/** JavaScript lets other things through, and an empty list would always be found. */
function isListOfEvents(expected: unknown): boolean {
  if (!Array.isArray(expected) || expected.length === 0) return false;
  return expected.every((event) => typeof event === 'object' && event !== null);
}
