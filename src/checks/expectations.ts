/** The checks that a scenario names under `expect` and `expectFailure`, told by a run's events. */

import type { Run } from '../application/run';
import { Detection } from '../measures/detection';
import type { Expectation } from '../scenario/expectation';
import type { Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import { detectionTime, disseminationTime } from './detection-time';
import { failedRemoved } from './failed-removed';
import { falseSuspicions } from './false-suspicions';
import { Folds } from './folds';
import { type Judge, judgeOfStore } from './judge-of-store';
import { messageLoad } from './message-load';
import { noFalseRemovals } from './no-false-removals';
import { mergeTicksOf, settleTicksOf } from './settle';
import type { Verdict } from './verdict';
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

interface Judged {
  readonly expectation: Expectation;
  readonly isToFail: boolean;
  readonly judge: Judge;
}

export class Expectations {
  /** What has to watch the run: the folds that these checks need. */
  readonly sinks: readonly EventSink[];
  private readonly all: readonly Judged[];

  constructor(private readonly scenario: Scenario) {
    const { cluster, expect, expectFailure } = scenario;
    const folds = new Folds(cluster);
    const judged = (isToFail: boolean) => (expectation: Expectation) => {
      return { expectation, isToFail, judge: judgeOf(expectation, scenario, folds) };
    };
    this.all = [...expect.map(judged(false)), ...expectFailure.map(judged(true))];
    this.sinks = folds.sinks;
  }

  /**
   * What came of each, those that are to hold first.
   * @param now the first tick that was not run
   */
  finish(run: Run, now = this.scenario.durationTicks): Expected[] {
    return this.all.map(({ expectation, isToFail, judge }) => {
      const verdict = judge(run, now);
      const opposite = verdict.verdict === 'pass' ? 'fail' : 'pass';
      const isOpen = !isToFail || verdict.verdict === 'unknown';
      return { expectation, isToFail, verdict, result: isOpen ? verdict.verdict : opposite };
    });
  }
}

function judgeOf(expectation: Expectation, scenario: Scenario, folds: Folds): Judge {
  const within = 'withinTicks' in expectation ? expectation.withinTicks : undefined;
  const settleTicks = within ?? settleTicksOf(scenario);
  const mergeTicks = within === undefined ? mergeTicksOf(scenario) : 0;
  switch (expectation.check) {
    case 'viewsAgree': {
      const views = folds.of(Views);
      return (_run, now) => viewsAgree(views, now, settleTicks, mergeTicks);
    }
    case 'failedRemoved': {
      const views = folds.of(Views);
      return (_run, now) => failedRemoved(views, now, settleTicks);
    }
    case 'noFalseRemovals': {
      const views = folds.of(Views);
      return () => noFalseRemovals(views, expectation);
    }
    case 'messageLoad':
      return (run, now) => messageLoad(run, now, expectation.atMost);
    case 'detectionTime': {
      const detection = folds.of(Detection);
      return (_run, now) => detectionTime(detection, now, expectation);
    }
    case 'disseminationTime': {
      const detection = folds.of(Detection);
      return (_run, now) => disseminationTime(detection, now, expectation.atMostTicks);
    }
    case 'falseSuspicions': {
      const detection = folds.of(Detection);
      return () => falseSuspicions(detection, expectation.atMost);
    }
    default:
      return judgeOfStore(expectation, scenario, folds, { settleTicks, mergeTicks });
  }
}
