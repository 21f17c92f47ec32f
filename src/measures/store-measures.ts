/** Everything that is measured of a run's store. */

import type { EventSink } from '../simulation/events';
import { type Damage, DamageFound } from './damage';
import { type HintCounts, HintFates } from './hint-counts';
import { type RefusedMove, RefusedMoves } from './refused-moves';

/** What was measured of a run's store. Times are in ticks. */
export interface StoreMeasures {
  readonly damage: Damage;
  /** Commands of an operator that came to nothing, in that order. */
  readonly refusedMoves: readonly RefusedMove[];
  readonly hints: HintCounts;
}

export class StoreMeasuring {
  private readonly damage = new DamageFound();
  private readonly moves = new RefusedMoves();
  private readonly hints = new HintFates();
  /** What has to watch the run. */
  readonly sinks: readonly EventSink[] = [this.damage, this.moves, this.hints];

  finish(): StoreMeasures {
    const { damage, moves, hints } = this;
    return { damage: damage.found(), refusedMoves: moves.all, hints: hints.counts() };
  }
}
