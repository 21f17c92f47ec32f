/** What a scenario file expects into the expectations of a scenario. */

import type { Expectation } from '../expectation';
import type { Path } from './document';
import type { CHECKS, ExpectationDocument } from './expect-schema';
import { given, made } from './given';
import type { Setting } from './setting';

type CheckName = keyof typeof CHECKS;
type Parameters = Exclude<ExpectationDocument, string>;

/** @param path that of the check */
export function buildExpectation(
  document: ExpectationDocument,
  path: Path,
  { values, nodes }: Setting,
): Expectation {
  const parameters: Parameters = typeof document === 'string' ? { [document]: {} } : document;
  const check = Object.keys(parameters)[0] as CheckName;
  const missing = (what: string) => {
    values.report(path, `${check} needs \`${what}\``);
  };
  const within = (found: Parameters['viewsAgree']) =>
    given({ withinTicks: made(found?.within, (range) => values.ticks(range)) });
  switch (check) {
    case 'viewsAgree':
    case 'failedRemoved':
      return { check, ...within(parameters[check]) };
    case 'replicated': {
      const copies = made(parameters[check]?.copies, (range) => values.count(range, nodes));
      return { check, ...within(parameters[check]), ...given({ copies }) };
    }
    case 'availability': {
      const { atLeast } = parameters[check] ?? {};
      if (atLeast === undefined) missing('atLeast');
      return { check, atLeast: made(atLeast, (range) => values.share(range)) ?? 0 };
    }
    case 'messageLoad': {
      const { atMost } = parameters[check] ?? {};
      if (atMost === undefined) missing('atMost');
      return { check, atMost: made(atMost, (range) => values.perThousand(range)) ?? 0 };
    }
    case 'outcome': {
      const { operation, is, value } = parameters[check] ?? {};
      if (operation === undefined || is === undefined) missing('operation` and `is');
      return { check, operation: operation ?? '', is: is ?? 'ok', ...given({ value }) };
    }
    default:
      return { check };
  }
}
