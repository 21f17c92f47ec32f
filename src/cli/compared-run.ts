/** One of the runs that are compared: what it measured, and whether it came out as expected. */

import { Application } from '../application/application';
import { Expectations } from '../checks/expectations';
import { FIGURES } from '../measures/figures';
import { Measuring } from '../measures/measures';
import type { PerNodeSecond } from '../measures/message-load';
import type { Scenario } from '../scenario/scenario';
import { advance } from './advance';
import type { Judgement } from './judge';

/** Plain data: it goes from thread to thread. */
export interface ComparedRun {
  /** One for each of FIGURES. */
  readonly figures: readonly (number | undefined)[];
  /** What each node sent a second of each kind of message. */
  readonly load: Readonly<Record<string, PerNodeSecond>>;
  /** Undefined where nothing is expected. */
  readonly result: Judgement['result'] | undefined;
}

export function comparedRun(scenario: Scenario, seed: string): ComparedRun {
  const measuring = new Measuring(scenario);
  const expectations = new Expectations(scenario);
  const application = new Application(scenario, seed, [...measuring.sinks, ...expectations.sinks]);
  advance(application);
  const measures = measuring.finish(application.sentByKind());
  const results = expectations.finish(application.run()).map(({ result }) => result);
  return {
    figures: FIGURES.map(({ of }) => of(measures)),
    load: Object.fromEntries(
      measures.load.kinds.map(({ kind, perNodeSecond }) => [kind, perNodeSecond]),
    ),
    result: results.length === 0 ? undefined : resultOf(results),
  };
}

function resultOf(results: readonly ('pass' | 'fail' | 'unknown')[]): Judgement['result'] {
  if (results.includes('fail')) return 'short';
  return results.includes('unknown') ? 'unknown' : 'good';
}
