/** Hand-made runs for the matchers, and what the matchers say. */

import { stripVTControlCharacters } from 'node:util';
import { Application } from '../../src/application/application';
import { History } from '../../src/library/history';
import type { ClientOperation } from '../../src/library/operation';
import type { Observed } from '../../src/jest/observation';
import { cluster } from '../../src/scenario/cluster';
import { Story } from './hand-made-events';

export const SEED = '7';

/** A history to be told, for `observation`. */
export function history(keptMax?: number): Story<History> {
  return new Story(new History('outcomes', keptMax));
}

/** What the matchers see of a run of `nodes` nodes with this history. */
export function observation(
  { sink: events, now }: Story<History>,
  nodes = 5,
  operations: readonly ClientOperation[] = [],
): Observed {
  const scenario = cluster({ nodes, name: 'told' });
  const record = () => new Application(scenario, SEED).run();
  return { scenario, seed: SEED, events, now, operations, record };
}

/** The message with which an assertion fails, without colours. */
export function messageOf(assert: () => void): string {
  try {
    assert();
  } catch (error) {
    return stripVTControlCharacters(error instanceof Error ? error.message : String(error));
  }
  throw new Error('the assertion passed');
}
