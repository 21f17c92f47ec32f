/** What every run is checked for, whatever its scenario says, and what the scenario itself expects. */

import type { Run } from '../application/run';
import { type Expectation, PAIRS_NODES_MAX } from '../scenario/expectation';
import type { Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import { type Expected, Expectations } from './expectations';
import type { Verdict } from './verdict';

const OF_MEMBERSHIP: readonly Expectation[] = [
  { check: 'viewsAgree' },
  { check: 'failedRemoved' },
  { check: 'noFalseRemovals' },
];

export class RunChecks {
  /** What has to watch the run. */
  readonly sinks: readonly EventSink[];
  private readonly common: Expectations;
  private readonly own: Expectations;

  constructor(scenario: Scenario) {
    const { store, nodes } = scenario.cluster;
    const ofMembership = nodes > PAIRS_NODES_MAX ? [] : OF_MEMBERSHIP;
    const expect = store === undefined ? ofMembership : [...ofMembership, REPLICATED];
    this.common = new Expectations({ ...scenario, expect, expectFailure: [] });
    this.own = new Expectations(scenario);
    this.sinks = [...this.common.sinks, ...this.own.sinks];
  }

  /** What the checks of a complete run came to: those that all runs have, and the scenario's own. */
  finish(run: Run): {
    readonly verdicts: readonly Verdict[];
    readonly expected: readonly Expected[];
  } {
    const verdicts = this.common.finish(run).map(({ verdict }) => verdict);
    return { verdicts, expected: this.own.finish(run) };
  }
}

const REPLICATED: Expectation = { check: 'replicated' };
