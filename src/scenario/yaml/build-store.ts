/** The key-value store of a scenario file into that of a scenario. */

import type { StoreOptions } from '../../protocol/store/store';
import { defaultReplicas, type RingPreset } from '../ring';
import { DEFAULTS } from './defaults';
import type { Ranged } from './fields';
import { given, made } from './given';
import type { Time } from './quantities';
import type { ScenarioDocument } from './schema';
import type { Values } from './values';

type Document = NonNullable<ScenarioDocument['cluster']['replication']>;

/** @param preset of the ring, which may say how many replicas a key has */
export function buildStore(
  document: Document,
  values: Values,
  preset: RingPreset | undefined,
): Partial<StoreOptions> {
  const { n, r, w, timeout, offerRetry, tombstoneGrace } = document;
  const { quorum, readRepair, clock, ties, dedupe, rebalance } = document;
  const replicas = made(n, (found) => values.count(found)) ?? defaultReplicas(preset);
  const most = `n is ${replicas}${whoseReplicas(n, preset)}`;
  const ofReplicas = (letter: 'R' | 'W') => (found: NonNullable<typeof n>) =>
    values.count(found, replicas, `for ${letter} <= N and ${most}`);
  return {
    replicas,
    readQuorum: made(r, ofReplicas('R')) ?? Math.min(2, replicas),
    writeQuorum: made(w, ofReplicas('W')) ?? Math.min(2, replicas),
    ...given({
      operationTimeoutTicks: ticksOr(values, timeout, 'timeout'),
      offerRetryTicks: ticksOr(values, offerRetry, 'offerRetry'),
      ...{ quorum, readRepair, clock, ties, dedupe, rebalance },
      hints: made(document.hints, ({ window, countTowardW = false }) => ({
        windowTicks: made(window, (found) => values.ticks(found)) ?? hintWindowTicks(values),
        countTowardW,
      })),
      antiEntropy: made(document.antiEntropy, ({ kind = 'merkle', every }) => ({
        kind,
        everyTicks: made(every, (found) => values.ticks(found)) ?? comparisonTicks(values),
      })),
      graceTicks: made(tombstoneGrace, (found) => values.ticks(found)),
    }),
  };
}

/** Whose number of replicas it is where the file does not give one. */
function whoseReplicas(given: Document['n'], preset: RingPreset | undefined): string {
  if (given !== undefined) return '';
  return preset === undefined ? ' unless given' : ` by the preset ${preset} of the ring`;
}

/**
 * Ticks that are given or, where a tick has a length, the default of that name. In a scenario in the
 * course's ticks the course's numbers hold, which are those of `cluster`.
 */
function ticksOr(
  values: Values,
  range: Ranged<Time> | undefined,
  name: 'timeout' | 'offerRetry',
): number | undefined {
  if (range !== undefined) return values.ticks(range);
  return values.tickMicros === undefined
    ? undefined
    : values.defaultTicks(['cluster', 'replication', name], DEFAULTS[name]);
}

/** Ten seconds or, in the course's ticks, as long as the course waits for stabilization twice over. */
function hintWindowTicks(values: Values): number {
  if (values.tickMicros === undefined) return 100;
  return values.defaultTicks(['cluster', 'replication', 'hints', 'window'], DEFAULTS.hintWindow);
}

/** A second or, in the course's ticks, as many as its nodes take to remove one that failed. */
function comparisonTicks(values: Values): number {
  if (values.tickMicros === undefined) return 20;
  const path = ['cluster', 'replication', 'antiEntropy', 'every'];
  return values.defaultTicks(path, DEFAULTS.antiEntropy);
}
