/** Runs of small clusters under a plan of faults, with every event kept. */

import { Application } from '../../src/application/application';
import type { FaultStep, ResolvedFault } from '../../src/faults/plan';
import { cluster, type ClusterOptions } from '../../src/scenario/cluster';
import type { Scenario } from '../../src/scenario/scenario';
import { DROP_REASONS, type EventView } from '../../src/simulation/events';
import { ALL_KINDS } from './course-runs';

/** A membership that never suspects anybody, so that all gossip all the time. */
export const TRUSTING = { failTicks: 10_000, removeTicks: 20_000 };

/** A run that is over. */
export class FaultRun {
  readonly events: EventView[] = [];
  readonly application: Application;

  constructor(
    readonly scenario: Scenario,
    seed = '1',
  ) {
    const sink = { kinds: ALL_KINDS, on: (event: EventView) => this.events.push({ ...event }) };
    this.application = new Application(scenario, seed, [sink]);
    this.application.advance();
  }

  get fingerprint(): string {
    return this.application.run().fingerprint;
  }

  get resolved(): readonly ResolvedFault[] {
    return this.application.run().plan.faults;
  }

  of(...kinds: string[]): EventView[] {
    return this.events.filter(({ kind }) => kinds.includes(kind));
  }

  /** What happened to nodes as such: `crashed n3 at 20`. */
  get lives(): string[] {
    const events = this.of('started', 'crashed', 'stopped', 'paused', 'resumed');
    return events.filter(({ time }) => time > 1).map(inWords);
  }

  /** What became of each message of a link: `got`, `lost`, `cut` or another reason, by tick sent. */
  fates(from: number, to: number): Map<number, string[]> {
    const sent = new Map<number, EventView>();
    const fates = new Map<number, string[]>();
    for (const event of this.events) {
      if (event.kind === 'sent' && event.node === from && event.a === to) {
        sent.set(event.id, event);
      }
      const cause = sent.get(event.cause);
      if (cause === undefined || !['delivered', 'lost', 'dropped'].includes(event.kind)) continue;
      const fate = event.kind === 'delivered' ? 'got' : event.kind;
      const shown = fate === 'dropped' ? DROP_REASONS[event.b]! : fate;
      fates.set(cause.time, [...(fates.get(cause.time) ?? []), shown]);
    }
    return fates;
  }

  /** The ticks in which something that was sent over a link came to this. */
  ticks(from: number, to: number, fate: string): number[] {
    return [...this.fates(from, to)].filter(([, all]) => all.includes(fate)).map(([tick]) => tick);
  }
}

/** Runs a cluster of five nodes for 80 ticks, unless told otherwise, under a plan. */
export function faultRun(
  faults: readonly FaultStep[],
  changes: Partial<ClusterOptions> = {},
  seed = '1',
): FaultRun {
  return new FaultRun(cluster({ nodes: 5, durationTicks: 80, ...changes, faults }), seed);
}

/** A resolved plan as a plan. */
export function asPlan(resolved: readonly ResolvedFault[]): FaultStep[] {
  return resolved.map(({ rule: _rule, ...step }) => step);
}

function inWords({ kind, node, time }: EventView): string {
  return `${kind} n${node} at ${time}`;
}
