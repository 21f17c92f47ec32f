/** The looks at a run that explain one of its events, as whoever runs scenarios is asked for them. */

import type { Run } from '../application/run';
import { Ledger } from '../checks/ledger';
import type { SimulationEvent } from '../library/event';
import type { Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import { Ancestry } from './ancestry';
import type { Lookout } from './explained';
import { Explanation } from './explanation';
import { KeptHints } from './kept-hints';
import { lookoutFor, roundsToKeep } from './lookouts';
import { type Ended, StaleRead } from './stale-read';

/** Run it with these watching, until there is nothing more to see. */
export interface Look {
  readonly sinks: readonly EventSink[];
  readonly isEnough: () => boolean;
}

/** Asks for looks, is given each time the run as far as it came, and returns what it found. */
export type Looking<T> = Generator<Look, T, Run>;

/** The lines of an event's explanation; where there is no such event, the number of events. */
export function* explainEvent(
  scenario: Scenario,
  id: number,
): Looking<{ readonly lines: readonly string[] } | { readonly events: number }> {
  const ledger = new Ledger();
  const ancestry = yield* look(scenario, id, [ledger]);
  const { event } = ancestry;
  if (event === undefined) return { events: ancestry.count };
  const stale = ledger.staleReads.find((read) => read.event === id);
  // A value that nobody ever wrote is ruled out by nothing.
  const newer = stale === undefined || stale.ruledOutBy === 0 ? undefined : stale.ruledOutBy;
  const kept = 'key' in event ? yield* keptHints(scenario, event.key) : undefined;
  const lookout =
    newer === undefined
      ? lookoutFor(scenario, ancestry, kept)
      : new StaleRead(event as Ended, (yield* look(scenario, newer, [])).event as Ended, kept);
  return { lines: yield* explainWith(scenario, event, ancestry, lookout) };
}

/** The hints of a key, where any are kept. */
export function* keptHints(scenario: Scenario, key: string): Looking<KeptHints | undefined> {
  if (scenario.cluster.store?.hints === undefined) return undefined;
  const kept = new KeptHints(key);
  yield { sinks: [kept], isEnough: () => false };
  return kept;
}

/** The lines of an explanation for which something of one's own is looked for. */
export function* explainWith(
  scenario: Scenario,
  event: SimulationEvent,
  ancestry: Ancestry,
  lookout: Lookout,
  last = event.id,
): Looking<readonly string[]> {
  const explanation = new Explanation(scenario, event, ancestry.chain(), lookout, last);
  const { circumstances } = explanation;
  const { plan } = yield { sinks: [circumstances], isEnough: () => circumstances.isComplete };
  return explanation.lines(plan);
}

/** The first look: an event with its causes. */
export function* look(
  scenario: Scenario,
  id: number,
  others: readonly EventSink[],
): Looking<Ancestry> {
  const ancestry = new Ancestry(id, roundsToKeep(scenario));
  yield { sinks: [ancestry, ...others], isEnough: () => ancestry.event !== undefined };
  return ancestry;
}
