/**
 * Looks at what the next few events will be about, and changes nothing. But these looks do not wait
 * for each other: memory brings everything in the time of one or two of them, where the events of
 * a large cluster, one after the other, would each wait for their own. At a million nodes that is
 * nearly half the time.
 */

import type { Scheduler } from './scheduler';
import type { SimulatedHost, World } from './simulated-host';

/** As many misses as a processor has under way at once. */
const EVENTS = 16;
/** With fewer entries pending than this, whatever they are about is in the cache anyway. */
const PENDING_MIN = 5_000;

export class LookAhead {
  /** Something that depends on all looks, so that none is left out. */
  seen = 0;
  private readonly entries = new Int32Array(EVENTS);
  private untilNext = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly world: World,
    private readonly hosts: readonly (SimulatedHost | undefined)[],
  ) {}

  /** To be called before each event. */
  step(): void {
    if (--this.untilNext > 0 || this.scheduler.pending < PENDING_MIN) return;
    this.untilNext = EVENTS;
    const { scheduler, hosts, entries } = this;
    const { programs, boots } = this.world;
    const count = scheduler.comingUp(entries);
    let seen = 0;
    for (let i = 0; i < count; i++) {
      const entry = entries[i]!;
      const node = scheduler.node(entry);
      // The type of an object is told by its first word.
      if (typeof scheduler.refOf(entry) === 'object') seen++;
      if (typeof programs[node] === 'object') seen++;
      if (hosts[node]?.self === node) seen += boots[node]!;
    }
    for (let i = 0; i < count; i++) {
      seen += programs[scheduler.node(entries[i]!)]?.glance?.() ?? 0;
    }
    this.seen = seen;
  }
}
