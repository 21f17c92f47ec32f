/** Everything that is measured of a run's membership and store: folds over its events. */

import type { Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import { Detection, type MeasuredFailure } from './detection';
import { type KindCount, type MessageLoad, messageLoad, UpTime } from './message-load';
import { type StoreMeasures, StoreMeasuring } from './store-measures';

/** What was measured of a run. Times are in ticks. */
export interface Measures {
  /** Nodes that went down without a word, in that order, and how that was noticed. */
  readonly failures: readonly MeasuredFailure[];
  /** Failures that came when 1,000 others had not been noticed by all: they were not followed. */
  readonly failuresLeftOut: number;
  /** How often a node suspected one that was up: each that does so counts. */
  readonly falseSuspicions: number;
  /** How often a node removed one that was up. */
  readonly falseRemovals: number;
  readonly load: MessageLoad;
  /** Undefined for a scenario without a store. */
  readonly store?: StoreMeasures;
}

export class Measuring {
  /** What has to watch the run. */
  readonly sinks: readonly EventSink[];
  private readonly detection = new Detection();
  private readonly upTime = new UpTime();
  private readonly store: StoreMeasuring | undefined;

  constructor(private readonly scenario: Scenario) {
    this.store = scenario.cluster.store === undefined ? undefined : new StoreMeasuring();
    this.sinks = [this.detection, this.upTime, ...(this.store?.sinks ?? [])];
  }

  /**
   * @param sent what was sent of each kind
   * @param now the first tick that was not run
   */
  finish(sent: readonly KindCount[], now = this.scenario.durationTicks): Measures {
    const { detection, upTime, store, scenario } = this;
    return {
      failures: detection.failures(),
      failuresLeftOut: detection.leftOut,
      falseSuspicions: detection.falseSuspicions,
      falseRemovals: detection.falseRemovals,
      load: messageLoad(sent, upTime.nodeTicks(now), scenario.tickMicros),
      ...(store && { store: store.finish() }),
    };
  }
}
