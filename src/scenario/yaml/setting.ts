/** What the parts of a scenario file are checked against. */

import type { Path } from './document';
import type { Values } from './values';

export interface Setting {
  readonly values: Values;
  readonly nodes: number;
  readonly durationTicks: number;
  /** Whether the nodes keep keys and values. */
  readonly hasStore: boolean;
}

/** What makes a store, and how to say so. */
export const STORE_PATH: Path = ['cluster', 'replication'];
export const STORE_HINT = 'give the cluster `replication`, be it {}';
