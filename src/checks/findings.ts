/** What a check finds wrong in the course of a run, however often: the first are kept, the others counted. */

import { against, EVIDENCE_MAX, NAMED_MAX, pass, type Verdict } from './verdict';

export class Findings {
  private readonly problems: string[] = [];
  private readonly evidence: number[] = [];
  private count = 0;

  /**
   * @param problem in words
   * @param events the ids of events that show it, the most telling first
   */
  add(problem: string, ...events: readonly number[]): void {
    this.count++;
    if (this.problems.length < NAMED_MAX) this.problems.push(problem);
    if (this.evidence.length < EVIDENCE_MAX) this.evidence.push(...events);
  }

  /** @param passed the reason where nothing was found */
  verdict(check: string, passed: string): Verdict {
    if (this.count === 0) return pass(check, passed);
    return against(check, 'fail', this.problems, this.evidence, this.count);
  }
}
