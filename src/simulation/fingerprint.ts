/**
 * The rolling fingerprint of a run: a 64-bit hash over every event in order, with check points,
 * so that the first difference of two runs is found by bisection.
 */

/** Bound once: in a jest sandbox every look-up of a global is slow. */
const { imul } = Math;

/** The fingerprint as it stood after an event. */
export interface CheckPoint {
  /** How many events had been added. */
  readonly events: number;
  /** The tick of the last of them. */
  readonly time: number;
  /** 16 hexadecimal digits. */
  readonly fingerprint: string;
}

/** When there are this many check points every second one is dropped and the distance doubles. */
const CHECK_POINTS_MAX = 128;
const FIRST_DISTANCE = 1024;

export class Fingerprint {
  private low = 0x243f6a88;
  private high = 0x85a308d3 | 0;
  private added = 0;
  private untilCheckPoint = FIRST_DISTANCE;
  private distance = FIRST_DISTANCE;
  private points: CheckPoint[] = [];

  /**
   * Adds one event. Within an event the words are independent products, so that the processor
   * overlaps them, the halves of a digest in different sums, so that
   * neither can make up for the other; across events each lane is a chain, so that order counts.
   */
  add(
    kindAndNode: number,
    time: number,
    cause: number,
    a: number,
    b: number,
    c: number,
    digestLow: number,
    digestHigh: number,
  ): void {
    const first =
      imul(kindAndNode, 0x2c1b3c6d) +
      imul(time, 0x297a2d39) +
      imul(cause, 0x1b56c4e9) +
      imul(digestLow, 0x344a8fb1);
    const second =
      imul(a, 0x5bd1e995) +
      imul(b, 0x7feb352d) +
      imul(c, 0x68e31da5) +
      imul(digestHigh, 0x6c8e944b);
    const low = imul(this.low ^ first, 0x1e35a7bd);
    const high = imul(this.high ^ second, 0x3c6ef373);
    this.low = (low ^ (high >>> 15)) | 0;
    this.high = (high ^ (low >>> 13)) | 0;
    this.added++;
    if (--this.untilCheckPoint === 0) this.checkPoint(time);
  }

  /** How many events were added. */
  get events(): number {
    return this.added;
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return hex(this.high) + hex(this.low);
  }

  checkPoints(): readonly CheckPoint[] {
    return this.points;
  }

  private checkPoint(time: number): void {
    this.points.push({ events: this.added, time, fingerprint: this.toString() });
    if (this.points.length === CHECK_POINTS_MAX) {
      this.points = this.points.filter((_, index) => index % 2 === 1);
      this.distance *= 2;
    }
    this.untilCheckPoint = this.distance;
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
