/** The folds that the checks of a scenario need: each is made once, where it is first asked for. */

import { ringPlan, type Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import { Copies } from './copies';
import { Forgotten } from './forgotten';
import { WritesReachQuorum } from './writes-reach-quorum';

export class Folds {
  /** Those that were asked for: they have to watch the run. */
  readonly sinks: EventSink[] = [];
  private readonly made = new Map<unknown, EventSink>();

  constructor(private readonly cluster: Scenario['cluster']) {}

  of<T extends EventSink>(Fold: new () => T): T {
    return this.once(Fold, () => new Fold());
  }

  /** @param wanted nodes that are to hold a key */
  copies(wanted: number): Copies {
    return this.once(wanted, () => new Copies(wanted, ringPlan(this.cluster)));
  }

  forgotten(): Forgotten {
    const { store } = this.cluster;
    return this.once(Forgotten, () => new Forgotten(store?.graceTicks ?? Infinity));
  }

  /** A fold that asks which tombstones may be forgotten. */
  withForgotten<T extends EventSink>(Fold: new (forgotten: Forgotten) => T): T {
    const forgotten = this.forgotten();
    return this.once(Fold, () => new Fold(forgotten));
  }

  writesReachQuorum(): WritesReachQuorum {
    const { store } = this.cluster;
    return this.once(WritesReachQuorum, () => new WritesReachQuorum(store?.writeQuorum ?? 0));
  }

  private once<T extends EventSink>(key: unknown, make: () => T): T {
    const known = this.made.get(key) as T | undefined;
    if (known !== undefined) return known;
    const fold = make();
    this.made.set(key, fold);
    this.sinks.push(fold);
    return fold;
  }
}
