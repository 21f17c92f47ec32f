import { runScenario } from '../../src/application/application';
import { courseScenario } from '../support/cli-course';
import { SCENARIOS } from '../support/cli-program';
import { expectGolden } from '../support/golden';

const WHY = 'If this change is meant: `make golden`, and say why in the commit.';

test('the fingerprints of the seven scenarios with seed 1 never change', () => {
  const fingerprints = Object.fromEntries(
    SCENARIOS.map((name) => [name, runScenario(courseScenario(name), '1').fingerprint]),
  );
  expectGoldenBecause(fingerprints);
});

/** The difference as jest shows it, and what to do about it. */
function expectGoldenBecause(actual: Readonly<Record<string, unknown>>): void {
  try {
    expectGolden('course', actual);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${WHY}`, {
      cause: error,
    });
  }
}
