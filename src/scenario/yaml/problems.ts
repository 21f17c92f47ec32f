/** What a schema found wrong, in words and with its place. */

import type * as z from 'zod';
import type { Path, Problem } from './document';

type Issue = z.core.$ZodIssue;
type MapMend = Pick<Problem, 'lacks' | 'spare'>;

/** A problem for each thing that is wrong; of a value that may have several forms, in its own. */
export function problemsOf(issues: readonly Issue[], base: Path = []): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...base, ...(issue.path as Path)];
    if (issue.code === 'unrecognized_keys') {
      const texts = issue.message.split('\n');
      return issue.keys.map((key, i) => ({ path: [...path, key], isOfKey: true, text: texts[i]! }));
    }
    if (issue.code !== 'invalid_union') return [{ path, text: issue.message, ...mendOf(issue) }];
    const form = issue.errors.find((each) => !each.some(isWrongForm));
    if (form !== undefined) return problemsOf(form, path);
    const wanted = issue.errors.flatMap((each) => each.filter(isWrongForm));
    const texts = new Set(wanted.map(({ message }) => message.replace(/^needs /, '')));
    return [{ path, text: `needs ${[...texts].join('; or ')}` }];
  });
}

/** What would mend it, where that is a key of the value. */
function mendOf(issue: Issue): MapMend {
  return issue.code === 'custom' ? ((issue.params?.['mend'] ?? {}) as MapMend) : {};
}

/** Whether it says that the value itself is no leaf, no list or no map. */
function isWrongForm(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'custom') return issue.params?.['isForm'] === true;
  return issue.code === 'invalid_type';
}
