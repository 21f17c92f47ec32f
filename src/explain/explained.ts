/** The parts of an explanation. */

/** Something that belongs into the diagram. */
export interface Mark {
  readonly time: number;
  /** `n5`. */
  readonly node: string;
  /** Short: `x5`. */
  readonly text: string;
  /** How much it matters: 3 the event itself, 2 what decided it, 1 the rest. */
  readonly weight: 1 | 2 | 3;
}

/** What an event was waiting for, and what became of that. */
export interface Awaited {
  /** Why it came to the event, after a `because`; empty where that is not known. */
  readonly because: string;
  /** What became of all that was awaited, a line each. */
  readonly lines: readonly string[];
  readonly marks: readonly Mark[];
  /** The nodes that matter, the most telling first. */
  readonly nodes: readonly string[];
}
