/** What a check comes to. */

export interface Verdict {
  readonly check: string;
  /** `unknown` where the run ended before it could be told. */
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** What was found, in words. */
  readonly reason: string;
  /** Ids of events that show it, at most ten. */
  readonly evidence: readonly number[];
}

export const EVIDENCE_MAX = 10;
/** So many problems are said in words; the others are counted. */
export const NAMED_MAX = 3;

/** A passed check. */
export function pass(check: string, reason: string): Verdict {
  return { check, verdict: 'pass', reason, evidence: [] };
}

/**
 * A check that something speaks against: `problems` in words, not empty, with their events.
 * @param count how many there were in all, where not all are given
 */
export function against(
  check: string,
  verdict: 'fail' | 'unknown',
  problems: readonly string[],
  evidence: readonly number[],
  count = problems.length,
): Verdict {
  const named = problems.slice(0, NAMED_MAX).join('; ');
  const more = count - NAMED_MAX;
  const reason = more > 0 ? `${named}; and ${more} more` : named;
  return { check, verdict, reason, evidence: evidence.slice(0, EVIDENCE_MAX) };
}
