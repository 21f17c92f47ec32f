/** Whether the settings of a store can be, alone and together. */

import type { StoreOptions } from '../protocol/store/store';
import { InputError } from './input-error';
import { flag, oneOf, whole } from './require';

/** A request to a replica lists all whom its coordinator asks: so many have room in the list. */
export const REPLICAS_MAX = 255;
const TICKS_MAX = 0x7fff_ffff;

/** @throws InputError for settings that cannot be: which, and the rule that they break */
export function requireStore(store: StoreOptions): void {
  const { replicas, readQuorum, writeQuorum, quorum, hints, antiEntropy, graceTicks } = store;
  whole('store.replicas', replicas, 1, REPLICAS_MAX);
  whole('store.readQuorum', readQuorum, 1, replicas);
  whole('store.writeQuorum', writeQuorum, 1, replicas);
  whole('store.operationTimeoutTicks', store.operationTimeoutTicks, 1, TICKS_MAX);
  whole('store.offerRetryTicks', store.offerRetryTicks, 1, TICKS_MAX);
  requireWords(store);
  if (quorum === 'strict' && readQuorum + writeQuorum <= replicas) {
    const sum = `${readQuorum} + ${writeQuorum} <= ${replicas}`;
    const rule = `R + W > N, so that what is read meets what was written: here ${sum}`;
    throw new InputError('store.quorum', `strict needs ${rule}`);
  }
  if (hints !== undefined) whole('store.hints.windowTicks', hints.windowTicks, 1, TICKS_MAX);
  if (quorum === 'sloppy' && hints === undefined) {
    const why = 'sloppy needs hints: what stands in for a replica keeps its writes as hints';
    throw new InputError('store.quorum', why);
  }
  if (hints?.countTowardW === true && quorum !== 'sloppy') {
    const why = 'a hint is in the place of a replica only where the quorum is sloppy';
    throw new InputError('store.hints.countTowardW', why);
  }
  if (antiEntropy !== undefined) {
    whole('store.antiEntropy.everyTicks', antiEntropy.everyTicks, 1, TICKS_MAX);
    // JavaScript lets other words through.
    if (!['full', 'merkle'].includes(antiEntropy.kind)) {
      throw new InputError('store.antiEntropy.kind', 'is full or merkle');
    }
  }
  if (graceTicks !== undefined) whole('store.graceTicks', graceTicks, 1, TICKS_MAX);
}

/** JavaScript lets other words through. */
function requireWords(store: StoreOptions): void {
  const { quorum, readRepair, clock, ties, dedupe, rebalance, hints } = store;
  oneOf('store.quorum', quorum ?? 'strict', ['strict', 'sloppy']);
  oneOf('store.readRepair', readRepair ?? 'none', ['none', 'async', 'blocking']);
  oneOf('store.clock', clock ?? 'wall', ['wall', 'hybrid']);
  oneOf('store.ties', ties ?? 'actor', ['actor', 'arrival']);
  flag('store.dedupe', dedupe ?? true);
  flag('store.rebalance', rebalance ?? true);
  flag('store.hints.countTowardW', hints?.countTowardW ?? false);
}
