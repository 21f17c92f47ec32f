import { explainCheck, type ExplainedVerdict } from '../../src/explain/explain-check';
import { explainEvent, type Looking } from '../../src/explain/explain-event';
import type { Scenario } from '../../src/scenario/scenario';
import { runWith } from './random-plans';

/** The explanation of an event, as `explain` prints it. */
export function explained(scenario: Scenario, seed: string, id: number): readonly string[] {
  const found = answered(scenario, seed, explainEvent(scenario, id));
  return 'lines' in found ? found.lines : [];
}

/** What is said of a check, a verdict at a time. */
export function explainedCheck(
  scenario: Scenario,
  seed: string,
  name: string,
): readonly ExplainedVerdict[] {
  const found = answered(scenario, seed, explainCheck(scenario, name));
  return 'names' in found ? [] : found;
}

function answered<T>(scenario: Scenario, seed: string, looking: Looking<T>): T {
  let asked = looking.next();
  while (asked.done !== true) asked = looking.next(runWith(scenario, seed, asked.value.sinks));
  return asked.value;
}
