/** What the matchers accept, and how they speak of it. */

import type { Observation } from '../library/run';
import { type Address, nodeName, parseAddress } from '../protocol/address';
import type { Scenario } from '../scenario/scenario';

/** A run, finished or under way. */
export interface Observed extends Observation {
  readonly scenario: Scenario;
  readonly seed: string;
}

/**
 * What was given to `expect`, if it is a run that can be asserted on.
 * @throws TypeError where it is not, or where its history is not whole
 */
export function observed(received: unknown, matcher: string): Observed {
  // Not `instanceof`: the library and its matchers are bundled apart.
  const run = received as Partial<Observed> | null | undefined;
  if (typeof run?.events?.show !== 'function') {
    throw new TypeError(`expect(...).${matcher} needs a Simulation or a Run, as in finish()`);
  }
  if (run.events.leftOut > 0) {
    const why = `${run.events.leftOut} events were left out of the history`;
    throw new TypeError(`${matcher} cannot tell: ${why}; keep fewer kinds or run fewer ticks`);
  }
  return run as Observed;
}

/** @throws TypeError for what is no node of the run */
export function addressOf(name: unknown, run: Observed): Address {
  const address = typeof name === 'string' ? parseAddress(name) : undefined;
  const { nodes } = run.scenario.cluster;
  if (address !== undefined && address <= nodes) return address;
  throw new TypeError(`there is no node ${JSON.stringify(name)}: n1 to n${nodes}`);
}

/** @throws TypeError for what are no options, or none of these names: JavaScript lets both through */
export function requireOptions(given: unknown, names: readonly string[]): void {
  const isObject = typeof given === 'object' && given !== null;
  const strange = isObject ? Object.keys(given).find((name) => !names.includes(name)) : given;
  if (isObject && strange === undefined) return;
  throw new TypeError(`options cannot be ${JSON.stringify(strange)}: { ${names.join(', ')} }`);
}

/** @throws TypeError for what is no number of at least `min`, whole where that is asked for */
export function requireNumber(value: number | undefined, name: string, min: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= min)) return;
  throw new TypeError(`${name} cannot be ${JSON.stringify(value)}: a whole number from ${min}`);
}

/** `read, seed 7, tick 700`: which run it is. */
export function whichRun({ scenario, seed, now }: Observed): string {
  return `${scenario.name}, seed ${seed}, tick ${now}`;
}

/** `n1, n2, n3 and 7 more`. */
export function names(nodes: Iterable<Address>): string {
  const all = [...nodes].sort((a, b) => a - b);
  const first = all.slice(0, 5).map(nodeName).join(', ');
  return all.length > 5 ? `${first} and ${all.length - 5} more` : first;
}
