/** A node's two clocks, which may run fast or slow; its wall clock may step, too. */

const MILLION = 1_000_000;

export class NodeClock {
  /** Parts in a million by which both clocks run fast: above -1,000,000. */
  private driftPpm = 0;
  /** What the monotonic clock showed, in millionths of a tick, when the drift changed last. */
  private shown = 0;
  private shownAt = 0;
  /** By how many ticks the wall clock is ahead of the monotonic one. */
  private ahead = 0;

  /** Ticks, never fewer than before. */
  monotonic(now: number): number {
    if (this.driftPpm === 0 && this.shown === this.shownAt * MILLION) return now;
    return Math.floor(this.millionths(now) / MILLION);
  }

  wall(now: number): number {
    return this.monotonic(now) + this.ahead;
  }

  /** The wall clock jumps by so many ticks, forwards or back. */
  step(ticks: number): void {
    this.ahead += ticks;
  }

  /** From now on both clocks run fast (above 0) or slow by so many parts in a million. */
  drift(ppm: number, now: number): void {
    this.shown = this.millionths(now);
    this.shownAt = now;
    this.driftPpm = ppm;
  }

  /** How many ticks of the simulation a node waits that wants to wait for `delay` of its own. */
  wait(delay: number): number {
    if (this.driftPpm === 0) return delay;
    return Math.ceil((delay * MILLION) / (MILLION + this.driftPpm));
  }

  private millionths(now: number): number {
    return this.shown + (now - this.shownAt) * (MILLION + this.driftPpm);
  }
}
