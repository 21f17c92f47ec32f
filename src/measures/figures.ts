/** What a run's measures come to in one number each, for tables over many runs. */

import type { Measures } from './measures';
import type { MeasuredFailure } from './detection';
import { medianOf } from './median';

/** What a figure counts. */
export type Unit = 'ticks' | 'times' | 'a node and second';

interface Figure {
  readonly name: string;
  readonly unit: Unit;
  /** Undefined where there was nothing to measure; Infinity for what never happened. */
  readonly of: (measures: Measures) => number | undefined;
}

/** The figures, in the order in which they are shown. */
export const FIGURES = [
  ofFailures('first suspicion', ({ suspected }) => suspected.first),
  ofFailures('all suspect', ({ suspected }) => suspected.all),
  ofFailures('first removal', ({ removed }) => removed.first),
  ofFailures('all removed', ({ removed }) => removed.all),
  ofFailures('dissemination', disseminationTicks),
  { name: 'false suspicions', unit: 'times', of: (measures) => measures.falseSuspicions },
  { name: 'false removals', unit: 'times', of: (measures) => measures.falseRemovals },
  {
    ...{ name: 'messages', unit: 'a node and second' },
    of: ({ load }) => load.perNodeSecond.messages,
  },
  {
    ...{ name: 'bytes', unit: 'a node and second' },
    of: ({ load }) => load.perNodeSecond.bytes,
  },
] as const satisfies readonly Figure[];

export type FigureName = (typeof FIGURES)[number]['name'];

/** The time from the first removal of a node that failed to the last; undefined before that. */
export function disseminationTicks({ removed }: MeasuredFailure): number | undefined {
  const { first, all } = removed;
  return first === undefined || all === undefined ? undefined : all - first;
}

/** The median of a run's failures, but for those where the node came back first. */
function ofFailures<const Name extends string>(
  name: Name,
  ticksOf: (failure: MeasuredFailure) => number | undefined,
) {
  const of = ({ failures }: Measures): number | undefined => {
    const asked = failures.filter(
      (failure) => ticksOf(failure) !== undefined || failure.returnedAt === undefined,
    );
    if (asked.length === 0) return undefined;
    const ticks = asked.map((failure) => ticksOf(failure) ?? Infinity);
    return medianOf(ticks.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  };
  return { name, unit: 'ticks', of } as const;
}
