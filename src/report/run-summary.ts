/** What a person is told of a finished run: figures first, the verdict last. */

import type { Run } from '../application/run';
import type { OutcomeCounts } from '../checks/operations';
import type { Outcome } from '../protocol/store/store-events';
import type { Scenario } from '../scenario/scenario';

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
): string[] {
  const { scenario, seed, counts, fingerprint } = run;
  const { cluster, durationTicks } = scenario;
  const rows: [string, string][] = [
    ['nodes', `${cluster.nodes}${startsInWords(scenario)}`],
    ['virtual time', `${durationTicks} ticks`],
    ['messages', messagesInWords(run)],
    ...operationRows(operations),
    ['events', `${counts.events}`],
    ['wall time', `${wallSeconds.toFixed(3)} s`],
    ['seed', seed],
    ['fingerprint', fingerprint],
  ];
  return rows.map(([name, value]) => `${name.padEnd(13)} ${value}`);
}

/** What the summary must say of how nodes started. */
function startsInWords({ cluster }: Scenario): string {
  const { nodes, ticks } = cluster.starts;
  if (ticks === 1) return '';
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

function operationRows(operations: OutcomesOfOperations): [string, string][] {
  return Object.entries(operations)
    .filter(([, { count }]) => count > 0)
    .map(([outcome, { count, latencyTicks }]) => {
      const latency =
        latencyTicks === undefined
          ? 'never completed'
          : `p50 ${latencyTicks.p50}, p95 ${latencyTicks.p95}, p99 ${latencyTicks.p99} ticks`;
      return [`ops ${outcome}`, `${count}, ${latency}`];
    });
}
