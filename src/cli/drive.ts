/** Runs scenarios in slices, so that signals, a reader and a progress bar have their turns. */

import { Application } from '../application/application';
import type { Run } from '../application/run';
import type { Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import { advance } from './advance';
import { breathe, Progress } from './terminal';

/** Events between two looks at the outside world: some tens of milliseconds. */
export const SLICE_EVENTS = 100_000;

/** What is run: a scenario with its seed. */
export interface Story {
  readonly scenario: Scenario;
  readonly seed: string;
}

/**
 * Runs a scenario to its end, or until somebody has seen enough.
 * @param sinks who watches; or a function that makes them, given the application
 */
export async function drive(
  { scenario, seed }: Story,
  sinks: readonly EventSink[] | ((application: Application) => readonly EventSink[]),
  isEnough: () => boolean = () => false,
): Promise<Run> {
  const application = new Application(scenario, seed);
  const watching = typeof sinks === 'function' ? sinks(application) : sinks;
  for (const sink of watching) application.simulation.subscribe(sink);
  const progress = new Progress(scenario.durationTicks, 'ticks', true);
  try {
    while (!advance(application, SLICE_EVENTS) && !isEnough()) {
      await progress.update(application.now);
      await breathe();
    }
  } finally {
    progress.stop();
  }
  return application.run();
}
