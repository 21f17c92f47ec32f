/** The checks of scenarios as matchers of the same names. */

import type { MatcherContext, SyncExpectationResult } from 'expect';
import { Expectations } from '../checks/expectations';
import type { Expectation } from '../scenario/expectation';
import { type Observed, observed, requireOptions } from './observation';
import { result } from './result';

/** The parameters of each check. */
const PARAMETERS: Readonly<Record<Expectation['check'], readonly string[]>> = {
  viewsAgree: ['withinTicks'],
  failedRemoved: ['withinTicks'],
  noFalseRemovals: [],
  replicated: ['copies', 'withinTicks'],
  acknowledgedWritesSurvive: [],
  deletesStayDeleted: [],
  ...{ readsWereWritten: [], writesReachQuorum: [], replicasAgree: ['withinTicks'] },
  ...{ readsAreMonotone: [], versionsNeverFall: [], quorumsMeet: [] },
  ...{ oneVersionPerRequest: [], storageKeepsAcknowledged: [] },
  availability: ['atLeast'],
  messageLoad: ['atMost'],
  detectionTime: ['of', 'firstTicks', 'allTicks'],
  disseminationTime: ['atMostTicks'],
  falseSuspicions: ['atMost'],
  outcome: ['operation', 'is', 'value'],
};

type CheckMatcher = (
  this: MatcherContext,
  received: unknown,
  parameters?: object,
) => SyncExpectationResult;

/** A matcher for every check, by its name. */
export const checkMatchers: Readonly<Record<string, CheckMatcher>> = Object.fromEntries(
  Object.keys(PARAMETERS).map((check) => [check, matcherOf(check as Expectation['check'])]),
);

function matcherOf(check: Expectation['check']): CheckMatcher {
  return function (received, parameters = {}) {
    const run = observed(received, check);
    requireOptions(parameters, PARAMETERS[check]);
    const { verdict, reason } = verdictOn({ check, ...parameters } as Expectation, run);
    const args = Object.keys(parameters).length === 0 ? [] : [parameters];
    return result(this, run, check, args, {
      // What is not known is neither so nor not so.
      pass: verdict === 'unknown' ? this.isNot === true : verdict === 'pass',
      expected: `${check} to hold`,
      received: [verdict === 'unknown' ? `it cannot be told yet: ${reason}` : reason],
    });
  };
}

function verdictOn(expectation: Expectation, run: Observed) {
  const scenario = { ...run.scenario, expect: [expectation], expectFailure: [] };
  const expectations = new Expectations(scenario);
  for (const sink of expectations.sinks) run.events.show(sink);
  return expectations.finish(run.record(), run.now)[0]!.verdict;
}
