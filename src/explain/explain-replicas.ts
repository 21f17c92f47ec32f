/** The looks that explain why replicas do not agree. */

import { Folds } from '../checks/folds';
import { differingKeys } from '../checks/replicas-agree';
import { nodeName } from '../protocol/address';
import { compareVersions } from '../protocol/store/record';
import type { Scenario } from '../scenario/scenario';
import { explainWith, keptHints, look, type Looking } from './explain-event';
import { KeyHolders } from './key-holders';
import { type Placing, ReplicasDiffer } from './replicas-differ';
import type { Write } from './write-versions';

/**
 * The first key whose replicas differ; without lines where nobody told of what they have.
 * @param events so many there are in the run
 */
export function* explainReplicas(scenario: Scenario, events: number): Looking<readonly string[]> {
  const { cluster } = scenario;
  const folds = new Folds(cluster);
  const copies = folds.copies(cluster.store?.replicas ?? 0);
  const forgotten = folds.forgotten();
  yield { sinks: folds.sinks, isEnough: () => false };
  const keys = differingKeys(copies, forgotten);
  const [key] = keys;
  if (key === undefined) return [];
  const replicas = copies.rightNodes(key);
  const strays = copies.keepers(key).filter((node) => !replicas.includes(node));
  const placing = {
    ...{ key, keys: keys.length },
    ...{ replicas: replicas.map(nodeName), strays: strays.map(nodeName) },
  };
  const holders = new KeyHolders(key);
  yield { sinks: [holders], isEnough: () => false };
  const newest = newestOf(placing, holders);
  if (newest === undefined) return [];
  const kept = yield* keptHints(scenario, key);
  const lookout = new ReplicasDiffer(newest, placing, holders, kept);
  const ancestry = yield* look(scenario, newest.id, []);
  return yield* explainWith(scenario, ancestry.event!, ancestry, lookout, events);
}

/** The write of the newest version that any of them has. */
function newestOf({ replicas, strays }: Placing, holders: KeyHolders): Write | undefined {
  const versions = [...replicas, ...strays].flatMap((node) => {
    return holders.holdings.get(node)?.version ?? [];
  });
  const [newest] = versions.sort((a, b) => compareVersions(b, a));
  return newest === undefined ? undefined : holders.writes.of(newest);
}
