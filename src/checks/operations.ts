/**
 * Operations by outcome, with how long they took: a fold over a run's events. Scripted operations count
 * as their coordinator saw them, clients' once each, as the client did, whatever attempts they took.
 */

import type { Address } from '../protocol/address';
import type { Outcome } from '../protocol/store/store-events';
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

/** What is told of an operation when it begins and when it ends. */
interface Told {
  readonly client: number;
  readonly request: number;
  readonly outcome?: Outcome;
}

interface UnderWay {
  readonly since: number;
  /** The coordinator that dies with it; undefined for a client's, which goes on asking. */
  readonly coordinator: Address | undefined;
}

export class OperationOutcomes implements EventSink {
  readonly kinds = ['invoked', 'completed', 'asked', 'answered', 'crashed', 'stopped'];
  /** Operations under way, by client and request. */
  private readonly underWay = new Map<string, UnderWay>();
  /** Operations whose coordinator died before it could tell. */
  private abandoned = 0;
  /** How many operations took so many ticks: as long as a run may be, latencies are few. */
  private readonly latencies = new Map<Outcome, Map<number, number>>();

  on({ kind, node, time, data }: EventView): void {
    if (kind === 'crashed' || kind === 'stopped') {
      this.abandon(node);
      return;
    }
    const told = data as Told;
    const isClients = kind === 'asked' || kind === 'answered';
    // A client's operation is invoked once an attempt; what counts is what the client saw.
    if (isClients !== told.client > 0) return;
    const id = `${told.client} ${told.request}`;
    if (kind === 'asked') this.underWay.set(id, { since: time, coordinator: undefined });
    else if (kind === 'invoked') this.underWay.set(id, { since: time, coordinator: node });
    else this.end(id, told.outcome!, time);
  }

  /** Every outcome, and operations that nobody told the end of, as unknown. */
  finish(): Record<Outcome, OutcomeCounts> {
    const neverTold = this.abandoned + this.underWay.size;
    const counts = OUTCOMES.map((outcome) => {
      const latencies = [...(this.latencies.get(outcome) ?? [])].sort(([a], [b]) => a - b);
      const ended = latencies.reduce((sum, [, count]) => sum + count, 0);
      const abandoned = outcome === 'unknown' ? neverTold : 0;
      const value = { count: ended + abandoned, latencyTicks: percentiles(latencies, ended) };
      return [outcome, value] as const;
    });
    return Object.fromEntries(counts) as Record<Outcome, OutcomeCounts>;
  }

  private end(id: string, outcome: Outcome, time: number): void {
    const began = this.underWay.get(id);
    if (began === undefined) return;
    this.underWay.delete(id);
    const latencies = this.latencies.get(outcome) ?? new Map<number, number>();
    const ticks = time - began.since;
    latencies.set(ticks, (latencies.get(ticks) ?? 0) + 1);
    this.latencies.set(outcome, latencies);
  }

  private abandon(node: Address): void {
    for (const [id, { coordinator }] of this.underWay) {
      if (coordinator !== node) continue;
      this.underWay.delete(id);
      this.abandoned++;
    }
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
