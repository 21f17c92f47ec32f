/** Checks that come to something else in one of two runs than in the other. */

import type { RunChecks } from '../checks/run-checks';
import type { Verdict } from '../checks/verdict';

type Finished = ReturnType<RunChecks['finish']>;

const WORDS: Readonly<Record<Verdict['verdict'], string>> = {
  ...{ pass: 'holds', fail: 'fails', unknown: 'is open' },
};

/** A line for each: `viewsAgree holds in A, fails in B: n3 does not see n4`. */
export function differingVerdicts(a: Finished, b: Finished): string[] {
  const [ofA, ofB] = [byName(a), byName(b)];
  return [...new Set([...ofA.keys(), ...ofB.keys()])].flatMap((name) => {
    const [inA, inB] = [ofA.get(name), ofB.get(name)];
    if (inA?.verdict === inB?.verdict) return [];
    const worse = [inA, inB].find((verdict) => verdict !== undefined && verdict.verdict !== 'pass');
    const why = worse === undefined ? '' : `: ${worse.reason}`;
    const check = (inA ?? inB)!.check;
    return [`${check} ${wordOf(inA)} in A, ${wordOf(inB)} in B${why}`];
  });
}

function wordOf(verdict: Verdict | undefined): string {
  return verdict === undefined ? 'is not asked' : WORDS[verdict.verdict];
}

/** Those of the scenario and, where it names none such, those of every run; of one check the n-th under `check n`. */
function byName({ verdicts, expected }: Finished): Map<string, Verdict> {
  const own = expected.map(({ verdict }) => verdict);
  const common = verdicts.filter(({ check }) => !own.some((one) => one.check === check));
  const named = new Map<string, Verdict>();
  for (const verdict of [...own, ...common]) {
    let n = 1;
    while (named.has(`${verdict.check} ${n}`)) n++;
    named.set(`${verdict.check} ${n}`, verdict);
  }
  return named;
}
