/** Coordinators by themselves, whose ring and neighbours the test chooses. */

import type { Host } from '../../src/protocol/host';
import type { RingVersion } from '../../src/protocol/ring/ring-version';
import {
  Coordinator,
  type CoordinatorOptions,
  type CoordinatorRules,
  type CoordinatorView,
} from '../../src/protocol/store/coordinator';
import { VersionClock } from '../../src/protocol/store/version-clock';

/** What a coordinator goes by; what is not given is as in the course. */
export interface CoordinatorSetting extends Partial<CoordinatorRules>, Partial<CoordinatorView> {
  readonly clock?: 'wall' | 'hybrid';
}

export function coordinatorOn(
  host: Host,
  options: CoordinatorOptions,
  ring: () => RingVersion,
  setting: CoordinatorSetting = {},
): Coordinator {
  const { pending = 'none', countHints = false, epochCheck = false, clock = 'wall' } = setting;
  const { isUp = () => true, isOver = () => false, hint } = setting;
  const { refusedBy = () => undefined } = setting;
  const rules = { pending, countHints, epochCheck };
  const view = { ring, isUp, isOver, hint, refusedBy };
  return new Coordinator(host, options, rules, new VersionClock(host, clock), view);
}
