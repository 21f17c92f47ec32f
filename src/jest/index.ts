/**
 * `ringsim/jest`: importing it, or naming it in `setupFilesAfterEnv`, registers the matchers and
 * gives `test` its `seeds`.
 */

import { expect, test as jestTest } from '@jest/globals';
import { checkMatchers } from './check-matchers';
import { toHaveEventsInOrder } from './event-matchers';
import { toHaveFalseRemovals, toHaveJoined, toHaveRemoved } from './membership-matchers';
import { type AddTest, type SeededTest, seededTest } from './seeds';
import { toHaveOutcome, toReplicate } from './store-matchers';

export type { ExpectedEvent } from './event-matchers';
export type { Observers } from './membership-matchers';
export type { By } from './observers';
export type { AddSeededTest, SeedContext, SeededTest } from './seeds';
export type { ExpectedOutcome, Replication } from './store-matchers';
export type { RingsimMatchers } from './types';

/** jest's own `test` with `seeds`, for those who import it. */
export interface TestWithSeeds extends SeededTest {
  (name: string, body: () => unknown, timeoutMs?: number): void;
  readonly only: TestWithSeeds;
  readonly skip: TestWithSeeds;
  readonly failing: TestWithSeeds;
}

expect.extend({
  toHaveJoined,
  toHaveRemoved,
  toHaveFalseRemovals,
  toReplicate,
  toHaveOutcome,
  toHaveEventsInOrder,
  ...checkMatchers,
});

/** Gives a `test` and its variants their `seeds`. */
function addSeeds(add: AddTest & Partial<Record<'only' | 'skip' | 'failing', AddTest>>): void {
  Object.assign(add, { seeds: seededTest(add, () => expect.getState()) });
  for (const variant of [add.only, add.skip, add.failing]) {
    if (variant !== undefined) addSeeds(variant);
  }
}

/** jest's `test`, whose `seeds` makes a test for each of many seeds. */
export const test = jestTest as unknown as TestWithSeeds;
addSeeds(test);
