/** Cases of the conformance suite, run. */

import { Application } from '../../src/application/application';
import type { Case } from '../../src/conformance/case';
import { CASES } from '../../src/conformance/cases';
import { CaseJudge, type CaseResult, scenarioOfCase } from '../../src/conformance/conformance';
import { PROTOCOLS, type Protocols } from '../../src/protocol/membership/protocols';

export const PROTOCOL_NAMES = [...PROTOCOLS.keys()];

/** What came of a case, and the tick of the last event of each kind. */
export function caseResult(
  each: Case,
  protocol: string,
  seed: string,
  protocols: Protocols = PROTOCOLS,
): CaseResult {
  const scenario = scenarioOfCase(each, protocol, protocols, seed);
  const judge = new CaseJudge(each, scenario);
  const application = new Application(scenario, seed, judge.sinks);
  application.advance();
  return judge.finish(application.run());
}

/** What of the suite a protocol does not stand, over seeds from 1. */
export function unstood(protocol: string, seeds: number, protocols?: Protocols): string[] {
  return CASES.flatMap((each) => {
    const results = Array.from({ length: seeds }, (_, i) => {
      const seed = String(i + 1);
      const { result, unmet } = caseResult(each, protocol, seed, protocols);
      const reasons = unmet.map(({ check, reason }) => `${check}: ${reason}`).join('; ');
      return result === 'pass' ? '' : `${each.name}, seed ${seed}: ${result}: ${reasons}`;
    });
    return results.filter((line) => line !== '');
  });
}
