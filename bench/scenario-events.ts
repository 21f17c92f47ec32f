/**
 * A whole scenario with clients and faults, warm, in a process of its own: how many events a
 * second of processor time, by what is done with them.
 */

import { Application } from '../src/application/application';
import { loadScenario } from '../src/cli/load-scenario';
import { EventLines } from '../src/explain/event-lines';
import { History } from '../src/library/history';
import type { EventSink } from '../src/simulation/events';
import { inChild } from './child';
import { switchFingerprintOff } from './without-fingerprint';

/** What is done with the events; `--events` is the text of `--events FILE`, unwritten. */
export const VARIANTS = [
  ...(['no fingerprint', 'nothing kept', 'outcomes', 'protocol', 'messages'] as const),
  ...(['--events outcomes', '--events messages'] as const),
] as const;
export type Variant = (typeof VARIANTS)[number];

/** Seeds before the clock starts, and those that count. */
const WARM_UP = 3;
const SEEDS = 6;

export interface Pace {
  readonly eventsPerSecond: number;
  readonly runsPerSecond: number;
}

/** @param times how much longer than the file says the run is */
export function measureEvents(file: string, variant: Variant, times = 1): Pace {
  return inChild('events', [file, variant, String(times)]) as Pace;
}

/** What such a process does. */
export function scenarioEventsChild([file, variant, times]: readonly string[]): Pace {
  if (variant === 'no fingerprint') switchFingerprintOff();
  const run = (seed: string) => once(file!, variant as Variant, Number(times), seed);
  const seeds = Math.max(1, Math.round(SEEDS / Number(times)));
  for (let seed = 1; seed <= WARM_UP; seed++) once(file!, variant as Variant, 1, `warm-up ${seed}`);
  const before = process.cpuUsage();
  let events = 0;
  for (let seed = 1; seed <= seeds; seed++) events += run(String(seed));
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  return { eventsPerSecond: events / seconds, runsPerSecond: seeds / seconds };
}

/** How many events there were. */
function once(file: string, variant: Variant, times: number, seed: string): number {
  const read = loadScenario(file, { seed });
  const { durationTicks, workload } = read;
  const lastTick = durationTicks * times - 1;
  const isBusy = 'clients' in workload;
  const clients = isBusy ? { clients: { ...workload.clients, lastTick } } : {};
  const longer = { durationTicks: lastTick + 1, workload: { ...workload, ...clients } };
  const scenario = times === 1 ? read : { ...read, ...longer };
  const application = new Application(scenario, seed, sinksOf(variant, seed));
  application.advance();
  return application.simulation.log.count;
}

function sinksOf(variant: Variant, seed: string): EventSink[] {
  switch (variant) {
    case 'no fingerprint':
    case 'nothing kept':
      return [];
    case '--events outcomes':
    case '--events messages': {
      const level = variant === '--events outcomes' ? 'outcomes' : 'messages';
      const header = { scenario: 'bench', seed, level } as const;
      return [new EventLines(header, Infinity, () => undefined)];
    }
    default:
      return [new History(variant)];
  }
}
