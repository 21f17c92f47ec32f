/** What the parts of a scenario file are checked against. */

import type { Values } from './values';

export interface Setting {
  readonly values: Values;
  readonly nodes: number;
  readonly durationTicks: number;
}
