/** A scenario file whose values are all of the right kinds into a scenario, its ranges drawn. */

import { cluster, type ClusterOptions } from '../cluster';
import type { Scenario } from '../scenario';
import { buildCluster, buildNetwork } from './build-cluster';
import { buildExpectation } from './build-expect';
import { buildFaults } from './build-faults';
import { buildWorkload } from './build-workload';
import { given, made } from './given';
import type { ScenarioDocument } from './schema';
import type { Setting } from './setting';
import type { Values } from './values';

/**
 * @param name what the scenario is called where the file does not say
 * @param values where what makes no sense is reported; then there is no scenario
 * @throws InputError for what only the scenario as a whole shows
 */
export function buildScenario(
  document: ScenarioDocument,
  name: string,
  values: Values,
): Scenario | undefined {
  const durationTicks = values.ticks(document.duration);
  const nodes = values.count(document.cluster.nodes);
  const setting: Setting = { values, nodes, durationTicks };
  const { cluster: nodesAndStore, disk, workload, faults, expect, expectFailure } = document;
  const { store, ...built } = buildCluster(nodesAndStore, values, nodes);
  const options: ClusterOptions = {
    ...{ name: document.name ?? name, durationTicks, ...built },
    network: buildNetwork(document.network ?? {}, values, durationTicks),
    disk: given({
      latencyTicks: made(disk?.latency, (range) => values.ticks(range)),
      maxRecords: made(disk?.maxRecords, (range) => values.count(range)),
    }),
    faults: buildFaults(faults ?? [], setting),
    expect: (expect ?? []).map((each, i) => buildExpectation(each, ['expect', i], setting)),
    expectFailure: (expectFailure ?? []).map((each, i) =>
      buildExpectation(each, ['expectFailure', i], setting),
    ),
    ...given({
      store,
      tickMicros: values.tickMicros,
      workload: made(workload, (found) => buildWorkload(found, setting, store !== undefined)),
    }),
  };
  return values.problems.length === 0 ? cluster(options) : undefined;
}
