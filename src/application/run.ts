/** The value of a finished run: scenario and seed replay it, the rest says what it came to. */

import type { ResolvedFault } from '../faults/plan';
import type { Scenario } from '../scenario/scenario';
import type { NetworkCounts } from '../simulation/emulnet';
import type { CheckPoint } from '../simulation/fingerprint';
import type { Announcement, ResolvedOperation } from '../workload/operations';

/** The version of this format: raised with every change that a reader must know of. */
export const RUN_VERSION = 4;

/** A run as a plain value, for files and comparisons. */
export interface Run {
  readonly version: typeof RUN_VERSION;
  readonly scenario: Scenario;
  readonly seed: string;
  /** What happened when and to whom, with draws and rules resolved. */
  readonly plan: {
    readonly announcements: readonly Announcement[];
    readonly operations: readonly ResolvedOperation[];
    readonly faults: readonly ResolvedFault[];
  };
  readonly counts: {
    readonly events: number;
    readonly network: NetworkCounts;
    /** Clients' requests that found 10,000 others waiting for a node that stood still. */
    readonly commandsDropped: number;
  };
  /** 16 hexadecimal digits: two runs with the same one were the same run. */
  readonly fingerprint: string;
  readonly checkPoints: readonly CheckPoint[];
}
