/** The checks that a scenario names under `expect` and `expectFailure`, told by a run's events. */

import type { Run } from '../application/run';
import type { Expectation } from '../scenario/expectation';
import type { Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import { Copies } from './copies';
import { failedRemoved } from './failed-removed';
import { Ledger } from './ledger';
import { noFalseRemovals } from './no-false-removals';
import { replicated } from './replicated';
import { settleTicksOf } from './settle';
import { ScriptedOutcomes } from './scripted-outcomes';
import { acknowledgedWritesSurvive, deletesStayDeleted } from './surviving-writes';
import { against, pass, type Verdict } from './verdict';
import { Views } from './views';
import { viewsAgree } from './views-agree';

/** An expectation with what came of it. */
export interface Expected {
  readonly expectation: Expectation;
  /** True where the check is there to fail. */
  readonly isToFail: boolean;
  readonly verdict: Verdict;
  /** `pass` where it is as expected; `unknown` where that cannot be told. */
  readonly result: Verdict['verdict'];
}

export class Expectations {
  /** What has to watch the run. */
  readonly sinks: readonly EventSink[];
  private readonly views = new Views();
  private readonly ledger = new Ledger();
  private readonly outcomes = new ScriptedOutcomes();
  private readonly copies = new Map<number, Copies>();
  private readonly wanted: number;

  constructor(private readonly scenario: Scenario) {
    this.wanted = scenario.cluster.store?.replicas ?? 0;
    const all = [...scenario.expect, ...scenario.expectFailure];
    for (const expectation of all) {
      if (expectation.check !== 'replicated') continue;
      const wanted = expectation.copies ?? this.wanted;
      if (!this.copies.has(wanted)) this.copies.set(wanted, new Copies(wanted));
    }
    const folds = [this.views, this.ledger, this.outcomes, ...this.copies.values()];
    this.sinks = all.length === 0 ? [] : folds;
  }

  /**
   * What came of each, those that are to hold first.
   * @param now the first tick that was not run
   */
  finish(run: Run, now = this.scenario.durationTicks): Expected[] {
    const { expect, expectFailure } = this.scenario;
    return [
      ...expect.map((expectation) => this.judged(expectation, false, run, now)),
      ...expectFailure.map((expectation) => this.judged(expectation, true, run, now)),
    ];
  }

  private judged(expectation: Expectation, isToFail: boolean, run: Run, now: number): Expected {
    const verdict = this.verdictOf(expectation, run, now);
    const opposite = verdict.verdict === 'pass' ? 'fail' : 'pass';
    const isOpen = !isToFail || verdict.verdict === 'unknown';
    return { expectation, isToFail, verdict, result: isOpen ? verdict.verdict : opposite };
  }

  private verdictOf(expectation: Expectation, run: Run, now: number): Verdict {
    const { views, ledger } = this;
    const within = 'withinTicks' in expectation ? expectation.withinTicks : undefined;
    const settleTicks = within ?? settleTicksOf(this.scenario);
    switch (expectation.check) {
      case 'viewsAgree':
        return viewsAgree(views, now, settleTicks);
      case 'failedRemoved':
        return failedRemoved(views, now, settleTicks);
      case 'noFalseRemovals':
        return noFalseRemovals(views);
      case 'replicated': {
        const wanted = expectation.copies ?? this.wanted;
        return replicated(this.copies.get(wanted)!, wanted, now, settleTicks);
      }
      case 'acknowledgedWritesSurvive':
        return acknowledgedWritesSurvive(ledger);
      case 'deletesStayDeleted':
        return deletesStayDeleted(ledger);
      case 'availability':
        return availability(ledger, expectation.atLeast);
      case 'messageLoad':
        return messageLoad(run, now, expectation.atMost);
      case 'outcome':
        return this.outcomes.verdict(run, expectation);
    }
  }
}

/** The share of operations, of those that ended, whose end the client knows. */
function availability({ ended }: Ledger, atLeast: number): Verdict {
  const { ok, fail, unknown } = ended;
  const all = ok + fail + unknown;
  const reason = `${ok + fail} of ${all} operations were answered`;
  if (all === 0) return against('availability', 'unknown', ['no operation ended'], []);
  if (ok + fail >= atLeast * all) return pass('availability', reason);
  return against('availability', 'fail', [reason], []);
}

/** Messages a node and a thousand ticks, on average. */
function messageLoad({ scenario, counts }: Run, now: number, atMost: number): Verdict {
  const { nodes } = scenario.cluster;
  const load = (1000 * counts.network.sent) / (nodes * Math.max(1, now));
  const reason = `${load.toFixed(1)} messages a node in a thousand ticks`;
  return load <= atMost
    ? pass('messageLoad', reason)
    : against('messageLoad', 'fail', [`${reason}, more than ${atMost}`], []);
}
