/** What a matcher comes to, in jest's own form. */

import type { MatcherContext, SyncExpectationResult } from 'expect';
import { type Observed, whichRun } from './observation';

export interface Finding {
  readonly pass: boolean;
  /** What was to be, in words that stand after "not", too. */
  readonly expected: string;
  /** What is, a line each. */
  readonly received: readonly string[];
}

/** @param args what the matcher was called with */
export function result(
  { isNot, utils }: MatcherContext,
  run: Observed,
  matcher: string,
  args: readonly unknown[],
  { pass, expected, received }: Finding,
): SyncExpectationResult {
  const [first, second] = args
    .filter((arg) => arg !== undefined)
    .map((arg) => utils.stringify(arg, 2));
  const options = {
    isNot: isNot === true,
    ...(second === undefined ? {} : { secondArgument: second }),
  };
  return {
    pass,
    message: () =>
      [
        utils.matcherHint(matcher, 'run', first ?? '', options),
        '',
        `Expected: ${utils.EXPECTED_COLOR(`${isNot === true ? 'not ' : ''}${expected}`)}`,
        ...received.map((line, i) => {
          const label = i === 0 ? 'Received:' : '         ';
          return `${label} ${utils.RECEIVED_COLOR(line)}`;
        }),
        `Run:      ${whichRun(run)}`,
      ].join('\n'),
  };
}

/** True for options of which none was given. */
export function isEmpty(options: object): boolean {
  return Object.keys(options).length === 0;
}
