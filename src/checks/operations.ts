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
  private readonly latencies = new Map<Outcome, number[]>();

  on(event: EventView): void {
    const data = event.data as InvokedEvent | CompletedEvent;
    const id = `${event.node} ${data.client} ${data.request}`;
    if (data.kind === 'invoked') {
      this.invokedAt.set(id, event.time);
      return;
    }
    const latencies = this.latencies.get(data.outcome) ?? [];
    latencies.push(event.time - (this.invokedAt.get(id) ?? event.time));
    this.latencies.set(data.outcome, latencies);
    this.invokedAt.delete(id);
  }

  /** Every outcome, and operations whose coordinator died before it could tell, as unknown. */
  finish(): Record<Outcome, OutcomeCounts> {
    const counts = OUTCOMES.map((outcome) => {
      const latencies = (this.latencies.get(outcome) ?? []).sort((a, b) => a - b);
      const abandoned = outcome === 'unknown' ? this.invokedAt.size : 0;
      const value = { count: latencies.length + abandoned, latencyTicks: percentiles(latencies) };
      return [outcome, value] as const;
    });
    return Object.fromEntries(counts) as Record<Outcome, OutcomeCounts>;
  }
}

function percentiles(rising: readonly number[]): Latency | undefined {
  if (rising.length === 0) return undefined;
  const rank = (percent: number) => rising[Math.ceil((percent * rising.length) / 100) - 1]!;
  return { p50: rank(50), p95: rank(95), p99: rank(99) };
}
