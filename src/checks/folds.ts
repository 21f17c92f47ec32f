/** The folds that the checks of a scenario need: each is made once, where it is first asked for. */

import { ringOwners, type Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import { Copies } from './copies';

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
    return this.once(wanted, () => new Copies(wanted, ringOwners(this.cluster)));
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
