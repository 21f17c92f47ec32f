/** The parts of an explanation. */

import type { Run } from '../application/run';
import type { Scenario } from '../scenario/scenario';
import type { Circumstances, Watcher } from './circumstances';
import type { StandingChanges } from './standing-changes';

/** Something that belongs into the diagram. */
export interface Mark {
  readonly time: number;
  /** `n5`. */
  readonly node: string;
  /** Short: `x5`. */
  readonly text: string;
  /** How much it matters: 4 is always shown, 3 tells the story, 2 decided it, 1 is routine. */
  readonly weight: 1 | 2 | 3 | 4;
}

/** Lines that belong together. */
export interface Part {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What an event was waiting for, and what became of that. */
export interface Awaited {
  /** Why it came to the event, `because ...`; empty where that is not known. */
  readonly why: string;
  /** What became of all that was awaited. */
  readonly parts: readonly Part[];
  readonly marks: readonly Mark[];
  /** The nodes that matter, the most telling first. */
  readonly nodes: readonly string[];
}

/** What is known once the run was looked at. */
export interface Scene {
  readonly scenario: Scenario;
  /** As it was resolved until the event happened. */
  readonly plan: Run['plan'];
  readonly circumstances: Circumstances;
  readonly changes: StandingChanges;
}

/** What to look for in the second look, and what that came to. */
export interface Lookout extends Watcher {
  awaited(scene: Scene): Awaited;
}
