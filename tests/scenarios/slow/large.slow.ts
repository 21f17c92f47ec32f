/** Minutes, not seconds: `jest --testMatch '**\/*.slow.ts'` runs it, `make test` does not. */

import { expectMembership, expectOperations, MEMBERSHIP_NAMES } from '../../support/cli-membership';

const TIMEOUT_MS = 20 * 60_000;

describe.each([200, 500, 1000])('at %i nodes', (nodes) => {
  test.each(MEMBERSHIP_NAMES)(
    '%s joins all, removes the failed at every survivor, and nobody else without loss',
    (name) => {
      expectMembership(name, nodes);
    },
    TIMEOUT_MS,
  );

  test.each(['CREATE', 'READ', 'UPDATE', 'DELETE'])(
    '%s keeps its outcomes',
    (operation) => {
      expectOperations(operation, nodes);
    },
    TIMEOUT_MS,
  );
});
