/** The latest intervals between the heartbeats of one member: a window, its mean and deviation. */

const FIRST_CAPACITY = 16;

export class Intervals {
  private window: Int32Array;
  /** How many are in the window. */
  private count = 0;
  private next = 0;
  private sum = 0;
  private sumOfSquares = 0;

  /**
   * Begins with two guesses, a quarter below and above the expected interval, as Akka does.
   * @param expected ticks between two heartbeats
   * @param size how many are remembered, 2 or more
   */
  constructor(
    expected: number,
    private readonly size: number,
  ) {
    this.window = new Int32Array(Math.min(FIRST_CAPACITY, size));
    const quarter = Math.floor(expected / 4);
    this.add(expected - quarter);
    this.add(expected + quarter);
  }

  /** Adds an interval, in ticks; the oldest makes room. */
  add(interval: number): void {
    if (this.count === this.window.length && this.count < this.size) this.grow();
    if (this.count < this.window.length) this.count++;
    else this.forget(this.window[this.next]!);
    this.window[this.next] = interval;
    this.next = (this.next + 1) % this.window.length;
    this.sum += interval;
    this.sumOfSquares += interval * interval;
  }

  get mean(): number {
    return this.sum / this.count;
  }

  get deviation(): number {
    const { mean } = this;
    return Math.sqrt(Math.max(0, this.sumOfSquares / this.count - mean * mean));
  }

  private forget(interval: number): void {
    this.sum -= interval;
    this.sumOfSquares -= interval * interval;
  }

  private grow(): void {
    const larger = new Int32Array(Math.min(this.size, 2 * this.window.length));
    larger.set(this.window);
    this.next = this.window.length;
    this.window = larger;
  }
}
