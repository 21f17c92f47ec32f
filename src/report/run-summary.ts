/** What a person is told of a finished run: figures first, the verdict last. */

import type { Run } from '../application/run';
import type { Latency, OutcomeCounts } from '../checks/operations';
import type { IdleStep } from '../faults/idle';
import type { Outcome } from '../protocol/store/store-events';
import type { Measures } from '../measures/measures';
import type { Scenario } from '../scenario/scenario';
import { measureRows } from './measure-rows';
import { ticksInWords } from './time-words';

export type OutcomesOfOperations = Record<Outcome, OutcomeCounts>;

/** `read.conf: 10 nodes, membership and store` and the like: what runs. */
export function titleOf({ name, cluster }: Scenario): string {
  const parts = cluster.store === undefined ? 'membership' : 'membership and store';
  return `${name}: ${cluster.nodes} node${cluster.nodes === 1 ? '' : 's'}, ${parts}`;
}

/** A line each, `name: value`, aligned. */
export function summaryLines(
  run: Run,
  operations: OutcomesOfOperations,
  wallSeconds: number,
  measures?: Measures,
): string[] {
  const { scenario, seed, counts, fingerprint } = run;
  const { cluster, durationTicks } = scenario;
  const rows: [string, string][] = [
    ['nodes', `${cluster.nodes}${startsInWords(scenario)}`],
    ['virtual time', ticksInWords(durationTicks, scenario.tickMicros)],
    ['messages', messagesInWords(run)],
    ...commandRows(run),
    ...operationRows(operations, scenario),
    ...(measures === undefined ? [] : measureRows(measures, scenario)),
    ['events', `${counts.events}`],
    ['wall time', `${wallSeconds.toFixed(3)} s`],
    ['seed', seed],
    ['fingerprint', fingerprint],
  ];
  return rows.map(([name, value]) => `${name.padEnd(13)} ${value}`);
}

/** What the summary must say of how nodes started. */
function startsInWords({ cluster, tickMicros }: Scenario): string {
  const { nodes, ticks } = cluster.starts;
  if (ticks === 1) return '';
  if (tickMicros !== undefined) return `, all started within ${ticksInWords(ticks, tickMicros)}`;
  const rate = nodes / ticks;
  return `, started ${rate} a tick instead of 4: all are up by tick ${ticks}`;
}

function messagesInWords({ counts }: Run): string {
  const { sent, duplicated, lost, dropped } = counts.network;
  const all = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  const why = reasons.map(([reason, count]) => `${count} ${reason}`).join(', ');
  const twice = duplicated === 0 ? '' : `, and ${duplicated} more as second copies`;
  return `${sent} sent${twice}, of which ${lost} lost, ${all} dropped${why === '' ? '' : ` (${why})`}`;
}

function commandRows({ counts }: Run): [string, string][] {
  const { commandsDropped } = counts;
  if (commandsDropped === 0) return [];
  return [['commands', `${commandsDropped} dropped: too many waited for a node that stood still`]];
}

function operationRows(
  operations: OutcomesOfOperations,
  { tickMicros }: Scenario,
): [string, string][] {
  return Object.entries(operations)
    .filter(([, { count }]) => count > 0)
    .map(([outcome, { count, latencyTicks }]) => {
      const latency =
        latencyTicks === undefined ? 'never completed' : latencyInWords(latencyTicks, tickMicros);
      return [`ops ${outcome}`, `${count}, ${latency}`];
    });
}

/** `p50 2, p95 2, p99 3 ticks`; where a tick has a length each with its unit. */
function latencyInWords({ p50, p95, p99 }: Latency, tickMicros: number | undefined): string {
  if (tickMicros === undefined) return `p50 ${p50}, p95 ${p95}, p99 ${p99} ticks`;
  const [half, most, nearlyAll] = [p50, p95, p99].map((ticks) => ticksInWords(ticks, tickMicros));
  return `p50 ${half}, p95 ${most}, p99 ${nearlyAll}`;
}

/** Steps that are named; the rest are counted. */
const IDLE_NAMED_MAX = 10;

/** What of the plan did nothing, in one line; none where every step did something. */
export function idleLines(steps: readonly IdleStep[]): string[] {
  if (steps.length === 0) return [];
  const named = steps.slice(0, IDLE_NAMED_MAX).map(({ id, why }) => `${id} (${why})`);
  const more = steps.length - named.length;
  const rest = more > 0 ? `; and ${more} more` : '';
  return [`steps that did nothing: ${named.join('; ')}${rest}`];
}
