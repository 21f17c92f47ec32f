/** A scenario file whose values are all of the right kinds into a scenario, its ranges drawn. */

import type { Protocols } from '../../protocol/membership/protocols';
import { cluster, type ClusterOptions } from '../cluster';
import { idleMoves } from '../moves';
import type { Scenario } from '../scenario';
import { buildCluster, buildNetwork } from './build-cluster';
import { buildExpectations } from './build-expect';
import { buildFaults } from './build-faults';
import { buildWorkload } from './build-workload';
import { given, made } from './given';
import type { ScenarioDocument } from './schema';
import type { Setting } from './setting';
import type { Values } from './values';

/**
 * @param name what the scenario is called where the file does not say
 * @param values where what makes no sense is reported; then there is no scenario
 * @param protocols those that it may name
 * @throws InputError for what only the scenario as a whole shows
 */
export function buildScenario(
  document: ScenarioDocument,
  name: string,
  values: Values,
  protocols: Protocols,
): Scenario | undefined {
  const durationTicks = values.ticks(document.duration);
  const nodes = values.count(document.cluster.nodes);
  const { disk, faults, expect = [], expectFailure = [] } = document;
  const built = buildCluster(document.cluster, values, nodes, protocols);
  const setting: Setting = { values, nodes, durationTicks, hasStore: built.store !== undefined };
  const workload = made(document.workload, (found) => buildWorkload(found, setting));
  const options: ClusterOptions = {
    ...{ name: document.name ?? name, durationTicks, ...built },
    network: buildNetwork(document.network ?? {}, values, durationTicks),
    disk: given({
      latencyTicks: made(disk?.latency, (range) => values.ticks(range)),
      fsyncTicks: made(disk?.fsync, (range) => values.ticks(range)),
      maxRecords: made(disk?.maxRecords, (range) => values.count(range)),
    }),
    faults: buildFaults(faults ?? [], setting),
    ...buildExpectations(
      { expect, expectFailure },
      { ...setting, operations: operationsOf(workload) },
    ),
    ...given({ tickMicros: values.tickMicros, workload }),
  };
  if (values.problems.length > 0) return undefined;
  const scenario = cluster(options);
  for (const { index, action, problem } of idleMoves(scenario)) {
    values.doubt(['faults', index, action], problem);
  }
  return scenario;
}

/** The ids of scripted operations; undefined where the seed draws them. */
function operationsOf(workload: ClusterOptions['workload']): readonly string[] | undefined {
  if (workload === undefined) return [];
  return 'course' in workload ? undefined : workload.operations.map(({ id }) => id);
}
