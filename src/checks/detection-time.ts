/** How soon whoever failed was noticed, and how fast that went round. */

import type { Detection, MeasuredFailure } from '../measures/detection';
import { disseminationTicks } from '../measures/figures';
import { nodeName } from '../protocol/address';
import type { Expectation } from '../scenario/expectation';
import { against, pass, type Verdict } from './verdict';

type DetectionTime = Extract<Expectation, { readonly check: 'detectionTime' }>;

/** Something about a failure that is to take so many ticks at most. */
interface Wanted {
  readonly failure: MeasuredFailure;
  readonly what: string;
  readonly atMost: number;
  /** The tick in which it begins; undefined where it did not. */
  readonly since: number | undefined;
  /** Ticks; undefined where it is not over. */
  readonly took: number | undefined;
}

/** @param now the first tick that was not run */
export function detectionTime(detection: Detection, now: number, wanted: DetectionTime): Verdict {
  const { of = 'removal', firstTicks, allTicks } = wanted;
  const asked = detection.failures().flatMap((failure): Wanted[] => {
    const { first, all } = of === 'removal' ? failure.removed : failure.suspected;
    const common = { failure, since: failure.at };
    return [
      { ...common, what: `the first ${of}`, atMost: firstTicks ?? Infinity, took: first },
      { ...common, what: `${of} by all`, atMost: allTicks ?? Infinity, took: all },
    ];
  });
  const given = asked.filter(({ atMost }) => atMost < Infinity);
  return inTime('detectionTime', given, now);
}

/** @param now the first tick that was not run */
export function disseminationTime(detection: Detection, now: number, atMost: number): Verdict {
  const asked = detection.failures().map((failure): Wanted => {
    const { first } = failure.removed;
    const since = first === undefined ? undefined : failure.at + first;
    const what = 'from the first removal to the last';
    return { failure, what, atMost, since, took: disseminationTicks(failure) };
  });
  return inTime('disseminationTime', asked, now);
}

function inTime(check: string, asked: readonly Wanted[], now: number): Verdict {
  // Of a node that came back before its time was up there is nothing to tell.
  const told = asked.filter(
    (each) => each.took !== undefined || each.failure.returnedAt === undefined || isLate(each, now),
  );
  const late = told.filter((each) => isLate(each, now));
  if (late.length > 0) return against(check, 'fail', late.map(inWords), []);
  const open = told.filter(({ took }) => took === undefined);
  if (open.length > 0) return against(check, 'unknown', open.map(inWords), []);
  if (told.length === 0) return against(check, 'unknown', ['there was no failure to notice'], []);
  const [{ what, took }] = [...told].sort((a, b) => b.took! - a.took!) as [Wanted];
  return pass(check, `${what} took ${took} ticks at most`);
}

/** Whether it took too long, or takes that long already. */
function isLate({ failure, atMost, since, took }: Wanted, now: number): boolean {
  if (took !== undefined) return took > atMost;
  return since !== undefined && (failure.returnedAt ?? now) - since > atMost;
}

function inWords({ failure: { node, at }, what, atMost, took }: Wanted): string {
  const soFar = took === undefined ? 'is not over' : `took ${took} ticks`;
  return `${nodeName(node)}, which failed at tick ${at}: ${what} ${soFar}, ${atMost} at most`;
}
