/** Operations by outcome, with how long they took: a fold over a run's events. */

import type { CompletedEvent, InvokedEvent, Outcome } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';

/** Latencies in ticks, by nearest rank; undefined where there was no operation. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface OutcomeCounts {
  readonly count: number;
  readonly latencyTicks: Latency | undefined;
}

const OUTCOMES: readonly Outcome[] = ['ok', 'fail', 'unknown'];

export class OperationOutcomes implements EventSink {
  readonly kinds = ['invoked', 'completed'];
  private readonly invokedAt = new Map<string, number>();
  /** How many operations took so many ticks: as long as a run may be, latencies are few. */
  private readonly latencies = new Map<Outcome, Map<number, number>>();

  on(event: EventView): void {
    const data = event.data as InvokedEvent | CompletedEvent;
    const id = `${event.node} ${data.client} ${data.request}`;
    if (data.kind === 'invoked') {
      this.invokedAt.set(id, event.time);
      return;
    }
    const latencies = this.latencies.get(data.outcome) ?? new Map<number, number>();
    const ticks = event.time - (this.invokedAt.get(id) ?? event.time);
    latencies.set(ticks, (latencies.get(ticks) ?? 0) + 1);
    this.latencies.set(data.outcome, latencies);
    this.invokedAt.delete(id);
  }

  /** Every outcome, and operations whose coordinator died before it could tell, as unknown. */
  finish(): Record<Outcome, OutcomeCounts> {
    const counts = OUTCOMES.map((outcome) => {
      const latencies = [...(this.latencies.get(outcome) ?? [])].sort(([a], [b]) => a - b);
      const ended = latencies.reduce((sum, [, count]) => sum + count, 0);
      const abandoned = outcome === 'unknown' ? this.invokedAt.size : 0;
      const value = { count: ended + abandoned, latencyTicks: percentiles(latencies, ended) };
      return [outcome, value] as const;
    });
    return Object.fromEntries(counts) as Record<Outcome, OutcomeCounts>;
  }
}

/** @param rising latencies and how often there were such, the shortest first: `count` in all */
function percentiles(
  rising: readonly (readonly [number, number])[],
  count: number,
): Latency | undefined {
  if (count === 0) return undefined;
  const rank = (percent: number) => {
    let left = Math.ceil((percent * count) / 100);
    return rising.find(([, times]) => (left -= times) <= 0)![0];
  };
  return { p50: rank(50), p95: rank(95), p99: rank(99) };
}
