/** Which nodes a matcher asks: its `by`. */

import { type Address, nodeName } from '../protocol/address';
import { addressOf, names, type Observed } from './observation';

/** `all` nodes that could know, `any` one of them, or one or several by name. */
export type By = string | readonly string[];

/** What the nodes asked say. */
export interface Answer {
  readonly pass: boolean;
  /** Who was asked: `every node`, `n1 and n2`. */
  readonly who: string;
}

/**
 * @param all the nodes that could know
 * @param did those of them that do
 */
export function ask(
  by: By,
  run: Observed,
  all: Iterable<Address>,
  did: (node: Address) => boolean,
): Answer {
  const nodes = [...all];
  // Nobody to ask is nobody who knows.
  if (by === 'all') return { pass: nodes.length > 0 && nodes.every(did), who: 'every node' };
  if (by === 'any') return { pass: nodes.some(did), who: 'a node' };
  if (typeof by !== 'string' && !Array.isArray(by)) {
    throw new TypeError(`by cannot be ${JSON.stringify(by)}: all, any, or nodes by name`);
  }
  const named = (typeof by === 'string' ? [by] : by).map((name) => addressOf(name, run));
  if (named.length === 0) throw new TypeError('by cannot be empty: all, any, or nodes by name');
  return { pass: named.every(did), who: names(named) };
}

/** `n1 (171), n2 (172)`: nodes and the ticks in which they did something. */
export function withTicks(ticks: Iterable<readonly [Address, number]>): string {
  const all = [...ticks].sort(([a], [b]) => a - b);
  const first = all.slice(0, 5).map(([node, tick]) => `${nodeName(node)} (${tick})`);
  const more = all.length > 5 ? ` and ${all.length - 5} more` : '';
  return `${first.join(', ')}${more}`;
}
