/** Runs the cases of the conformance suite with a protocol. */

import type { Run } from '../application/run';
import { Expectations } from '../checks/expectations';
import { mergeTicksOf, settleTicksOf } from '../checks/settle';
import type { Verdict } from '../checks/verdict';
import { Views } from '../checks/views';
import { protocolOf, type Protocols } from '../protocol/membership/protocols';
import type { Expectation } from '../scenario/expectation';
import type { Scenario } from '../scenario/scenario';
import { timedScenario } from '../scenario/yaml/timed-scenario';
import type { EventSink } from '../simulation/events';
import { type Case, ms, type Pace } from './case';
import { NewerIncarnations, presentLives, Unsuspected } from './life-checks';

const NODES = 5;
/** The share of messages that is lost in the case of that name. */
const LOSS = 0.1;
/** Of the time to notice a failure: shorter than anybody takes to remove somebody. */
const BLINKS_TO_NOTICE = 30;
/** After all has to have settled. */
const MARGIN_MS = 1000;

/** What came of a case with a seed. */
export interface CaseResult {
  readonly result: 'pass' | 'fail' | 'unknown';
  /** What did not hold. */
  readonly unmet: readonly Verdict[];
}

/**
 * The scenario of a case, made as if from a file.
 * @param protocol the name of one of the protocols
 */
export function scenarioOfCase(
  conformanceCase: Case,
  protocol: string,
  protocols: Protocols,
  seed: string,
): Scenario {
  const { nodes = NODES, introducers, later, network, name } = conformanceCase;
  const cluster = { nodes, ...(later === undefined ? {} : { later }), ring: 'auto' };
  const membership = { protocol, ...(introducers === undefined ? {} : { introducers }) };
  const common = { ...cluster, membership, name: `${name} of ${protocol}` };
  const shortest = timedScenario({ duration: '1s', ...common }, seed, protocols);
  const { promised, pace } = paceOf(shortest);
  const { last, faults } = conformanceCase;
  const words = {
    ...common,
    duration: ms(last(pace) + pace.settle + MARGIN_MS),
    ...(network === undefined ? {} : { network }),
    faults: faults(pace),
  };
  const scenario = timedScenario(words, seed, protocols);
  return { ...scenario, ...expected(conformanceCase, promised) };
}

/** Which of the promises that a protocol need not make it makes. */
type Promised = Readonly<Record<NonNullable<Case['promise']>, boolean>>;

function paceOf(scenario: Scenario): { readonly promised: Promised; readonly pace: Pace } {
  const { membership, nodes } = scenario.cluster;
  const protocol = protocolOf(membership);
  const notice = protocol.noticeTicks(membership, nodes);
  const patience = protocol.patienceTicks?.(membership, nodes) ?? 0;
  return {
    promised: { patience: patience > 0, loss: (protocol.lossStood ?? 0) >= LOSS },
    pace: {
      notice,
      settle: settleTicksOf(scenario) + mergeTicksOf(scenario),
      blink: patience > 0 ? patience / 2 : notice / BLINKS_TO_NOTICE,
    },
  };
}

function expected(
  { removals, promise }: Case,
  promised: Promised,
): Pick<Scenario, 'expect' | 'expectFailure'> {
  const always: readonly Expectation[] = [{ check: 'viewsAgree' }, { check: 'failedRemoved' }];
  const noRemovals: Expectation = { check: 'noFalseRemovals' };
  const isNone = removals === 'none' && (promise === undefined || promised[promise]);
  return {
    expect: isNone ? [...always, noRemovals] : always,
    expectFailure: removals === 'some' ? [noRemovals] : [],
  };
}

/** Looks on at a case's run, and says what came of it. */
export class CaseJudge {
  readonly sinks: readonly EventSink[];
  private readonly expectations: Expectations;
  private readonly views = new Views();
  private readonly incarnations = new NewerIncarnations();
  private readonly unsuspected: readonly Unsuspected[];

  constructor({ unsuspected }: Case, scenario: Scenario) {
    this.expectations = new Expectations(scenario);
    this.unsuspected = unsuspected === undefined ? [] : [new Unsuspected(unsuspected)];
    this.sinks = [
      ...this.expectations.sinks,
      ...[this.views, this.incarnations, ...this.unsuspected],
    ];
  }

  /** @param run the finished run */
  finish(run: Run): CaseResult {
    const expected = this.expectations.finish(run);
    const own = [this.incarnations.verdict(), presentLives(this.views)];
    const more = [...own, ...this.unsuspected.map((fold) => fold.verdict())];
    const failing = more.filter(({ verdict }) => verdict !== 'pass');
    const results = [...expected.map(({ result }) => result), ...failing.map((v) => v.verdict)];
    const unmet = expected.flatMap(({ result, verdict }) => (result === 'pass' ? [] : [verdict]));
    return {
      result: results.includes('fail') ? 'fail' : (results.find((r) => r !== 'pass') ?? 'pass'),
      unmet: [...unmet, ...failing],
    };
  }
}
