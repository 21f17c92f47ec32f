import type * as z from 'zod';
import type { ClusterOptions } from '../../src/scenario/cluster';
import type { Step } from '../../src/scenario/fluent';
import type * as words from '../../src/scenario/words';
import type { CHECKS } from '../../src/scenario/yaml/expect-schema';
import type { ACTIONS, StepDocument } from '../../src/scenario/yaml/fault-schema';
import type { Placed, Ranged } from '../../src/scenario/yaml/fields';
import type { ScenarioDocument } from '../../src/scenario/yaml/schema';

/** The keys of all forms that a value may have, but for those of leaves and lists. */
type Keys<T> = T extends
  Placed<unknown> | Ranged<unknown> | string | number | readonly unknown[] | undefined
  ? never
  : keyof T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Everything but what names nodes, which has keys of its own. */
type Own<K> = Exclude<K, Keys<words.TargetWords>>;

type Replication = NonNullable<ScenarioDocument['cluster']['replication']>;
type Network = NonNullable<ScenarioDocument['network']>;
type Workload = NonNullable<ScenarioDocument['workload']>;
type Operations = NonNullable<Workload['operations']>;
type Announcements = NonNullable<Workload['announcements']>;

/** Who misses a key, or has one too many, does not compile. */
type EachOf = {
  [K in keyof typeof ACTIONS]: Same<
    Own<Keys<words.ActionWords[K]>>,
    Own<Keys<z.output<(typeof ACTIONS)[K]>>>
  >;
} & {
  [K in keyof typeof CHECKS]: Same<Keys<words.CheckWords[K]>, Keys<z.output<(typeof CHECKS)[K]>>>;
};
const EACH: EachOf = {
  ...{ crash: true, start: true, leave: true, pause: true, resume: true, partition: true },
  ...{ addOwner: true, removeOwner: true },
  ...{ link: true, heal: true, lose: true, clock: true, disk: true },
  ...{ viewsAgree: true, failedRemoved: true, noFalseRemovals: true, replicated: true },
  ...{ acknowledgedWritesSurvive: true, deletesStayDeleted: true, availability: true },
  ...{ readsWereWritten: true, writesReachQuorum: true, replicasAgree: true },
  ...{ readsAreMonotone: true, versionsNeverFall: true, quorumsMeet: true },
  ...{ oneVersionPerRequest: true, storageKeepsAcknowledged: true },
  ...{ messageLoad: true, outcome: true },
  ...{ detectionTime: true, disseminationTime: true, falseSuspicions: true },
};

const PARTS: readonly [
  Same<keyof words.ActionWords, keyof typeof ACTIONS>,
  Same<keyof Step, keyof typeof ACTIONS>,
  Same<keyof words.CheckWords, keyof typeof CHECKS>,
  Same<
    keyof words.ScenarioWords,
    Exclude<keyof ScenarioDocument, 'cluster'> | keyof ScenarioDocument['cluster']
  >,
  Same<Keys<words.StepWords>, keyof StepDocument>,
  Same<Keys<words.TargetMap>, Keys<StepDocument['leave']>>,
  Same<Keys<words.EventWords>, Keys<StepDocument['when']>>,
  Same<keyof words.ReplicationWords, keyof Replication>,
  Same<Keys<words.ReplicationWords['hints']>, Keys<Replication['hints']>>,
  Same<Keys<words.ScenarioWords['starts']>, Keys<ScenarioDocument['cluster']['starts']>>,
  Same<keyof words.NetworkWords, keyof Network>,
  Same<Keys<words.NetworkWords['loss']>, Keys<Network['loss']>>,
  Same<Keys<words.LatencyWords>, Keys<Network['latency']>>,
  Same<keyof words.DiskWords, Keys<ScenarioDocument['disk']>>,
  Same<Keys<words.StorageWords>, Keys<ScenarioDocument['cluster']['storage']>>,
  Same<keyof words.WorkloadWords, keyof Workload>,
  Same<Keys<words.WorkloadWords['keys']>, Keys<Workload['keys']>>,
  Same<Keys<words.WorkloadWords['mix']>, Keys<Workload['mix']>>,
  Same<keyof words.OperationWords, keyof Operations[number]>,
  Same<
    keyof NonNullable<words.WorkloadWords['announcements']>[number],
    keyof Announcements[number]
  >,
  // What marks words is in no option in ticks.
  Same<Extract<words.TimedMark, keyof ClusterOptions>, never>,
] = [
  ...([true, true, true, true, true] as const),
  ...([true, true, true, true, true] as const),
  ...([true, true, true, true, true] as const),
  ...([true, true, true, true, true] as const),
  true,
];

test('the types have the keys that the schema has, or this would not compile', () => {
  expect([...Object.values(EACH), ...PARTS]).not.toContain(false);
});
