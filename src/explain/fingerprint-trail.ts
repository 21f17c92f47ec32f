/** The first event at which two runs differ, found within an interval that check points gave. */

import { EVENT_LEVELS } from '../library/history';
import type { EventSink, EventView } from '../simulation/events';
import type { Fingerprint } from '../simulation/fingerprint';

/** Events of an interval that are compared; check points are never further apart. */
const COMPARED_MAX = 20_000_000;
const PAGE = 1 << 16;

/** Keeps the fingerprint after each event of an interval, eight bytes each. */
export class FingerprintTrail implements EventSink {
  readonly kinds = EVENT_LEVELS.messages;
  /** How many events there were. */
  count = 0;
  private readonly pages: Uint32Array[] = [];

  /**
   * @param fingerprint of the run that is watched
   * @param after the interval begins after so many events ...
   * @param upTo ... and ends with this one
   */
  constructor(
    private readonly fingerprint: Fingerprint,
    private readonly after: number,
    private readonly upTo: number,
  ) {}

  on({ id }: EventView): void {
    this.count = id;
    const index = id - this.after - 1;
    if (index < 0 || id > this.upTo || index >= COMPARED_MAX) return;
    const page = (this.pages[index >> 16] ??= new Uint32Array(2 * PAGE));
    const hex = this.fingerprint.toString();
    const place = 2 * (index & (PAGE - 1));
    page[place] = parseInt(hex.slice(0, 8), 16);
    page[place + 1] = parseInt(hex.slice(8), 16);
  }

  /** The first event of the interval that is not the same in both; that one may have is one. */
  firstDifference(other: FingerprintTrail): number {
    for (let id = this.after + 1; id <= this.upTo; id++) {
      if (id > this.count || id > other.count) return id;
      const index = id - this.after - 1;
      const place = 2 * (index & (PAGE - 1));
      const [mine, theirs] = [this.pages[index >> 16], other.pages[index >> 16]];
      if (mine === undefined || theirs === undefined) return id;
      if (mine[place] !== theirs[place] || mine[place + 1] !== theirs[place + 1]) return id;
    }
    return this.upTo + 1;
  }
}
